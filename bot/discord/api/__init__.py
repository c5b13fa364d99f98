"""Calls of Discord's REST API, over the library's own client of it, and what its refusals mean.

Knows addresses, codes and limits. Never words what is said to people but why Discord refused it.
"""

"""Catching up with Slack: its history is read within its limits and handed on as events.

Belongs here: what only Slack's history knows. When it is read and what is told of it is
`bot.chat.catching`'s.
"""

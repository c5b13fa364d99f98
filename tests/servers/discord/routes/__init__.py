"""The operations of the REST API, each under its name in Discord's OpenAPI document.

What belongs in: reading a request's body and answering as Discord does. What must never be in:
sockets, faults and checks, which are the same for all of them.
"""

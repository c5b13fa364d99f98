"""Hearing Slack over real sockets and HTTP."""

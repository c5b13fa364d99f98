"""Catching up with Discord: its history is read and handed on as events.

Belongs here: what only Discord's history knows. When it is read and what is told of it is
`bot.chat.catching`'s.
"""

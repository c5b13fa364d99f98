"""Receives what Slack sends: events, commands, buttons and forms become calls of bot.inbound.

Listeners only translate; who may do what is decided by the use cases. Never posts what the
courier posts (cards, questions, answers of agents), only what one person is told about what they
just did.
"""

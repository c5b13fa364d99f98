"""Receives what Discord sends: messages, commands, buttons and forms become calls of bot.inbound.

Only translates; who may do what is decided by the use cases. Never posts what the courier posts
(cards, questions, answers of agents), only what one person is told about what they just did, and
the board that somebody asked for.
"""

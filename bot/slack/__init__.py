"""Slack as a front end: receives, parses, renders and sends.

Belongs here: what only Slack knows (its SDK, events, limits, markup, ids of messages). Never
decides who may do what, never words a fact that another channel tells too (bot.presenter does),
never opens a transaction (bot.inbound does), never imports another front end.
"""

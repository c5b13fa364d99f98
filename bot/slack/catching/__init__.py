"""Catching up: what was written while heddle did not hear Slack is read and taken in.

Belongs here: what to read, in which order and how fast. Never decides what becomes of a message:
each goes the way of a live one, which knows those that were taken in before.
"""

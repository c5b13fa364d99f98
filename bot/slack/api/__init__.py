"""Slack's Web API as heddle calls it: one place for tokens, limits, errors and retries.

Knows methods and error codes; never sessions, items or words that people read.
"""

"""Writes docs/reference and Slack's manifest from the code: `python -m tests.reference --write`.

Each page is a function that returns its whole text. No page is written by hand.
"""

"""Payloads are within Slack's schemas and limits, and say what the cards say."""

"""Logs as machines read them, with nothing secret in them."""

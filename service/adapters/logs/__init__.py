"""Structured logs: one line each, ids as fields, nothing secret. The home of structlog's set-up.

Everybody else only asks structlog for a logger. Never decides what is worth logging.
"""

"""Hearing Discord over real sockets."""

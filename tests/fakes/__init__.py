"""Ports in memory, each passing the same suite as its real adapter."""

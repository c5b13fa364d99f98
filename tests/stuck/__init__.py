"""Labelled step sequences: what is stuck, and what is only busy."""

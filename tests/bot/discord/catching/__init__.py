"""Catching up with Discord."""

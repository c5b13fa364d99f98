"""Whole deployments as real processes, with what may happen to them."""

"""Metrics: what each report becomes, names, bounds, and several processes at once."""

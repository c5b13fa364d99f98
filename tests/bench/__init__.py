"""Benchmarks: the product's figures, each beside a bare baseline of the same run.

A row stands in `rows/` and returns figures; it goes through the real use cases and
adapters, in the processes that production has. Nothing here is imported by the product.
"""

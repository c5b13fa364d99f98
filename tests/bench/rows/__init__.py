"""One row a file: each has `measure(sizes)`, which returns its figures.

A row cleans up after itself and shares nothing with another one.
"""

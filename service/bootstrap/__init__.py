"""The place that names adapters: settings in, ports out.

Known by the processes' entries alone. Holds no rule, and nothing that a use case could need.
"""

"""Numbers for an operator, as Prometheus metrics: `heddle_…`, base units, bounded labels.

The home of prometheus_client. No label ever carries a session, a person or a thread.
"""

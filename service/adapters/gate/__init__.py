"""The `RateGate` port: one gate for all workers over the store, and one in memory.

What is let in is decided by `service.domain.limits` and `pacing`; nothing here may decide.
"""

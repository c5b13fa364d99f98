"""Everything that would stay the same if every chat platform closed tomorrow.

Holds the rules, the use cases, the agent and the adapters to storage, queue and
models. Never imports `bot`.
"""

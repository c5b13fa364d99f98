"""Whole deployments in one thread of virtual time, everything from one seed.

The use cases, the agent's loop, the sweeper, the courier and the store are the real ones;
clock, queue, signals, models, tools, storage, phones, people and every misfortune are
simulated. What is checked stands in `invariants`, `telling`, `outgoing`, `tickets` and
`ending`. Nothing here may read the real clock, real randomness or the order of a set.
"""

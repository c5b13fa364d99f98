"""The process that runs agents: arq's worker, woken by rings, one-liners into use cases.

The only place that wires a model. Holds no rule: what a turn does stands in
`service.usecases`; here is only when a process starts, waits, drains and ends.
"""

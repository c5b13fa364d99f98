"""The real world behind the ports: one package for each, and each SDK in exactly one.

Imports `service.ports`, `service.domain` and its own SDK; never a neighbour, a use case or
settings. Foreign errors leave as those of `service.domain.errors`, raised `from` them.
"""

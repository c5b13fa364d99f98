"""Bugs to be planted into the use cases, to show that the rules find them."""

from tests.simulation.run import Bug

BUGS: dict[str, Bug] = {}

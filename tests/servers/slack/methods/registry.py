"""The list of methods, with the scope that each needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.servers.slack.core import Core

Json = dict[str, Any]
Method = Callable[[Core, Json], Json]


@dataclass(frozen=True)
class Entry:
    """A method: what runs, whose token it takes, what it needs."""

    run: Method
    token: str = "bot"
    scopes: frozenset[str] = frozenset()
    """Any of them will do; none means that no scope is needed."""
    feature: str = ""


METHODS: dict[str, Entry] = {}


def method(
    name: str, *scopes: str, token: str = "bot", feature: str = ""
) -> Callable[[Method], Method]:
    """Register a method under its name."""

    def register(run: Method) -> Method:
        METHODS[name] = Entry(run, token, frozenset(scopes), feature)
        return run

    return register

"""The list of operations, with their addresses."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tests.servers.discord.core import Call, Core

Operation = Callable[[Core, Call], Any]


@dataclass(frozen=True)
class Entry:
    """An operation: what runs, where, and what it answers when all is well."""

    run: Operation
    name: str
    method: str
    path: str
    status: int
    token: bool
    shape: re.Pattern[str]


OPERATIONS: list[Entry] = []


def operation(
    name: str, where: str, status: int = 200, token: bool = True
) -> Callable[[Operation], Operation]:
    """Register an operation at a method and path; `token` tells whether it needs the bot's."""
    method, path = where.split(" ")

    def register(run: Operation) -> Operation:
        shape = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
        OPERATIONS.append(Entry(run, name, method, path, status, token, shape))
        OPERATIONS.sort(key=lambda each: each.path.count("{"))
        return run

    return register


def find(method: str, path: str) -> tuple[Entry, dict[str, str]] | None:
    """Return the operation at an address, and the ids in it."""
    for entry in OPERATIONS:
        found = entry.shape.fullmatch(path) if entry.method == method else None
        if found is not None:
            return entry, {name: unquote(each) for name, each in found.groupdict().items()}
    return None

"""A step in short: what the agent did and the start of what came back, as a judge reads it."""

from collections.abc import Mapping
from typing import Any

from service.domain.courses import Brief
from service.supervisor.arguments import leaves

DID = 200
CAME = 120
_VALUE = 80


def called(number: int, tool: str, arguments: Mapping[str, Any], ok: bool, result: str) -> Brief:
    """Put a tool call with its result in short."""
    given = " ".join(f'{key}="{cut(text, _VALUE)}"' for key, text in leaves(arguments))
    came = cut(result, CAME) if ok else f"failed: {cut(result, CAME)}"
    return Brief(number, cut(f"{tool} {given}", DID), came)


def spoke(number: int, text: str) -> Brief:
    """Put a reply that called nothing in short."""
    return Brief(number, cut(f"says: {text}", DID))


def cut(text: str, length: int) -> str:
    """Return the start of a text on one line."""
    line = " ".join(text[: 8 * length].split())
    return line if len(line) <= length else f"{line[: length - 1]}…"

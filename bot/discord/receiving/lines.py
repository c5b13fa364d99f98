"""What a command of Discord's says, as a line of the one grammar."""

from collections.abc import Mapping
from typing import Any

from bot.discord.receiving.shapes import Kind, Shape
from service.domain.errors import Refused
from service.domain.ids import SessionNumber

Given = Mapping[str, Any]


def line_of(shape: Shape, given: Given, here: SessionNumber | None) -> str:
    """Return the line; `here` is the session in whose thread it was given. People are their
    names, with @.

    Raises Refused where a session is needed and none is said: a text must not be taken for one.
    """
    if shape.word == "queue":
        return _queue(given, here)
    if shape.word == "ladder":
        important = "important " if given.get("important") else ""
        return f"ladder {important}{given.get('rungs') or ''}".strip()
    values = [_written(given.get(each.name)) for each in shape.options if not _is_number(each.kind)]
    number = [str(_number(shape, given, here))] if shape.of_session else []
    return " ".join(part for part in (shape.word, *number, *values) if part)


def _queue(given: Given, here: SessionNumber | None) -> str:
    move, session = given.get("move"), given.get("session") or here
    if not move and given.get("session"):
        raise Refused("Choose how to move it: up, or to be the first.")
    return f"queue {move} {session or ''}".strip() if move else "queue"


def _number(shape: Shape, given: Given, here: SessionNumber | None) -> int:
    found = given.get("session") or here
    if found is None:
        raise Refused(
            f"Which session? Choose one for `/heddle {shape.path}`, or give it in a thread."
        )
    return int(found)


def _is_number(kind: Kind) -> bool:
    return kind is Kind.SESSION


def _written(value: object) -> str:
    return "" if value is None else str(value).strip()

"""What a pressed button carries, readable for years: `{"v":1, ...}` and stable action names.

Whether it still may be done is decided when it is pressed; here only its form is checked.
"""

import json
from dataclasses import dataclass
from typing import Any

from bot.chat.rendering.units import units
from bot.presenter.cards import Act, Button
from service.domain.errors import Bug, Refused
from service.domain.ids import ItemId, SessionNumber

VERSION = 1
BUTTON = 2_000
"""Characters of a value where nothing less is said."""
MOST = 3_000
"""Characters of the longest value that is read."""
PREFIX = "heddle."
_ITEM = 22
_CHOICES = 100
_FORMS = "heddle_"
_KEYS = {"v", "a", "i", "s", "c", "t"}
_OLD = (
    "This button is not readable any more, perhaps it is of another version."
    " `/heddle inbox` shows what needs you, with buttons that work."
)


@dataclass(frozen=True, slots=True)
class Value:
    """What is done, to which item or session; `choice` counts from 0, `text` is a command line
    or a span.
    """

    act: Act
    item: ItemId | None = None
    session: SessionNumber | None = None
    choice: int | None = None
    text: str = ""


def of(button: Button) -> Value:
    """Return what a button carries."""
    return Value(button.act, button.item, button.session, button.choice, button.text)


def encode(value: Value, most: int = BUTTON) -> str:
    """Write a value in at most `most` units. Raises Bug if it does not fit."""
    found: dict[str, Any] = {"v": VERSION, "a": value.act.value}
    found |= {"i": value.item} if value.item else {}
    found |= {"s": value.session} if value.session is not None else {}
    found |= {"c": value.choice} if value.choice is not None else {}
    found |= {"t": value.text} if value.text else {}
    text = json.dumps(found, separators=(",", ":"), ensure_ascii=False)
    if units(text) > most:
        raise Bug(f"a button's value has {units(text)} characters, {most} are possible")
    return text


def decode(text: str) -> Value:
    """Read what `encode` wrote. Raises Refused for anything else."""
    try:
        found = json.loads(text) if units(text) <= MOST else None
    except (ValueError, RecursionError) as error:
        raise Refused(_OLD) from error
    if not isinstance(found, dict) or not found.keys() <= _KEYS or found.get("v") != VERSION:
        raise Refused(_OLD)
    try:
        act = Act(str(found.get("a")))
    except ValueError as error:
        raise Refused(_OLD) from error
    item = _checked(found.get("i"), str)
    choice, session = (_checked(found.get(key), int) for key in ("c", "s"))
    said = _checked(found.get("t"), str) or ""
    if not _plausible(item, choice, session):
        raise Refused(_OLD)
    number = None if session is None else SessionNumber(session)
    return Value(act, None if item is None else ItemId(item), number, choice, said)


def _checked(value: object, kind: type) -> Any:
    if value is not None and type(value) is not kind:
        raise Refused(_OLD)
    return value


def _plausible(item: str | None, choice: int | None, session: int | None) -> bool:
    return (
        (item is None or (0 < len(item) <= _ITEM and item.isascii() and item.isalnum()))
        and (choice is None or 0 <= choice < _CHOICES)
        and (session is None or 0 < session < 2**31)
    )


def action(act: Act, place: int | None = None) -> str:
    """Return the action id of an element; `place` tells elements of one block apart."""
    return f"{PREFIX}{act}" if place is None else f"{PREFIX}{act}.{place}"


def menu(name: str) -> str:
    """Return the action id of a menu whose options carry the value."""
    return f"{PREFIX}menu.{name}"


def form(act: Act) -> str:
    """Return the callback id of the form that a button opens."""
    return f"{_FORMS}{act}"

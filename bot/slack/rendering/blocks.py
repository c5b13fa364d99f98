"""Slack's blocks and elements, each cut to what Slack takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat.rendering.units import units
from bot.presenter.plaintext import cut, one_line
from bot.slack.rendering import limits

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """A message: `text` in Slack's markup for notifications and search, `blocks` to read."""

    text: str
    blocks: Sequence[Block]


_EMPTY = "…"
"""Slack refuses empty texts."""


def plain(text: str, most: int) -> Block:
    """A text without any markup, on one line."""
    line = one_line(text) or _EMPTY
    length = most
    while units(shown := cut(line, length)) > most:
        length -= 1
    return {"type": "plain_text", "text": shown, "emoji": False}


def mrkdwn(written: str) -> Block:
    """A text in Slack's markup; Slack adds no mentions and links of its own to it."""
    return {"type": "mrkdwn", "text": written or _EMPTY, "verbatim": True}


def section(written: str, accessory: Block | None = None, *, expand: bool = False) -> Block:
    """A paragraph of at most 3,000 units, with an element beside it."""
    block: Block = {"type": "section", "text": mrkdwn(written)}
    if accessory is not None:
        block["accessory"] = accessory
    if expand:
        block["expand"] = True
    return block


def context(*written: str) -> Block:
    """Small grey text."""
    elements = [mrkdwn(each) for each in written if each][: limits.CONTEXT]
    return {"type": "context", "elements": elements or [mrkdwn(_EMPTY)]}


def header(text: str) -> Block:
    """A large heading."""
    return {"type": "header", "text": plain(text, limits.HEADER)}


def divider() -> Block:
    """A rule."""
    return {"type": "divider"}


def actions(elements: Sequence[Block]) -> list[Block]:
    """A row of buttons and menus; none for no elements."""
    return [{"type": "actions", "elements": list(elements[: limits.ACTIONS])}] if elements else []


def option(label: str, value: str, description: str = "") -> Block:
    """An entry of a menu."""
    block: Block = {"text": plain(label, limits.LABEL), "value": value}
    if description:
        block["description"] = plain(description, limits.LABEL)
    return block


def select(action: str, placeholder: str, options: Sequence[Block], chosen: int = -1) -> Block:
    """A menu to choose one of up to a hundred from."""
    block: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder, limits.PLACEHOLDER),
        "options": list(options[: limits.OPTIONS]),
    }
    if 0 <= chosen < len(block["options"]):
        block["initial_option"] = block["options"][chosen]
    return block


def overflow(action: str, options: Sequence[Block]) -> Block:
    """A menu behind three dots."""
    shown = list(options[: limits.OVERFLOW])
    return {"type": "overflow", "action_id": action, "options": shown}


def at_most(found: Iterable[Block], most: int, rest: str) -> list[Block]:
    """Return the blocks, the last ones replaced by a remark where there are too many."""
    every = list(found)
    return every if len(every) <= most else [*every[: most - 1], context(rest)]

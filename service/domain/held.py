"""Held messages: what somebody wrote who may not write there, as facts of an item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.domain.events import Attachment, Json
from service.domain.ids import PersonId
from service.domain.items import Item, ItemKind

MOST = 20
"""Messages of one author that wait for one decision; beyond that they are turned away."""
_EXCERPT = 240


@dataclass(frozen=True, slots=True)
class Held:
    """A message that waits for a decision; `key` is its receipt's."""

    key: str
    text: str
    at: float
    attachments: Sequence[Attachment] = ()

    def as_json(self) -> Json:
        """Return the message as it stands in an item's facts."""
        files = [each.as_json() for each in self.attachments]
        return {"key": self.key, "text": self.text, "at": self.at, "attachments": files}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Held":
        """Read what `as_json` wrote."""
        files = tuple(Attachment.from_json(each) for each in data["attachments"])
        return cls(data["key"], data["text"], data["at"], files)

    @property
    def said(self) -> str:
        """Its text, or the names of its files where it has none."""
        return self.text.strip() or ", ".join(each.name for each in self.attachments)


def facts(author: PersonId, name: str) -> dict[str, Any]:
    """Return the facts of an item about what one person wrote, before the first message."""
    return {"author": author, "name": name, "messages": [], "turned_away": 0}


def author(item: Item) -> PersonId:
    """Return who wrote what the item holds."""
    return PersonId(item.facts["author"])


def messages(item: Item) -> list[Held]:
    """Return what the item holds, in the order in which it was written; nothing for others."""
    if item.kind is not ItemKind.HELD:
        return []
    return [Held.from_json(each) for each in item.facts["messages"]]


def turned_away(item: Item) -> int:
    """Return how many messages were not kept, because too many waited already."""
    return int(item.facts["turned_away"])


def has_room(item: Item, text: str, most_bytes: int) -> bool:
    """Tell whether another message is kept: `MOST` of them, `most_bytes` all in all."""
    kept = messages(item)
    size = sum(len(each.text.encode()) for each in kept) + len(text.encode())
    return len(kept) < MOST and size <= most_bytes


def holding(item: Item, kept: Sequence[Held], more_turned_away: int = 0) -> Item:
    """Return the item with these messages, and with an ask that says what it holds by now."""
    away = turned_away(item) + more_turned_away
    found = {
        **item.facts,
        "messages": [dict(each.as_json()) for each in kept],
        "turned_away": away,
    }
    return replace(item, facts=found, ask=_ask(str(item.facts["name"]), kept, away))


def emptied(item: Item) -> Item:
    """Return the item without its messages; its ask still says what it was about."""
    return replace(item, facts={**item.facts, "messages": []})


def _ask(name: str, kept: Sequence[Held], away: int) -> str:
    """Write what the owner reads: the newest words, and how many there are."""
    if not kept:
        return f"{name} wrote something and deleted it"
    said = " ".join(kept[-1].said.split())
    said = said if len(said) <= _EXCERPT else said[: _EXCERPT - 1].rstrip() + "…"
    told = f"{name} wrote: “{said}”"
    if len(kept) > 1:
        told = f"{name} wrote {len(kept)} messages, the last one: “{said}”"
    return f"{told} ({away} more came after that and were not kept)" if away else told

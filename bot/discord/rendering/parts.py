"""Discord's messages, embeds and components, each cut to what Discord takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat.rendering import values
from bot.chat.rendering.units import units
from bot.discord.rendering import limits
from bot.presenter.cards import Button, Style
from bot.presenter.plaintext import cut, one_line

Json = dict[str, Any]

_ROW, _BUTTON, _SELECT = 1, 2, 3
_STYLES = {Style.PRIMARY: 1, Style.PLAIN: 2}
_LINK = 5
_EMPTY = "…"
_TEXTS = ("title", "description")


@dataclass(frozen=True, slots=True)
class Message:
    """A message: `content` is what notifications show; `rows` hold buttons and menus."""

    content: str = ""
    embeds: Sequence[Json] = ()
    rows: Sequence[Json] = ()

    def payload(self, *, full: bool = False) -> Json:
        """Return it as Discord takes it, for a new message and for an edit alike; `full`: there
        are files in it, so that it needs no text.
        """
        bare = not self.content and not self.embeds and not full
        return {
            "content": _EMPTY if bare else self.content,
            "embeds": list(self.embeds),
            "components": list(self.rows),
        }


def plain(text: str, most: int) -> str:
    """Return a label without any markup, on one line; Discord refuses empty ones."""
    line = one_line(text) or _EMPTY
    length = most
    while units(shown := cut(line, length)) > most:
        length -= 1
    return shown


def embed(description: str, *, colour: int | None = None, title: str = "", url: str = "") -> Json:
    """A box with a text in Discord's markup of at most 4,000 units."""
    found: Json = {"description": description} if description else {}
    if title:
        found["title"] = plain(title, limits.TITLE)
    if title and url:
        found["url"] = url
    if colour is not None:
        found["color"] = colour
    return found


def button(found: Button) -> Json:
    """A button that carries its value."""
    return {
        "type": _BUTTON,
        "style": _STYLES[found.style],
        "label": plain(found.label, limits.LABEL),
        "custom_id": values.encode(values.of(found), limits.VALUE),
    }


def link_button(label: str, url: str) -> Json:
    """A button that only opens an address; Discord tells nobody that it was pressed."""
    return {"type": _BUTTON, "style": _LINK, "label": plain(label, limits.LABEL), "url": url}


def select(name: str, placeholder: str, buttons: Sequence[Button]) -> Json:
    """A row with a menu to choose one of up to 25 from; `name` tells menus of a message apart."""
    return {
        "type": _ROW,
        "components": [
            {
                "type": _SELECT,
                "custom_id": values.menu(name),
                "placeholder": plain(placeholder, limits.PLACEHOLDER),
                "options": [
                    {
                        "label": plain(each.label, limits.OPTION),
                        "value": values.encode(values.of(each), limits.VALUE),
                    }
                    for each in buttons[: limits.OPTIONS]
                ],
            }
        ],
    }


def rows(elements: Iterable[Json]) -> list[Json]:
    """Put buttons into rows of five."""
    every = list(elements)
    starts = range(0, len(every), limits.ACROSS)
    return [{"type": _ROW, "components": every[at : at + limits.ACROSS]} for at in starts]


def distinct(found: Iterable[Json]) -> list[Json]:
    """Return at most five rows in which no id comes twice, as Discord demands."""
    seen: set[str] = set()
    kept: list[Json] = []
    for row in found:
        parts = [each for each in row["components"] if each.get("custom_id") not in seen]
        seen |= {each["custom_id"] for each in parts if "custom_id" in each}
        if parts:
            kept.append({**row, "components": parts})
    return kept[: limits.ROWS]


def letters(found: Json) -> int:
    """Return how much of a message's allowance an embed takes."""
    footer = found.get("footer", {}).get("text", "")
    return units(footer) + sum(units(found.get(name, "")) for name in _TEXTS)


def fit(found: Iterable[Json]) -> list[Json]:
    """Return as many of the embeds, from the first on, as one message takes."""
    kept: list[Json] = []
    room = limits.EMBEDS
    for each in found:
        room -= letters(each)
        if room < 0 or len(kept) == limits.EMBED_COUNT:
            break
        kept.append(each)
    return kept

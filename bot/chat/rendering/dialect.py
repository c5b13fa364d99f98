"""How one platform writes what Markdown means."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.chat.rendering.units import units
from bot.presenter.plaintext import cut

JOINER = "\u2060"
"""Invisible; stands where a platform would read a mention or a fence."""
BOLD, ITALIC, STRIKE, CODE = "*", "_", "~", "`"
"""The formats of a run of text, the same for every platform."""
_FENCE = re.compile("``(?=`)")


def unfenced(text: str) -> str:
    """Break what would be read as the beginning or the end of a block of code."""
    return _FENCE.sub(f"``{JOINER}", text)


def fitted(text: str, most: int, write: Callable[[str], str]) -> str:
    """Return `write` of as much of the text as keeps within `most` units."""
    length = most
    while units(written := write(cut(text, length))) > most:
        length = min(length - 1, length * most // units(written))
    return written


@dataclass(frozen=True, slots=True)
class Dialect:
    """A platform's markup.

    `marks` is what stands around each format; `whole` names the formats that only whole words can
    have, so that part of one needs an invisible space. `prose` writes text between formatting so
    that nothing in it has a meaning, `code` text within code, `link` an address behind what is
    written already, `opening` the beginning of a line. `bullets` are those of lists by depth,
    `task` stands before the box of a task (empty: the bullet). Headings up to level `headings`
    are the platform's own. Lines are cut at `longest` units, addresses of more than `url` units
    are not linked.
    """

    marks: Mapping[str, str]
    whole: str
    prose: Callable[[str], str]
    code: Callable[[str], str]
    link: Callable[[str, str], str]
    opening: Callable[[str], str]
    bullets: str
    task: str
    indent: str
    headings: int
    longest: int
    url: int

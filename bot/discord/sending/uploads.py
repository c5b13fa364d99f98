"""Files that the agent made, as attachments of one message."""

import re
from collections.abc import Sequence

from bot.courier.platform import Files
from bot.discord.api.refusals import FORBIDDEN, TOO_LARGE, DiscordRefused
from bot.discord.api.rest import Upload
from bot.discord.rendering import limits
from bot.discord.rendering.dialect import words
from bot.discord.rendering.parts import Message
from bot.discord.sending.finding import Found
from bot.discord.sending.places import Place
from bot.discord.sending.poster import How, Poster, Tag
from service.domain.errors import Refused

REFUSED = frozenset({TOO_LARGE, FORBIDDEN})
"""Refusals for which a message without its files may do."""
_LINES, _LINE = 9, 210
_SMALLER, _NONE = 1, 2
_UNSAFE = re.compile(r"[^\w.-]+")


class Uploads:
    """Attaches files, and says in words what could not be."""

    def __init__(self, poster: Poster) -> None:
        self._poster = poster

    async def send(self, place: Place, content: Files, id_: str, how: How, found: Found) -> str:
        """Post the files as one message and return its id; what Discord does not take is named."""
        left = list(content.left)
        ready = await _read(content, left)
        for part in (0, _SMALLER):
            if not ready:
                break
            message = Message(_listed(left))
            if there := found.take(message, ready, how.user):
                return there
            try:
                return await self._poster.post(place, message, Tag(id_, part), how, ready)
            except DiscordRefused as error:
                if error.code not in REFUSED:
                    raise
                small = _small(ready) if error.code == TOO_LARGE and part == 0 else []
                names = ", ".join(each.name for each in ready if each not in small)
                left[:0] = [f"Discord did not take these files: {names}.", str(error)]
                ready = small
        said = Message(_listed(left))
        there = found.take(said, (), how.user)
        return there or await self._poster.post(place, said, Tag(id_, _NONE), how)


async def _read(content: Files, left: list[str]) -> list[Upload]:
    ready: list[Upload] = []
    for made in content.files[: limits.FILES]:
        try:
            data = await made.read()
        except Refused as error:
            left.append(f"{made.path}: {error}")
            continue
        if data:
            ready.append(Upload(_name(made.path), data))
        else:
            left.append(f"{made.path} is empty.")
    return ready


def _name(path: str) -> str:
    """Return a name as Discord keeps it, so that it is found again by that."""
    return _UNSAFE.sub("_", path.replace("/", "_")).strip("_.")[-100:] or "file"


def _small(files: Sequence[Upload]) -> list[Upload]:
    """Return those that every server takes, together as large as one of them may be."""
    kept: list[Upload] = []
    room = limits.FILE
    for each in sorted(files, key=lambda file: len(file.content)):
        room -= len(each.content)
        if room >= 0:
            kept.append(each)
    return kept if len(kept) < len(files) else []


def _listed(lines: Sequence[str]) -> str:
    shown = [words(line, _LINE) for line in lines[:_LINES]]
    more = [f"and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
    return "\n".join([*shown, *more])

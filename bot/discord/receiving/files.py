"""Files that come with messages, commands and forms, within limits that are said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.chat.receiving.taken import Fetching, Taken, file_name, too_large
from bot.discord.receiving.asking import ask
from bot.inbound.inbound import Inbound
from service.domain.errors import Refused
from service.domain.events import Attachment
from service.domain.persons import Person


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody sent; `size` in bytes."""

    name: str
    url: str
    size: int
    kind: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Sent":
        """Read what Discord tells of a file."""
        kind = str(data.get("content_type") or "")
        return cls(str(data["filename"]), str(data["url"]), int(data.get("size") or 0), kind)

    @classmethod
    def by(cls, file: discord.Attachment) -> "Sent":
        """Read what Discord's library tells of a file."""
        return cls(file.filename, file.url, file.size, file.content_type or "")


class Files:
    """Fetches files from Discord, a few at a time."""

    def __init__(self, client: discord.Client, inbound: Inbound, most_bytes: int) -> None:
        self._client = client
        self._inbound = inbound
        self._most_bytes = most_bytes
        self._fetching = Fetching(_name, self._one)

    async def take(self, person: Person, files: Sequence[Sent]) -> Taken:
        """Attach files for the person. Raises Temporary if one could not be had now: then none
        of them count, and all are asked for again.
        """
        return await self._fetching.take(person, files)

    async def _one(self, person: Person, file: Sent) -> Attachment:
        if file.size > self._most_bytes:
            raise Refused(too_large(self._most_bytes))
        content = await ask(self._client.http.get_from_cdn(file.url), "download")
        kind = (file.kind or "application/octet-stream").partition(";")[0]
        return await self._inbound.upload(person, file_name(file.name), kind, content)


def _name(file: Sent) -> str:
    return file.name

"""Files that come with messages, commands and forms, within limits that are said."""

import asyncio
from collections.abc import Sequence

import discord

from bot.chat.receiving.taken import (
    AT_ONCE,
    MOST,
    NOTHING,
    Taken,
    file_name,
    left_out,
    too_large,
    too_many,
)
from bot.discord.receiving.asking import DiscordRefused, ask
from bot.inbound.inbound import Inbound
from service.domain.errors import Refused
from service.domain.events import Attachment
from service.domain.persons import Person


class Files:
    """Fetches files from Discord, a few at a time."""

    def __init__(self, inbound: Inbound, most_bytes: int) -> None:
        self._inbound = inbound
        self._most_bytes = most_bytes
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def take(self, person: Person, files: Sequence[discord.Attachment]) -> Taken:
        """Attach files for the person. Raises Temporary if one could not be had now: then none
        of them count, and all are asked for again.
        """
        if not files:
            return NOTHING
        attached: list[Attachment] = []
        left = [left_out(each.filename, too_many()) for each in files[MOST:]]
        for each in files[:MOST]:
            try:
                async with self._turn:
                    attached.append(await self._one(person, each))
            except (Refused, DiscordRefused) as refused:
                left.append(left_out(each.filename, str(refused)))
        return Taken(attached, left)

    async def _one(self, person: Person, file: discord.Attachment) -> Attachment:
        if file.size > self._most_bytes:
            raise Refused(too_large(self._most_bytes))
        content = await ask(file.read())
        kind = (file.content_type or "application/octet-stream").partition(";")[0]
        return await self._inbound.upload(person, file_name(file.filename), kind, content)

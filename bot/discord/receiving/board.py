"""A room's board: a pinned message with the room's sessions, posted on request and kept up to
date.
"""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

import structlog

from bot.chat.changing import changes
from bot.discord.api.refusals import UNKNOWN_MESSAGE
from bot.discord.receiving.asking import DiscordRefused, ask
from bot.discord.receiving.desk import VIA, Desk
from bot.discord.receiving.spots import Spot
from bot.discord.receiving.telling import said
from bot.discord.rendering.dialect import bold, small, words
from bot.discord.rendering.signs import REACTIONS
from bot.inbound import boards
from bot.presenter.cards import RowCard
from service.domain.effects import Changed
from service.domain.errors import Refused, Temporary
from service.domain.rooms import RoomKey

LEAST = 10.0
"""Seconds between two versions of one board."""
_NO_LEAVE = (
    "heddle may not write here. Ask who manages this server to let it “Send Messages” in this"
    " channel."
)
_log = structlog.get_logger(__name__)


class Boards:
    """Posts boards, changes them and takes them away."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._clock = desk.ports.clock
        self._boards = boards.Boards(desk.ports)
        self._shown_at: dict[RoomKey, float] = {}
        self._stirred: dict[RoomKey, asyncio.Task[bool]] = {}

    async def place(self, spot: Spot) -> str:
        """Post the room's board, once; return what to tell. Raises Refused, Temporary."""
        if spot.forum:
            raise Refused("A forum shows its posts itself. Ask for a board in a text channel.")
        room = self._desk.room(spot)
        before = await self._boards.at(room)
        if before and await self._show(room, before):
            return f"This channel's board is there: {_link(spot, before)}"
        body = said(await self._text(room), silent=True)
        try:
            message = int(await self._desk.api.send(str(spot.room), body, ()))
        except DiscordRefused as error:
            raise Refused(_NO_LEAVE) from error
        if not await self._boards.keep(room, str(message), before):
            await self._delete(spot.room, message)
            return "Somebody else was first: this channel's board is there."
        told = f"This channel's board: {_link(spot, str(message))}"
        try:
            await ask(self._desk.client.http.pin_message(spot.room, message), "create_pin")
        except DiscordRefused as error:
            return f"{told}\nheddle could not pin it: {error}"
        return told

    async def remove(self, spot: Spot) -> str:
        """Take the room's board away; return what to tell. Raises Temporary."""
        room = self._desk.room(spot)
        before = await self._boards.at(room)
        if not before:
            return "This channel has no board."
        await self._boards.keep(room, "", before)
        await self._delete(spot.room, int(before))
        return "This channel's board is gone."

    async def run_for_ever(self) -> None:
        """Keep boards up to date until cancelled."""
        while True:
            try:
                async with aclosing(changes(self._desk.ports)) as signals:
                    async for signal in signals:
                        if isinstance(signal, Changed):
                            await self._note(signal)
            except Temporary as error:
                _log.info("discord_boards_wait", error=str(error))
                await self._clock.sleep(LEAST)

    async def _note(self, changed: Changed) -> None:
        room = await self._boards.room_of(changed.session)
        if room is None or room.channel != VIA or room in self._stirred:
            return
        if await self._boards.at(room):
            self._stirred[room] = self._desk.telling.beside(self._again(room))

    async def _again(self, room: RoomKey) -> None:
        try:
            left = self._shown_at.get(room, 0.0) + LEAST - self._clock.monotonic()
            if room in self._shown_at and left > 0:
                await self._clock.sleep(left)
        finally:
            # What changes from now on needs another version.
            self._stirred.pop(room, None)
        message = await self._boards.at(room)
        if message and not await self._show(room, message):
            await self._boards.keep(room, "", message)

    async def _show(self, room: RoomKey, message: str) -> bool:
        """Edit the board; False if somebody deleted it."""
        self._shown_at[room] = self._clock.monotonic()
        body = {"content": await self._text(room), "allowed_mentions": {"parse": []}}
        try:
            await self._desk.api.edit(room.room, message, body)
        except DiscordRefused as error:
            if error.code == UNKNOWN_MESSAGE:
                return False
            raise
        return True

    async def _delete(self, channel: int, message: int) -> None:
        try:
            await ask(self._desk.client.http.delete_message(channel, message), "delete_message")
        except DiscordRefused as error:
            _log.info("discord_board_left", channel=channel, id=message, error=str(error))

    async def _text(self, room: RoomKey) -> str:
        live, rest, now = await self._boards.rows(room)
        groups = [("At work", live), ("Lately", rest)]
        shown = [_group(name, rows) for name, rows in groups if rows]
        told = "\n\n".join(shown) or "Nothing is going on here. Mention me with a task to start."
        return f"{bold('Sessions in this channel')}\n{told}\n{small(f'As of <t:{int(now)}:R>')}"


def _group(name: str, rows: Sequence[RowCard]) -> str:
    return "\n".join([bold(name), *map(_line, rows)])


def _line(row: RowCard) -> str:
    owner = f" · {words(row.owner, 40)}" if row.owner else ""
    since = f"<t:{int(row.since)}:R>"
    title = words(row.title, 60)
    return f"{REACTIONS[row.mark]} {row.number} · {title} · {row.state}{owner} · {since}"


def _link(spot: Spot, message: str) -> str:
    return f"https://discord.com/channels/{spot.guild}/{spot.room}/{message}"

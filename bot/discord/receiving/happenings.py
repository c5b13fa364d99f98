"""What happens to threads, rooms, servers and people without anybody writing to heddle."""

import discord
import structlog

from bot.discord.receiving.desk import VIA, Desk
from bot.discord.receiving.spots import Spot
from service.domain.rooms import RoomKey
from service.domain.threads import ThreadKey
from service.ports.reads import Reads

_DELETED = "The thread was deleted"
_LOCKED = "The thread was locked"
_NO_ROOM = "The channel was deleted"
_OUT = "heddle was removed from the server"
_LEFT = "You left the server that your sessions are in"
_ALL = 1_000_000
_log = structlog.get_logger(__name__)


class Happenings:
    """Tells the use cases what became of places and people. Every method raises Temporary."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def thread_changed(self, payload: discord.RawThreadUpdateEvent) -> None:
        """A thread was archived, locked, renamed or opened again. One that is only archived
        opens by itself when something is written there.
        """
        spot = Spot(payload.guild_id, payload.parent_id, payload.thread_id)
        locked = payload.data["thread_metadata"].get("locked", False)
        thread = self._desk.thread(spot, payload.thread_id)
        if not locked:
            await self._desk.places.back(thread)
        elif not self._moderates(payload):
            await self._desk.places.lost(thread, _LOCKED)

    async def thread_deleted(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread is gone."""
        spot = Spot(payload.guild_id, payload.parent_id, payload.thread_id)
        await self._desk.places.lost(self._desk.thread(spot, payload.thread_id), _DELETED)

    async def room_deleted(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone, and its threads with it."""
        await self._lost(self._desk.room(Spot(channel.guild.id, channel.id)), _NO_ROOM)

    async def server_left(self, guild: discord.Guild) -> None:
        """Heddle was put out of a server."""
        for room in {RoomKey.of(each) for each in await self._threads(guild.id)}:
            await self._lost(room, _OUT)

    async def member_left(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Somebody left a server, or was put out: they can follow their agents there no more."""
        self._desk.people.forget(payload.guild_id, payload.user.id)
        person = await self._desk.people.known(payload.user.id)
        if person is None or await self._is_elsewhere(payload):
            return
        await self._desk.places.gone(person.id, _LEFT)

    async def _is_elsewhere(self, payload: discord.RawMemberRemoveEvent) -> bool:
        """Tell whether they are in another of heddle's servers, where it reaches them."""
        for guild in self._desk.spots.servers():
            if guild.id != payload.guild_id and await self._desk.people.member(
                guild, payload.user.id
            ):
                return True
        return False

    def _moderates(self, payload: discord.RawThreadUpdateEvent) -> bool:
        """Tell whether heddle may write in locked threads of that room."""
        guild = self._desk.client.get_guild(payload.guild_id)
        room = guild.get_channel(payload.parent_id) if guild else None
        if guild is None or room is None or guild.me is None:
            return False
        return room.permissions_for(guild.me).manage_threads

    async def _threads(self, guild: int) -> list[ThreadKey]:
        def query(reads: Reads) -> list[ThreadKey]:
            return [
                session.thread
                for live in (True, False)
                for session in reads.threads_of(VIA, str(guild), live=live, since=0.0, limit=_ALL)
            ]

        return await self._desk.ports.store.read(query)

    async def _lost(self, room: RoomKey, why: str) -> None:
        count = await self._desk.places.lost(room, why)
        _log.info("discord_room_lost", room=room.room, sessions=count, why=why)

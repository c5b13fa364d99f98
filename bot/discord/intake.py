"""Every event of Discord's gateway on its way to what listens.

What belongs to one thread is handled one after the other, in the order in which it came. What
cannot be stored now is stored later: Discord brings no event twice. If heddle ends before, it
is read again at the next start.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog

from bot.chat.catching.jobs import Place
from bot.chat.hearing import Hearing
from bot.chat.turns import Turns, in_turn
from bot.discord.client import EVENTS, Hears
from service.domain.errors import Temporary
from service.ports.clock import Clock

_PAUSE, _LONGEST = 0.5, 10.0
_log = structlog.get_logger(__name__)


def place_of(client: discord.Client, given: object) -> Place | None:
    """Return the place that a message belongs to, or an event about one: the channel and the
    thread in it, which is empty for a DM as a whole. None for anything else.
    """
    if isinstance(given, discord.Message):
        return _place(given.channel, given.channel.id, given.id, direct=given.guild is None)
    if isinstance(given, discord.RawMessageUpdateEvent | discord.RawMessageDeleteEvent):
        channel = client.get_channel(given.channel_id)
        direct = given.guild_id is None
        return _place(channel, given.channel_id, given.message_id, direct=direct)
    return None


def _place(channel: object, channel_id: int, message_id: int, *, direct: bool) -> Place:
    if direct:
        return str(channel_id), ""
    if isinstance(channel, discord.Thread):
        return str(channel.parent_id), str(channel.id)
    # A thread that is opened on a message has its id.
    return str(channel_id), str(message_id)


class Intake:
    """Hands events on. `before` lets older messages of a place go first."""

    def __init__(
        self,
        client: discord.Client,
        hears: Hears,
        hearing: Hearing,
        before: Callable[[Place], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._client = client
        self._hears = hears
        self._hearing = hearing
        self._before = before
        self._turns = Turns("discord")
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, event: str, *given: Any) -> None:
        """Begin to handle an event, without waiting for it."""
        if event not in EVENTS:
            return
        at = given[0].created_at.timestamp() if event in ("message", "interaction") else None
        ticket = self._hearing.began(at)
        task = asyncio.create_task(self._handle(event, given, ticket))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drained(self) -> None:
        """Finish what is being handled, for the farewell's seconds at most."""
        await self._turns.drained()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _handle(self, event: str, given: tuple[Any, ...], ticket: int) -> None:
        taken = False
        try:
            with self._turns.turn() as turn:
                place = place_of(self._client, given[0])
                if place is not None:
                    await in_turn(turn, place)
                    await self._before(place)
                await self._patiently(event, given)
            taken = True
        except Exception:
            taken = True
            _log.exception("discord_event_broke", type=event, id=getattr(given[0], "id", None))
        finally:
            self._hearing.ended(ticket, taken=taken)

    async def _patiently(self, event: str, given: tuple[Any, ...]) -> None:
        """Hand it on until it can be stored; it is not brought again."""
        listener: Callable[..., Awaitable[None]] = getattr(self._hears, f"on_{event}")
        pause = _PAUSE
        while True:
            try:
                return await listener(*given)
            except Temporary as error:
                _log.warning("discord_event_delayed", type=event, error=str(error))
                if event == "interaction":
                    return None  # whoever pressed was told
                await self._clock.sleep(error.retry_after or pause)
                pause = min(pause * 2, _LONGEST)

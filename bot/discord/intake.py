"""Every event of Discord's gateway on its way to what listens.

What belongs to one thread is handled one after the other, in the order in which it came. What
could not be stored counts as missed: Discord brings no event twice, so it is read again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog

from bot.chat.catching.jobs import Place
from bot.chat.hearing import Hearing
from bot.chat.turns import Turn, Turns, in_turn
from bot.discord.client import EVENTS, Hears
from service.domain.errors import Temporary

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
    ) -> None:
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
                await self._go_on(event, given, turn)
            taken = True
        except Temporary as error:
            # What somebody pressed is not in any history: they were told.
            taken = event == "interaction"
            _log.warning("discord_event_not_taken", type=event, error=str(error))
        except Exception:
            taken = True
            _log.exception("discord_event_broke", type=event)
        finally:
            self._hearing.ended(ticket, taken=taken)

    async def _go_on(self, event: str, given: tuple[Any, ...], turn: Turn) -> None:
        place = place_of(self._client, given[0]) if given else None
        if place is not None:
            await in_turn(turn, place)
            await self._before(place)
        listener: Callable[..., Awaitable[None]] = getattr(self._hears, f"on_{event}")
        await listener(*given)

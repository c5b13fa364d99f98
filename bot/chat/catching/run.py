"""What every reading of a platform's history does: one place after the other, none twice, and
what cannot be read is named.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog

from bot.chat.catching.jobs import Jobs, Place
from bot.chat.catching.tally import Tally
from service.domain.errors import Temporary
from service.domain.rooms import RoomKey
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.clock import Clock
from service.ports.reads import Reads
from service.ports.store import Store

T = TypeVar("T")

RECENT = 24 * 3600.0
"""Seconds in which a session at rest changed whose thread is read before the others."""
MOST = 5_000
"""Sessions of a workspace whose threads are asked for, at most."""
_PAUSE = 2.0
_log = structlog.get_logger(__name__)


class Run(ABC):
    """A reading; `refused` is what the platform's reader raises for what it will never give."""

    def __init__(
        self,
        channel: str,
        store: Store,
        clock: Clock,
        tally: Tally,
        refused: type[Exception],
    ) -> None:
        self._channel = channel
        self._store = store
        self._clock = clock
        self._tally = tally
        self._refused = refused
        self._jobs = Jobs()
        self._closed: set[str] = set()
        """Rooms that the platform does not let heddle read."""
        self._log = _log.bind(channel=channel)

    @abstractmethod
    async def main(self) -> None:
        """Read what is in use and what people may wait for."""

    @abstractmethod
    async def rest(self) -> None:
        """Read what is unlikely to have changed."""

    @abstractmethod
    def settled(self, place: Place) -> bool:
        """Tell whether nothing can have been missed at this place."""

    @abstractmethod
    def workspace(self, room: str, /) -> str:
        """Return the workspace that a room belongs to."""

    @abstractmethod
    def called(self, room: str) -> str:
        """Return a room as people call it, empty if the platform does not say."""

    @abstractmethod
    async def look(self, place: Place, session: Session | None, hurried: bool) -> None:
        """Read a place. Raises what `refused` says."""

    async def first(self, place: Place) -> None:
        """Return when everything that was missed at this place has been taken in."""
        if self.settled(place):
            return
        self._add(*place)
        await self._jobs.first(place)

    async def end(self) -> None:
        """Stop, wherever it is."""
        await self._jobs.end()

    async def _sessions(self, workspace: str, *, live: bool, since: float) -> Sequence[Session]:
        def query(reads: Reads) -> Sequence[Session]:
            return reads.threads_of(self._channel, workspace, live=live, since=since, limit=MOST)

        return await self._read(query)

    async def _read(self, query: Callable[[Reads], T]) -> T:
        """Read as soon as the database lets us."""
        while True:
            try:
                return await self._store.read(query)
            except Temporary as error:
                self._log.info("catching_up_delayed", error=str(error))
                await self._clock.sleep(error.retry_after or _PAUSE)

    def _add(self, room: str, thread: str) -> None:
        self._jobs.add((room, thread), lambda hurried: self._job(room, thread, hurried))

    async def _job(self, room: str, thread: str, hurried: bool) -> None:
        key = ThreadKey(self._channel, self.workspace(room), room, thread or "-")
        session = await self._read(lambda reads: reads.session_by_thread(key))
        owner = None if session is None else session.owner_id
        try:
            if room in self._closed:
                self._tally.cannot_read(await self._name(room), owner)
            else:
                await self.look((room, thread), session, hurried)
        except self._refused as error:
            self._log.warning("room_unread", room=room, error=str(error))
            self._closed.add(room)
            self._tally.cannot_read(await self._name(room), owner)
        except Exception:
            self._log.exception("reading_broke", room=room, thread=thread)
            self._tally.cannot_read(await self._name(room), owner)

    async def _name(self, room: str) -> str:
        """Return a room as people call it, also one that the platform does not list any more."""
        if told := self.called(room):
            return told
        key = RoomKey(self._channel, self.workspace(room), room)
        known = await self._read(lambda reads: reads.room(key).name)
        return f"#{known.removeprefix('#')}" if known else room

"""One reader of the database for all open pages of this process.

What pages look at (a person's desk, a session's room) is read once per change and shared.
Signals say what changed; while they are silent, one cheap query a second does.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import structlog

from bot.web.desk import Desk, read_desk
from bot.web.notices import newest
from bot.web.room import Room, read_room
from service.domain.effects import Changed, Posted, Preview
from service.domain.errors import HeddleError
from service.domain.ids import DeliveryId, PersonId, SessionNumber
from service.domain.policy import Policy
from service.ports.reads import Reads
from service.ports.signals import Signals
from service.ports.store import Store

POLL = 1.0
GATHER = 0.05
"""Seconds in which changes are gathered, so that a burst is read once."""
LOOK_AT_ALL = 15.0
"""Seconds after which everything watched is read again, whatever signals said."""

_log = structlog.get_logger(__name__)
T = TypeVar("T")


@dataclass(eq=False, slots=True)
class Shared(Generic[T]):
    """Something that several pages look at; `None` when it may not be seen any more."""

    value: T | None = None
    pages: set[asyncio.Event] = field(default_factory=set)

    def put(self, value: T | None) -> None:
        """Replace it and tell the pages."""
        self.value = value
        for page in self.pages:
            page.set()

    def left_by(self, page: asyncio.Event) -> bool:
        """Forget the page and tell whether nobody looks any more."""
        self.pages.discard(page)
        return not self.pages


@dataclass(frozen=True, slots=True)
class Watch:
    """What one page looks at; `stirred` is set when any of it changed."""

    desk: Shared[Desk]
    room: Shared[Room] | None
    stirred: asyncio.Event


class Hub:
    """Keeps desks and rooms up to date while somebody looks at them."""

    def __init__(self, store: Store, signals: Signals, policy: Policy) -> None:
        self._store = store
        self._signals = signals
        self._policy = policy
        self._desks: dict[PersonId, Shared[Desk]] = {}
        self._rooms: dict[SessionNumber, Shared[Room]] = {}
        self._changed: set[SessionNumber] = set()
        self._posted: set[PersonId] = set()
        self._newest: dict[PersonId, DeliveryId | None] = {}
        self._woken = asyncio.Event()
        self._seen: dict[SessionNumber, tuple[float, int]] = {}
        self._all_at = 0.0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep reading while the context is open."""
        tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._read_for_ever())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    @asynccontextmanager
    async def watch(self, person: PersonId, number: SessionNumber | None) -> AsyncIterator[Watch]:
        """Look at the person's desk, and at a session that they may see.

        Raises Temporary if the database is away.
        """
        stirred = asyncio.Event()
        stirred.set()
        shared = self._desks.setdefault(person, Shared())
        room = None if number is None else self._rooms.setdefault(number, Shared())
        for each in (shared, room):
            if each is not None:
                each.pages.add(stirred)
        try:
            await self._read_first(person, number)
            self._woken.set()
            yield Watch(shared, room, stirred)
        finally:
            if shared.left_by(stirred):
                del self._desks[person]
                self._newest.pop(person, None)
            if number is not None and room is not None and room.left_by(stirred):
                del self._rooms[number]

    def touch(self, number: SessionNumber) -> None:
        """Read the session again, because a page of this process has just changed it."""
        self._changed.add(number)
        self._woken.set()

    def reword(self, person: PersonId) -> None:
        """Read the person's desk again, because a page of this process has just changed it."""
        self._posted.add(person)
        self._woken.set()

    async def _read_first(self, person: PersonId, number: SessionNumber | None) -> None:
        if not self._seen:
            # What changes from now on is found by polling too.
            await self._store.read(self._poll)
        shared = self._desks[person]
        if shared.value is None:
            shared.put(await self._store.read(lambda reads: read_desk(reads, person, self._policy)))
        if number is not None and (room := self._rooms[number]).value is None:
            room.put(await self._store.read(self._room(number, None)))

    def _room(self, number: SessionNumber, before: Room | None) -> Callable[[Reads], Room | None]:
        return lambda reads: read_room(reads, number, self._policy, before)

    async def _listen(self) -> None:
        async with self._signals.subscribe(Changed, Posted, Preview) as stream:
            async for signal in stream:
                if isinstance(signal, Changed):
                    self.touch(signal.session)
                elif isinstance(signal, Posted):
                    self.reword(signal.person)
                elif isinstance(signal, Preview):
                    self._preview(signal)

    def _preview(self, preview: Preview) -> None:
        shared = self._rooms.get(preview.session)
        if shared is not None and shared.value is not None:
            shared.put(shared.value.with_preview(preview))

    async def _read_for_ever(self) -> None:
        while True:
            if not self._desks:
                await self._rest()
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await self._woken.wait()
                    await asyncio.sleep(GATHER)
            self._woken.clear()
            try:
                await self._refresh()
            except HeddleError as error:
                _log.warning("pages_not_refreshed", error=str(error))
                await asyncio.sleep(POLL)
            except Exception:
                # One session that cannot be read must not freeze all pages for ever.
                _log.exception("pages_not_refreshed_by_bug")
                await asyncio.sleep(POLL)

    async def _rest(self) -> None:
        """Wait while nobody looks: what changes meanwhile is read by who comes then."""
        self._woken.clear()
        self._seen = {}
        self._changed.clear()
        self._posted.clear()
        await self._woken.wait()

    async def _refresh(self) -> None:
        changed, self._changed = self._changed, set()
        posted, self._posted = self._posted & set(self._desks), set()
        now = asyncio.get_running_loop().time()
        everything = now - self._all_at >= LOOK_AT_ALL
        if everything:
            self._all_at = now
        if not changed and not posted and not everything:
            changed, posted = await self._store.read(self._poll)
        if changed or posted or everything:
            await self._read(changed, posted, everything=everything)

    def _poll(self, reads: Reads) -> tuple[set[SessionNumber], set[PersonId]]:
        """Return which sessions changed, and who was told something, since the last poll."""
        found = list(reads.sessions(None, limit=20))
        watched = (reads.session(number) for number in list(self._rooms))
        found.extend(each for each in watched if each is not None)
        now = {each.number: (each.changed_at, each.next_seq) for each in found}
        before, self._seen = self._seen, now
        changed = {number for number, mark in now.items() if before.get(number) != mark}
        return changed, {each for each in list(self._desks) if self._is_told(reads, each)}

    def _is_told(self, reads: Reads, person: PersonId) -> bool:
        last = newest(reads, person, self._newest.get(person))
        if last is not None:
            self._newest[person] = last
        return last is not None

    async def _read(
        self, changed: set[SessionNumber], posted: set[PersonId], *, everything: bool
    ) -> None:
        rooms = {number: room.value for number, room in self._rooms.items()}
        persons = set(self._desks)

        def work(reads: Reads) -> tuple[dict[PersonId, Desk], dict[SessionNumber, Room | None]]:
            audience = _audience(reads, changed) & persons
            touched = {
                number
                for number, room in rooms.items()
                # A place in the queue changes when another session of the owner does.
                if everything or number in changed or (room and room.owner in audience)
            }
            seen = persons if everything else audience | posted
            return (
                {each: read_desk(reads, each, self._policy) for each in seen},
                {each: read_room(reads, each, self._policy, rooms[each]) for each in touched},
            )

        desks, found = await self._store.read(work)
        for person, value in desks.items():
            if person in self._desks:
                self._desks[person].put(value)
        for number, room in found.items():
            if number in self._rooms:
                self._put_room(self._rooms[number], room)

    def _put_room(self, shared: Shared[Room], room: Room | None) -> None:
        """Keep a preview that arrived while the room was read."""
        if room is not None and shared.value is not None:
            room = room.keeping(shared.value.preview)
        shared.put(room)


def _audience(reads: Reads, changed: set[SessionNumber]) -> set[PersonId]:
    """Return whose desks show one of the sessions."""
    found: set[PersonId] = set()
    for number in changed:
        session = reads.session(number)
        if session is not None:
            found.add(session.owner_id)
            found.update(each.id for each in reads.collaborators(number))
    return found

"""One reading of what was missed: live sessions first, then the rooms, then what is at rest."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog

from bot.slack.api.refusals import SlackRefused
from bot.slack.catching.jobs import Jobs, Place
from bot.slack.catching.reader import Json, Reader, Room
from bot.slack.catching.taking import Taking, by_person
from bot.slack.catching.tally import Tally
from bot.slack.catching.waiting import Waiting, changed, deleted, waiting
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
"""Sessions whose threads are asked for, at most."""
_PAUSE = 2.0
_GRAVE = "tombstone"
_log = structlog.get_logger(__name__)


class Run:
    """Reads everything since `since`; `began` is when live events were heard again."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        reader: Reader,
        taking: Taking,
        tally: Tally,
        *,
        team: str,
        bot: str,
        since: float,
        began: float,
    ) -> None:
        self._store = store
        self._clock = clock
        self._reader = reader
        self._taking = taking
        self._tally = tally
        self._team = team
        self._bot = bot
        self._since = since
        self._began = began
        self._jobs = Jobs()
        self._rooms: dict[str, Room] = {}
        self._closed: set[str] = set()
        """Rooms that Slack does not let heddle read."""
        self._quiet: set[Place] = set()
        """Threads of which the room's history says that nothing was written."""
        self._later: list[Place] = []
        """Threads of others, in which heddle may have been mentioned."""

    async def first(self, place: Place) -> None:
        """Return when everything that was missed at this place has been taken in."""
        room, thread = place
        if place in self._quiet or (thread and float(thread) >= self._began):
            return
        self._add(room, thread)
        await self._jobs.first(place)

    async def main(self) -> None:
        """Read live sessions' threads, every room, and threads that changed of late; what is in
        use goes before what is not.
        """
        rooms, self._tally.unread = await self._reader.rooms()
        self._rooms = {each.id: each for each in rooms}
        live = await self._sessions(live=True, since=0.0)
        recent = await self._sessions(live=False, since=self._since - RECENT)
        used = {session.thread.room for session in (*live, *recent)}
        for session in live:
            self._add(session.thread.room, session.thread.thread)
        idle = [each for each in rooms if each.kind == "im" and each.id not in used]
        for room in sorted((each for each in rooms if each not in idle), key=_directs_first):
            self._add(room.id, "")
        for session in recent:
            self._add(session.thread.room, session.thread.thread)
        for room in idle:
            self._add(room.id, "")
        await self._jobs.drain()

    async def rest(self) -> None:
        """Read what is unlikely to have changed."""
        left: dict[str, set[str]] = {}
        for session in await self._sessions(live=False, since=0.0):
            place = (session.thread.room, session.thread.thread)
            if not self._jobs.knows(place):
                left.setdefault(place[0], set()).add(place[1])
        for room in self._rooms.values():
            await self._look_back(room, left.get(room.id, set()))
        for room_id, threads in left.items():
            for thread in sorted(threads, reverse=True):
                self._add(room_id, thread)
        for room_id, thread in self._later:
            self._add(room_id, thread)
        await self._jobs.drain()

    async def end(self) -> None:
        """Stop, wherever it is."""
        await self._jobs.end()

    async def _sessions(self, *, live: bool, since: float) -> Sequence[Session]:
        def query(reads: Reads) -> Sequence[Session]:
            return reads.threads_of("slack", self._team, live=live, since=since, limit=MOST)

        return await self._read(query)

    async def _read(self, query: Callable[[Reads], T]) -> T:
        """Read as soon as the database lets us."""
        while True:
            try:
                return await self._store.read(query)
            except Temporary as error:
                _log.info("slack_catching_up_delayed", error=str(error))
                await self._clock.sleep(error.retry_after or _PAUSE)

    def _add(self, room_id: str, thread: str) -> None:
        self._jobs.add((room_id, thread), lambda hurried: self._job(room_id, thread, hurried))

    async def _job(self, room_id: str, thread: str, hurried: bool) -> None:
        room = self._rooms.get(room_id) or Room(room_id, _kind(room_id), "")
        key = ThreadKey("slack", self._team, room_id, thread or "-")
        session = await self._read(lambda reads: reads.session_by_thread(key))
        owner = None if session is None else session.owner_id
        try:
            if room_id in self._closed:
                self._tally.cannot_read(await self._name(room), owner)
            elif thread:
                await self._thread(room, thread, session, hurried)
            else:
                await self._top(room)
        except SlackRefused as error:
            _log.warning("slack_room_unread", room=room_id, error=str(error))
            self._closed.add(room_id)
            self._tally.cannot_read(await self._name(room), owner)
        except Exception:
            _log.exception("slack_reading_broke", room=room_id, thread=thread)
            self._tally.cannot_read(await self._name(room), owner)

    async def _name(self, room: Room) -> str:
        """Return a room as people call it, also one that Slack does not list any more."""
        if room.name:
            return room.name
        key = RoomKey("slack", self._team, room.id)
        known = await self._read(lambda reads: reads.room(key).name)
        return f"#{known.removeprefix('#')}" if known else room.id

    async def _top(self, room: Room) -> None:
        """Read what was written in a room outside of threads. In direct messages people reply to
        what heddle told them before: there it looks further back for threads.
        """
        since = self._since - RECENT if room.kind == "im" else self._since
        found: list[Json] = []
        async for page in self._reader.top(room.id, since):
            found += page
        for message in sorted(found, key=lambda each: float(each["ts"])):
            first = str(message.get("thread_ts") or message["ts"])
            for_us = room.kind == "im" or f"<@{self._bot}>" in str(message.get("text"))
            if first == message["ts"] and float(first) >= self._since:
                await self._taking.message(message, room, concerns=for_us)
            # A reply that was shown to the whole room comes with its thread, in order.
            replied = float(message.get("latest_reply") or 0.0) >= self._since
            if first != message["ts"] or replied:
                if for_us:
                    self._add(room.id, first)
                else:
                    self._later.append((room.id, first))

    async def _thread(
        self, room: Room, thread: str, session: Session | None, hurried: bool
    ) -> None:
        """Read a thread, and what became of its messages that nobody has read yet."""
        unread: list[Waiting] = []
        if session is not None:
            unread = await self._read(lambda reads: waiting(reads, session))
        since = min([self._since, *(float(each.ts) for each in unread)])
        found = await self._reader.thread(room.id, thread, since, hurried=hurried)
        standing = {str(each["ts"]): each for each in found if by_person(each)}
        for each in unread:
            message = standing.get(each.ts) or await self._reader.message(room.id, each.ts)
            await self._unread(each, message, room, thread)
        if session is not None and (not found or found[0].get("subtype") == _GRAVE):
            await self._taking.event(deleted(Waiting(thread, ""), "", room.id, room.kind))
        for message in found:
            if float(message["ts"]) >= self._since:
                await self._taking.message(message, room, concerns=session is not None)

    async def _unread(self, unread: Waiting, message: Json | None, room: Room, thread: str) -> None:
        """Tell what became of a message that nobody has read yet."""
        if message is None or not by_person(message):
            await self._taking.event(deleted(unread, thread, room.id, room.kind))
        elif float((message.get("edited") or {}).get("ts") or 0.0) >= self._since:
            await self._taking.event(changed(message, room.id, room.kind))

    async def _look_back(self, room: Room, threads: set[str]) -> None:
        """Go back through a room's history as long as that is cheaper than asking for each of
        its `threads`; those that were seen are taken out of them.
        """
        pages, budget = 0, len(threads)
        try:
            if room.kind != "im":
                async for page in self._reader.top(room.id, self._since - RECENT, self._since):
                    for message in page:
                        self._seen_before(room, message, threads)
            if not threads:
                return
            async for page in self._reader.top(room.id, 0.0, self._since - RECENT):
                pages += 1
                for message in page:
                    self._seen_before(room, message, threads)
                if not threads or pages >= budget:
                    return
        except SlackRefused as error:
            _log.info("slack_room_unread", room=room.id, error=str(error))

    def _seen_before(self, room: Room, message: Json, threads: set[str]) -> None:
        first = str(message["ts"])
        if message.get("thread_ts", first) != first:
            return
        threads.discard(first)
        if float(message.get("latest_reply") or 0.0) >= self._since:
            self._later.append((room.id, first))
        elif not self._jobs.knows((room.id, first)):
            self._quiet.add((room.id, first))


def _directs_first(room: Room) -> bool:
    return room.kind != "im"


def _kind(room_id: str) -> str:
    return "im" if room_id.startswith("D") else "channel"

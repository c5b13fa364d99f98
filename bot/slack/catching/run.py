"""One reading of what was missed: live sessions first, then the rooms, then what is at rest."""

from collections.abc import Collection

from bot.chat.catching import run
from bot.chat.catching.catching import Span
from bot.chat.catching.jobs import Place
from bot.chat.catching.run import RECENT
from bot.chat.catching.tally import Tally
from bot.chat.catching.waiting import Waiting, waiting
from bot.slack.api.people import Self
from bot.slack.api.refusals import SlackRefused
from bot.slack.catching.reader import Json, Reader, Room
from bot.slack.catching.taking import Take, Taking, by_person
from bot.slack.catching.waiting import changed, deleted
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.clock import Clock
from service.ports.store import Store

_GRAVE = "tombstone"


class Run(run.Run):
    """Reads everything that was missed in a workspace; `me` is heddle there."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        reader: Reader,
        take: Take,
        tally: Tally,
        me: Self,
        span: Span,
    ) -> None:
        super().__init__("slack", store, clock, tally, SlackRefused)
        self._reader = reader
        self._taking = Taking(take, clock, span.oldest, tally)
        self._me = me
        self._since = span.since
        self._began = span.began
        self._rooms: dict[str, Room] = {}
        self._quiet: set[Place] = set()
        """Threads of which the room's history says that nothing was written."""
        self._later: list[Place] = []
        """Threads of others, in which heddle may have been mentioned."""

    def settled(self, place: Place) -> bool:
        """Tell whether nothing can have been missed at this place."""
        _, thread = place
        return place in self._quiet or bool(thread and float(thread) >= self._began)

    def workspace(self, _room: str, /) -> str:
        """Return the workspace that a room belongs to."""
        return self._me.team

    def called(self, room: str) -> str:
        """Return a room as people call it, empty if Slack does not list it."""
        known = self._rooms.get(room)
        return known.name if known else ""

    async def look(self, place: Place, session: Session | None, hurried: bool) -> None:
        """Read a room or a thread. Raises SlackRefused."""
        room = self._rooms.get(place[0]) or Room(place[0], _kind(place[0]), "")
        if place[1]:
            await self._thread(room, place[1], session, hurried)
            if session is None and (begun := await self._begun(place)):
                # Whoever heard what was written meanwhile, before the session, was not concerned.
                await self._thread(room, place[1], begun, hurried)
        else:
            await self._top(room)

    async def _begun(self, place: Place) -> Session | None:
        key = ThreadKey("slack", self._me.team, *place)
        return await self._read(lambda reads: reads.session_by_thread(key))

    async def main(self) -> None:
        """Read live sessions' threads, every room, and threads that changed of late; what is in
        use goes before what is not.
        """
        rooms, self._tally.unread = await self._reader.rooms()
        self._rooms = {each.id: each for each in rooms}
        live = await self._sessions(self._me.team, live=True, since=0.0)
        recent = await self._sessions(self._me.team, live=False, since=self._since - RECENT)
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
        for session in await self._sessions(self._me.team, live=False, since=0.0):
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

    async def _top(self, room: Room) -> None:
        """Read what was written in a room outside of threads. In direct messages people reply to
        what heddle told them before: there it looks further back for threads.
        """
        since = self._since - RECENT if room.kind == "im" else self._since
        found: list[Json] = []
        async for page in self._reader.top(room.id, since):
            found += page
        begun = set[str]()
        for message in sorted(found, key=lambda each: float(each["ts"])):
            first = str(message.get("thread_ts") or message["ts"])
            for_us = room.kind == "im" or f"<@{self._me.user}>" in str(message.get("text"))
            if first == message["ts"] and float(first) >= self._since:
                await self._taking.message(message, room, concerns=for_us)
            # A reply that was shown to the whole room comes with its thread, in order.
            if first != message["ts"] or self._replied(message):
                if for_us:
                    self._add(room.id, first)
                else:
                    self._later.append((room.id, first))
            elif for_us and room.kind != "im":
                begun.add(first)
        await self._replied_meanwhile(room, begun)

    async def _replied_meanwhile(self, room: Room, begun: Collection[str]) -> None:
        """Have those of the threads read that were replied to after their room was read: whoever
        heard that before their first message was taken in was not concerned.
        """
        if not begun:
            return
        async for page in self._reader.top(room.id, min(float(each) for each in begun)):
            for message in page:
                if str(message["ts"]) in begun and self._replied(message):
                    self._add(room.id, str(message["ts"]))

    def _replied(self, message: Json) -> bool:
        return float(message.get("latest_reply") or 0.0) >= self._since

    async def _thread(
        self, room: Room, thread: str, session: Session | None, hurried: bool
    ) -> None:
        """Read a thread, and what became of its messages that nobody has read yet."""
        unread: list[Waiting] = []
        if session is not None:
            unread = await self._read(lambda reads: waiting(reads, session))
        since = min([self._since, *(float(each.message) for each in unread)])
        found = await self._reader.thread(room.id, thread, since, hurried=hurried)
        standing = {str(each["ts"]): each for each in found if by_person(each)}
        for each in unread:
            message = standing.get(each.message) or await self._reader.message(
                room.id, each.message
            )
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
            self._log.info("room_unread", room=room.id, error=str(error))

    def _seen_before(self, room: Room, message: Json, threads: set[str]) -> None:
        first = str(message["ts"])
        if message.get("thread_ts", first) != first:
            return
        threads.discard(first)
        if self._replied(message):
            self._later.append((room.id, first))
        elif not self._jobs.knows((room.id, first)):
            self._quiet.add((room.id, first))


def _directs_first(room: Room) -> bool:
    return room.kind != "im"


def _kind(room_id: str) -> str:
    return "im" if room_id.startswith("D") else "channel"

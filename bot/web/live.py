"""A page's stream: what changed, as fragments of HTML.

A session resumes by event number and notices by their last one (`Last-Event-ID`: `120.ID`),
everything else by its newest version.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse
from starlette.requests import Request
from starlette.responses import Response

from bot.web.desk import Desk
from bot.web.hub import Watch
from bot.web.login import Visitor
from bot.web.notices import Told
from bot.web.pages import facts_of, inbox_of
from bot.web.render import Scene
from bot.web.room import Room
from bot.web.routing import asked_number, may_see
from bot.web.site import Site
from service.domain.errors import Refused
from service.domain.events import Event
from service.domain.ids import SessionNumber
from service.ports.reads import Reads
from service.queries.conversation import fold, open_step

HEARTBEAT = 15
"""Seconds between signs of life, for proxies that close what is silent."""

NOTHING = "0"
"""Below every id: where nothing was told yet."""

FAREWELL = 1.0
"""Seconds in which a stream ends by itself when the process ends."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page asks for: a session from after an event on, the inbox's list, and what was
    told after a notice (empty: only what comes from now on).
    """

    number: SessionNumber | None = None
    after: int = 0
    inbox: bool = False
    told: str = ""


async def live(request: Request, site: Site, visitor: Visitor) -> Response:
    """The one stream of a page: `?thread=3&after=120` adds a session, `?inbox=1` the inbox."""
    try:
        wanted = _wanted(request)
    except ValueError as error:
        raise Refused("The page asked for something unreadable. Reload it.") from error
    if wanted.number is not None:
        await may_see(site, visitor, wanted.number)
    stream = Stream(site, visitor, wanted)
    return EventSourceResponse(
        stream.events(),
        ping=HEARTBEAT,
        sep="\n",
        shutdown_event=stream.ending,
        shutdown_grace_period=FAREWELL,
    )


def _wanted(request: Request) -> Wanted:
    asked = request.query_params
    after, told = asked.get("after") or "0", asked.get("told", "")
    if last := request.headers.get("last-event-id"):
        after, _, told = last.partition(".")
    number = SessionNumber(asked_number(asked["thread"])) if asked.get("thread") else None
    return Wanted(number, asked_number(after), "inbox" in asked, told)


class Stream:
    """What one page has been sent so far, and what it gets next.

    `ending` is set when the process ends; the page then asks again, and finds its successor.
    """

    def __init__(self, site: Site, visitor: Visitor, wanted: Wanted) -> None:
        self._site = site
        self._visitor = visitor
        self._wanted = wanted
        self._upto = wanted.after
        self._told = wanted.told
        self._known: set[str] = set()
        self._sent: dict[str, object] = {}
        self.ending = anyio.Event()

    async def events(self) -> AsyncIterator[ServerSentEvent]:
        """Yield events until the page closes or may not see the session any more."""
        async with (
            self._site.hub.watch(self._visitor.person.id, self._wanted.number) as watch,
            self._woken_at_the_end(watch),
        ):
            while True:
                await watch.stirred.wait()
                watch.stirred.clear()
                if self.ending.is_set():
                    return
                for event in await self._news(watch):
                    yield event
                if watch.room is not None and not self._may_see(watch.room.value):
                    yield ServerSentEvent("", event="gone")
                    return

    @asynccontextmanager
    async def _woken_at_the_end(self, watch: Watch) -> AsyncIterator[None]:
        async def wake() -> None:
            await self.ending.wait()
            watch.stirred.set()

        waking = asyncio.create_task(wake())
        try:
            yield
        finally:
            waking.cancel()

    def _may_see(self, room: Room | None) -> bool:
        return room is not None and room.standing.seen_by(self._visitor.person.id)

    async def _news(self, watch: Watch) -> list[ServerSentEvent]:
        desk = watch.desk.value
        if desk is None:
            return []
        self._starts(desk.told)
        news = self._desk(desk)
        if news:
            news[0].id = self._mark()
        room = watch.room.value if watch.room else None
        if room is not None and self._may_see(room):
            news += await self._entries(room)
            news += self._around(room, desk)
        # Last, so that the page can tell whether it shows already what a notice is about.
        return news + self._notices(desk.told)

    def _desk(self, desk: Desk) -> list[ServerSentEvent]:
        renderer = self._site.renderer
        news = self._if_new(
            "board", renderer.text("board.html", board=desk.board, zone=desk.viewer.zone)
        )
        news += self._if_new("count", str(desk.count))
        if self._wanted.inbox:
            facts = inbox_of(self._visitor, desk)
            news += self._if_new("inbox", renderer.text("inbox_list.html", **facts))
        return news

    def _around(self, room: Room, desk: Desk) -> list[ServerSentEvent]:
        facts = facts_of(self._site, self._visitor, room.standing, desk)
        renderer = self._site.renderer
        preview = renderer.markdown(room.preview) if room.preview else ""
        return [
            *self._if_new("head", renderer.text("head.html", **facts)),
            *self._if_new("asks", renderer.text("asks.html", **facts)),
            *self._if_new("foot", renderer.text("foot.html", **facts)),
            *self._if_new("preview", preview),
        ]

    def _starts(self, told: Sequence[Told]) -> None:
        """A new page is not told what was before it, unless it names the last one that its
        browser knows.
        """
        if not self._sent:
            newest = max((each.id for each in told), default="")
            self._told = self._told or newest or NOTHING
            self._known = {each.id for each in told if each.id <= self._told}

    def _notices(self, told: Sequence[Told]) -> list[ServerSentEvent]:
        """Return what this page was not told yet."""
        fresh = [each for each in told if each.id not in self._known]
        self._known.update(each.id for each in fresh)
        return [self._notice(each) for each in fresh]

    def _notice(self, told: Told) -> ServerSentEvent:
        self._told = max(self._told, told.id)
        content = {
            "id": told.id,
            "title": told.notice.title,
            "body": told.notice.body,
            "url": told.url,
            "item": told.item or "",
        }
        return ServerSentEvent(json.dumps(content), event="notice", id=self._mark())

    def _mark(self) -> str:
        return f"{self._upto}.{self._told}"

    def _if_new(self, name: str, html: str) -> list[ServerSentEvent]:
        if self._sent.get(name) == html:
            return []
        self._sent[name] = html
        return [ServerSentEvent(html, event=name)]

    async def _entries(self, room: Room) -> list[ServerSentEvent]:
        """Return new entries, and those that look different now.

        Only the last carries an event number: a page that lost its connection in between
        gets all of them again.
        """
        scene = Scene(self._visitor.person.id, room.standing, room.receipts)
        upto = room.standing.session.next_seq - 1
        changed = {each.seq: each for each in room.lately}
        events = [changed.get(each.seq, each) for each in await self._since(room)]
        fresh = {each.seq for each in events}
        events += [each for each in room.lately if each.seq not in fresh and each.seq <= upto]
        news: list[ServerSentEvent] = []
        for entry in fold(sorted(events, key=lambda each: each.seq)):
            if html := self._site.renderer.entry(entry, scene):
                news += self._if_new(f"entry {entry.event.seq}", html)
        self._upto = max(self._upto, upto)
        for event in news:
            event.event = "entry"
        if news:
            news[-1].id = self._mark()
        return news

    async def _since(self, room: Room) -> Sequence[Event]:
        """Return the events that the page lacks, from the reply on that stood open."""
        number, upto = room.standing.session.number, self._upto
        if upto >= room.standing.session.next_seq - 1:
            return ()
        kept = room.since_open_step(upto)
        if kept is not None:
            return kept

        def query(reads: Reads) -> Sequence[Event]:
            return reads.events(number, after=open_step(reads, number, upto))

        return await self._site.ports.store.read(query)

"""The pages that are looked at: the board, a thread, a new thread, the inbox, help."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.commands.table import SPECS
from bot.presenter.conditions import held_back
from bot.web.desk import Desk, read_desk
from bot.web.login import Visitor
from bot.web.render import Scene
from bot.web.routing import NotHereError, asked_number, number_of
from bot.web.site import Site
from service.domain.deliveries import web_inbox
from service.domain.demo import OFFERS
from service.domain.errors import Refused
from service.domain.ids import SessionNumber
from service.domain.states import AT_REST
from service.domain.threads import ThreadKey
from service.domain.workers import pools_of
from service.ports.reads import Reads
from service.queries.conversation import fold, last_events
from service.queries.recap import Recap, recap
from service.queries.standing import Standing, receipts_by_event, standing


async def new(request: Request, site: Site, visitor: Visitor) -> Response:
    """The first page: write what an agent should do."""
    del request
    person, policy = visitor.person.id, site.ports.policy

    def query(reads: Reads) -> tuple[Desk, bool, Sequence[str]]:
        pools = pools_of(policy.default_pool, (each.pool for each in reads.workers()))
        offline = site.given.offline(reads.secret_names())
        return read_desk(reads, person, policy), offline, pools

    desk, offline, pools = await site.ports.store.read(query)
    return site.renderer.page(
        "new.html",
        **frame(site, visitor, desk),
        offline=offline,
        offers=OFFERS,
        thread=site.logins.new_thread(),
        models=site.models,
        model=policy.default_model,
        tasks=policy.check_ins.names,
        pools=pools,
    )


async def thread(request: Request, site: Site, visitor: Visitor) -> Response:
    """A session's conversation, and for who comes back after hours where it stood."""
    number = number_of(request)
    response, place = await thread_page(site, visitor, number)
    await used(request, site, visitor, place)
    return response


async def thread_page(
    site: Site, visitor: Visitor, number: SessionNumber, note: str = ""
) -> tuple[Response, ThreadKey]:
    """Return the page and its thread; with `note`, what came of a post on top of it."""
    person, policy = visitor.person.id, site.ports.policy

    def query(reads: Reads) -> tuple[Desk, Standing, str, int, Recap | None] | None:
        now = standing(reads, number, policy)
        if now is None or not now.seen_by(person):
            return None
        entries, first = _conversation(site, reads, now, visitor, now.session.next_seq)
        where = recap(reads, number, person, policy)
        return read_desk(reads, person, policy), now, entries, first, where

    found = await site.ports.store.read(query)
    if found is None:
        raise NotHereError
    desk, now, entries, first, where = found
    response = site.renderer.page(
        "thread.html",
        409 if note else 200,
        **(frame(site, visitor, desk, number) | facts_of(site, visitor, now, desk)),
        entries=entries,
        first=first,
        upto=now.session.next_seq - 1,
        recap=where,
        note=note,
    )
    return response, now.session.thread


async def inbox(request: Request, site: Site, visitor: Visitor) -> Response:
    """What needs the visitor, and what became of the rest."""
    response = await inbox_page(site, visitor)
    await used(request, site, visitor, ThreadKey.parse(web_inbox(visitor.person.id)))
    return response


async def inbox_page(site: Site, visitor: Visitor, note: str = "") -> Response:
    """Return the page; with `note`, what came of a post on top of it."""
    person, policy = visitor.person.id, site.ports.policy
    desk = await site.ports.store.read(lambda reads: read_desk(reads, person, policy))
    facts = {**frame(site, visitor, desk), **inbox_of(visitor, desk), "note": note}
    return site.renderer.page("inbox.html", 409 if note else 200, **facts)


async def used(request: Request, site: Site, visitor: Visitor, place: ThreadKey) -> None:
    """The visitor looks at a place now; what their browser fetches ahead is no look."""
    if "prefetch" not in request.headers.get("sec-purpose", ""):
        await site.inbound.used(visitor.person.id, place)


async def earlier(request: Request, site: Site, visitor: Visitor) -> Response:
    """What was said before: entries alone, to be put above those that are shown."""
    number, person, policy = number_of(request), visitor.person.id, site.ports.policy
    try:
        before = asked_number(request.query_params["before"])
    except (KeyError, ValueError) as error:
        raise Refused("Say before which event: `?before=120`.") from error

    def query(reads: Reads) -> tuple[str, int] | None:
        now = standing(reads, number, policy)
        if now is None or not now.seen_by(person):
            return None
        return _conversation(site, reads, now, visitor, before)

    found = await site.ports.store.read(query)
    if found is None:
        raise NotHereError
    entries, first = found
    return HTMLResponse(entries, headers={"x-first": str(first)})


async def board_alone(request: Request, site: Site, visitor: Visitor) -> Response:
    """The list of threads, for pages in the background that hold no stream."""
    del request
    person, policy = visitor.person.id, site.ports.policy
    desk = await site.ports.store.read(lambda reads: read_desk(reads, person, policy))
    html = site.renderer.text("board.html", board=desk.board, zone=desk.viewer.zone)
    return HTMLResponse(html, headers={"x-count": str(desk.count)})


async def help_page(request: Request, site: Site, visitor: Visitor) -> Response:
    """What can be written, and how the page is used."""
    del request
    person, policy = visitor.person.id, site.ports.policy
    desk = await site.ports.store.read(lambda reads: read_desk(reads, person, policy))
    return site.renderer.page("help.html", **frame(site, visitor, desk), specs=SPECS)


def facts_of(site: Site, visitor: Visitor, now: Standing, desk: Desk) -> dict[str, Any]:
    """Return what the parts around a conversation are rendered from."""
    return {
        "csrf": visitor.csrf,
        "zone": desk.viewer.zone,
        "now": now,
        "session": now.session,
        "mine": now.owner.id == visitor.person.id,
        "others": [each for each in desk.viewer.colleagues if each not in now.collaborators],
        "at_rest": now.session.state in AT_REST,
        "models": site.models,
        "cards": desk.asks(now),
        "news": desk.news(now),
        "count": desk.count,
        "from_thread": True,
    }


def inbox_of(visitor: Visitor, desk: Desk) -> dict[str, Any]:
    """Return what the inbox's list is rendered from."""
    seen = desk.inbox
    return {
        "csrf": visitor.csrf,
        "needs_you": desk.cards(seen.needs_you),
        "results": desk.cards(seen.results),
        "on_track": desk.cards(seen.on_track),
        "snoozed": desk.cards(seen.snoozed),
        "settled": desk.cards(seen.settled),
        "summary": desk.summary,
        "held": held_back(seen, desk.viewer.zone),
        "from_thread": False,
    }


def frame(
    site: Site, visitor: Visitor, desk: Desk, number: SessionNumber | None = None
) -> dict[str, Any]:
    """Return what every page of somebody signed in is rendered from."""
    return {
        "visitor": visitor,
        "csrf": visitor.csrf,
        "board": desk.board,
        "zone": desk.viewer.zone,
        "count": desk.count,
        "number": number,
        "upload_bytes": site.ports.policy.attachment_bytes,
    }


def _conversation(
    site: Site, reads: Reads, now: Standing, visitor: Visitor, before: int
) -> tuple[str, int]:
    """Return the last entries below `before` as HTML, and the number of the first."""
    events = last_events(reads, now.session.number, before)
    first = events[0].seq if events else 1
    receipts = receipts_by_event(reads, now.session.number, first - 1)
    scene = Scene(visitor.person.id, now, receipts)
    entries = (site.renderer.entry(each, scene) for each in fold(events))
    return "\n".join(each for each in entries if each), first

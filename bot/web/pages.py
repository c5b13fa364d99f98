"""The pages that are looked at: the board, a thread, a new thread, help."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.commands.table import SPECS
from bot.web.login import Visitor
from bot.web.render import Scene
from bot.web.routing import NotHereError, number_of
from bot.web.site import Site
from service.domain.demo import OFFERS
from service.domain.errors import Refused
from service.domain.ids import SessionNumber
from service.domain.states import AT_REST
from service.ports.reads import Reads
from service.queries.board import Board, board
from service.queries.conversation import fold, last_events
from service.queries.standing import Standing, receipts_by_event, standing


async def new(request: Request, site: Site, visitor: Visitor) -> Response:
    """The first page: write what an agent should do."""
    del request
    person, policy = visitor.person.id, site.ports.policy

    def query(reads: Reads) -> tuple[Board, bool]:
        return board(reads, person, policy), site.given.offline(reads.secret_names())

    seen, offline = await site.ports.store.read(query)
    return site.renderer.page(
        "new.html",
        **frame(site, visitor, seen),
        offline=offline,
        offers=OFFERS,
        thread=site.logins.new_thread(),
        models=site.models,
        model=policy.default_model,
    )


async def thread(request: Request, site: Site, visitor: Visitor) -> Response:
    """A session's conversation."""
    number, person, policy = number_of(request), visitor.person.id, site.ports.policy

    def query(reads: Reads) -> tuple[Board, Standing, str, int] | None:
        now = standing(reads, number, policy)
        if now is None or not now.seen_by(person):
            return None
        entries, first = _conversation(site, reads, now, visitor, now.session.next_seq)
        return board(reads, person, policy), now, entries, first

    found = await site.ports.store.read(query)
    if found is None:
        raise NotHereError
    seen, now, entries, first = found
    return site.renderer.page(
        "thread.html",
        **frame(site, visitor, seen, number),
        **facts_of(site, visitor, now),
        entries=entries,
        first=first,
        upto=now.session.next_seq - 1,
    )


async def earlier(request: Request, site: Site, visitor: Visitor) -> Response:
    """What was said before: entries alone, to be put above those that are shown."""
    number, person, policy = number_of(request), visitor.person.id, site.ports.policy
    try:
        before = int(request.query_params["before"])
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
    seen = await site.ports.store.read(lambda reads: board(reads, person, policy))
    return HTMLResponse(site.renderer.text("board.html", board=seen))


async def help_page(request: Request, site: Site, visitor: Visitor) -> Response:
    """What can be written, and how the page is used."""
    del request
    person, policy = visitor.person.id, site.ports.policy
    seen = await site.ports.store.read(lambda reads: board(reads, person, policy))
    return site.renderer.page("help.html", **frame(site, visitor, seen), specs=SPECS)


def facts_of(site: Site, visitor: Visitor, now: Standing) -> dict[str, Any]:
    """Return what the parts around a conversation are rendered from."""
    return {
        "now": now,
        "session": now.session,
        "mine": now.owner.id == visitor.person.id,
        "at_rest": now.session.state in AT_REST,
        "models": site.models,
    }


def frame(
    site: Site, visitor: Visitor, seen: Board, number: SessionNumber | None = None
) -> dict[str, Any]:
    """Return what every page of somebody signed in is rendered from."""
    return {
        "visitor": visitor,
        "csrf": visitor.csrf,
        "board": seen,
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

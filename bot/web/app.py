"""The channel as routes: everything under `/` that is not the operator's."""

from pathlib import Path

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.inbound.inbound import Inbound
from bot.web import account, attending, files, pages, reaching, tickets, writing
from bot.web.guard import Guard, TooLargeError
from bot.web.hub import Hub
from bot.web.live import live
from bot.web.login import Logins
from bot.web.render import Renderer
from bot.web.routing import ForgedError, NotHereError, shown, taken, wants_json
from bot.web.site import Given, Site, site_of
from service.domain.errors import Refused, Temporary
from service.ports.bundle import Ports
from service.ports.captures import Captures

_STATIC = Path(__file__).parent / "static"
_log = structlog.get_logger(__name__)

ROUTES: list[BaseRoute] = [
    Route("/login", account.login_page, methods=["GET"]),
    Route("/login", account.log_in, methods=["POST"]),
    taken("/logout", account.log_out),
    shown("/", pages.new),
    shown("/live", live),
    shown("/board", pages.board_alone),
    shown("/help", pages.help_page),
    taken("/threads", writing.start),
    taken("/demo", writing.demo),
    shown("/threads/{number:number}", pages.thread),
    shown("/threads/{number:number}/earlier", pages.earlier),
    taken("/threads/{number:number}/messages", writing.say),
    taken("/threads/{number:number}/orders", writing.order),
    taken("/threads/{number:number}/messages/{seq:number}/edit", writing.edit),
    taken("/threads/{number:number}/messages/{seq:number}/delete", writing.delete),
    shown("/threads/{number:number}/messages/{seq:number}/files/{blob}", files.attachment),
    shown("/threads/{number:number}/captures/{version:number}/{path:path}", files.captured),
    taken("/threads/{number:number}/seen", attending.seen),
    shown("/inbox", pages.inbox),
    taken("/items/{item}/answer", attending.answer),
    taken("/items/{item}/snooze", attending.snooze),
    taken("/items/{item}/assign", attending.assign),
    taken("/items/{item}/dismiss", attending.dismiss),
    Route("/a/{token}", tickets.page, methods=["GET"]),
    Route("/a/{token}", tickets.take, methods=["POST"]),
    taken("/files", files.upload, raw=True),
    shown("/settings", account.settings),
    taken("/settings/cap", account.cap),
    taken("/settings/code", account.link_code),
    taken("/settings/invitations", account.invite),
    taken("/settings/keys", account.keep_key),
    taken("/settings/zone", reaching.zone),
    taken("/settings/quiet", reaching.quiet),
    taken("/settings/ladder", reaching.ladder),
    taken("/settings/phones", reaching.add_phone),
    taken("/settings/phones/{phone}/test", reaching.try_phone),
    taken("/settings/phones/{phone}/remove", reaching.remove_phone),
]


def site(ports: Ports, inbound: Inbound, captures: Captures, given: Given) -> Site:
    """Put the pages together; nothing runs until their hub does."""
    logins = Logins(
        given.cookie_key,
        given.token,
        given.login_days,
        ports.clock,
        ports.ids,
        secure=given.secure,
    )
    hub = Hub(ports.store, ports.signals, ports.policy)
    return Site(given, ports, inbound, captures, hub, logins, Renderer(given.version))


def routes(pages: Site) -> list[BaseRoute]:
    """Return what the web server hangs in, as its last route."""
    app = Starlette(
        routes=[*ROUTES, Mount("/static", StaticFiles(directory=_STATIC))],
        exception_handlers={
            404: _not_here,
            405: _not_here,
            NotHereError: _not_here,
            ForgedError: _forged,
            TooLargeError: _too_large,
            Refused: _refused,
            Temporary: _temporary,
        },
    )
    app.state.site = pages
    guarded = Guard(app, pages.given.hosts, pages.ports.policy.attachment_bytes)
    return [Mount("/", guarded)]


def _answer(request: Request, status: int, title: str, text: str) -> Response:
    if wants_json(request):
        return JSONResponse({"text": text, "refused": True}, status_code=status)
    return site_of(request).renderer.page("message.html", status, title=title, text=text)


async def _not_here(request: Request, error: Exception) -> Response:
    del error
    text = "There is nothing here, or it is somebody else's and not shared with you."
    return _answer(request, 404, "Not here", text)


async def _forged(request: Request, error: Exception) -> Response:
    del error
    text = "This did not come from a page of yours that is still signed in. Reload and try again."
    return _answer(request, 403, "Not taken", text)


async def _too_large(request: Request, error: Exception) -> Response:
    return _answer(request, 413, "Too large", str(error))


async def _refused(request: Request, error: Exception) -> Response:
    return _answer(request, 409, "Not possible", str(error))


async def _temporary(request: Request, error: Exception) -> Response:
    _log.warning("page_failed", path=request.url.path, error=str(error))
    if request.method == "POST":
        text = f"It was not stored: {error} Your text is kept; send it again in a moment."
    else:
        text = f"heddle cannot show this now: {error} Reload in a moment."
    return _answer(request, 503, "Try again in a moment", text)

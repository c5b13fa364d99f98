"""How routes are declared: who may come in is decided here, for all of them alike."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channel import Heard
from bot.web import guard
from bot.web.login import COOKIE, Visitor
from bot.web.site import Site, site_of
from service.domain.errors import Refused
from service.domain.ids import SessionNumber
from service.domain.receipts import PENDING, Fate

Fields = Mapping[str, Any]
Showing = Callable[[Request, Site, Visitor], Awaitable[Response]]
Taking = Callable[[Request, Site, Visitor, Fields], Awaitable[Response]]


SHOWN = PENDING | {Fate.READ, Fate.ANSWERED}
"""What a thread shows by itself, at the message."""


class Numbers(IntegerConvertor):
    """`{name:number}` in an address: a number that a database can be asked for."""

    regex = "[0-9]{1,18}"


register_url_convertor("number", Numbers())


def asked_number(text: str) -> int:
    """Read a number that is asked for behind `?`. Raises ValueError unless it is one."""
    if not re.fullmatch(Numbers.regex, text):
        raise ValueError(f"{text[:20]!r} is no number")
    return int(text)


class NotHereError(Exception):
    """There is nothing at this address, as far as the visitor may know."""


class ForgedError(Exception):
    """The post did not come from a page of ours."""


def shown(path: str, handler: Showing) -> Route:
    """Return a route for a page that only somebody signed in may see."""

    async def endpoint(request: Request) -> Response:
        site = site_of(request)
        visitor = await visitor_of(request, site)
        if visitor is None:
            return sign_in_first(request)
        response = await handler(request, site, visitor)
        site.logins.renew(response, visitor.ticket)
        return response

    return Route(path, endpoint, methods=["GET"])


def taken(path: str, handler: Taking, *, raw: bool = False) -> Route:
    """Return a route for a post of somebody signed in, from one of their own pages.

    `raw`: the body is a file, and the form's token stands in a header.
    """

    async def endpoint(request: Request) -> Response:
        site = site_of(request)
        if not guard.from_our_page(request, site.given.public_url):
            raise ForgedError
        visitor = await visitor_of(request, site)
        if visitor is None:
            return sign_in_first(request)
        fields = {} if raw else await fields_of(request)
        csrf = request.headers.get("x-csrf-token") or str(fields.get("csrf", ""))
        if not site.logins.fits(visitor.ticket, csrf):
            raise ForgedError
        return await handler(request, site, visitor, fields)

    return Route(path, endpoint, methods=["POST"])


async def visitor_of(request: Request, site: Site) -> Visitor | None:
    """Return who is signed in."""
    ticket = site.logins.read(request.cookies.get(COOKIE))
    if ticket is None:
        return None
    identity = ticket.identity
    person = await site.ports.store.read(lambda reads: reads.person_by_identity(identity))
    return None if person is None else Visitor(person, ticket, site.logins.csrf(ticket))


def sign_in_first(request: Request) -> Response:
    """Send somebody who is not signed in to the login, and back afterwards."""
    if wants_json(request):
        text = "You are signed out. Reload the page to sign in again; your text is kept."
        return JSONResponse({"text": text, "refused": True}, status_code=401)
    back = request.url.path if request.method == "GET" else "/"
    return RedirectResponse(f"/login?next={quote(back)}", status_code=303)


async def fields_of(request: Request) -> Fields:
    """Read a form or a JSON object. Raises Refused for anything else."""
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            content = json.loads(await request.body())
        except ValueError as error:
            raise Refused("The page sent something unreadable. Reload it.") from error
        if not isinstance(content, dict):
            raise Refused("The page sent something unreadable. Reload it.")
        return content
    async with request.form(max_files=0) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def wants_json(request: Request) -> bool:
    """Tell whether our JavaScript asks; a browser on its own asks for a page."""
    return "application/json" in request.headers.get("accept", "")


def number_of(request: Request) -> SessionNumber:
    """Return the session's number in the address."""
    return SessionNumber(int(request.path_params["number"]))


async def may_see(site: Site, visitor: Visitor, number: SessionNumber) -> None:
    """Raise NotHereError unless the visitor owns or shares the session."""
    person = visitor.person.id
    if not await site.ports.store.read(lambda reads: reads.may_see(person, number)):
        raise NotHereError


def heard(request: Request, site: Site, answer: Heard, go: str = "") -> Response:
    """Tell the page what became of a post; without our JavaScript, go on to `go`."""
    if answer.session is not None:
        site.hub.touch(answer.session)
    if wants_json(request):
        html = site.renderer.markdown(answer.text)
        content = {"html": html, "refused": answer.refused, "go": go}
        content["seen"] = answer.fate in SHOWN
        return JSONResponse(content, status_code=409 if answer.refused else 200)
    if answer.refused:
        raise Refused(answer.text)
    return RedirectResponse(go or "/", status_code=303)

"""The page that a push's link opens: it shows, and its one post answers; nobody signs in.

The token in its address is all that it asks for, so a preview of the link, a second use and a
guess must do nothing, and none of them learns why.
"""

from starlette.requests import Request
from starlette.responses import Response

from bot.presenter.items import deadline
from bot.web.routing import fields_of
from bot.web.site import Site, site_of
from bot.web.writing import text_of
from service.domain.errors import Refused
from service.domain.items import ItemKind

PRIVATE = {
    # The address is a secret: it goes to no index and to no other page.
    "x-robots-tag": "noindex, nofollow, noarchive",
    "referrer-policy": "no-referrer",
}


async def page(request: Request) -> Response:
    """What is asked, and the buttons; changes nothing."""
    return await _shown(site_of(request), request.path_params["token"])


async def take(request: Request) -> Response:
    """The answer: it uses the token up."""
    site, token = site_of(request), request.path_params["token"]
    text = text_of(await fields_of(request), "text")
    said = await site.inbound.answer_on_page(token, text)
    if said.refused:
        # A token that still opens its page was only given no answer that fits.
        return await _shown(site, token, said.text)
    return _message(site, 200, "Thank you", said.text)


async def _shown(site: Site, token: str, note: str = "") -> Response:
    try:
        found = await site.inbound.open_page(token)
    except Refused:
        return _message(
            site,
            410,
            "This link does nothing any more",
            "A link answers once, and not for long; what it asked may be settled by now. Your"
            " inbox has everything that still needs you.",
        )
    item, person = found.item, found.item.owner_id
    zone = (await site.ports.store.read(lambda reads: reads.preferences(person))).zone
    response = site.renderer.page(
        "ticket.html",
        409 if note else 200,
        token=token,
        item=item,
        session=found.session,
        deadline=deadline(item, zone),
        question=item.kind is ItemKind.QUESTION,
        note=note,
    )
    response.headers.update(PRIVATE)
    return response


def _message(site: Site, status: int, title: str, text: str) -> Response:
    facts = {"title": title, "text": text, "go": "/inbox", "label": "Open the inbox"}
    response = site.renderer.page("message.html", status, **facts)
    response.headers.update(PRIVATE)
    return response

"""How a person is told, as they set it on their page: time zone, quiet hours, ladders, phones."""

from starlette.requests import Request
from starlette.responses import Response

from bot.web.account import settings_page
from bot.web.login import Visitor
from bot.web.routing import Fields, NotHereError, heard
from bot.web.site import Site
from bot.web.writing import text_of
from service.domain.ids import PhoneId

GO = "/settings"
_DEFAULT = "default"


async def zone(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """The time zone of quiet hours and of what is told."""
    said = await site.inbound.set_zone(visitor.person, text_of(fields, "zone"))
    return heard(request, site, said, GO)


async def quiet(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """Quiet hours, or their end."""
    start, end = text_of(fields, "start").strip(), text_of(fields, "end").strip()
    text = "off" if text_of(fields, "off") else f"{start}-{end}"
    said = await site.inbound.set_quiet(visitor.person, text)
    return heard(request, site, said, GO)


async def ladder(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """One of the two ladders, or heddle's own again."""
    important = text_of(fields, "which") == "important"
    text = _DEFAULT if text_of(fields, "default") else text_of(fields, "ladder")
    said = await site.inbound.set_ladder(visitor.person, text, important)
    return heard(request, site, said, GO)


async def add_phone(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """A phone by its address; where heddle makes up a topic, it is shown on this page alone."""
    del request
    said = await site.inbound.add_phone(visitor.person, text_of(fields, "url").strip())
    return await settings_page(site, visitor, note=said.text, refused=said.refused)


async def try_phone(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """A test push."""
    del fields
    place = await _place(request, site, visitor)
    return heard(request, site, await site.inbound.try_phone(visitor.person, place), GO)


async def remove_phone(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """A phone is forgotten."""
    del fields
    place = await _place(request, site, visitor)
    return heard(request, site, await site.inbound.remove_phone(visitor.person, place), GO)


async def _place(request: Request, site: Site, visitor: Visitor) -> int:
    """Return where the phone in the address stands in the visitor's list, from 1.

    Raises NotHereError if it is not theirs (any more).
    """
    phone = PhoneId(request.path_params["phone"])
    phones = await site.ports.store.read(lambda reads: reads.phones(visitor.person.id))
    places = [place for place, each in enumerate(phones, 1) if each.id == phone]
    if not places:
        raise NotHereError
    return places[0]

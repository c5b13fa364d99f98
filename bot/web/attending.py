"""What is done about an attention item: answers, snoozes, handing on, dismissing, seeing."""

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.channel import Heard
from bot.web.desk import read_card
from bot.web.login import CHANNEL, ROOM, WORKSPACE, Visitor
from bot.web.pages import inbox_page, thread_page
from bot.web.routing import SHOWN, Fields, NotHereError, number_of, wants_json
from bot.web.site import Site
from bot.web.writing import id_of, mine, text_of
from service.domain.deliveries import in_chat, web_inbox
from service.domain.ids import ItemId, PersonId
from service.domain.items import Item
from service.domain.receipts import receipt_key
from service.domain.threads import ThreadKey
from service.ports.reads import Reads


async def answer(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """A choice or a text for an attention item."""
    item = await _seen(request, site, visitor)
    said = await site.inbound.answer(visitor.person, item.id, text_of(fields, "text"), CHANNEL)
    return await _done(request, site, visitor, fields, item, said)


async def snooze(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """Keep an item out of sight for a while."""
    item = await _seen(request, site, visitor)
    key, span = _key(site, visitor, fields), text_of(fields, "span")
    said = await site.inbound.snooze(visitor.person, item.id, span, key, CHANNEL)
    return await _done(request, site, visitor, fields, item, said)


async def assign(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """Hand an item to a colleague."""
    item = await _seen(request, site, visitor)
    key, name = _key(site, visitor, fields), text_of(fields, "name")
    said = await site.inbound.assign(visitor.person, item.id, name, key, CHANNEL)
    return await _done(request, site, visitor, fields, item, said)


async def dismiss(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """Close an item; a question is left to the agent."""
    item = await _seen(request, site, visitor)
    key = _key(site, visitor, fields)
    said = await site.inbound.dismiss(visitor.person, item.id, key, CHANNEL)
    return await _done(request, site, visitor, fields, item, said)


async def seen(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """The visitor has a session's page before their eyes: its results are no news any more."""
    del fields
    number, person = number_of(request), visitor.person

    def query(reads: Reads) -> ThreadKey | None:
        session = reads.session(number) if reads.may_see(person.id, number) else None
        return session.thread if session else None

    place = await site.ports.store.read(query)
    if place is None:
        raise NotHereError
    await site.inbound.seen(person, number, CHANNEL)
    await site.inbound.used(person.id, _here(place, person.id))
    site.hub.touch(number)
    if wants_json(request):
        return JSONResponse({"seen": True})
    return RedirectResponse(f"/threads/{number}", status_code=303)


async def _seen(request: Request, site: Site, visitor: Visitor) -> Item:
    """Return the item in the address. Raises NotHereError unless the visitor may see it."""
    item_id, person = ItemId(request.path_params["item"]), visitor.person.id

    def query(reads: Reads) -> Item | None:
        item = reads.item(item_id)
        return item if item and reads.may_see(person, item.session) else None

    item = await site.ports.store.read(query)
    if item is None:
        raise NotHereError
    return item


def _key(site: Site, visitor: Visitor, fields: Fields) -> str:
    message = mine(visitor, id_of(fields, "message", site))
    return receipt_key(CHANNEL, WORKSPACE, ROOM, message)


async def _done(
    request: Request, site: Site, visitor: Visitor, fields: Fields, item: Item, said: Heard
) -> Response:
    """Show what came of it: the card as it is now, or without our script the page again."""
    site.hub.touch(item.session)
    from_thread = text_of(fields, "from") == "thread"
    await _used(site, visitor, item, from_thread=from_thread)
    if wants_json(request):
        return JSONResponse(
            {
                "html": site.renderer.markdown(said.text),
                "refused": said.refused,
                "seen": said.fate in SHOWN,
                "card": await _card(site, visitor, item, from_thread=from_thread),
            },
            status_code=409 if said.refused else 200,
        )
    if not said.refused:
        go = f"/threads/{item.session}" if from_thread else "/inbox"
        return RedirectResponse(go, status_code=303)
    if from_thread:
        return (await thread_page(site, visitor, item.session, said.text))[0]
    return await inbox_page(site, visitor, said.text)


async def _used(site: Site, visitor: Visitor, item: Item, *, from_thread: bool) -> None:
    place = ThreadKey.parse(web_inbox(visitor.person.id))
    if from_thread:
        session = await site.ports.store.read(lambda reads: reads.session(item.session))
        place = _here(session.thread, visitor.person.id) if session else place
    await site.inbound.used(visitor.person.id, place)


def _here(thread: ThreadKey, person: PersonId) -> ThreadKey:
    """Return where on the web somebody is who looks at the thread: one of a chat channel has no
    place of its own here.
    """
    return ThreadKey.parse(web_inbox(person)) if in_chat(thread) else thread


async def _card(site: Site, visitor: Visitor, item: Item, *, from_thread: bool) -> str:
    person = visitor.person.id

    def query(reads: Reads) -> str:
        now = reads.item(item.id)
        card = read_card(reads, now, person) if now else None
        if card is None:
            return ""
        facts = {"card": card, "csrf": visitor.csrf, "from_thread": from_thread}
        return site.renderer.text("card.html", **facts)

    return await site.ports.store.read(query)

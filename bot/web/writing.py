"""What people send from the page: messages, commands, edits."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.channel import Heard, Said
from bot.web.login import CHANNEL, ROOM, WORKSPACE, Visitor
from bot.web.routing import Fields, NotHereError, heard, may_see, number_of
from bot.web.site import Site
from service.domain.demo import OFFERS
from service.domain.errors import Refused
from service.domain.events import Attachment, Event
from service.domain.ids import BlobId, PersonId, SessionNumber
from service.domain.receipts import Receipt, receipt_key
from service.domain.threads import ThreadKey
from service.ports.reads import Reads

VERBS = frozenset(
    {
        *("stop", "park", "resume", "retry", "redirect", "queue up", "model"),
        *("note", "rename", "share", "unshare", "mute", "unmute"),
    }
)
"""What buttons and forms order."""

_LONGEST_ID = 64
_MOST_FILES = 20


async def start(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """A first message: it opens a thread whose id the page was given."""
    thread = site.logins.thread(text_of(fields, "thread"))
    if thread is None:
        raise Refused("This page is out of date. Reload it; your text is kept.")
    answer = await _said(site, visitor, _key(thread), fields)
    go = f"/threads/{answer.session}" if answer.session is not None else "/"
    return heard(request, site, answer, go)


async def demo(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """A button of the demo: each of its prompts opens a thread."""
    thread = site.logins.thread(text_of(fields, "thread"))
    try:
        chosen = int(text_of(fields, "offer"))
        offer = OFFERS[chosen]
    except (ValueError, IndexError) as error:
        raise Refused("There is no such demo. Reload the page.") from error
    if thread is None:
        raise Refused("This page is out of date. Reload it.")
    answers: list[Heard] = []
    for place, prompt in enumerate(offer.prompts):
        own = f"{thread}-{chosen}-{place}"
        said = Said(_key(own), visitor.person, mine(visitor, own), prompt)
        answers.append(await site.inbound.said(said))
        _told(site, answers[-1])
    return heard(request, site, answers[0], f"/threads/{answers[0].session}")


async def say(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """A message in a thread."""
    number = number_of(request)
    await may_see(site, visitor, number)
    session = await site.ports.store.read(lambda reads: reads.session(number))
    if session is None:
        raise NotHereError
    answer = await _said(site, visitor, session.thread, fields)
    return heard(request, site, answer, f"/threads/{number}")


async def order(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """A button of a thread: a command about it."""
    number = number_of(request)
    await may_see(site, visitor, number)
    verb = text_of(fields, "verb")
    if verb not in VERBS:
        raise Refused("There is no such button. Reload the page.")
    line = f"{verb} {number} {text_of(fields, 'text')}".rstrip()
    message = id_of(fields, "message", site)
    key = receipt_key(CHANNEL, WORKSPACE, ROOM, mine(visitor, message))
    answer = await site.inbound.command(visitor.person, line, number, key, CHANNEL, unseen=True)
    _told(site, answer, number)
    go = "/inbox" if text_of(fields, "from") == "inbox" else f"/threads/{number}"
    return heard(request, site, answer, go)


async def edit(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """Another text for a message that the agent has not read."""
    key = await _own_key(request, site, visitor)
    answer = await site.inbound.edit(visitor.person, key, text_of(fields, "text"))
    _told(site, answer, number_of(request))
    return heard(request, site, answer, f"/threads/{number_of(request)}")


async def delete(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """A message loses its content."""
    del fields
    key = await _own_key(request, site, visitor)
    answer = await site.inbound.delete(visitor.person, key)
    _told(site, answer, number_of(request))
    return heard(request, site, answer, f"/threads/{number_of(request)}")


def text_of(fields: Fields, name: str) -> str:
    """Return a text field. Raises Refused if it is something else."""
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise Refused("The page sent something unreadable. Reload it.")
    return value


async def _said(site: Site, visitor: Visitor, thread: ThreadKey, fields: Fields) -> Heard:
    files = await _attached(site, visitor.person.id, fields.get("attachments", ()))
    said = Said(
        thread,
        visitor.person,
        mine(visitor, id_of(fields, "message", site)),
        text_of(fields, "text"),
        files,
        model=text_of(fields, "model"),
        pool=text_of(fields, "pool"),
        task=text_of(fields, "task"),
        new_thread=lambda: _key(site.ports.ids.new()),
        identity=visitor.ticket.identity,
    )
    answer = await site.inbound.said(said)
    _told(site, answer)
    return answer


def _told(site: Site, answer: Heard, number: SessionNumber | None = None) -> None:
    """Refresh the pages at once, whether or not signals work."""
    for each in {answer.session, number} - {None}:
        if each is not None:
            site.hub.touch(each)


def _key(thread: str) -> ThreadKey:
    return ThreadKey(CHANNEL, WORKSPACE, ROOM, thread)


def mine(visitor: Visitor, message: str) -> str:
    """Make a page's id of a message the person's: nobody learns of another's by repeating it."""
    return f"{visitor.person.id}.{message}"


def id_of(fields: Fields, name: str, site: Site) -> str:
    """Return the page's id of a message: the same again when it is sent again."""
    given = text_of(fields, name)
    if len(given) > _LONGEST_ID or not given.isascii() or not given.isprintable():
        raise Refused("The page sent something unreadable. Reload it.")
    return given or site.ports.ids.new()


async def _attached(site: Site, person: PersonId, given: object) -> Sequence[Attachment]:
    """Return the files that a message names; each was uploaded by the person."""
    if not isinstance(given, list | tuple) or len(given) > _MOST_FILES:
        raise Refused(f"A message takes up to {_MOST_FILES} files.")
    return [await _attachment(site, person, BlobId(str(each))) for each in given]


async def _attachment(site: Site, person: PersonId, blob: BlobId) -> Attachment:
    found = await site.ports.store.read(lambda reads: reads.blob(blob))
    if found is None or found[0] != person:
        raise Refused("A file is not there any more. Attach it again.")
    _, name, media_type, content = found
    return Attachment(blob, name, media_type, len(content))


async def _own_key(request: Request, site: Site, visitor: Visitor) -> str:
    """Return the receipt key of the message in the address."""
    number, seq = number_of(request), int(request.path_params["seq"])
    await may_see(site, visitor, number)

    def query(reads: Reads) -> Receipt | None:
        return next((each for each in reads.receipts(number, seq - 1) if each.seq == seq), None)

    receipt = await site.ports.store.read(query)
    if receipt is None:
        raise NotHereError
    return receipt.key


def attachments_of(event: Event) -> Sequence[Mapping[str, Any]]:
    """Return the files of a message, as its payload has them."""
    found: Sequence[Mapping[str, Any]] = event.payload.get("attachments", ())
    return found

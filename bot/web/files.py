"""Files in and out. What goes out is always saved, never shown: an agent may have made it."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.login import Visitor
from bot.web.routing import Fields, NotHereError, may_see, number_of
from bot.web.site import Site
from bot.web.writing import attachments_of
from service.domain.errors import Refused
from service.domain.events import Event
from service.domain.ids import BlobId
from service.ports.reads import Reads

_HARMLESS = frozenset(
    {"application/json", "application/pdf", "image/gif", "image/jpeg", "image/png", "image/webp"}
)
_NAME_LENGTH = 200


async def upload(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """Take a file in: its bytes are the body, its name stands in the address."""
    del fields
    name = _clean(request.query_params.get("name", ""))
    media_type = request.headers.get("content-type", "application/octet-stream")[:100]
    content = await request.body()
    attachment = await site.inbound.upload(visitor.person, name, media_type, content)
    return JSONResponse(dict(attachment.as_json()))


async def attachment(request: Request, site: Site, visitor: Visitor) -> Response:
    """A file that somebody attached to a message of the session."""
    number, seq = number_of(request), int(request.path_params["seq"])
    blob = BlobId(request.path_params["blob"])
    await may_see(site, visitor, number)

    def query(reads: Reads) -> tuple[str, str, bytes] | None:
        events = reads.events(number, after=seq - 1, before=seq + 1)
        if not events or not _has(events[0], blob) or (found := reads.blob(blob)) is None:
            return None
        return found[1:]

    found = await site.ports.store.read(query)
    if found is None:
        raise NotHereError
    name, media_type, content = found
    return saved(content, name, media_type)


async def captured(request: Request, site: Site, visitor: Visitor) -> Response:
    """A file of a capture: `result.md`, `transcript.jsonl`, `files/…`."""
    number, version = number_of(request), int(request.path_params["version"])
    path: str = request.path_params["path"]
    await may_see(site, visitor, number)
    try:
        content = await site.captures.read(number, version, path)
    except Refused as error:
        raise NotHereError from error
    return saved(content, path.rpartition("/")[2], "")


def saved(content: bytes, name: str, media_type: str) -> Response:
    """Return a download: whatever it is, the browser saves it and runs nothing of it."""
    kind = media_type.partition(";")[0].strip().lower()
    return Response(
        content,
        media_type=kind if kind in _HARMLESS else "application/octet-stream",
        headers={
            "content-disposition": f"attachment; filename*=utf-8''{quote(_clean(name), safe='')}",
            # For whoever opens it in a tab all the same.
            "content-security-policy": "sandbox; default-src 'none'",
        },
    )


def _has(event: Event, blob: BlobId) -> bool:
    return not event.erased and any(each["blob"] == blob for each in attachments_of(event))


def _clean(name: str) -> str:
    """Return the last part of a path without anything that is no letter of a name."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in last if each.isprintable()).strip(" .")
    return plain[-_NAME_LENGTH:] or "file"

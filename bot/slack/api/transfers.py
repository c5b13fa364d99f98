"""Files on their way from and to Slack; the token goes to Slack's own servers only."""

from dataclasses import dataclass, field

import aiohttp
from yarl import URL

from bot.slack.api.refusals import SOURCE
from service.domain.errors import Refused, Temporary

SECONDS = 120.0
"""What one file may take."""
STALL = 15.0
"""Seconds without a byte."""
_HOPS = 4
_PIECE = 64 * 1024
_OWN = ("slack.com", "slack-files.com", "slack-edge.com")
_LIMITS = aiohttp.ClientTimeout(total=SECONDS, sock_read=STALL, sock_connect=STALL)
_SIGN_IN = (
    "Slack shows its sign-in page instead of the file: give the app the scope files:read and"
    " install it again."
)


@dataclass(frozen=True, slots=True)
class Where:
    """The API's address and the token for it."""

    api_url: str
    token: str = field(repr=False)

    def is_own(self, url: URL) -> bool:
        """Tell whether the address is Slack's, or of the server that stands in for it."""
        if url.origin() == URL(self.api_url).origin():
            return True
        host = url.host or ""
        slacks = any(host == each or host.endswith(f".{each}") for each in _OWN)
        return slacks and url.scheme == "https"


async def download(session: aiohttp.ClientSession, where: Where, url: str, most: int) -> bytes:
    """Return what stands there. Raises Refused as `Api.download` says, or Temporary."""
    try:
        at = URL(url)
        own = at.scheme in ("http", "https") and where.is_own(at)
    except ValueError:
        own = False
    if not own:
        raise Refused("This file is not kept by Slack. Upload the file itself.")
    try:
        for _ in range(_HOPS):
            headers = {"Authorization": f"Bearer {where.token}"} if where.is_own(at) else {}
            async with session.get(
                at, headers=headers, timeout=_LIMITS, allow_redirects=False
            ) as answer:
                if answer.status not in (301, 302, 303, 307, 308):
                    return await _content(answer, most)
                at = _next(at, answer)
    except (aiohttp.ClientError, TimeoutError) as error:
        said = f"The file's download from Slack broke off ({type(error).__name__})"
        raise Temporary(said, source=SOURCE) from error
    raise Refused("Slack sends the file from address to address. Upload it again.")


def _next(at: URL, answer: aiohttp.ClientResponse) -> URL:
    to = at.join(URL(answer.headers.get("Location", "")))
    if to.scheme != "https" and to.origin() != at.origin():
        raise Refused("Slack sends the file from an unsafe address. Upload it again.")
    return to


async def _content(answer: aiohttp.ClientResponse, most: int) -> bytes:
    _check(answer)
    if (answer.content_length or 0) > most:
        raise _too_large(most)
    found = bytearray()
    async for piece in answer.content.iter_chunked(_PIECE):
        found += piece
        if len(found) > most:
            raise _too_large(most)
    return bytes(found)


def _check(answer: aiohttp.ClientResponse) -> None:
    if answer.status == 429 or answer.status >= 500:
        said = f"Slack answered a download with HTTP {answer.status}"
        raise Temporary(said, source=SOURCE, limited=answer.status == 429)
    if answer.status != 200:
        raise Refused(f"Slack does not have the file any more (HTTP {answer.status}).")
    page = answer.content_type == "text/html"
    if page and not answer.url.path.lower().endswith((".html", ".htm")):
        raise Refused(_SIGN_IN)


def _too_large(most: int) -> Refused:
    size = f"{most / 1_000_000:.0f} MB" if most >= 1_000_000 else f"{most:,} bytes"
    return Refused(f"The file is too large: {size} are possible.")


async def bring(session: aiohttp.ClientSession, url: str, content: bytes) -> None:
    """Send a file's content to the address that Slack gave for it."""
    try:
        async with session.post(url, data=content, timeout=_LIMITS) as answer:
            if answer.status != 200:
                said = f"Slack answered an upload with HTTP {answer.status}"
                raise Temporary(said, source=SOURCE)
    except (aiohttp.ClientError, TimeoutError) as error:
        said = f"The upload to Slack broke off ({type(error).__name__})"
        raise Temporary(said, source=SOURCE) from error

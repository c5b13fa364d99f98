"""What every request passes: the host it asks for, how much it may send, and what the
browser may do with the answer.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
FORM_BYTES = 512 * 1024
UPLOAD = "/files"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # A thread's address tells nothing secret, but it is nobody's business either.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class TooLargeError(Exception):
    """The body is larger than the route takes."""


class Guard:
    """Refuses foreign hosts and large bodies, and sets the headers of every answer."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], upload_bytes: int) -> None:
        self._app = app
        self._hosts = LOOPBACK | {host.lower() for host in hosts}
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if it may come in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, text in _HEADERS.items():
                    headers.setdefault(name, text)
                kept = "no-cache" if scope["path"].startswith("/static/") else "no-store"
                headers.setdefault("cache-control", kept)
            await send(message)

        host = host_of(Headers(scope=scope).get("host", ""))
        if host not in self._hosts:
            await _foreign(host)(scope, receive, with_headers)
            return
        await self._app(scope, self._counted(scope, receive), with_headers)

    def _counted(self, scope: Scope, receive: Receive) -> Receive:
        limit = self._upload_bytes if scope["path"] == UPLOAD else FORM_BYTES
        left = limit

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise TooLargeError(f"That is too large: {limit:,} bytes is the limit here.")
            return message

        return counted


def host_of(netloc: str) -> str:
    """Return the host of `host:port`, in lower case and without brackets."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def _foreign(host: str) -> PlainTextResponse:
    shown = "".join(each for each in host if each.isalnum() or each in ".-:")[:100]
    return PlainTextResponse(
        f"heddle is not known as {shown or 'that'}. Open the address that it printed, or add the"
        " host to HEDDLE_HTTP__ALLOWED_HOSTS (or set HEDDLE_PUBLIC_URL) and restart.\n",
        status_code=421,
    )


def from_our_page(request: Request, public_url: str) -> bool:
    """Tell whether a browser sent this post from a page of ours."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return False
    if origin is None:
        # Every browser says at least one of the two; what says neither is none.
        return site is not None
    return origin == public_url or urlsplit(origin).netloc == request.headers.get("host")

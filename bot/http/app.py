"""The web application: what operators ask for, and the routes of the channels."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

Checks = Callable[[], Awaitable[dict[str, str]]]
"""Returns what is wrong, by the name of what it is wrong with; nothing: all is well."""

BESIDE = frozenset({"slack", "discord", "frozen", "queue", "captures"})
"""What may be wrong while all the rest works: the pages must not go down with a wrong token, nor
because an operator holds agents back; without the queue all goes on, a little later; sessions
whose results cannot be saved wait for their owners.
"""

Expose = Callable[[], Awaitable[tuple[bytes, str]]]
"""Returns the metrics and their media type."""


def build_app(checks: Checks, expose: Expose, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the application with `/healthz`, `/readyz`, `/metrics` and the given routes."""

    async def healthz(_request: Request) -> Response:
        """The process answers; that is all this says."""
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        """Whether heddle can do its work now, and if not, what is wrong."""
        wrong = await checks()
        ready = wrong.keys() <= BESIDE
        return JSONResponse({"ready": ready, "wrong": wrong}, status_code=200 if ready else 503)

    async def metrics(_request: Request) -> Response:
        content, media_type = await expose()
        return Response(content, headers={"content-type": media_type})

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
            *routes,
        ]
    )

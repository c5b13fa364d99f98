"""HTTP mode: Slack posts events, commands and interactions to the one web server.

Bolt checks the signature and that a request is not older than five minutes.
"""

import json
from collections.abc import Callable, Sequence

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.slack.intake import Intake

PATH = "/slack/events"
LARGEST = 1024 * 1024
"""Bytes of a request; Slack's own are far smaller."""
_CHALLENGE = 200


def routes(intake: Callable[[], Intake | None]) -> Sequence[BaseRoute]:
    """Return the route that Slack posts to; `intake` gives none while HTTP mode is off."""

    async def take(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("Too large.\n", status_code=413)
        found = intake()
        if found is None:
            return _not_yet(body)
        try:
            asked = to_async_bolt_request(request, body)
        except (ValueError, TypeError, AttributeError, RecursionError):
            # Nobody has checked yet whose it is.
            return PlainTextResponse("That is nothing of Slack's.\n", status_code=400)
        return to_starlette_response(await found.take(asked))

    return [Route(PATH, take, methods=["POST"])]


def _not_yet(body: bytes) -> Response:
    """Prove the address while the app is being made: its secret is known only after that."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict) and said.get("type") == "url_verification":
        return PlainTextResponse(str(said.get("challenge") or "")[:_CHALLENGE])
    return PlainTextResponse("Slack is not connected here.\n", status_code=503)


async def _body(request: Request) -> bytes | None:
    """Return the body, None if it is too large; no more than that is read."""
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > LARGEST:
            return None
    return bytes(found)

"""HTTP mode: Slack posts events, commands and interactions to the one web server.

Bolt checks the signature and that a request is not older than five minutes.
"""

from collections.abc import Callable, Sequence

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.slack.intake import Intake

PATH = "/slack/events"
LARGEST = 1024 * 1024
"""Bytes of a request; Slack's own are far smaller."""


def routes(intake: Callable[[], Intake | None]) -> Sequence[BaseRoute]:
    """Return the route that Slack posts to; `intake` gives none while HTTP mode is off."""

    async def take(request: Request) -> Response:
        found = intake()
        if found is None:
            return PlainTextResponse("Slack does not use HTTP here.\n", status_code=404)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("Too large.\n", status_code=413)
        try:
            asked = to_async_bolt_request(request, body)
        except (ValueError, TypeError, AttributeError, RecursionError):
            # Nobody has checked yet whose it is.
            return PlainTextResponse("That is nothing of Slack's.\n", status_code=400)
        return to_starlette_response(await found.take(asked))

    return [Route(PATH, take, methods=["POST"])]


async def _body(request: Request) -> bytes | None:
    """Return the body, None if it is too large; no more than that is read."""
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > LARGEST:
            return None
    return bytes(found)

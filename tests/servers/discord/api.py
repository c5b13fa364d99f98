"""The REST API's front: reads a request, lets it fail as asked, checks it and runs it."""

import asyncio
import json
import time
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.multipart import BodyPartReader

from tests.servers.discord.checking import check_request, keep_answer
from tests.servers.discord.core import Call, Core, Upload, Violation
from tests.servers.discord.errors import DiscordError, TooOften
from tests.servers.discord.faults import Room
from tests.servers.discord.routes import (  # noqa: F401  (importing them registers them)
    channels,
    commands,
    interactions,
    messages,
    people,
)
from tests.servers.discord.routes.registry import Entry, find
from tests.servers.faults import Fault

Json = dict[str, Any]

PREFIX = "/api/v10"
PLACES = ("channel_id", "guild_id", "webhook_id", "interaction_id")


class Api:
    """Answers everything below `/api/v10`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path.removeprefix(PREFIX)
        found = find(request.method, path)
        if found is None:
            problem = f"{request.method} {path} is not known here"
            with self._core.changed:
                self._core.violations.append(Violation("unknown", None, (problem,)))
            return _answered(404, {"message": "404: Not Found", "code": 0}, {})
        entry, places = found
        body, files = await _read(request)
        query = dict(request.rel_url.query)
        call = Call(entry.name, request.method, path, places, body, query, files)
        with self._core.changed:
            self._core.calls.append(call)
            self._core.changed.notify_all()
        if (seconds := self._core.faults.delay(call.name)) > 0:
            await asyncio.sleep(seconds)
        token = request.headers.get("Authorization", "")
        with self._core.changed:
            response = self._answer(request, entry, call, token)
            self._core.changed.notify_all()
        return response

    def _answer(self, request: web.Request, entry: Entry, call: Call, token: str) -> web.Response:
        core = self._core
        fault = core.faults.take(call.name, after=False)
        if fault is not None:
            return _failed(request, call, fault)
        place = next((call.places[each] for each in PLACES if each in call.places), "")
        room = core.faults.room(call.name, place)
        if room.wait > 0:
            return _limited(call, room, scope="global" if room.bucket == "global" else "user")
        try:
            self._let_in(entry, token)
            check_request(core, call)
            call.answer = entry.run(core, call)
        except DiscordError as error:
            call.status, call.answer = error.status, error.shown()
        except TooOften as error:
            return _limited(call, Room(room.bucket, room.most, room.left, 1.0, error.wait), "user")
        else:
            call.status = entry.status if call.answer is not None else 204
            fault = core.faults.take(call.name, after=True)
            if fault is not None:
                return _failed(request, call, fault)
        keep_answer(core, call)
        return _answered(call.status, call.answer, _headers(room))

    def _let_in(self, entry: Entry, token: str) -> None:
        if entry.token and token != f"Bot {self._core.token}":
            raise Unauthorized


class Unauthorized(DiscordError):
    """The token is not the bot's."""

    def __init__(self) -> None:
        super().__init__(0)
        self.status, self.text = 401, "401: Unauthorized"


def cut(request: web.Request) -> web.Response:
    """Drop the connection; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _failed(request: web.Request, call: Call, fault: Fault) -> web.Response:
    if fault.kind == "drop":
        return cut(request)
    if fault.kind == "status":
        call.status = fault.status
        return web.Response(status=fault.status, text=HTTPStatus(fault.status).phrase)
    if fault.kind == "refuse":
        refusal = DiscordError(int(fault.code))
        call.status, call.answer = refusal.status, refusal.shown()
        return _answered(call.status, call.answer, {})
    bucket = "global" if fault.everywhere else call.name
    room = Room(bucket, 5, 0, fault.retry_after, fault.retry_after)
    return _limited(call, room, "global" if fault.everywhere else "user")


def _limited(call: Call, room: Room, scope: str) -> web.Response:
    call.status = 429
    call.answer = {
        "message": "You are being rate limited.",
        "code": 0,
        "retry_after": room.wait,
        "global": scope == "global",
    }
    headers = {"Retry-After": str(int(room.wait) + 1), "X-RateLimit-Scope": scope}
    if scope == "global":
        return _answered(429, call.answer, {**headers, "X-RateLimit-Global": "true"})
    return _answered(429, call.answer, {**_headers(room), **headers})


def _headers(room: Room) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(room.most),
        "X-RateLimit-Remaining": str(room.left),
        "X-RateLimit-Reset": f"{time.time() + room.seconds:.3f}",
        "X-RateLimit-Reset-After": f"{room.seconds:.3f}",
        "X-RateLimit-Bucket": room.bucket.encode().hex()[:32],
    }


def _answered(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    """Answer as Discord does: no charset after the content's type, and `Via` its front's."""
    told = {**headers, "Via": "1.1 google"}
    if body is None:
        return web.Response(status=status, headers=told)
    told["Content-Type"] = "application/json"
    return web.Response(status=status, body=json.dumps(body).encode(), headers=told)


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    if request.content_type == "application/json":
        text = await request.text()
        return (json.loads(text) if text else None), []
    if not request.content_type.startswith("multipart/"):
        return None, []
    body: Any = {}
    files: list[Upload] = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        content = bytes(await part.read())
        if part.name == "payload_json":
            body = json.loads(content)
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files.append(Upload(part.filename or "unknown", content, kind))
    return body, files

"""The Web API's front: reads a request, lets it fail as asked, checks it and runs it."""

import asyncio
import json
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from tests.servers.faults import Fault
from tests.servers.slack.checking import check
from tests.servers.slack.core import Call, Core
from tests.servers.slack.errors import SlackError
from tests.servers.slack.methods import (  # noqa: F401  (importing them registers them)
    agents,
    apps,
    chat,
    conversations,
    files,
    reactions,
    streams,
    users,
    views,
)
from tests.servers.slack.methods.registry import METHODS, Entry

Json = dict[str, Any]

IN_JSON = {"attachments", "blocks", "chunks", "files", "loading_messages", "metadata"}
IN_JSON |= {"prompts", "view"}
"""Arguments that a form carries as JSON."""

NUMBERS = {"length", "limit"}
FLAGS = {
    "as_user",
    "exclude_archived",
    "include_all_metadata",
    "inclusive",
    "link_names",
    "mrkdwn",
    "prevent_creation",
    "reply_broadcast",
    "return_im",
    "unfurl_links",
    "unfurl_media",
}


class Api:
    """Answers `/api/{method}`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments, token = await _read(request)
        call = Call(method, arguments)
        with self._core.changed:
            self._core.calls.append(call)
            self._core.changed.notify_all()
        if (seconds := self._core.faults.delay(method)) > 0:
            await asyncio.sleep(seconds)
        with self._core.changed:
            response = self._answer(request, call, token)
            self._core.changed.notify_all()
        return response

    def _answer(self, request: web.Request, call: Call, token: str) -> web.Response:
        fault = self._core.faults.take(call.method, after=False)
        if fault is not None:
            return _failed(request, call, fault)
        wait = self._core.faults.wait(call.method, str(call.arguments.get("channel", "")))
        if wait > 0:
            limit = Fault("limit", call.method, 1, retry_after=math.ceil(wait))
            return _failed(request, call, limit)
        try:
            call.answer = {"ok": True, **self._run(call, token)}
        except SlackError as error:
            call.answer = {"ok": False, "error": error.code, **error.more}
        else:
            fault = self._core.faults.take(call.method, after=True)
            if fault is not None:
                return _failed(request, call, fault)
        call.status = 200
        headers = {"X-OAuth-Scopes": ",".join(sorted(self._core.scopes)), "X-Slack-Req-Id": "r"}
        return web.json_response(call.answer, headers=headers)

    def _run(self, call: Call, token: str) -> Json:
        entry = METHODS.get(call.method)
        if entry is None or (entry.feature and entry.feature not in self._core.features):
            raise SlackError("unknown_method", req_method=call.method)
        self._let_in(entry, token)
        check(self._core, call.method, call.arguments)
        return entry.run(self._core, call.arguments)

    def _let_in(self, entry: Entry, token: str) -> None:
        tokens = {
            "bot": self._core.bot_token,
            "app": self._core.app_token,
            "config": self._core.config_token,
        }
        if not token:
            raise SlackError("not_authed")
        kind = next((name for name, held in tokens.items() if held == token), None)
        if kind is None:
            raise SlackError("invalid_auth")
        if entry.token not in ("any", kind):
            raise SlackError("not_allowed_token_type")
        if entry.scopes and not entry.scopes & self._core.scopes:
            needed, provided = sorted(entry.scopes)[0], ",".join(sorted(self._core.scopes))
            raise SlackError("missing_scope", needed=needed, provided=provided)


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
        call.status, call.answer = 200, {"ok": False, "error": fault.code}
        return web.json_response(call.answer)
    call.status, call.answer = 429, {"ok": False, "error": "ratelimited"}
    headers = {"Retry-After": str(fault.retry_after)}
    return web.json_response(call.answer, status=429, headers=headers)


async def _read(request: web.Request) -> tuple[Json, str]:
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        arguments |= json.loads(await request.text() or "{}")
    elif request.method == "POST":
        arguments |= dict(await request.post())
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    own = str(arguments.pop("token", ""))
    return _typed(arguments), token or own


def _typed(arguments: Mapping[str, Any]) -> Json:
    return {name: _value(name, value) for name, value in arguments.items() if value is not None}


def _value(name: str, value: Any) -> Any:
    if name in IN_JSON and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    if name in FLAGS and not isinstance(value, bool):
        return str(value).lower() in ("1", "true")
    if name in NUMBERS and isinstance(value, str) and value.isdigit():
        return int(value)
    return value

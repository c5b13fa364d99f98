"""What an app reaches beside the Web API: answers to interactions, uploads and downloads."""

import json
from typing import Any

from aiohttp import web

from tests.servers.slack import messages
from tests.servers.slack.api import cut
from tests.servers.slack.checking import check_message
from tests.servers.slack.core import Call, Core
from tests.servers.slack.errors import SlackError
from tests.servers.slack.workspace import ResponseUrl

Json = dict[str, Any]

METHOD = "response_url"
"""What such posts are called among the calls."""

SECONDS, TIMES = 1_800, 5
SIGN_IN = "<!DOCTYPE html><html><title>Sign in | Slack</title></html>"


class Hooks:
    """Answers everything that is no method."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def respond(self, request: web.Request) -> web.Response:
        """Take a post to a response_url."""
        call = Call(METHOD, json.loads(await request.text() or "{}"))
        with self._core.changed:
            self._core.calls.append(call)
            fault = self._core.faults.take(METHOD, after=False)
            if fault is not None:
                return cut(request) if fault.kind == "drop" else web.Response(status=fault.status)
            held = self._core.workspace.response_urls.get(request.match_info["token"])
            try:
                self._answer(held, call.arguments)
            except SlackError as error:
                call.status, call.answer = 404, {"ok": False, "error": error.code}
                return web.json_response(call.answer, status=404)
            finally:
                self._core.changed.notify_all()
            call.status, call.answer = 200, {"ok": True}
        return web.Response(text="ok")

    async def upload(self, request: web.Request) -> web.Response:
        """Take a file's bytes, bare or in a form."""
        with self._core.changed:
            file = self._core.workspace.files.get(request.match_info["file"])
            fault = self._core.faults.take("upload", after=False)
        if file is None or file.content is not None:
            return web.Response(status=404, text="Not Found")
        if fault is not None:
            return cut(request) if fault.kind == "drop" else web.Response(status=fault.status)
        content = await _content(request)
        if len(content) != file.size:
            return web.Response(status=400, text="length mismatch")
        with self._core.changed:
            file.content = content
            self._core.changed.notify_all()
        return web.Response(text=f"OK - {file.size}")

    async def download(self, request: web.Request) -> web.Response:
        """Give a file's bytes to who has the bot's token; others get the sign-in page."""
        with self._core.changed:
            file = self._core.workspace.files.get(request.match_info["file"])
            fault = self._core.faults.take("download", after=False)
        if fault is not None:
            return cut(request) if fault.kind == "drop" else web.Response(status=fault.status)
        if request.headers.get("Authorization") != f"Bearer {self._core.bot_token}":
            return web.Response(text=SIGN_IN, content_type="text/html")
        if file is None or file.content is None:
            return web.Response(status=404)
        return web.Response(body=file.content)

    def _answer(self, held: ResponseUrl | None, said: Json) -> None:
        if held is None:
            raise SlackError("no_service")
        if self._core.workspace.now() - held.made > SECONDS:
            raise SlackError("expired_url")
        if held.used >= TIMES:
            raise SlackError("used_url")
        held.used += 1
        if said.get("delete_original"):
            self._remove(held)
            return
        check_message(self._core, METHOD, said)
        if said.get("replace_original") and held.message is not None:
            self._replace(held, held.message, said)
        elif said.get("response_type") == "in_channel":
            channel = self._core.workspace.channels[held.channel]
            messages.write(self._core, channel, messages.by_bot(self._core, said))
        else:
            notice = messages.by_bot(self._core, said)
            notice |= {"ts": self._core.workspace.ts(), "channel": held.channel}
            self._core.workspace.user(held.user).notices.append({**notice, "is_ephemeral": True})

    def _replace(self, held: ResponseUrl, message: Json, said: Json) -> None:
        new = messages.by_bot(self._core, said)
        kept: Json = {name: new[name] for name in ("text", "blocks") if name in new}
        if message.get("is_ephemeral"):
            message.update(kept)
            return
        channel = self._core.workspace.channels[held.channel]
        messages.change(self._core, channel, channel.message(message["ts"]), kept)

    def _remove(self, held: ResponseUrl) -> None:
        message = held.message
        if message is None:
            return
        notices = self._core.workspace.user(held.user).notices
        if message in notices:
            notices.remove(message)
            return
        channel = self._core.workspace.channels[held.channel]
        messages.remove(self._core, channel, channel.message(message["ts"]))


async def _content(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for field in (await request.post()).values():
        if isinstance(field, web.FileField):
            return field.file.read()
        if isinstance(field, bytes | bytearray):
            return bytes(field)
    return b""

"""One connection of Socket Mode, from its address to its end.

Slack's client tries an address that is used up again, for ever and at once, and keeps a connection
on which nothing arrives. So it only speaks here; when to connect is decided elsewhere.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from enum import Enum
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import structlog
from aiohttp import WSMsgType
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.hearing import Pulse
from bot.slack.api.refusals import PASSING, SOURCE
from bot.slack.intake import Intake
from service.domain.errors import Misconfigured, Temporary

_CLOSING = 2.0
_OPENING = 15.0
_log = structlog.get_logger(__name__)


class Over(Enum):
    """Why another connection is needed."""

    LOST = "lost"
    DEAF = "deaf"
    RENEWED = "renewed"  # Slack asked for a new one; this one may live a little longer


class Line(SocketModeClient):
    """One connection, from its address to its end; it never connects again by itself."""

    def __init__(
        self, web: AsyncWebClient, app_token: str, intake: Intake, pulse: Pulse, ping: float
    ) -> None:
        super().__init__(
            app_token,
            logging.getLogger(__name__),
            web,
            auto_reconnect_enabled=False,
            ping_interval=ping,
        )
        self._intake = intake
        self._pulse = pulse
        self._asked = asyncio.Event()
        self._ready = asyncio.Event()
        self._receiving: asyncio.Task[None] | None = None
        self._handling: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Connect, once. Raises Temporary, or Misconfigured where the token is wrong."""
        try:
            async with asyncio.timeout(_OPENING):
                await self._connect()
        except (aiohttp.ClientError, TimeoutError) as error:
            said = f"Slack's socket does not open ({type(error).__name__})"
            raise Temporary(said, source=SOURCE) from error

    async def over(self) -> Over:
        """Return when another connection is needed, and why."""
        assert self._receiving is not None  # noqa: S101  it was opened
        asked = asyncio.create_task(self._asked.wait())
        deaf = asyncio.create_task(self._pulse.stopped())
        try:
            await asyncio.wait({asked, deaf, self._receiving}, return_when=asyncio.FIRST_COMPLETED)
            if self._receiving.done():
                return Over.LOST
            return Over.DEAF if deaf.done() else Over.RENEWED
        finally:
            asked.cancel()
            deaf.cancel()

    async def cut(self) -> None:
        """Return when Slack has ended it."""
        if self._receiving is not None:
            await asyncio.wait([self._receiving])

    async def end(self) -> None:
        """Take nothing more, finish what was taken, and close."""
        if self._receiving is not None:
            self._receiving.cancel()
        await self._intake.drained()
        for task in self._handling:
            task.cancel()
        try:
            async with asyncio.timeout(_CLOSING):
                await self.close()  # type: ignore[no-untyped-call]  # the library's own
        except TimeoutError:
            # Nobody answers at the other end.
            await self.aiohttp_client_session.close()

    async def _connect(self) -> None:
        address = await self._address()
        self.current_session = await self.aiohttp_client_session.ws_connect(
            address,
            autoping=False,
            heartbeat=self.ping_interval,
            proxy=proxy_for(address),
            ssl=self.web_client.ssl if self.web_client.ssl is not None else True,
        )
        self._receiving = asyncio.create_task(self._receive(self.current_session))
        ready = asyncio.create_task(self._ready.wait())
        try:
            await asyncio.wait({ready, self._receiving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
        if not self._ready.is_set():
            raise Temporary("Slack closed the socket before it said hello", source=SOURCE)

    async def _address(self) -> str:
        try:
            answer = await self.web_client.apps_connections_open(app_token=self.app_token)
        except SlackApiError as error:
            raise _read(error) from error
        return str(answer["url"])

    async def _receive(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Take what comes until the connection ends."""
        try:
            standing = True
            while standing:
                standing = await self._frame(socket)
        except ConnectionError:
            _log.info("slack_socket_broke")
        except Exception:
            # Whatever it was, the next connection begins anew.
            _log.exception("slack_socket_broke")

    async def _frame(self, socket: aiohttp.ClientWebSocketResponse) -> bool:
        """Take what comes next; tell whether the connection still stands."""
        frame = await socket.receive()
        if frame.type is WSMsgType.TEXT:
            self._pulse.beat()
            self._take(json.loads(frame.data))
        elif frame.type is WSMsgType.PING:
            self._pulse.beat()
            await socket.pong(frame.data)
        # An answer to our own ping proves nothing; everything else is the end.
        return frame.type in (WSMsgType.TEXT, WSMsgType.PING, WSMsgType.PONG)

    def _take(self, said: Mapping[str, Any]) -> None:
        if said.get("type") == "hello":
            self._ready.set()
        elif said.get("type") == "disconnect":
            _log.info("slack_asks_to_reconnect", reason=said.get("reason"))
            self._asked.set()
        elif (request := SocketModeRequest.from_dict(dict(said))) is not None:
            task = asyncio.create_task(self._handle(request))
            self._handling.add(task)
            task.add_done_callback(self._handling.discard)

    async def _handle(self, request: SocketModeRequest) -> None:
        try:
            headers = build_headers(request)
            given = AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=headers)
            response = await self._intake.take(given)
            await send_async_response(self, request, response, 0.0)
        except ConnectionError:
            # It comes again on another connection, and is known then.
            _log.info("slack_ack_lost", type=request.type)
        except Exception:
            _log.exception("slack_request_broke", type=request.type, envelope=request.envelope_id)


def proxy_for(address: str) -> str | None:
    """Return the environment's proxy for a socket, None where it goes without one; the SDK knows
    of no exceptions.
    """
    found = urlsplit(address)
    if not found.hostname or proxy_bypass(found.hostname):
        return None
    return getproxies().get("https" if found.scheme == "wss" else "http")


def _read(error: SlackApiError) -> Misconfigured | Temporary:
    """Return what it means that Slack gives no address."""
    code = str(error.response.get("error") or "")
    if code in ("ratelimited", "rate_limited") or error.response.status_code == 429:
        seconds = float(error.response.headers.get("Retry-After") or 30)
        said = "Slack limits how often one may connect"
        return Temporary(said, retry_after=seconds, source=SOURCE, limited=True)
    if not code or code in PASSING or error.response.status_code >= 500:
        return Temporary(f"Slack gives no address to connect to ({code})", source=SOURCE)
    return Misconfigured(
        f"Slack does not take the app-level token ({code}). It starts with xapp-, belongs to the"
        " same app as the bot token and has the scope connections:write; Socket Mode has to be on."
    )

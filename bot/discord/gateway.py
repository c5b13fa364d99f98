"""The gateway: a connection that Discord sends events on, opened anew as often as it takes.

discord.py's own loop waits for up to a quarter of an hour between two attempts, and does not say
whether what came meanwhile was brought later; so it only speaks here.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket, WebSocketClosure

from bot.chat.hearing import PATIENCE, Hearing
from bot.discord.client import DiscordClient
from bot.discord.entering import disallowed, refused
from bot.discord.intake import Intake
from service.domain.errors import Misconfigured
from service.ports.clock import Clock, Ids

STEADY = 30.0
"""Seconds that a connection has to live for the next one to be opened without a pause."""
LONGEST = 30.0
"""Seconds between two attempts at most."""
_OPENING, _CLOSING = 20.0, 2.0
_TOKEN, _SHARDED, _INTENTS = 4004, (4010, 4011), (4013, 4014)
"""Codes with which Discord ends connections that it will not open again."""
_BROKEN = (
    OSError,
    TimeoutError,
    aiohttp.ClientError,
    discord.HTTPException,
    discord.GatewayNotFound,
    WebSocketClosure,
)
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Session:
    """What Discord needs to bring what came while a connection was away; empty at first."""

    id: str | None = None
    sequence: int | None = None
    address: yarl.URL | None = None

    def wanted(self) -> dict[str, Any]:
        """Return how a connection is to be opened."""
        if self.id is None:
            return {}
        return {
            "resume": True,
            "session": self.id,
            "sequence": self.sequence,
            "gateway": self.address,
        }

    def keep(self, socket: DiscordWebSocket) -> None:
        """Keep where a connection stood when it ended."""
        self.id, self.sequence, self.address = socket.session_id, socket.sequence, socket.gateway


class Gateway:
    """Keeps one connection open for a client that has logged in."""

    def __init__(
        self,
        client: DiscordClient,
        intake: Intake,
        hearing: Hearing,
        clock: Clock,
        ids: Ids,
        patience: float = PATIENCE,
    ) -> None:
        self._client = client
        self._intake = intake
        self._hearing = hearing
        self._clock = clock
        self._ids = ids
        self._patience = patience
        self._session = _Session()
        self._gap: float | None = None
        """Up to when everything was heard before the connection broke, until that is made up."""
        self._beat_at = 0.0
        self._failures = 0

    async def run_for_ever(self) -> None:
        """Listen until cancelled; what was taken then is finished first.

        Raises Misconfigured if Discord does not take the token or the intents.
        """
        client = self._client
        client.take, client.beat, client.standing = self._intake.take, self._beat, self._standing
        try:
            while True:
                began = self._clock.monotonic()
                await self._connection()
                lived = self._clock.monotonic() - began
                self._failures = 0 if lived >= STEADY else self._failures + 1
                if self._failures > 1:
                    await self._clock.sleep(self._pause())
        finally:
            client.silence()
            await self._intake.drained()

    async def _connection(self) -> None:
        """Hold one connection until it ends."""
        socket: DiscordWebSocket | None = None
        self._beat_at = self._clock.monotonic()
        try:
            async with asyncio.timeout(_OPENING):
                socket = await DiscordWebSocket.from_client(
                    self._client, initial=self._session.id is None, **self._session.wanted()
                )
            self._client.ws = socket
            while True:
                await socket.poll_event()
        except ReconnectWebSocket as ended:
            self._ended(socket, resumable=ended.resume, why="asked or cut")
        except discord.ConnectionClosed as ended:
            self._ended(socket, resumable=False, why=f"closed with {ended.code}")
            self._judge(ended.code)
        except _BROKEN as error:
            self._ended(socket, resumable=True, why=type(error).__name__)
        finally:
            self._lost()
            if socket is not None:
                await _close(socket)

    def _ended(self, socket: DiscordWebSocket | None, *, resumable: bool, why: str) -> None:
        silent = self._clock.monotonic() - self._beat_at
        if socket is not None and silent >= self._patience:
            self._hearing.deaf(silent)
        log = _log.info if self._failures == 0 else _log.debug
        log("discord_connection_ended", why=why, opened=socket is not None)
        if not resumable:
            self._session = _Session()
        elif socket is not None and socket.session_id is not None:
            self._session.keep(socket)

    def _lost(self) -> None:
        """What comes now is heard only if Discord brings it later."""
        if self._hearing.connected:
            self._gap = self._hearing.interrupted()
        self._client.dispatch("disconnect")

    def _standing(self, resumed: bool) -> None:
        """Events are sent again; anew, all that came since the connection broke was missed."""
        if not resumed and self._gap is not None:
            self._hearing.missed(self._gap)
        self._gap = None
        _log.info("discord_connected", resumed=resumed)
        self._hearing.opened()

    def _beat(self) -> None:
        self._beat_at = self._clock.monotonic()
        self._hearing.sign()

    def _judge(self, code: int) -> None:
        """Raise Misconfigured for what another attempt does not mend."""
        if code == _TOKEN:
            raise refused()
        if code in _INTENTS:
            raise disallowed()
        if code in _SHARDED:
            raise Misconfigured(
                "heddle is in too many servers for one connection. Take it out of some of them."
            )

    def _pause(self) -> float:
        """Return the seconds until the next attempt: longer each time, and never the same."""
        longest = min(LONGEST, 0.5 * 2.0 ** min(self._failures - 1, 10))
        return longest * (0.5 + self._ids.jitter() / 2)


async def _close(socket: DiscordWebSocket) -> None:
    """Say goodbye, unless nobody answers."""
    with suppress(TimeoutError, *_BROKEN):
        async with asyncio.timeout(_CLOSING):
            await socket.close(code=1000)

"""A subscription that outlives the server: silent while it is away, back when it is."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from service.adapters.doorbell.reaching import AWAY

_log = structlog.get_logger(__name__)

SILENCE = 5.0
"""Seconds without a message after which the server is asked for a sign of life."""

ANSWER = 1.0
"""Seconds that the server may take for an answer before the subscription is made anew."""

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0


class Listener:
    """Hands every message of a channel to `deliver`, from `start` until `stop`."""

    def __init__(self, url: str, channel: str, deliver: Callable[[bytes], None]) -> None:
        self._url = url
        self._channel = channel
        self._deliver = deliver
        self._task: asyncio.Task[None] | None = None
        self._subscribed = asyncio.Event()

    def start(self) -> None:
        """Begin to listen, in a task of its own."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen_for_ever(), name=self._channel)

    async def ready(self, patience: float) -> None:
        """Wait until the subscription stands, for `patience` seconds at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._subscribed.wait()

    async def stop(self) -> None:
        """Stop listening."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _listen_for_ever(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._listen()
            except AWAY:
                pause = FIRST_PAUSE if self._subscribed.is_set() else min(pause * 2, LONGEST_PAUSE)
            except Exception:
                _log.exception("listener_broke", channel=self._channel)
                pause = LONGEST_PAUSE
            self._subscribed.clear()
            await asyncio.sleep(pause)

    async def _listen(self) -> None:
        client = Redis.from_url(self._url, socket_connect_timeout=1.0)
        try:
            async with client.pubsub() as subscription:
                await subscription.subscribe(self._channel)
                await self._receive(subscription)
        finally:
            await client.aclose()

    async def _receive(self, subscription: PubSub) -> None:
        owed = True  # an answer: to the subscription, later to a ping
        while True:
            message = await subscription.get_message(timeout=ANSWER if owed else SILENCE)
            if message is None:
                if owed:
                    raise TimeoutError(f"no sign of life on {self._channel}")
                await subscription.ping()
                owed = True
                continue
            owed = False
            if message["type"] == "subscribe":
                self._subscribed.set()
            elif message["type"] == "message":
                self._deliver(message["data"])

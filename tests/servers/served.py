"""A platform's fake on a port of 127.0.0.1, served by a loop in a thread of its own."""

import asyncio
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.servers.ports import free_port

Result = TypeVar("Result")

PATIENCE = 30.0
LARGEST = 64 * 1024 * 1024


class Served(ABC):
    """A running server as a context manager; everything may be called from any thread."""

    def __init__(self, changed: threading.Condition) -> None:
        """`changed` is told of everything that changes in the fake."""
        self._changed = changed
        self._port = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._runner: web.AppRunner | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def until(self, holds: Callable[[], object], patience: float = PATIENCE) -> None:
        """Block until it holds; looked at whenever something changes here."""
        with self._changed:
            # An app's own state changes without a word to this server, hence the time-out.
            end = time.monotonic() + patience
            while not holds():
                left = end - time.monotonic()
                assert left > 0, f"it never held; calls: {self._names_of_calls()}"
                self._changed.wait(min(left, 0.05))

    async def wait(self, holds: Callable[[], object], patience: float = PATIENCE) -> None:
        """Wait until it holds, while the app in this loop goes on."""
        await asyncio.to_thread(self.until, holds, patience)

    def start(self) -> None:
        """Serve, after a stop on the same port and with the same state."""
        self._port = self._port or free_port()
        listener = socket.create_server(("127.0.0.1", self._port), backlog=128)
        self._listens(self._port)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner = self._await(self._serve(listener))

    def stop(self) -> None:
        """Be away."""
        if self._loop is None or self._thread is None:
            return
        self._await(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        self._loop.close()
        self._loop = self._thread = None

    @abstractmethod
    def _listens(self, port: int) -> None:
        """Note the server's addresses."""

    @abstractmethod
    def _routed(self, app: web.Application) -> None:
        """Add what the server answers."""

    @abstractmethod
    async def _hang_up(self) -> None:
        """Cut what is open before the server ends."""

    @abstractmethod
    def _names_of_calls(self) -> list[str]:
        """Return which calls there were, for whoever waited in vain."""

    async def _serve(self, listener: socket.socket) -> web.AppRunner:
        app = web.Application(client_max_size=LARGEST)
        self._routed(app)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        return runner

    async def _end(self) -> None:
        await self._hang_up()
        if self._runner is not None:
            await self._runner.cleanup()

    def _on_loop(self, act: Callable[[], None]) -> None:
        async def run() -> None:
            act()

        self._await(run())

    def _await(self, work: Coroutine[Any, Any, Result]) -> Result:
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

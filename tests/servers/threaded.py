"""Serving an ASGI application on a real socket, in a thread of its own."""

import asyncio
import socket
import threading
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from tests.servers.ports import free_port

PATIENCE = 30.0


class ServerThread:
    """Serves `app` on a free port of 127.0.0.1, and on the same one after a restart."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._thread: threading.Thread | None = None
        self._server: _Server | None = None
        self.port = 0

    def start(self) -> None:
        """Serve, and return once connections are taken."""
        # Named as TCP, or asyncio does not switch off Nagle's algorithm: 40 ms an answer.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.port = self.port or free_port()
        listener.bind(("127.0.0.1", self.port))
        listener.listen(128)
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([listener],), daemon=True)
        self._thread.start()
        assert self._server.ready.wait(PATIENCE)

    def stop(self, before: Callable[[], None]) -> None:
        """Stop serving; `before` runs on the server's loop and ends what would not end."""
        if self._server is None or self._thread is None:
            return
        self.call(before)
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        self._server = self._thread = None

    def call(self, act: Callable[[], None]) -> None:
        """Run `act` on the server's loop, where alone its state may be changed."""
        assert self._server is not None
        assert self._server.loop is not None
        done = threading.Event()

        def run() -> None:
            act()
            done.set()

        self._server.loop.call_soon_threadsafe(run)
        assert done.wait(PATIENCE)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.ready.set()

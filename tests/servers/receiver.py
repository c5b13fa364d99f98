"""A server on a real socket that takes whatever is posted to it, in a thread of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.servers.threaded import PATIENCE, ServerThread


@dataclass(frozen=True)
class Posted:
    """One request, its body read as JSON."""

    path: str
    headers: dict[str, str]
    body: Any


class Receiver:
    """`status` is what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self._posted: list[Posted] = []
        self._came = threading.Condition()
        self._thread = ServerThread(
            Starlette(routes=[Route("/{path:path}", self._take, methods=["POST"])])
        )

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._thread.port}"

    def posted(self, count: int = 1) -> list[Posted]:
        """Return what came, waiting until there is so much."""
        with self._came:
            assert self._came.wait_for(lambda: len(self._posted) >= count, PATIENCE)
            return list(self._posted)

    async def _take(self, request: Request) -> Response:
        came = Posted(request.url.path, dict(request.headers), await request.json())
        with self._came:
            self._posted.append(came)
            self._came.notify_all()
        return JSONResponse({"id": 1}, self.status)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run a receiver on a free port."""
    running = Receiver()
    running._thread.start()
    try:
        yield running
    finally:
        running._thread.stop(before=lambda: None)

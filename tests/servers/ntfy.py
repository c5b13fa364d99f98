"""An ntfy server on a real socket: what it takes, keeps, streams and refuses is ntfy's own.

Runs in a thread, so that asynchronous and plain tests and other processes can use it alike.
`press` does what the phone app does when a button is pressed.
"""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.servers import ntfy_rules as rules
from tests.servers.ntfy_rules import Refusal
from tests.servers.threaded import PATIENCE, ServerThread

Message = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """A request that came in, whatever was answered."""

    method: str
    path: str
    query: str
    authorization: str


@dataclass(eq=False)
class _Subscriber:
    topics: frozenset[str]
    lines: asyncio.Queue[Message | None] = field(default_factory=asyncio.Queue)


class NtfyServer:
    """A running server as a context manager; `url` is its address.

    `keepalive` is in seconds, `now` its clock.
    """

    def __init__(self, keepalive: float = 45.0, now: Callable[[], float] = time.time) -> None:
        self.requests: list[Heard] = []
        self._keepalive = keepalive
        self._now = now
        self._cache: list[Message] = []
        self._subscribers: list[_Subscriber] = []
        self._logins: frozenset[str] = frozenset()
        self._failure: tuple[int, dict[str, str]] | None = None
        self._changed = threading.Condition()
        self._thread = ServerThread(
            Starlette(
                routes=[
                    Route("/", self._publish_json, methods=["POST", "PUT"]),
                    Route("/{topics}/json", self._subscribe, methods=["GET"]),
                    Route("/{topic}", self._publish_text, methods=["POST", "PUT"]),
                ],
                exception_handlers={Refusal: _refused},
            )
        )

    def __enter__(self) -> "NtfyServer":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._thread.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def start(self) -> None:
        """Serve, after a stop on the same port and with the same messages."""
        self._thread.start()

    def stop(self) -> None:
        """Be away."""
        self._thread.stop(before=self._end_streams)

    def end_streams(self) -> None:
        """Close every subscription in good order."""
        self._thread.call(self._end_streams)

    def fail(self, status: int, **headers: str) -> None:
        """Answer everything with this status from now on, as in `fail(429, retry_after="7")`."""
        self._failure = (status, {name.replace("_", "-"): at for name, at in headers.items()})

    def recover(self) -> None:
        """Answer properly again."""
        self._failure = None

    def require(self, *logins: str) -> None:
        """Let in only who sends one of these Authorization headers."""
        self._logins = frozenset(logins)

    def forget(self) -> None:
        """Empty the cache, as its age does."""
        self._thread.call(self._cache.clear)

    def published(self, topic: str, count: int = 1) -> list[Message]:
        """Return the messages of a topic, waiting until there are so many."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._on(topic)) >= count, PATIENCE), (
                f"{len(self._on(topic))} of {count} messages came"
            )
            return self._on(topic)

    def subscribed(self, topic: str) -> None:
        """Wait until somebody listens to a topic."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: any(topic in each.topics for each in self._subscribers), PATIENCE
            )

    def deserted(self) -> None:
        """Wait until nobody listens."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._subscribers, PATIENCE)

    def publish(self, topic: str, text: str, **more: Any) -> Message:
        """Publish by the server's own hand, whatever it would refuse to others."""
        message = {"topic": topic, "message": text, **more}
        self._thread.call(lambda: self._store(message))
        return message

    def _on(self, topic: str) -> list[Message]:
        return [message for message in self._cache if message["topic"] == topic]

    async def _publish_json(self, request: Request) -> Response:
        self._enter(request)
        message = rules.from_json(await request.body())
        self._store(message)
        return JSONResponse(message)

    async def _publish_text(self, request: Request) -> Response:
        self._enter(request)
        message = rules.from_text(request.path_params["topic"], await request.body())
        self._store(message)
        return JSONResponse(message)

    async def _subscribe(self, request: Request) -> Response:
        self._enter(request)
        named = request.path_params["topics"]
        topics = frozenset(rules.checked_topic(name) for name in named.split(",") if name)
        asked = request.query_params.get("since", "")
        old = rules.since(asked, self._cache, self._now())
        subscriber = _Subscriber(topics)
        with self._changed:
            self._subscribers.append(subscriber)
            self._changed.notify_all()
        return StreamingResponse(
            self._lines(named, subscriber, [each for each in old if each["topic"] in topics]),
            media_type="application/x-ndjson",
        )

    async def _lines(
        self, named: str, subscriber: _Subscriber, old: Iterable[Message]
    ) -> AsyncIterator[bytes]:
        try:
            yield self._line({"event": "open", "topic": named})
            for message in sorted(old, key=lambda each: int(each["time"])):
                yield self._line(message)
            due = asyncio.get_running_loop().time() + self._keepalive
            while True:
                try:
                    async with asyncio.timeout_at(due):
                        fresh = await subscriber.lines.get()
                except TimeoutError:
                    # ntfy keeps its beat, however much it had to tell in between.
                    due += self._keepalive
                    fresh = {"event": "keepalive", "topic": named}
                if fresh is None:
                    return
                yield self._line(fresh)
        finally:
            with self._changed:
                self._subscribers.remove(subscriber)
                self._changed.notify_all()

    def _line(self, message: Message) -> bytes:
        whole = {"id": rules.new_id(), "time": int(self._now()), **message}
        return json.dumps(whole).encode() + b"\n"

    def _store(self, message: Message) -> None:
        now = int(self._now())
        message.update(
            {"id": rules.new_id(), "time": now, "expires": now + 43_200, "event": "message"}
            | message
        )
        with self._changed:
            self._cache.append(message)
            self._changed.notify_all()
        for subscriber in self._subscribers:
            if message["topic"] in subscriber.topics:
                subscriber.lines.put_nowait(message)

    def _enter(self, request: Request) -> None:
        authorization = request.headers.get("authorization", "")
        self.requests.append(
            Heard(request.method, request.url.path, request.url.query, authorization)
        )
        if self._failure is not None:
            raise _Failing(*self._failure)
        if self._logins and authorization not in self._logins:
            raise Refusal(40101, "unauthorized") if authorization else Refusal(40301, "forbidden")

    def _end_streams(self) -> None:
        for subscriber in self._subscribers:
            subscriber.lines.put_nowait(None)


class _Failing(Refusal):
    def __init__(self, status: int, headers: dict[str, str]) -> None:
        super().__init__(status * 100 + 1, "failing as it was told to")
        self.headers = headers


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return JSONResponse(error.body, error.status, getattr(error, "headers", None))


def press(message: Message, index: int = 0) -> httpx.Response:
    """Press a button as the phone app does: the server behind it learns nothing else."""
    action = message["actions"][index]
    assert action["action"] == "http", "only such a button sends something"
    return httpx.request(
        action.get("method", "POST"),
        action["url"],
        content=action.get("body", ""),
        headers=action.get("headers", {}),
        trust_env=False,
    )

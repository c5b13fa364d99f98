"""A server on a real socket that speaks OpenAI's chat completions, as its test scripts it.

Behaviours are taken in order; the last one repeats. Each request is recorded, and whether
its caller hung up before the end, because closing a stream at once is a promise.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.servers.ports import free_port

Behaviour = Callable[["Exchange"], Awaitable[None]]


@dataclass(slots=True)
class Exchange:
    """One request and the answer being written to it."""

    path: str
    headers: Mapping[str, str]
    body: Any
    writer: asyncio.StreamWriter
    gone: asyncio.Event

    async def respond(
        self,
        status: int,
        body: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Write a whole answer."""
        content = body.encode()
        lines = {"content-type": "application/json", **(headers or {})}
        lines["content-length"] = str(len(content))
        self.writer.write(_head(status, lines) + content)
        await self.writer.drain()

    async def begin(self, headers: Mapping[str, str] | None = None) -> None:
        """Start a stream of events."""
        lines = {"content-type": "text/event-stream", "transfer-encoding": "chunked"}
        self.writer.write(_head(200, {**lines, **(headers or {})}))
        await self.writer.drain()

    async def send(self, data: str) -> None:
        """Write one event with `data` as it is."""
        content = f"data: {data}\n\n".encode()
        self.writer.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        await self.writer.drain()

    async def chunk(self, delta: Mapping[str, Any], finish: str | None = None) -> None:
        """Write one chunk of a completion."""
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        await self.send(json.dumps(self._envelope([choice])))

    async def usage(self, tokens_in: int, tokens_out: int, **more: Any) -> None:
        """Write the chunk that counts tokens."""
        usage = {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
            **more,
        }
        await self.send(json.dumps({**self._envelope([]), "usage": usage}))

    async def end(self) -> None:
        """End the stream in good order."""
        await self.send("[DONE]")
        await self.stop()

    async def stop(self) -> None:
        """End the stream without the word that it is complete."""
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    def _envelope(self, choices: list[Any]) -> dict[str, Any]:
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": self.body.get("model", ""),
            "choices": choices,
        }


class OpenAiServer:
    """The server; `requests` holds every exchange so far, `base` is its address."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self.behaviours: Sequence[Behaviour] = behaviours
        self.requests: list[Exchange] = []
        self.port = 0
        self._arrived = asyncio.Condition()

    @property
    def base(self) -> str:
        """The address that a client takes as its API base."""
        return f"http://127.0.0.1:{self.port}/v1"

    def script(self, *behaviours: Behaviour) -> None:
        """Set what the next requests meet."""
        self.behaviours = behaviours

    async def request(self, number: int = 1) -> Exchange:
        """Return the request of that number, waiting until it is there."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: len(self.requests) >= number)
        return self.requests[number - 1]

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator["OpenAiServer"]:
        """Serve on this or a free port while the context is open."""
        tasks: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            assert isinstance(reader, _Reader)
            task = asyncio.create_task(self._serve(reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        self.port = port or free_port()
        server = await asyncio.get_running_loop().create_server(
            lambda: asyncio.StreamReaderProtocol(_Reader(), accept), "127.0.0.1", self.port
        )
        try:
            yield self
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: "_Reader", writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                exchange = await _read(reader, writer)
                if exchange is None:
                    return
                await self._answer(exchange)
        except (ConnectionError, asyncio.IncompleteReadError):
            return  # the caller hung up, which is what some tests are about
        finally:
            writer.close()

    async def _answer(self, exchange: Exchange) -> None:
        async with self._arrived:
            self.requests.append(exchange)
            self._arrived.notify_all()
        behaviours = list(self.behaviours)
        behaviour = behaviours[0]
        self.behaviours = behaviours[1:] or behaviours
        await behaviour(exchange)


class _Reader(asyncio.StreamReader):
    """Knows at once when the caller hung up, also while nobody reads."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = asyncio.Event()

    def feed_eof(self) -> None:
        """Take the end of the connection from the transport."""
        super().feed_eof()
        self.ended.set()

    def set_exception(self, exc: Exception) -> None:
        """Take from the transport that the caller reset the connection."""
        super().set_exception(exc)
        self.ended.set()


async def _read(reader: _Reader, writer: asyncio.StreamWriter) -> Exchange | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    headers = {}
    for line in head[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    content = await reader.readexactly(int(headers.get("content-length", "0")))
    return Exchange(
        head[0].split(" ")[1], headers, json.loads(content or b"{}"), writer, reader.ended
    )


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Scripted\r\n{lines}\r\n".encode("latin-1")

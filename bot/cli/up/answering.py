"""Waiting until what was started answers."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

_STEP = 0.02
_PATIENCE = 1.0


async def until(answers: Callable[[], Awaitable[bool]], seconds: float) -> bool:
    """Ask again and again until it answers; tell whether it did so in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not await answers():  # noqa: ASYNC110 - another process, which tells nobody
                await asyncio.sleep(_STEP)
            return True
    return False


async def queue_answers(path: Path) -> bool:
    """Tell whether a server answers on the socket, in the plainest words it knows."""
    return await _says(asyncio.open_unix_connection(path), b"PING\r\n", b"+PONG")


async def web_answers(host: str, port: int) -> bool:
    """Tell whether the web server is up."""
    request = b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"
    return await _says(asyncio.open_connection(_reachable(host), port), request, b"HTTP/1.1 200")


async def page(host: str, port: int, path: str) -> str:
    """Return what the web server answers at a path, empty if it does not."""
    request = f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode()
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection(_reachable(host), port)
            try:
                writer.write(request)
                return (await reader.read()).decode("utf-8", "replace")
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return ""


def _reachable(host: str) -> str:
    """Return where this machine reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - nothing listens there


async def _says(
    opening: Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]],
    request: bytes,
    start: bytes,
) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await opening
            try:
                writer.write(request)
                return (await reader.readline()).startswith(start)
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False

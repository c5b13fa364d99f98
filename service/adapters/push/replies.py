"""Hearing which buttons were pressed: the private reply topics of one ntfy server, streamed."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx
import structlog

from service.adapters.push.ntfy import away, called, login, refusal
from service.domain.errors import Permanent, Temporary
from service.ports.clock import Clock
from service.ports.push import Reply

TOPICS_AT_ONCE = 150
"""Topics of one connection: their names stand in its URL, of which proxies take 8 kB."""

SILENCE = 120.0
"""Seconds after which a connection is given up; ntfy sends a line every 45."""

OVERLAP = 600
"""Seconds that are read again after a reconnect. More than SILENCE, so that nothing is
skipped that one connection missed while another went on, and long enough for what was
pressed on a new phone before its topic was listened to.
"""

_CONNECT = 10.0
_LONGEST_LINE = 65_536
_WAIT_WHEN_REFUSED = 300.0
_CURSOR = re.compile(r"\d{1,12}", re.ASCII)
_log = structlog.get_logger(__name__)

_Message = dict[str, Any]


@dataclass(slots=True, eq=False)
class Connection:
    """One connection: its topics, all under one login.

    `caught_up` once it has told all that stood in the server's cache: until then, what it
    tells may be hours older than what another connection told. `refused` when the server
    does not let it read.
    """

    authorization: str = field(repr=False)
    topics: tuple[str, ...] = field(repr=False)
    caught_up: bool = False
    refused: bool = False


def spread(topics: Iterable[tuple[str, str]]) -> list[Connection]:
    """Spread pairs of login and topic over connections."""
    by_login: dict[str, dict[str, None]] = {}
    for authorization, topic in topics:
        by_login.setdefault(authorization, {})[topic] = None
    return [
        Connection(authorization, tuple(names)[start : start + TOPICS_AT_ONCE])
        for authorization, names in by_login.items()
        for start in range(0, len(names), TOPICS_AT_ONCE)
    ]


class Listening:
    """Reads replies through all connections to a server until one of them ends."""

    def __init__(self, client: httpx.AsyncClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._closed = asyncio.Event()

    def close(self) -> None:
        """End all reading."""
        self._closed.set()

    async def replies(
        self, server: str, connections: Collection[Connection], cursor: str
    ) -> AsyncIterator[Reply]:
        """Yield what comes in; see the port.

        A cursor is a time by the server's clock: it holds for all topics together, and
        needs no message that the server may have forgotten. It stays where it was until
        every connection has caught up.
        """
        streams = {
            connection: self._messages(server, connection, cursor) for connection in connections
        }
        closed = asyncio.create_task(self._until_closed())
        waiting = {
            asyncio.create_task(_next(stream)): connection for connection, stream in streams.items()
        }
        try:
            while waiting:
                done, _ = await asyncio.wait(
                    {closed, *waiting}, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    message = task.result()
                    connection = waiting.pop(task, None)
                    if connection is not None and connection.refused:
                        continue
                    if connection is None or message is None:
                        return
                    after = self._after(message, connections, cursor)
                    yield Reply(message["message"], server, after)
                    waiting[asyncio.create_task(_next(streams[connection]))] = connection
        finally:
            await _end(closed, *waiting)
        if connections:
            raise Temporary(
                f"{called(server)} lets nobody read the answers of its phones. Their owners "
                "can add them again with a login that may read and write.",
                retry_after=_WAIT_WHEN_REFUSED,
                source=called(server),
            )

    def _after(self, message: _Message, connections: Collection[Connection], cursor: str) -> str:
        if not all(connection.caught_up or connection.refused for connection in connections):
            return cursor
        # A server whose clock runs ahead would make the next reading skip what is between.
        return str(int(min(message["time"], self._clock.now())) - OVERLAP)

    async def _until_closed(self) -> None:
        await self._closed.wait()

    async def _messages(
        self, server: str, connection: Connection, cursor: str
    ) -> AsyncIterator[_Message]:
        try:
            async with self._client.stream(
                "GET",
                f"{server}/{','.join(connection.topics)}/json",
                params={"since": cursor if _CURSOR.fullmatch(cursor) else "all"},
                headers=login(connection.authorization),
                timeout=httpx.Timeout(_CONNECT, read=SILENCE),
            ) as response:
                if response.status_code != httpx.codes.OK:
                    raise refusal(server, response)
                lines = _Lines(server)
                async for chunk in response.aiter_bytes():
                    for line in lines.whole(chunk):
                        message = _read(line)
                        # What follows the cache is a first line of every 45 seconds.
                        connection.caught_up |= message.get("event") == "keepalive"
                        if _is_reply(message, connection):
                            yield message
        except httpx.HTTPError as error:
            raise away(server, error) from error
        except Permanent as error:
            # One phone's login must not keep the others of its server from being heard.
            connection.refused = True
            _log.warning(
                "replies_refused", server=server, phones=len(connection.topics), why=str(error)
            )


class _Lines:
    """Puts together the lines that a stream cuts anywhere."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._rest = b""

    def whole(self, chunk: bytes) -> list[bytes]:
        """Return the lines that are whole now."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > _LONGEST_LINE:
            raise Temporary(
                f"{called(self._server)} sends what is no list of messages. It is tried again; "
                "check that the address names an ntfy server.",
                source=called(self._server),
            )
        return lines


def _read(line: bytes) -> _Message:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _is_reply(message: _Message, connection: Connection) -> bool:
    """Tell whether it is a short text on one of our topics; whether it is genuine is not ours."""
    return (
        message.get("event") == "message"
        and message.get("topic") in connection.topics
        and isinstance(message.get("message"), str)
        and isinstance(message.get("time"), int)
        and not message.keys() & {"attachment", "encoding"}
    )


async def _next(stream: AsyncIterator[_Message]) -> _Message | None:
    return await anext(stream, None)


async def _end(*tasks: "asyncio.Task[Any]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

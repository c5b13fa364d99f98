"""What the scripted server can answer with: in good order, late, cut, broken or refused."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from tests.servers.openai import Behaviour, Exchange

Fragment = tuple[int | None, str | None, str | None, str]
"""A piece of a tool call: its index, id, name and a part of its arguments."""


def says(
    *parts: str,
    usage: tuple[int, int] | None = (11, 7),
    finish: str = "stop",
    headers: Mapping[str, str] | None = None,
) -> Behaviour:
    """Stream text in the given parts; `usage` None leaves the count of tokens out."""

    async def behave(exchange: Exchange) -> None:
        await exchange.begin(headers)
        await exchange.chunk({"role": "assistant", "content": ""})
        for part in parts:
            await exchange.chunk({"content": part})
        await exchange.chunk({}, finish)
        if usage:
            await exchange.usage(*usage)
        await exchange.end()

    return behave


def calls(
    *fragments: Fragment,
    text: str = "",
    finish: str = "tool_calls",
    usage: tuple[int, int] = (20, 9),
) -> Behaviour:
    """Stream tool calls in fragments, after some text."""

    async def behave(exchange: Exchange) -> None:
        await exchange.begin()
        if text:
            await exchange.chunk({"role": "assistant", "content": text})
        for index, identity, name, arguments in fragments:
            call: dict[str, Any] = {"function": {"arguments": arguments}}
            if index is not None:
                call["index"] = index
            if identity is not None:
                call |= {"id": identity, "type": "function"}
            if name is not None:
                call["function"]["name"] = name
            await exchange.chunk({"tool_calls": [call]})
        await exchange.chunk({}, finish)
        await exchange.usage(*usage)
        await exchange.end()

    return behave


def fails(
    status: int,
    message: str = "it went wrong",
    *,
    headers: Mapping[str, str] | None = None,
    **error: Any,
) -> Behaviour:
    """Answer with an error in OpenAI's form; `error` adds its fields, as `code`."""

    async def behave(exchange: Exchange) -> None:
        body = {"error": {"message": message, "type": "error", "param": None, **error}}
        await exchange.respond(status, json.dumps(body), headers)

    return behave


def answers(status: int, body: str, headers: Mapping[str, str] | None = None) -> Behaviour:
    """Answer with this body, whatever it is."""

    async def behave(exchange: Exchange) -> None:
        await exchange.respond(status, body, headers)

    return behave


def streams(*events: str) -> Behaviour:
    """Stream events with exactly this data, and end in good order."""

    async def behave(exchange: Exchange) -> None:
        await exchange.begin()
        for event in events:
            await exchange.send(event)
        await exchange.end()

    return behave


async def hangs(exchange: Exchange) -> None:
    """Take the request and never answer."""
    await exchange.gone.wait()


def hangs_after(*parts: str) -> Behaviour:
    """Stream text, then fall silent for ever."""

    async def behave(exchange: Exchange) -> None:
        await exchange.begin()
        for part in parts:
            await exchange.chunk({"content": part})
        await exchange.gone.wait()

    return behave


def cut_after(*parts: str) -> Behaviour:
    """Stream text, then drop the connection in the middle."""

    async def behave(exchange: Exchange) -> None:
        await exchange.begin()
        for part in parts:
            await exchange.chunk({"content": part})
        exchange.writer.close()

    return behave


def ends_early(*parts: str, said_done: bool = False) -> Behaviour:
    """Stream text and end in good order, but without a finish reason."""

    async def behave(exchange: Exchange) -> None:
        await exchange.begin()
        for part in parts:
            await exchange.chunk({"content": part})
        await (exchange.end() if said_done else exchange.stop())

    return behave


def slowly(seconds: float, *parts: str) -> Behaviour:
    """Stream text with a pause before each part."""

    async def behave(exchange: Exchange) -> None:
        await exchange.begin()
        for part in parts:
            await asyncio.sleep(seconds)
            await exchange.chunk({"content": part})
        await exchange.chunk({}, "stop")
        await exchange.end()

    return behave

"""The model's server knows when its caller is gone, however it went."""

import asyncio
import socket
import struct

import pytest

from tests.servers.openai import Exchange, OpenAiServer

REQUEST = b"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}"
NO_FAREWELL = struct.pack("ii", 1, 0)


@pytest.mark.parametrize("reset", [False, True])
async def test_a_caller_that_hangs_up_or_resets_is_gone(reset: bool) -> None:
    async def hold(exchange: Exchange) -> None:
        await exchange.gone.wait()

    async with OpenAiServer(hold).running() as server:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(REQUEST)
        exchange = await server.request(1)
        assert not exchange.gone.is_set()
        if reset:
            line: socket.socket = writer.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_FAREWELL)
        writer.transport.abort()
        await asyncio.wait_for(exchange.gone.wait(), 30)

"""Calls that show no sign of life, on a whole deployment: told, cancelled by one tap, outlived."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from service.domain.items import CANCEL_CALL, KEEP_WAITING, STOP
from tests.channels.promises import front
from tests.channels.promises.by_web import Web
from tests.e2e.running import running, wait_until
from tests.servers.openai import Exchange, OpenAiServer
from tests.servers.openai_replies import calls, fails, hangs_after, says

pytestmark = pytest.mark.timeout(240)

ROOT = Path(__file__).parents[2]
PATIENT = 6.0
LIMITED = 20.0
# A file system that does not answer: no tool of a test machine hangs by itself.
NEVER_ENDS = """
import asyncio
from service.adapters.tools.files import FileTools

run = FileTools.run

async def hangs(self, workspace, name, arguments):
    if arguments.get("path") == "hangs.md":
        await asyncio.Event().wait()
    return await run(self, workspace, name, arguments)

FileTools.run = hangs
"""


@asynccontextmanager
async def opened(folder: Path, server: OpenAiServer) -> AsyncIterator[Web]:
    (folder / "sitecustomize.py").write_text(NEVER_ENDS)
    patient = {
        "HEDDLE_WATCH__IDLE__TOOLS": json.dumps({"read_file": PATIENT}),
        "HEDDLE_WATCH__IDLE__WORDS": f"{PATIENT:g}",
        "HEDDLE_WATCH__IDLE__FIRST_WORD": f"{PATIENT:g}",
    }
    variables = {
        **patient,
        "PYTHONPATH": f"{folder}:{ROOT}",
        "HEDDLE_MODELS__BASE_URL": server.base,
        "HEDDLE_MODELS__ALIASES": json.dumps({"own": ["openai/own"]}),
        "HEDDLE_MODELS__DEFAULT": "own",
        "OPENAI_API_KEY": "not-a-key",
    }
    up = running(folder / "data", **variables)
    started = await asyncio.to_thread(up.__enter__)
    try:
        with closing(Web(started)) as web:
            yield web
    finally:
        await asyncio.to_thread(up.__exit__, None, None, None)


async def until(condition: Callable[[], Any], what: str) -> None:
    await asyncio.to_thread(wait_until, condition, what)


async def told(web: Web, talk: front.Talk) -> str:
    """Wait for the alert and return what the inbox says of it."""
    await until(lambda: CANCEL_CALL in talk.choices(), "the ways out")
    assert talk.choices()[-2:] == [KEEP_WAITING, STOP]
    status = await asyncio.to_thread(talk.order, "!status")
    assert "idle" in status
    (notice,) = await asyncio.to_thread(web.person("admin").notices)
    return notice


async def is_done(talk: front.Talk) -> None:
    await until(lambda: "done for" in talk.order("!status"), "the session is done")
    assert CANCEL_CALL not in await asyncio.to_thread(talk.choices)


def read_then_finish() -> Callable[[Exchange], Any]:
    """Read a file that never comes; end the work once told that the call was cancelled."""

    async def behave(exchange: Exchange) -> None:
        last = exchange.body["messages"][-1]
        if "Cancelled: " in str(last["content"]):
            await calls((0, "c2", "finish", '{"summary": "Went on without it."}'))(exchange)
        else:
            await calls((0, "c1", "read_file", '{"path": "hangs.md"}'))(exchange)

    return behave


async def test_a_tool_that_never_returns_is_cancelled_and_the_agent_goes_on(
    tmp_path: Path,
) -> None:
    async with (
        OpenAiServer(read_then_finish()).running() as server,
        opened(tmp_path, server) as web,
    ):
        talk, _ = await asyncio.to_thread(web.person("admin").start, "Read it to me")
        began = time.monotonic()
        notice = await told(web, talk)
        assert time.monotonic() - began > PATIENT - 1.0
        assert "read hangs.md has shown nothing for" in notice
        await asyncio.to_thread(talk.press, CANCEL_CALL)
        await is_done(talk)
        assert any("Went on without it." in each for each in talk.answers())
        results = [each["content"] for each in server.requests[-1].body["messages"][-1:]]
        assert "ended this call because nothing came of it" in results[0]
        metrics = web.up.get("/metrics").text
        assert 'heddle_items_opened_total{kind="alert",reason="idle"} 1.0' in metrics


async def test_a_hung_stream_is_cut_and_asked_again(tmp_path: Path) -> None:
    server = OpenAiServer(hangs_after("I was about"), says("Here it is, all of it."))
    async with server.running(), opened(tmp_path, server) as web:
        talk, _ = await asyncio.to_thread(web.person("admin").start, "Tell me")
        notice = await told(web, talk)
        assert "openai/own fell silent in the middle of its reply" in notice
        assert not server.requests[0].gone.is_set()
        await asyncio.to_thread(talk.press, CANCEL_CALL)
        await asyncio.wait_for(server.requests[0].gone.wait(), 30)
        await is_done(talk)
        assert len(server.requests) == 2
        assert any("Here it is" in each for each in talk.answers())


async def test_a_limit_is_no_silence(tmp_path: Path) -> None:
    began = time.monotonic()

    async def limits(exchange: Exchange) -> None:
        left = LIMITED - (time.monotonic() - began)
        if left > 0:
            refused = fails(429, "too many requests", headers={"retry-after": f"{left:.1f}"})
            await refused(exchange)
        else:
            await says("Here it is, all of it.")(exchange)

    async with OpenAiServer(limits).running() as server, opened(tmp_path, server) as web:
        began = time.monotonic()
        talk, _ = await asyncio.to_thread(web.person("admin").start, "Tell me")
        await until(lambda: "limited until" in talk.order("!status"), "the limit is named")
        await is_done(talk)
        assert time.monotonic() - began > LIMITED - 1.0
        opened_items = 'heddle_items_opened_total{kind="alert",reason="idle"}'
        assert opened_items not in web.up.get("/metrics").text

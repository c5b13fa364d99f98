"""HTTP mode: signed requests on the one web server, and nothing else."""

import asyncio
import io
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
import uvicorn

from bot.http.app import build_app
from bot.slack.frontend import SlackFrontend
from bot.slack.http import LARGEST, PATH, routes
from service.domain.errors import Temporary
from tests.bot.slack.hearing.scene import Json, Scene


async def _well() -> dict[str, str]:
    return {}


async def _nothing() -> tuple[bytes, str]:
    return b"", "text/plain"


@asynccontextmanager
async def served(frontend: SlackFrontend) -> AsyncIterator[str]:
    """Serve the front end's routes in this loop and give their address."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = build_app(_well, _nothing, routes(lambda: frontend.intake))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}{PATH}"
    finally:
        server.should_exit = True
        await task


@pytest.fixture
def scene(hearing_scene: Scene) -> Scene:
    hearing_scene.given = hearing_scene.tokens(by_http=True, app_token="")
    return hearing_scene


async def test_signed_events_are_taken(scene: Scene) -> None:
    slack = scene.slack
    ann = slack.person("ann")
    async with scene.running() as frontend, served(frontend) as slack.posting.url:
        await scene.connected(frontend)
        assert await slack.verify_url() == "prove-it"
        said = ann.says(ann.dm, "hello")
        await scene.until(lambda: slack.deliveries[-1].acked)
        assert frontend.state.last_event_at is not None
    assert await scene.texts(ann.dm.id, said["ts"]) == ["hello"]
    assert slack.called("apps.connections.open") == []


@pytest.mark.parametrize("forgery", ["wrong_signature", "old_timestamp"])
async def test_forged_and_stale_requests_are_refused_and_count_for_nothing(
    scene: Scene, forgery: str
) -> None:
    slack = scene.slack
    slack.core.retry_waits = ()
    ann = slack.person("ann")
    async with scene.running() as frontend, served(frontend) as slack.posting.url:
        await scene.connected(frontend)
        setattr(slack.posting, forgery, True)
        said = ann.says(ann.dm, "let me in")
        await scene.until(lambda: slack.deliveries[-1].lost)
        assert slack.posting.statuses == [401]
        assert frontend.state.last_event_at is None
        assert frontend.state.missed_since is None
    assert await scene.receipts((ann.dm.id, said["ts"])) == [None]


async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(
    scene: Scene,
) -> None:
    slack = scene.slack
    slack.core.retry_waits = (0.0,)
    ann = slack.person("ann")
    tries = 0

    async def before(event: Json) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise Temporary("The database is away.")

    scene.before = before
    async with scene.running() as frontend, served(frontend) as slack.posting.url:
        await scene.connected(frontend)
        said = ann.says(ann.dm, "keep this")
        await scene.until(lambda: slack.deliveries[-1].acked)
        assert slack.posting.statuses == [500, 200]
        await scene.connected(frontend)
    assert await scene.texts(ann.dm.id, said["ts"]) == ["keep this"]


async def test_a_late_retry_tells_that_others_were_lost(scene: Scene) -> None:
    slack = scene.slack
    slack.core.retry_waits = ()
    ann = slack.person("ann")
    async with scene.running() as frontend, served(frontend) as address:
        slack.posting.url = address
        await scene.connected(frontend)
        slack.posting.url = "http://127.0.0.1:9/nobody"
        lost = ann.says(ann.dm, "this never comes")
        await scene.until(lambda: slack.deliveries[-1].lost)
        slack.posting.url, slack.core.retry_waits = address, (0.0, 0.5)
        slack.posting.wrong_signature = True
        late = ann.says(ann.dm, "this comes at the second retry")
        await scene.until(lambda: slack.posting.statuses == [401, 401])
        slack.posting.wrong_signature = False
        await scene.until(lambda: slack.deliveries[-1].acked)
        await scene.connected(frontend)
    assert await scene.texts(ann.dm.id, late["ts"]) == ["this comes at the second retry"]
    assert await scene.texts(ann.dm.id, lost["ts"]) == ["this never comes"]


async def test_whatever_else_is_posted_is_refused(scene: Scene) -> None:
    async with (
        scene.running() as frontend,
        served(frontend) as address,
        aiohttp.ClientSession() as client,
    ):
        await scene.connected(frontend)
        bodies = [b"", b"[]", b"{", b"\xff\xfe", b"[" * 5000, b"payload=x", b"payload=[]"]
        for body in bodies:
            async with client.post(address, data=body) as answer:
                assert answer.status in (400, 401), body
        async with client.post(address, data=io.BytesIO(b"x" * (LARGEST + 1))) as answer:
            assert answer.status == 413
        async with client.get(address) as answer:
            assert answer.status == 405
        assert frontend.state.last_event_at is None


async def test_the_address_is_proved_before_there_are_tokens(scene: Scene) -> None:
    scene.given = None
    asked = {"type": "url_verification", "challenge": "prove-it"}
    async with (
        scene.running() as frontend,
        served(frontend) as address,
        aiohttp.ClientSession() as client,
    ):
        async with client.post(address, json=asked) as answer:
            assert (answer.status, await answer.text()) == (200, "prove-it")
            assert answer.content_type == "text/plain"
        async with client.post(address, data=json.dumps({"at": time.time()})) as answer:
            assert answer.status == 503


async def test_a_restart_reads_what_came_in_between(scene: Scene) -> None:
    slack = scene.slack
    ann = slack.person("ann")
    async with scene.running() as frontend, served(frontend) as slack.posting.url:
        await scene.connected(frontend)
    with slack.outage():
        said = ann.says(ann.dm, "are you there?")
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert await scene.texts(ann.dm.id, said["ts"]) == ["are you there?"]

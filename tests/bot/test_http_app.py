"""What operators ask the web server for."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.http.app import build_app


class Deployment:
    """What the checks find, as the test sets it."""

    def __init__(self) -> None:
        self.wrong: dict[str, str] = {}

    async def checks(self) -> dict[str, str]:
        return self.wrong

    async def expose(self) -> tuple[bytes, str]:
        return b"heddle_sessions 3\n", "text/plain; version=1.0.0; charset=utf-8"


@pytest.fixture
def deployment() -> Deployment:
    return Deployment()


@pytest.fixture
async def client(deployment: Deployment) -> AsyncIterator[httpx.AsyncClient]:
    async def page(_request: Request) -> Response:
        return PlainTextResponse("a channel's page")

    app = build_app(deployment.checks, deployment.expose, [Route("/page", page)])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made


async def test_a_living_process_says_so_whatever_is_wrong(
    client: httpx.AsyncClient, deployment: Deployment
) -> None:
    deployment.wrong = {"database": "away"}
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


async def test_readiness_names_what_is_wrong(
    client: httpx.AsyncClient, deployment: Deployment
) -> None:
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "wrong": {}})
    deployment.wrong = {"database": "cannot be reached"}
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["wrong"] == {"database": "cannot be reached"}


async def test_a_wrong_token_is_named_but_leaves_the_pages_ready(
    client: httpx.AsyncClient, deployment: Deployment
) -> None:
    deployment.wrong = {"slack": "Slack refused auth.test: invalid_auth"}
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "wrong": deployment.wrong})
    deployment.wrong = {**deployment.wrong, "database": "cannot be reached"}
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)


async def test_metrics_keep_their_media_type(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics")
    assert answer.content == b"heddle_sessions 3\n"
    assert answer.headers["content-type"] == "text/plain; version=1.0.0; charset=utf-8"


async def test_channels_hang_their_routes_in(client: httpx.AsyncClient) -> None:
    assert (await client.get("/page")).text == "a channel's page"

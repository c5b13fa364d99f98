"""Alertmanager's webhook: who may post, what is taken in, and what makes it be sent again."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.http.alerts import LARGEST, routes
from service.domain.errors import HeddleError, Refused, Temporary
from service.domain.operations import AlertGroup, Firing

TOKEN = "0123456789abcdef"


class Operators:
    """Takes groups in, or fails as the test sets it."""

    def __init__(self) -> None:
        self.groups: list[AlertGroup] = []
        self.error: HeddleError | None = None

    async def take(self, group: AlertGroup) -> int:
        if self.error is not None:
            raise self.error
        self.groups.append(group)
        return 2


@pytest.fixture
def operators() -> Operators:
    return Operators()


def client_for(operators: Operators, token: str = TOKEN) -> httpx.AsyncClient:
    app = Starlette(routes=routes(token, operators.take))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


@pytest.fixture
async def client(operators: Operators) -> AsyncIterator[httpx.AsyncClient]:
    async with client_for(operators) as made:
        yield made


def alert(status: str = "firing", **annotations: str) -> dict[str, Any]:
    labels = {"alertname": "HeddleTargetDown", "severity": "critical", "instance": "w1"}
    return {
        "status": status,
        "labels": labels,
        "annotations": annotations,
        "startsAt": "2026-11-21T14:00:00Z",
        "fingerprint": "abc",
    }


def posted(*alerts: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": "4",
        "groupKey": '{}:{alertname="HeddleTargetDown"}',
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "heddle",
        "alerts": list(alerts),
    }


async def post(
    client: httpx.AsyncClient, body: Any, authorization: str = f"Bearer {TOKEN}"
) -> httpx.Response:
    return await client.post("/alerts", json=body, headers={"authorization": authorization})


async def test_what_fires_is_taken_in(client: httpx.AsyncClient, operators: Operators) -> None:
    body = posted(alert(summary="w1 does not answer", runbook_url="x.md"), alert("resolved"))
    answer = await post(client, body)
    assert (answer.status_code, answer.json()) == (200, {"operators": 2})
    firing = Firing("HeddleTargetDown", "critical", "w1 does not answer", "x.md")
    assert operators.groups == [AlertGroup('{}:{alertname="HeddleTargetDown"}', [firing])]


async def test_what_is_over_is_an_empty_group(
    client: httpx.AsyncClient, operators: Operators
) -> None:
    await post(client, posted(alert("resolved")))
    assert [each.firing for each in operators.groups] == [[]]


async def test_an_alert_without_words_is_called_by_its_name(
    client: httpx.AsyncClient, operators: Operators
) -> None:
    await post(client, posted(alert()))
    assert operators.groups[0].firing[0].summary == "HeddleTargetDown"


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer ü"]
)
async def test_who_has_no_token_is_told_how_to_get_in(
    client: httpx.AsyncClient, operators: Operators, given: str
) -> None:
    headers = {b"authorization": given.encode()} if given else {}
    answer = await client.post("/alerts", json=posted(alert()), headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "credentials_file" in answer.text
    assert TOKEN not in answer.text
    assert not operators.groups


async def test_without_a_token_nothing_is_taken(operators: Operators) -> None:
    async with client_for(operators, "") as client:
        answer = await post(client, posted(alert()), "Bearer ")
    assert answer.status_code == 503
    assert "HEDDLE_ALERTS__TOKEN" in answer.text
    assert not operators.groups


@pytest.mark.parametrize("body", ["{", "[]", "{}", json.dumps({"groupKey": "g", "alerts": "x"})])
async def test_what_is_no_webhook_is_refused(
    client: httpx.AsyncClient, operators: Operators, body: str
) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    answer = await client.post("/alerts", content=body, headers=headers)
    assert answer.status_code == 400
    assert not operators.groups


async def test_what_is_too_large_is_refused(
    client: httpx.AsyncClient, operators: Operators
) -> None:
    answer = await post(client, posted(alert(summary="x" * LARGEST)))
    assert answer.status_code == 413
    assert not operators.groups


@pytest.mark.parametrize("error", [Refused("Nobody is there."), Temporary("The store is away.")])
async def test_what_nobody_knows_of_is_sent_again(
    client: httpx.AsyncClient, operators: Operators, error: HeddleError
) -> None:
    operators.error = error
    answer = await post(client, posted(alert()))
    assert (answer.status_code, answer.text.strip()) == (503, str(error))

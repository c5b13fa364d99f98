"""`heddle deliveries`: what it lists, and what it says when it puts something back."""

import json
from typing import Any

import pytest

from bot.cli.exits import Exit
from service.domain.deliveries import DeliveryKind, DeliveryState
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import change, read
from tests.ports.store.samples import AT, delivery, lane, person


@pytest.fixture
def deployment(heddle: Heddle) -> Heddle:
    assert heddle("migrate").exit_code == 0

    def work(tx: Tx) -> None:
        tx.persons.add(person())
        kind, facts = DeliveryKind.AWAY, {"since": AT, "until": AT, "count": 1, "items": []}
        dead: dict[str, Any] = {
            "state": DeliveryState.DEAD,
            "failure": "The channel was archived",
            "attempts": 3,
        }
        rows: dict[str, dict[str, Any]] = {
            "gone": dead,
            "gone-too": {**dead, "lane": lane("x", "discord")},
            "waits": {"due_at": AT + 9_000_000_000.0, "failure": "Slack is down", "attempts": 1},
            "unclear": {"begun_at": AT},
        }
        for name, more in rows.items():
            tx.outbox.add(delivery(name, **{"kind": kind, "facts": facts, **more}))

    change(work)
    return heddle


def test_each_is_listed_with_its_state_and_why(deployment: Heddle) -> None:
    text = deployment("deliveries", "list").output
    assert "The channel was archived" in text
    assert "Slack is down" in text
    rows = json.loads(deployment("deliveries", "list", "--json").output)
    assert {each["id"]: (each["state"], each["channel"]) for each in rows} == {
        "gone": ("dead", "slack"),
        "gone-too": ("dead", "discord"),
        "waits": ("waiting", "slack"),
        "unclear": ("uncertain", "slack"),
    }


def test_a_list_can_be_narrowed(deployment: Heddle) -> None:
    given = ("deliveries", "list", "--json")
    rows = json.loads(deployment(*given, "--state", "dead", "--channel", "discord").output)
    assert [each["id"] for each in rows] == ["gone-too"]
    rows = json.loads(deployment(*given, "--state", "uncertain").output)
    assert [each["id"] for each in rows] == ["unclear"]
    text = deployment("deliveries", "list", "--channel", "phone", "--state", "dead").output
    assert text == "No delivery for phone is dead.\n"


@pytest.mark.parametrize("command", [("list",), ("retry", "--dead")])
def test_a_channel_that_nothing_is_sent_to_is_refused(
    deployment: Heddle, command: tuple[str, ...]
) -> None:
    result = deployment("deliveries", *command, "--channel", "slak")
    assert result.exit_code == Exit.USAGE
    assert "'slack', 'discord', 'phone'" in result.output


def test_one_is_put_back(deployment: Heddle) -> None:
    text = deployment("deliveries", "retry", "gone").output
    assert text == "gone (away, slack) waits again: first in its lane.\n"
    waiting = read(lambda reads: reads.undelivered(DeliveryState.WAITING))
    assert {each.id for each in waiting} == {"gone", "waits", "unclear"}
    again = deployment("deliveries", "retry", "gone")
    assert again.exit_code == Exit.REFUSED
    assert "not dead" in str(again.exception)


def test_all_of_a_channel_are_put_back(deployment: Heddle) -> None:
    assert "gone-too" in deployment("deliveries", "retry", "--dead", "--channel", "discord").output
    assert "gone (" in deployment("deliveries", "retry", "--dead").output
    assert deployment("deliveries", "retry", "--dead").output == "No delivery is dead.\n"


@pytest.mark.parametrize("given", [(), ("gone", "--dead"), ("gone", "--channel", "slack")])
def test_what_is_meant_must_be_clear(deployment: Heddle, given: tuple[str, ...]) -> None:
    assert deployment("deliveries", "retry", *given).exit_code == Exit.USAGE

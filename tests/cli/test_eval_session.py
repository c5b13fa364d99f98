"""`heddle eval session` and `heddle eval alerts`: what would be said, and of what use."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.cli.exits import Exit
from service.domain import events
from service.domain.events import Draft, Event, Reply, ToolCall
from service.domain.ids import ItemId, SessionNumber
from service.domain.items import (
    DISMISS,
    RESTART,
    AlertOutcome,
    Item,
    ItemKind,
    ItemState,
    Reason,
)
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import change
from tests.ports.store.samples import ANN, item, person, session

ONE = SessionNumber(1)
ALERT = ItemId("alert")


def tries(count: int) -> list[Draft]:
    """So many calls that fail in the same way, each a reply and a result."""
    found: list[Draft] = []
    for number in range(count):
        call = ToolCall(f"c{number}", "work", "{}")
        found += [
            events.assistant(Reply("", (call,), "tool_calls"), 1),
            events.tool_ended(call, ok=False, result="No such file: report.py"),
        ]
    return found


HISTORY = [
    events.message(ANN, "Ann", "Why is the report empty?"),
    *tries(3),
    events.nudge("same_failure", "It looks as if you were stuck. Look elsewhere."),
    *tries(1),
    events.alert(Reason.STUCK, "work ×4", ALERT),
    events.control(ANN, "Ann", events.Control.RETRY, "Look into billing.py"),
]


def alert(name: str, now: float, **more: Any) -> Item:
    told = {"kind": ItemKind.ALERT, "reason": Reason.STUCK, "told": 1, "opened_at": now - 3600}
    return item(name, ONE, **{**told, "facts": {"rule": "same_failure"}, **more})


def over(row: Item, answer: str, outcome: AlertOutcome) -> Item:
    return replace(
        row,
        state=ItemState.RESOLVED,
        answer=answer,
        outcome=outcome,
        resolved_at=row.opened_at + 60,
        resolved_by=ANN if outcome is not AlertOutcome.PASSED else None,
    )


@pytest.fixture
def deployment(heddle: Heddle) -> Heddle:
    """Ann's session of the past, and some alerts."""
    assert heddle("migrate").exit_code == 0

    def work(tx: Tx) -> None:
        now = tx.now()
        tx.persons.add(person())
        tx.sessions.open(session("1"))
        tx.events.append(
            [
                Event(ONE, seq, each.kind, each.actor, now - 3600 + seq, each.payload)
                for seq, each in enumerate(HISTORY, 1)
            ]
        )
        _, acted, dismissed, passed = AlertOutcome
        rows = [
            over(alert(ALERT, now), RESTART, acted),
            over(alert("fast", now), "Use fast", acted),
            over(alert("no", now), DISMISS, dismissed),
            over(alert("gone", now, facts={"rule": "cycle"}), "its turn is over", passed),
            alert("open", now, reason=Reason.TURN_FAILED, facts={}),
            over(alert("untold", now, told=0), "its turn is over", passed),
            over(alert("long ago", now - 40 * 86_400), DISMISS, dismissed),
            item("question", ONE, told=1, opened_at=now),
        ]
        for each in rows:
            tx.items.add(each)

    change(work)
    return heddle


def moments(heddle: Heddle, *changes: str) -> Sequence[Any]:
    result = heddle("eval", "session", "1", "--json", *changes)
    assert result.exit_code == 0
    found: Sequence[Any] = json.loads(result.stdout)["moments"]
    return found


def test_what_would_be_said_stands_beside_what_was(deployment: Heddle) -> None:
    nudge, tell = moments(deployment)
    assert (nudge["found"]["step"], nudge["found"]["stage"]) == (3, "nudge")
    assert nudge["then"]["rule"] == "same_failure"
    assert (tell["found"]["step"], tell["found"]["stage"]) == (4, "tell")
    assert "work ×4 (steps 1–4)" in tell["found"]["evidence"]
    assert (tell["then"]["item"], tell["then"]["outcome"]) == (ALERT, "acted")


def test_other_limits_show_their_effect(deployment: Heddle) -> None:
    found = moments(deployment, "--set", "watch.failures=9", "--set", "watch.repeats=9")
    assert [each["found"] for each in found] == [None, None]
    (earlier, *_) = moments(deployment, "--set", "watch.failures=2")
    assert earlier["found"]["step"] == 2


def test_people_read_it_line_by_line(deployment: Heddle) -> None:
    text = deployment("eval", "session", "1").output
    assert "Session 1: Compare the papers · 8 steps" in text
    assert "step 3: same failure, would tell the agent; the agent was told" in text
    assert "step 4: same failure, would tell you; you were told" in text
    assert f"acted: {RESTART} (by Ann" in text
    text = deployment("eval", "session", "1", "--set", "watch.failures=9").output
    assert "the agent was told then, and would not be with these limits" in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("watch.failure=3", "Did you mean watch.failures?"),
        ("xyz=3", "These can be changed: watch.repeats"),
        ("watch.failures", "sets nothing"),
        ("watch.failures=many", "watch.failures cannot be 'many'"),
        ("failures=1", "greater than or equal to 2"),
    ],
)
def test_a_change_that_cannot_be_made_is_explained(
    deployment: Heddle, change: str, words: str
) -> None:
    result = deployment("eval", "session", "1", "--set", change)
    assert result.exit_code == Exit.USAGE
    assert words in result.stderr


def test_a_session_that_is_not_there_is_refused(deployment: Heddle) -> None:
    result = deployment("eval", "session", "9")
    assert result.exit_code == Exit.REFUSED
    assert "There is no session 9" in str(result.exception)


def test_alerts_are_counted_by_rule_with_the_share_that_was_of_use(deployment: Heddle) -> None:
    found = json.loads(deployment("eval", "alerts", "--json").stdout)
    by_kind = {(each["reason"], each["rule"]): each for each in found["alerts"]}
    assert set(by_kind) == {("stuck", "same_failure"), ("stuck", "cycle"), ("turn_failed", "")}
    failing = by_kind["stuck", "same_failure"]
    assert (failing["told"], failing["acted"], failing["dismissed"]) == (3, 2, 1)
    assert failing["useful"] == pytest.approx(2 / 3)
    assert by_kind["stuck", "cycle"]["useful"] == 0.0
    assert by_kind["turn_failed", ""]["useful"] is None
    total = found["total"]
    assert (total["told"], total["open"], total["passed"], total["useful"]) == (5, 1, 1, 0.5)
    assert (
        json.loads(deployment("eval", "alerts", "--days", "60", "--json").stdout)["total"]["told"]
        == 6
    )


def test_people_get_a_table_of_alerts(deployment: Heddle) -> None:
    lines = deployment("eval", "alerts").output.splitlines()
    cells = [" ".join(line.split()) for line in lines]
    assert cells[0] == "alert told open acted on dismissed passed useful"
    assert "stuck: same failure 3 0 2 1 0 67%" in cells
    assert cells[-1] == "all 5 1 2 1 1 50%"


def test_without_alerts_it_says_so(heddle: Heddle) -> None:
    heddle("migrate")
    assert "Nobody was told of an alert in the last 30 days." in heddle("eval", "alerts").output

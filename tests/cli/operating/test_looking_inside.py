"""`heddle why` tells an operator of the turn, its worker, open items and what did not arrive."""

import json
import time
from pathlib import Path

from service.domain import events
from service.domain.deliveries import DeliveryKind, DeliveryState
from service.domain.events import Event
from service.domain.ids import TurnId, WorkerId
from service.domain.states import State
from service.domain.turns import TurnState
from service.domain.workers import Worker
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import change
from tests.ports.store.samples import ANN, delivery, item, person, session, turn

RUNBOOK = Path(__file__).parents[3] / "docs" / "runbooks" / "session.md"


def titles(text: str) -> list[str]:
    """Return the titles of the sections, without the session's own line at the top."""
    return [each for each in text.splitlines() if each and not each.startswith(" ")][1:]


def test_everything_is_said(heddle: Heddle) -> None:
    assert heddle("migrate").exit_code == 0
    now = time.time()

    def work(tx: Tx) -> None:
        tx.persons.add(person())
        row = session("a", ANN, state=State.RUNNING, turn_id=TurnId("t"), next_seq=2)
        number = tx.sessions.open(row).number
        held = turn(
            "t", number, state=TurnState.RUNNING, worker=WorkerId("box-7"), attempt=2, crashes=1,
            lease_until=now - 65, steps=4, opened_at=now - 600,
        )  # fmt: skip
        tx.turns.add(held)
        tx.workers.seen(Worker(WorkerId("box-7"), "default", "box", 7, "1.0", 5, now, now - 90))
        tx.items.add(item("i", number, ANN, ask="Which branch?", opened_at=now - 120))
        draft = events.alert("capture_failed", "The disk is full")
        tx.events.append([Event(number, 1, draft.kind, "heddle", now - 180, draft.payload)])
        facts = {"session": number, "items": []}
        dead = {"state": DeliveryState.DEAD, "failure": "archived", "created_at": now - 240}
        tx.outbox.add(delivery("d", kind=DeliveryKind.ANSWER, facts=facts, **dead))
        tx.outbox.add(delivery("e", kind=DeliveryKind.ANSWER, facts={"session": 99, "items": []}))

    change(work)
    text = heddle("why", "1").output
    assert "t in pool default: running, work; 4 steps, opened 10 min ago" in text
    assert "attempt 2, 1 crashes at this step" in text
    assert "held by box-7, which has vanished; its lease ran out 1 min ago" in text
    assert "question, 2 min ago: Which branch?" in text
    assert "4 min ago  answer to slack, dead: archived  (d)" in text
    assert "3 min ago: The disk is full" in text
    assert "(e)" not in text
    _, sample, _ = RUNBOOK.read_text("utf-8").split("```", 2)
    assert titles(text) == titles(sample.partition("$ heddle why 12")[2])
    facts = json.loads(heddle("why", "1", "--json").output)
    assert facts["turn"]["worker"] == "box-7"
    assert [each["id"] for each in facts["deliveries"]] == ["d"]
    assert facts["trouble"]["payload"]["text"] == "The disk is full"

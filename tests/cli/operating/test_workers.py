"""`heddle workers`: who works, who has vanished, and which pools nobody serves."""

import json
import os
import time

import pytest

from bot.cli.exits import Exit
from service.domain.ids import WorkerId
from service.domain.turns import TurnState
from service.domain.workers import Worker
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import change
from tests.ports.store.samples import ann_and_a_session, turn


@pytest.fixture
def deployment(heddle: Heddle) -> Heddle:
    assert heddle("migrate").exit_code == 0
    return heddle


def at_work(tx: Tx) -> None:
    now = time.time()
    number = ann_and_a_session(tx)
    live = Worker(WorkerId("box1-7"), "default", "box1", 7, "1.0", 50, now - 600, now)
    gone = Worker(WorkerId("box2-8"), "gpu", "box2", 8, "1.0", 4, now - 600, now - 120)
    left = Worker(WorkerId("box3-9"), "gpu", "box3", 9, "1.0", 4, now - 600, now, now)
    for each in (live, gone, left):
        tx.workers.seen(each)
    tx.turns.add(turn("a", number, state=TurnState.RUNNING, worker=live.id))


def test_without_workers_it_says_how_to_start_one(deployment: Heddle) -> None:
    result = deployment("workers")
    assert result.exit_code == Exit.OK
    assert "Start `heddle worker`" in result.output


def test_workers_are_listed_with_what_they_hold(deployment: Heddle) -> None:
    change(at_work)
    result = deployment("workers")
    assert result.exit_code == Exit.OK, "nothing waits in the pool of the one that vanished"
    assert "1 of 50" in result.output
    assert "2 min ago" in result.output
    rows = json.loads(deployment("workers", "--json").output)
    assert {each["id"]: (each["state"], each["turns"]) for each in rows} == {
        "box1-7": ("live", 1),
        "box2-8": ("vanished", 0),
        "box3-9": ("left", 0),
    }


def test_a_deserted_pool_is_a_finding(deployment: Heddle) -> None:
    def work(tx: Tx) -> None:
        at_work(tx)
        number = tx.sessions.queue("ann")[0][0]  # type: ignore[arg-type]
        tx.turns.add(turn("b", number, pool="gpu", ready_at=time.time() - 300))

    change(work)
    result = deployment("workers")
    assert result.exit_code == Exit.FINDINGS
    assert "Pool gpu: 1 turn waits, the oldest for 5 min, and no worker lives." in result.output
    assert "heddle worker --pool gpu" in result.output


def test_a_worker_can_be_told_its_pool(deployment: Heddle, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[dict[str, str]] = []
    monkeypatch.setenv("HEDDLE_POOL", "default")
    monkeypatch.setattr(os, "execv", lambda *_: ran.append(dict(os.environ)))
    assert deployment("worker", "--pool", "gpu-box").exit_code == Exit.OK
    assert ran[0]["HEDDLE_POOL"] == "gpu-box"
    assert deployment("worker", "--pool", "No Pool").exit_code == Exit.CONFIGURATION

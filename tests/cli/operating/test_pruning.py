"""`heddle prune`: what it says, and that it only says it when asked for no more."""

import json
from pathlib import Path

import pytest

from bot.cli.exits import Exit
from service.domain import events
from service.domain.captures import Captured
from service.domain.events import Event
from service.domain.ids import SessionNumber
from service.domain.states import State
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import change, read
from tests.ports.store.samples import ANN, person, session


@pytest.fixture
def deployment(heddle: Heddle, tmp_path: Path) -> Heddle:
    """One session that is saved, and one that is not; both are old."""
    assert heddle("migrate").exit_code == 0
    old = 1_000_000.0

    def work(tx: Tx) -> None:
        tx.persons.add(person())
        for name, captures in (("a", 1), ("b", 0)):
            row = session(
                name, ANN, state=State.DONE, changed_at=old, next_seq=2, captures=captures,
                captured_upto=captures,
            )  # fmt: skip
            number = tx.sessions.open(row).number
            draft = events.message(ANN, "Ann", "Fix it")
            tx.events.append([Event(number, 1, draft.kind, ANN, old, draft.payload)])
            if captures:
                tx.add_capture(Captured(number, 1, "here", []), 1, old)

    change(work)
    bundle = tmp_path / "data" / "captures" / "1" / "v1"
    bundle.mkdir(parents=True)
    manifest = {
        "format": 1, "session": 1, "version": 1, "title": "a", "after_seq": 0, "upto_seq": 1,
        "files": [], "highlights": [], "skipped": [],
    }  # fmt: skip
    (bundle / "manifest.json").write_text(json.dumps(manifest))
    workspace = tmp_path / "data" / "workspaces" / "1"
    workspace.mkdir(parents=True)
    (workspace / "report.md").write_bytes(b"x" * 2000)
    return heddle


def left() -> int:
    return read(lambda reads: reads.unerased(SessionNumber(1), 1))


def test_it_says_what_it_would_take_and_takes_it(deployment: Heddle, tmp_path: Path) -> None:
    would = deployment("prune", "--dry-run").output
    assert would == (
        "Would take the contents of 1 event of 1 session, 2 kB of workspaces, and 0 old"
        " deliveries.\n1 kept: nothing of it was ever saved (session 2)\n"
    )
    assert left() == 1
    did = deployment("prune").output
    assert did.startswith("Took the contents of 1 event of")
    assert left() == 0
    assert not (tmp_path / "data" / "workspaces" / "1").exists()
    assert "Took the contents of 0 events of 0 sessions" in deployment("prune").output


@pytest.mark.parametrize("span", ["90", "0d", "soon", "3 months"])
def test_a_span_must_be_one(deployment: Heddle, span: str) -> None:
    result = deployment("prune", "--older-than", span)
    assert result.exit_code == Exit.REFUSED
    assert "90d" in str(result.exception)

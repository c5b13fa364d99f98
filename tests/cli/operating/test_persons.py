"""`heddle person`: what is written for somebody, and that erasing is meant."""

import fcntl
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from bot.bootstrap.reading import settings
from bot.cli.exits import Exit
from service.domain import events
from service.domain.events import Event
from service.domain.ids import BlobId, SessionNumber
from service.domain.persons import Identity
from service.domain.states import State
from service.domain.turns import TurnState
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import change, read
from tests.ports.store.samples import ANN, AT, person, session, turn


@pytest.fixture
def deployment(heddle: Heddle) -> Heddle:
    assert heddle("migrate").exit_code == 0

    def work(tx: Tx) -> None:
        tx.persons.add(person())
        tx.persons.link(Identity("slack", "T1", "UANN"), ANN)
        number = tx.sessions.open(session("a", ANN, state=State.DONE, next_seq=2)).number
        draft = events.message(ANN, "Ann", "Fix it")
        tx.events.append([Event(number, 1, draft.kind, ANN, AT, draft.payload)])
        tx.blobs.add(BlobId("b"), ANN, "data.csv", "text/csv", b"a,b", AT)

    change(work)
    return heddle


def test_all_that_is_known_is_written(deployment: Heddle, tmp_path: Path) -> None:
    file = tmp_path / "ann.zip"
    said = deployment("person", "export", "ann", "-o", str(file)).output
    assert "all that heddle knows of ann" in said
    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist()) == [
            "README.txt",
            "deliveries.jsonl",
            "files/b-data.csv",
            "person.json",
            "sessions/1.jsonl",
        ]
        who = json.loads(archive.read("person.json"))
        assert who["identities"] == [{"channel": "slack", "workspace": "T1", "user": "UANN"}]
        assert "Fix it" in archive.read("sessions/1.jsonl").decode()
        assert archive.read("files/b-data.csv") == b"a,b"
    assert deployment("person", "export", "Ann", "-o", str(file)).exit_code == Exit.REFUSED


def test_nobody_of_that_name_leaves_no_file(deployment: Heddle, tmp_path: Path) -> None:
    result = deployment("person", "export", "Anne", "-o", str(tmp_path / "x.zip"))
    assert result.exit_code == Exit.REFUSED
    assert "Did you mean Ann?" in str(result.exception)
    assert not [each for each in tmp_path.iterdir() if "zip" in each.name]


def test_a_place_that_cannot_be_written_to_is_named(deployment: Heddle, tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    for place in (tmp_path / "nowhere" / "ann.zip", tmp_path / "a-file" / "ann.zip"):
        result = deployment("person", "export", "Ann", "-o", str(place))
        assert result.exit_code == Exit.REFUSED
        assert f"{place} could not be written" in str(result.exception)


def test_erasing_has_to_be_meant(deployment: Heddle) -> None:
    asked = deployment("person", "erase", "Ann")
    assert asked.exit_code == Exit.REFUSED
    assert "--yes" in str(asked.exception)
    told = deployment("person", "erase", "Ann", "--yes").output
    assert "Ann is erased: 1 session," in told
    assert "what stands on Slack" in told
    (left,) = read(lambda reads: reads.persons())
    assert left.name == "Erased ann"
    assert deployment("person", "export", "Ann", "-o", "x.zip").exit_code == Exit.REFUSED


def test_workspaces_that_are_left_are_named_with_what_takes_them(
    deployment: Heddle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(tx: Tx) -> None:
        for number, pool in ((1, "default"), (2, "gpu")):
            if number == 2:
                tx.sessions.open(session("b", ANN, state=State.DONE, pool=pool))
            row = turn(str(number), SessionNumber(number), pool=pool, state=TurnState.ENDED)
            tx.turns.add(replace(row, claimed_at=AT))

    change(work)
    folder = settings().settings.workspaces / "1"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("Fix it")
    monkeypatch.setattr("service.usecases.empty_workspaces.PATIENCE", 0.0)
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = deployment("person", "erase", "Ann", "--yes").output
    again = "heddle person erase ann --yes"
    assert f"somebody works in the workspace of session 1. Run `{again}`" in told
    assert "session 2 worked in pool gpu, and its workspace is not here" in told
    assert folder.exists()

    told = deployment(*again.split()[1:]).output
    assert "somebody works" not in told
    assert f"pool gpu, and its workspace is not here. Run `{again}`" in told
    assert not folder.exists()

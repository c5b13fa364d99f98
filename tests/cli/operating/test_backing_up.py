"""`heddle backup` and `heddle restore`: nothing is lost, doubled or overwritten."""

import asyncio
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import backing_up
from bot.bootstrap.reading import settings
from bot.cli.exits import Exit
from service.adapters.clock.system import SystemClock
from service.bootstrap.opening import store_of
from service.domain.captures import Captured
from service.domain.deliveries import DeliveryKind, DeliveryState, phone_lane
from service.domain.ids import PhoneId, SessionNumber, TurnId, WorkerId
from service.domain.states import State
from service.domain.turns import TurnState
from service.domain.workers import Worker
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import change, read
from tests.ports.store.samples import ANN, AT, delivery, person, session, turn

FACTS = {"since": AT, "until": AT, "count": 1, "items": []}
MESSAGES: dict[str, dict[str, Any]] = {
    "waits": {},
    "began": {"begun_at": AT - 5},
    "rings": {"lane": phone_lane(PhoneId("p"))},
    "gone": {"state": DeliveryState.SENT},
}


def at_work(tx: Tx) -> None:
    """A turn at work, messages on the way, a capture, and everybody's claims."""
    tx.persons.add(person())
    row = session("a", ANN, state=State.RUNNING, turn_id=TurnId("t"), captures=1)
    number = tx.sessions.open(row).number
    held = turn(
        "t", number, state=TurnState.RUNNING, worker=WorkerId("box-7"), crashes=1, steps=3,
        lease_until=AT + 9_000_000_000.0,
    )  # fmt: skip
    tx.turns.add(held)
    tx.add_capture(Captured(number, 1, "here", []), 1, AT)
    tx.workers.seen(Worker(WorkerId("box-7"), "default", "box", 7, "1.0", 5, AT, AT))
    for name, more in MESSAGES.items():
        tx.outbox.add(delivery(name, kind=DeliveryKind.AWAY, facts=FACTS, **more))
    tx.outbox.claim("bot-1", ["slack"], AT + 1, AT + 9_000_000_000.0, 9)


@pytest.fixture
def deployment(heddle: Heddle, tmp_path: Path) -> Heddle:
    assert heddle("migrate").exit_code == 0
    change(at_work)
    for version in ("v1", "v2"):
        bundle = tmp_path / "data" / "captures" / "1" / version
        bundle.mkdir(parents=True)
        (bundle / "result.md").write_text(version)
    return heddle


@pytest.mark.parametrize("name", ["heddle.tar", "heddle.tar.gz"])
def test_what_was_backed_up_is_put_back_and_judged(
    deployment: Heddle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file = tmp_path / name
    said = deployment("backup", str(file)).output
    assert "the database and 1 capture," in said
    assert "The secret key is not in it" in said
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as archive:
        names = archive.getnames()
    assert "captures/1/v1/result.md" in names
    assert not [each for each in names if "v2" in each], "the copy does not know it"
    assert not [each for each in names if "key" in each]

    monkeypatch.setenv("HEDDLE_DATA_DIR", str(tmp_path / "other"))
    told = deployment("restore", str(file)).output
    assert "1 turn was at work then" in told
    assert "2 messages were on the way" not in told, "one had begun already"
    assert "1 message was on the way" in told
    assert (tmp_path / "other" / "captures" / "1" / "v1" / "result.md").read_text() == "v1"
    for made in ("heddle.db", "captures"):
        assert (tmp_path / "other" / made).stat().st_mode & 0o077 == 0

    given_back = read(lambda reads: reads.turn(TurnId("t")))
    assert given_back is not None
    assert (given_back.state, given_back.attempt, given_back.crashes, given_back.steps) == (
        TurnState.READY, 2, 1, 3,
    )  # fmt: skip
    found = read(lambda reads: reads.undelivered(DeliveryState.WAITING))
    waiting = {str(each.id): each for each in found}
    assert waiting["waits"].begun_at == AT, "it is looked for from when it was made"
    assert waiting["began"].begun_at == AT - 5
    assert waiting["rings"].begun_at is None, "of a push nobody could look for anything"
    assert read(lambda reads: reads.workers()) == []
    claimed = change(lambda tx: tx.outbox.claim("bot-2", ["slack"], AT + 9, AT + 60, 9))
    assert len(claimed) == 1, "nobody holds its lane"


def test_captures_that_were_removed_stop_no_backup_and_no_restore(
    deployment: Heddle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The runbooks tell operators to remove captures, and the database goes on knowing them."""
    number = SessionNumber(1)

    def add(tx: Tx) -> None:
        for version in range(2, 6):
            tx.add_capture(Captured(number, version, "here", []), version, AT)
        tx.sessions.save(replace(tx.sessions.lock(number), captures=5))

    change(add)
    captures = tmp_path / "data" / "captures"
    shutil.rmtree(captures / "1" / "v1")
    taken = deployment("backup", str(tmp_path / "one.tar"))
    assert taken.exit_code == Exit.OK
    assert "the database and 1 capture," in taken.output
    assert f"4 captures are gone from {captures}: 1/v1, 1/v3, 1/v4, and 1 more" in taken.output

    monkeypatch.setenv("HEDDLE_DATA_DIR", str(tmp_path / "other"))
    told = deployment("restore", str(tmp_path / "one.tar"))
    assert told.exit_code == Exit.OK
    assert "4 captures were gone already when it was made: 1/v1, 1/v3, 1/v4, and 1" in told.output
    there = sorted(each.name for each in (tmp_path / "other" / "captures" / "1").iterdir())
    assert there == ["v2"]
    assert "4 captures are gone" in deployment("backup", str(tmp_path / "two.tar")).output

    shutil.rmtree(tmp_path / "other" / "captures")
    refused = deployment("backup", str(tmp_path / "three.tar"))
    assert refused.exit_code == Exit.UNAVAILABLE
    assert "is the folder of the captures" in str(refused.exception)


def test_a_disk_that_is_not_mounted_makes_no_backup_without_captures(
    deployment: Heddle, tmp_path: Path
) -> None:
    captures = tmp_path / "data" / "captures"
    captures.rename(tmp_path / "unmounted")
    captures.mkdir()
    refused = deployment("backup", str(tmp_path / "heddle.tar"))
    assert refused.exit_code == Exit.REFUSED
    told = str(refused.exception)
    assert f"is in {captures}. See that its disk is mounted" in told
    assert f"heddle backup {tmp_path / 'heddle.tar'} --without-captures" in told
    assert not list(tmp_path.glob("*heddle.tar*"))


def test_the_database_alone_is_backed_up_and_put_back(
    deployment: Heddle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where all captures were removed, or are kept some other way."""
    captures = tmp_path / "data" / "captures"
    captures.rename(tmp_path / "kept")
    taken = deployment("backup", str(tmp_path / "heddle.tar"), "--without-captures")
    assert taken.exit_code == Exit.OK
    assert f"The captures are not in it: what {captures} should hold" in taken.output
    assert "0 captures" not in taken.output
    assert "are gone" not in taken.output

    monkeypatch.setenv("HEDDLE_DATA_DIR", str(tmp_path / "other"))
    told = deployment("restore", str(tmp_path / "heddle.tar"))
    assert told.exit_code == Exit.OK
    back = tmp_path / "other" / "captures"
    assert f"The captures are not in it: if you have them, put them into {back}" in told.output
    assert "gone already" not in told.output
    back.rmdir()
    (tmp_path / "kept").rename(back)
    judged = deployment("restore").output
    assert f"was kept as {back / '1' / 'unknown-v2'}" in judged
    assert (back / "1" / "v1" / "result.md").read_text() == "v1"


def test_nothing_is_overwritten(deployment: Heddle, tmp_path: Path) -> None:
    file = tmp_path / "heddle.tar"
    deployment("backup", str(file))
    again = deployment("backup", str(file))
    assert again.exit_code == Exit.REFUSED
    there = deployment("restore", str(file))
    assert there.exit_code == Exit.REFUSED
    assert "stands there already" in str(there.exception)


def test_what_is_no_backup_changes_nothing(
    deployment: Heddle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "heddle.tar"
    deployment("backup", str(file))
    (tmp_path / "cut.tar").write_bytes(file.read_bytes()[:3000])
    (tmp_path / "other.tar").write_bytes(b"something else")
    monkeypatch.setenv("HEDDLE_DATA_DIR", str(tmp_path / "other"))
    for name in ("cut.tar", "other.tar", "none.tar"):
        assert deployment("restore", str(tmp_path / name)).exit_code == Exit.REFUSED
        assert not (tmp_path / "other" / "heddle.db").exists()
    assert list((tmp_path / "other").iterdir()) == []
    assert deployment("restore", str(file)).exit_code == Exit.OK


class Meanwhile(SystemClock):
    """A clock by which nobody waits: while it sleeps, time passes and something happens."""

    def __init__(self, happens: Callable[[Tx], object]) -> None:
        super().__init__()
        self._happens = happens
        self._slept = 0.0

    def monotonic(self) -> float:
        return self._slept

    async def sleep(self, seconds: float) -> None:
        self._slept += seconds
        store = store_of(settings().settings)
        await store.run(self._happens)
        await store.close()


def test_nothing_is_judged_while_somebody_works_on_the_database(
    deployment: Heddle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    beats = Worker(WorkerId("box-7"), "default", "box", 7, "1.0", 5, AT, AT + 10)
    clock = Meanwhile(lambda tx: tx.workers.seen(beats))
    monkeypatch.setattr(backing_up, "clock_of", lambda: clock)
    refused = deployment("restore")
    assert refused.exit_code == Exit.REFUSED
    assert "Somebody works on this database: box-7. Stop heddle" in str(refused.exception)
    held = read(lambda reads: reads.turn(TurnId("t")))
    assert held is not None
    assert held.state is TurnState.RUNNING
    assert (tmp_path / "data" / "captures" / "1" / "v2").is_dir()


def test_a_database_that_was_put_back_by_hand_is_judged(
    deployment: Heddle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A copy of a moment ago shows a worker that seems to live, and says nothing more."""
    clock = Meanwhile(lambda _: None)
    monkeypatch.setattr(backing_up, "clock_of", lambda: clock)
    told = deployment("restore").output
    assert "1 turn was at work then" in told
    aside = tmp_path / "data" / "captures" / "1" / "unknown-v2"
    assert f"was kept as {aside}" in told
    assert (aside / "result.md").read_text() == "v2"
    again = deployment("restore").output
    assert "0 turns were at work then" in again
    assert "0 messages were on the way" in again


def test_the_copy_is_whole_while_others_write(deployment: Heddle, tmp_path: Path) -> None:
    async def both() -> None:
        def write() -> None:
            with sqlite3.connect(tmp_path / "data" / "heddle.db", timeout=30) as other:
                for number in range(300):
                    other.execute("INSERT INTO cursors VALUES (?, 'x')", (f"c{number}",))
                    other.commit()

        writing = asyncio.create_task(asyncio.to_thread(write))
        taken = await asyncio.to_thread(deployment, "backup", str(tmp_path / "b.tar"))
        await writing
        assert taken.exit_code == Exit.OK

    asyncio.run(both())
    with tarfile.open(tmp_path / "b.tar") as archive:
        archive.extractall(tmp_path / "taken", filter="data")
    with sqlite3.connect(tmp_path / "taken" / "heddle.db") as copied:
        assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = [row[0] for row in copied.execute("SELECT name FROM cursors WHERE name LIKE 'c%'")]
        assert sorted(found, key=lambda name: int(name[1:])) == [f"c{n}" for n in range(len(found))]

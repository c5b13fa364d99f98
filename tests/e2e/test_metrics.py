"""Metrics of whole deployments, as Prometheus reads them."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.adapters.store import migrate
from service.domain import demo
from service.domain.states import State
from tests.e2e.cluster import Process
from tests.e2e.running import environment, running, wait_until
from tests.e2e.scraping import Scraped, families, promtool, scraped, targets, total
from tests.e2e.talking import talking
from tests.reference.metrics import names
from tests.servers.ports import free_port
from tests.servers.valkey import Valkey

pytestmark = pytest.mark.timeout(240)
NOT_IN_A_DEMO = {
    # They need a person who writes, answers or corrects through a bot.
    "heddle_alert_outcomes_total",
    "heddle_item_open_seconds",
    "heddle_messages_total",
    # They need a chat platform or a phone.
    "heddle_cards_shown_total",
    "heddle_channel_connections",
    "heddle_channel_deaf_total",
    "heddle_channel_last_event_timestamp_seconds",
    "heddle_delivery_seconds",
    "heddle_missed_messages_total",
    "heddle_platform_call_seconds",
    "heddle_pushes_total",
    # They need a provider that says what is left, another model, an agent that loops, or a judge.
    "heddle_model_fallbacks_total",
    "heddle_rate_limit_left",
    "heddle_rate_limit_reset_seconds",
    "heddle_watch_judgements_total",
    "heddle_watch_verdicts_total",
}
"""Metrics that a demo without people does not show; a dashboard has to do without them there."""
TAKEN_OVER = 15.0
"""Seconds within which another bot tells the numbers of the whole."""


class Deployment:
    """Two bots and two workers on one machine, each with its own metrics."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log = (folder / "log").open("w")
        self.processes: dict[int, Process] = {}

    def start(self, name: str, role: str) -> None:
        port = free_port()
        variables = environment(
            self.folder,
            port,
            HEDDLE_REDIS_URL=f"unix://{self.folder / 'valkey' / 'valkey.sock'}",
            HEDDLE_WORKER__PORT="0",
        )
        self.processes[port] = Process(name, role, variables, self._log)

    def scraped(self) -> list[Scraped]:
        return scraped(self.folder / "targets")

    def targets(self) -> list[tuple[str, str]]:
        return targets(self.folder / "targets")

    def leaders(self) -> list[Scraped]:
        return [each for each in self.scraped() if each.value("heddle_exporter_leading") == 1]

    def close(self) -> None:
        for each in self.processes.values():
            each.stop()
        self._log.close()


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    folder = tmp_path / "data"
    folder.mkdir()
    migrate.migrate(f"sqlite:///{folder / 'heddle.db'}")
    queue = Valkey(folder)
    queue.start()
    made = Deployment(folder)
    try:
        for name in ("bot-1", "bot-2"):
            made.start(name, "bot")
        for name in ("worker-1", "worker-2"):
            made.start(name, "worker")
        yield made
    finally:
        made.close()
        queue.close()


@pytest.mark.alone
async def test_sums_over_many_processes_are_right_and_stay_so(deployment: Deployment) -> None:
    wait_until(lambda: len(deployment.scraped()) == 4, "all four are found and answer")
    assert [role for role, _ in deployment.targets()] == ["bot", "bot", "worker", "worker"]
    assert len({address for _, address in deployment.targets()}) == 4
    wait_until(lambda: len(deployment.leaders()) == 1, "one bot leads")
    async with talking(deployment.folder) as talk:
        numbers = [
            (await talk.say(f"t{each}", text)).session.number
            for each, text in enumerate((demo.HAIKU, demo.NAMES, demo.LETTER))
        ]
        for number in numbers:
            await talk.until(number, State.DONE)
    wait_until(
        lambda: total(deployment.scraped(), "heddle_sessions", state="done") == 3,
        "the next count knows of all three",
    )
    pages = deployment.scraped()
    assert total(pages, "heddle_exporter_leading") == 1
    assert total(pages, "heddle_sessions") == 3
    assert total(pages, "heddle_turn_seconds_count", outcome="finished") == 3
    assert total(pages, "heddle_model_tokens_total", direction="out") > 0
    assert total(pages, "heddle_workers", presence="live") == 2
    for page in pages:
        checked = promtool("check", "metrics", text=page.text)
        assert (checked.returncode, checked.stderr) == (0, ""), (page.role, checked.stderr)

    leader = deployment.leaders()[0]
    deployment.processes.pop(int(leader.address.rpartition(":")[2])).stop()
    killed = time.monotonic()
    wait_until(lambda: len(deployment.leaders()) == 1, "the other bot leads")
    assert time.monotonic() - killed < TAKEN_OVER
    assert total(deployment.scraped(), "heddle_sessions") == 3
    assert ("bot", leader.address) in deployment.targets(), "it could not tidy up"
    deployment.start("bot-3", "bot")
    wait_until(lambda: len(deployment.scraped()) == 4, "a new bot is found")
    assert ("bot", leader.address) not in deployment.targets()


async def test_under_up_one_page_holds_everybodys_numbers(tmp_path: Path) -> None:
    with running(tmp_path / "data") as up:
        async with talking(up.folder) as talk:
            limited = (await talk.say("t1", demo.LIMITED)).session.number
            asking = (await talk.say("t2", demo.DECIDE)).session.number
            done = (await talk.say("t3", demo.HAIKU)).session.number
            await talk.until(done, State.DONE)
            await talk.until(asking, State.WAITING)
            await talk.until(limited, State.DONE)
        page = Scraped("bot", up.address, up.get("/metrics").text)
        assert page.value("heddle_turn_seconds_count", outcome="finished") == 2
        assert page.value("heddle_worker_turns_max", pool="default") == 200
        assert page.value("heddle_database_connections_max", use="write") == 2
        assert targets(up.folder / "targets") == [("bot", up.address.removeprefix("http://"))]
        checked = promtool("check", "metrics", text=page.text)
        assert (checked.returncode, checked.stderr) == (0, "")
        told = set(families([page]))
        assert told <= names(), "the reference lacks some"
        assert names() - NOT_IN_A_DEMO <= told
        worker = up.child("service", "worker")
        assert worker is not None
        worker.kill()
        wait_until(
            lambda: (
                Scraped("bot", "", up.get("/metrics").text).value("heddle_worker_turns_max") == 200
            ),
            "a worker that is gone has no room any more",
        )

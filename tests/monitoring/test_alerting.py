"""From a scrape to an operator's inbox and back, through a real Prometheus and Alertmanager."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry, start_http_server

from service.domain.items import Item, ItemState, Reason, Severity
from service.domain.states import State
from tests.e2e.running import PATIENCE, answers, free_port, running, wait_until
from tests.e2e.talking import Talk, talking
from tests.monitoring.asked import ROOT, RULES
from tests.servers.prometheus import Alertmanager, Prometheus, program
from tests.servers.receiver import Posted, receiver

pytestmark = pytest.mark.timeout(300)
TOKEN = "a-token-of-a-test's-own"


def impatient(folder: Path) -> Path:
    """Write the shipped alerts without their patience, which is tried where time is made up."""
    read = yaml.safe_load((RULES / "alerts.yml").read_text("utf-8"))
    for group in read["groups"]:
        for rule in group["rules"]:
            rule.pop("for", None)
    path = folder / "alerts.yml"
    path.write_text(yaml.safe_dump(read))
    return path


def routed(folder: Path, heddle: str, outside: str) -> Path:
    """Write the shipped configuration of Alertmanager with a test's addresses and no patience."""
    token = folder / "token"
    token.write_text(TOKEN)
    path = ROOT / "deploy" / "alertmanager" / "alertmanager.yml"
    config: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    for route in (config["route"], *config["route"]["routes"]):
        route |= {"group_wait": "0s", "group_interval": "1s", "repeat_interval": "2s"}
    posts = {each["name"]: each["webhook_configs"][0] for each in config["receivers"]}
    posts["heddle"]["url"] = f"{heddle}/alerts"
    posts["heddle"]["http_config"]["authorization"]["credentials_file"] = str(token)
    posts["outside"]["url"] = outside
    changed = folder / "alertmanager.yml"
    changed.write_text(yaml.safe_dump(config))
    return changed


async def alerts(talk: Talk, name: str) -> Sequence[Item]:
    """Return Ann's items about heddle itself in whose words the name stands."""
    found = await talk.service.store.read(
        lambda reads: reads.items(talk.person.id, open_only=False)
    )
    return [each for each in found if each.reason is Reason.OPERATIONS and name in each.ask]


async def until(talk: Talk, name: str, state: ItemState) -> Item:
    """Wait until the one item of that name is in that state: other processes change it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await alerts(talk, name)
            assert len(found) <= 1, found
            if found and found[0].state is state:
                return found[0]
            await asyncio.sleep(0.2)


def firing(posted: Sequence[Posted]) -> set[str]:
    return {each["labels"]["alertname"] for post in posted for each in post.body["alerts"]}


async def test_an_alert_reaches_an_operator_and_ends(tmp_path: Path) -> None:
    program("prometheus", "prometheus")
    program("prometheus-alertmanager", "prometheus-alertmanager")
    variables = {"HEDDLE_ALERTS__TOKEN": TOKEN, "HEDDLE_ALERTS__OPERATORS": "Ann"}
    away = free_port()
    with receiver() as outside, running(tmp_path / "data", **variables) as up:
        switch = f"http://{outside.host}/heartbeat"
        targets = {"heddle": [f"127.0.0.1:{up.port}"], "heddle-worker": [f"127.0.0.1:{away}"]}
        manager = Alertmanager(tmp_path / "am", routed(tmp_path, up.address, switch))
        rules = [impatient(tmp_path)]
        async with talking(up.folder) as talk:
            with manager, Prometheus(tmp_path / "prom", targets, rules, [manager.target]):
                item = await until(talk, str(away), ItemState.OPEN)
                assert item.severity == Severity.IMPORTANT
                assert item.facts["runbooks"] == ["docs/runbooks/target-down.md"]
                session = await talk.session(item.session)
                assert (session.title, session.state) == ("Operations", State.DONE)

                bot = up.child("bot", "bot")
                assert bot is not None
                bot.kill()
                await asyncio.to_thread(wait_until, lambda: answers(up), "another bot")
                assert (await until(talk, str(away), ItemState.OPEN)).id == item.id

                server, _ = start_http_server(away, "127.0.0.1", CollectorRegistry())
                ended = await until(talk, str(away), ItemState.RESOLVED)
                assert (ended.id, ended.resolved_by) == (item.id, None)
                server.shutdown()
                server.server_close()
                beats = await asyncio.to_thread(outside.posted, 2)
        assert firing(beats) == {"HeddleWatchdog"}
        assert {each.path for each in beats} == {"/heartbeat"}
        metrics = up.get("/metrics").text
    assert 'heddle_items_opened_total{kind="alert",reason="operations"}' in metrics

"""From a scrape to an operator's inbox and back, through a real Prometheus and Alertmanager."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry, start_http_server

from service.domain.ids import ItemId
from service.domain.items import Item, ItemState, Severity
from service.domain.states import State
from tests.e2e.running import PATIENCE, answers, running, wait_until
from tests.e2e.talking import Talk, talking
from tests.monitoring.asked import ROOT, RULES
from tests.servers.ports import free_port
from tests.servers.prometheus import Alertmanager, Prometheus, program
from tests.servers.receiver import Posted, receiver

pytestmark = pytest.mark.timeout(300)
TARGETS = "HeddleTargetDown"
SHIPPED = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text("utf-8"))
PAGES = "http://localhost:3000/public/runbooks"
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


def routed(folder: Path, heddle: str, outside: str, pager: str) -> Path:
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
    posts["pager"]["url"] = pager
    changed = folder / "alertmanager.yml"
    changed.write_text(yaml.safe_dump(config))
    return changed


async def until_told(talk: Talk, target: str) -> Item:
    """Wait until Ann's one item about targets that do not answer names this one."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await talk.service.store.read(lambda reads: reads.items(talk.person.id))
            about = [each for each in found if TARGETS in str(each.facts.get("group"))]
            # All targets share one group: how many of them are down changes its words alone.
            assert len(about) <= 1, about
            if about and target in about[0].ask:
                return about[0]
            await asyncio.sleep(0.2)


async def item_of(talk: Talk, name: ItemId) -> Item:
    """Return the item as it stands."""
    found = await talk.service.store.read(lambda reads: reads.item(name))
    assert found is not None
    return found


async def until_over(talk: Talk, name: ItemId) -> Item:
    """Wait until nobody has to see to the item: other processes close it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            item = await item_of(talk, name)
            if item.state is not ItemState.OPEN:
                return item
            await asyncio.sleep(0.2)


def firing(posted: Sequence[Posted]) -> set[str]:
    return {each["labels"]["alertname"] for post in posted for each in post.body["alerts"]}


async def test_an_alert_reaches_an_operator_and_ends(tmp_path: Path) -> None:
    program("prometheus", "prometheus")
    program("prometheus-alertmanager", "prometheus-alertmanager")
    variables = {"HEDDLE_ALERTS__TOKEN": TOKEN, "HEDDLE_ALERTS__OPERATORS": "Ann"}
    away = free_port()
    with ExitStack() as open_:
        outside, pager = open_.enter_context(receiver()), open_.enter_context(receiver())
        up = open_.enter_context(running(tmp_path / "data", **variables))
        addresses = (f"http://{outside.host}/heartbeat", f"http://{pager.host}/page")
        targets = {"heddle": [f"127.0.0.1:{up.port}"], "heddle-worker": [f"127.0.0.1:{away}"]}
        manager = Alertmanager(tmp_path / "am", routed(tmp_path, up.address, *addresses))
        rules = [impatient(tmp_path)]
        async with talking(up.folder) as talk:
            with manager, Prometheus(tmp_path / "prom", targets, rules, [manager.target], SHIPPED):
                item = await until_told(talk, str(away))
                assert item.severity == Severity.IMPORTANT
                assert item.facts["runbooks"] == [f"{PAGES}/target-down.md"]
                session = await talk.session(item.session)
                assert (session.title, session.state) == ("Operations", State.DONE)

                bot = up.child("bot", "bot")
                assert bot is not None
                bot.kill()
                await asyncio.to_thread(wait_until, lambda: answers(up), "another bot")
                assert (await until_told(talk, str(away))).id == item.id

                server, _ = start_http_server(away, "127.0.0.1", CollectorRegistry())
                ended = await until_over(talk, item.id)
                assert (ended.state, ended.resolved_by) == (ItemState.RESOLVED, None)
                server.shutdown()
                server.server_close()
                beats = await asyncio.to_thread(outside.posted, 2)
                paged = partial(wait_until, lambda: TARGETS in firing(pager.posted()), "a page")
                await asyncio.to_thread(paged)
        assert firing(beats) == {"HeddleWatchdog"}
        labels = [page.body["commonLabels"] for page in pager.posted()]
        assert {each["severity"] for each in labels} == {"critical"}
        assert not any("runbooks" in each for each in labels)
        metrics = up.get("/metrics").text
    assert 'heddle_items_opened_total{kind="alert",reason="operations"}' in metrics

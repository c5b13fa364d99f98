"""Every panel's query, asked of a real Prometheus that scrapes a heddle at work."""

import asyncio
import time
from pathlib import Path

import pytest

from deploy.grafana.boards.build import EVERYTHING
from tests.e2e.running import wait_until
from tests.monitoring.asked import RULES, Asked, boards, queries, rules
from tests.monitoring.load import deployed, everything_happens
from tests.servers.prometheus import Prometheus, program

pytestmark = pytest.mark.timeout(420)
PATIENCE = 60.0
"""Seconds in which what happened last has been scraped twice, however busy the machine is."""
SPAN = "5m"
"""What a dashboard is opened over in this test, so that all of the load is in sight."""


def asked_now(query: Asked) -> str:
    """Return a query as Grafana sends it, with every choice at All."""
    expr = query.expr.replace("$__rate_interval", SPAN).replace("$__range", SPAN)
    for variable in boards()[query.board]["templating"]["list"]:
        expr = expr.replace(f"${variable['name']}", EVERYTHING)
    return expr


async def test_no_panel_is_empty(tmp_path: Path) -> None:
    program("prometheus", "prometheus")
    files = sorted(RULES.glob("*.yml"))
    async with deployed(tmp_path) as there:
        targets = {"heddle": [f"127.0.0.1:{there.up.port}"]}
        with Prometheus(tmp_path / "prometheus", targets, files) as prometheus:
            await asyncio.to_thread(wait_until, lambda: prometheus.ask("up == 1"), "a scrape")
            await everything_happens(there)
            empty = await asyncio.to_thread(left_empty, prometheus)
            unmade = [
                rule["record"]
                for rule in rules("recording")
                if not prometheus.ask_over(rule["record"], 300)
            ]
            chosen = {
                variable["query"]
                for board in boards().values()
                for variable in board["templating"]["list"]
                if variable["type"] == "query" and not values(prometheus, variable["query"])
            }
    assert not empty
    assert not unmade
    assert not chosen


def left_empty(prometheus: Prometheus) -> list[Asked]:
    """Return the queries that have no answer, once all have one or patience is over."""
    end = time.monotonic() + PATIENCE
    left = queries()
    while left and time.monotonic() < end:
        left = [each for each in left if not answered(prometheus, each)]
    return left


def answered(prometheus: Prometheus, query: Asked) -> bool:
    """Tell whether a query has a number to show."""
    expr = asked_now(query)
    if query.instant:
        return any(
            float(each["value"][1]) == float(each["value"][1]) for each in prometheus.ask(expr)
        )
    found = prometheus.ask_over(expr, 300)
    return any(number != "NaN" for each in found for _, number in each["values"])


def values(prometheus: Prometheus, query: str) -> list[str]:
    """Return what a variable lets one choose."""
    selector, _, label = query.removeprefix("label_values(").removesuffix(")").rpartition(", ")
    selector = selector.replace("$job", EVERYTHING)
    found = prometheus.get(f"/api/v1/label/{label}/values", **{"match[]": selector})
    chosen: list[str] = found["data"]
    return chosen

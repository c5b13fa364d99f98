"""Every alert fires when it should, stays silent otherwise, and has a page that says what to do."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.grafana.boards.known import recorded, used
from tests.monitoring.asked import RULES, RUNBOOKS, rules, samples
from tests.servers.prometheus import promtool

CASES = Path(__file__).parent / "rules"
SEVERITIES = {"critical", "warning", "none"}
SECTIONS = ("What you see", "What it means", "What to do")
LINK = re.compile(r'^\{\{ or \$externalLabels\.runbooks "docs/runbooks" \}\}/([a-z-]+\.md)$')


def cases() -> list[dict[str, Any]]:
    read = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(CASES.glob("*.yml"))]
    return [test for each in read for test in each["tests"]]


def alerts_tried(*, fires: bool) -> set[str]:
    return {
        test["alertname"]
        for each in cases()
        for test in each["alert_rule_test"]
        if bool(test["exp_alerts"]) is fires
    }


def page_of(rule: dict[str, Any]) -> Path:
    """Return the page that an alert leads to, wherever the pages can be opened."""
    found = LINK.match(rule["annotations"]["runbook_url"])
    assert found, rule["alert"]
    return RUNBOOKS / found[1]


def test_prometheus_takes_them() -> None:
    checked = promtool("check", "rules", *map(str, sorted(RULES.glob("*.yml"))))
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yml")), ids=lambda path: str(path.stem))
def test_they_fire_when_they_should(path: Path) -> None:
    run = promtool("test", "rules", str(path))
    assert run.returncode == 0, run.stdout + run.stderr


def test_each_is_tried_both_ways() -> None:
    names = {rule["alert"] for rule in rules("alerts")}
    assert alerts_tried(fires=True) == names
    assert alerts_tried(fires=False) == names


def test_each_says_how_bad_it_is_and_what_happened() -> None:
    for rule in rules("alerts"):
        told = rule["annotations"]
        assert rule["alert"].startswith("Heddle")
        assert rule["labels"]["severity"] in SEVERITIES, rule["alert"]
        assert told["summary"], rule["alert"]
        assert len(told["summary"]) < 100, rule["alert"]
        assert told["description"], rule["alert"]


def test_each_has_a_page_that_says_what_to_do() -> None:
    assert len({rule["alert"] for rule in rules("alerts")}) == len(rules("alerts"))
    for page in sorted({page_of(rule) for rule in rules("alerts")}):
        text = page.read_text("utf-8")
        assert re.findall(r"^\*\*([^*]+)\.\*\*", text, re.MULTILINE) == [*SECTIONS], page


def test_each_page_names_its_alert_and_the_index_names_the_page() -> None:
    index = (RUNBOOKS / "README.md").read_text("utf-8")
    for rule in rules("alerts"):
        page = page_of(rule)
        assert f"`{rule['alert']}`" in page.read_text("utf-8"), page
        assert f"({page.name})" in index, page


def test_the_index_names_every_page() -> None:
    index = (RUNBOOKS / "README.md").read_text("utf-8")
    pages = {page.name for page in RUNBOOKS.glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\((\S+\.md)\)", index)) >= pages


@pytest.mark.parametrize("name", ["recording", "alerts"])
def test_they_read_metrics_that_exist(name: str) -> None:
    there = samples()
    made = {rule["record"] for rule in rules("recording")}
    for rule in rules(name):
        assert used(rule["expr"]) <= there.keys(), rule["expr"]
        assert recorded(rule["expr"]) <= made, rule["expr"]


def test_recorded_series_keep_the_labels_that_they_are_named_after() -> None:
    for rule in rules("recording"):
        labels = rule["record"].partition(":")[0].split("_")
        assert f"by ({', '.join(labels)})" in rule["expr"], rule["record"]


def test_links_in_runbooks_lead_somewhere() -> None:
    for page in RUNBOOKS.glob("*.md"):
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert "://" in link or (page.parent / link).exists(), (page.name, link)

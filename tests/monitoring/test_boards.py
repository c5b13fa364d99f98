"""The dashboards are what Grafana takes, and say what they are for."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from deploy.grafana.boards.known import UnknownMetric, known, narrowed, recorded, used
from tests.monitoring.asked import RUNBOOKS, boards, panels, queries, rules, samples

Json = dict[str, Any]
SCHEMAS = Path(__file__).parents[3] / "shared" / "data" / "grafana"
NOT_SHOWN: frozenset[str] = frozenset()
"""Metrics that are on no dashboard on purpose."""


@pytest.fixture
def schema() -> Callable[[str], Json]:
    def read(name: str) -> Json:
        if not SCHEMAS.is_dir():
            pytest.skip(f"needs Grafana's JSON Schemas in {SCHEMAS}")
        found: Json = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
        return found

    return read


def wrong(part: Any, schema: Json) -> Iterator[str]:
    for error in jsonschema.Draft7Validator(schema).iter_errors(part):
        yield f"{error.json_path}: {error.message[:200]}"


def test_there_are_five() -> None:
    assert set(boards()) == {"overview", "attention", "providers", "delivery", "workers"}


@pytest.mark.parametrize("name", boards())
def test_grafana_takes_them(name: str, schema: Callable[[str], Json]) -> None:
    assert not list(wrong(boards()[name], schema("dashboard")))


@pytest.mark.parametrize("name", boards())
def test_grafana_takes_their_lines(name: str, schema: Callable[[str], Json]) -> None:
    lines = [each for each in panels(boards()[name]) if each["type"] == "timeseries"]
    assert lines
    whole = schema("timeseries")
    for each in lines:
        parts = {
            "Options": each["options"],
            "FieldConfig": each["fieldConfig"]["defaults"]["custom"],
        }
        for kind, part in parts.items():
            assert not list(wrong(part, {**whole, "$ref": f"#/definitions/{kind}"})), each["title"]


def test_every_panel_says_what_it_is_for() -> None:
    for board in boards().values():
        for panel in panels(board):
            assert panel["description"].startswith("**"), panel["title"]
            assert "?**" in panel["description"], panel["title"]
            assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
            assert panel["datasource"]["uid"] == "${datasource}", panel["title"]
            assert panel["targets"], panel["title"]


def test_panels_fit_side_by_side() -> None:
    for name, board in boards().items():
        taken: set[tuple[int, int]] = set()
        for panel in board["panels"]:
            at = panel["gridPos"]
            cells = {
                (x, y)
                for x in range(at["x"], at["x"] + at["w"])
                for y in range(at["y"], at["y"] + at["h"])
            }
            assert at["x"] + at["w"] <= 24, (name, panel["title"])
            assert not taken & cells, (name, panel["title"])
            taken |= cells
        numbers = [panel["id"] for panel in board["panels"]]
        assert len(set(numbers)) == len(numbers)


def test_links_lead_somewhere() -> None:
    found = boards()
    for board in found.values():
        for panel in panels(board):
            for link in panel.get("links", []):
                start, _, page = link["url"].partition("?")[0].rpartition("/")
                if start == "${runbooks}":
                    assert (RUNBOOKS / page).is_file(), (panel["title"], page)
                else:
                    assert page.removeprefix("heddle-") in found, (panel["title"], page)


def test_a_bad_number_says_what_to_do() -> None:
    for board in boards().values():
        for panel in panels(board):
            steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
            if any(step["color"] == "red" for step in steps) and panel["type"] == "stat":
                urls = [link["url"] for link in panel.get("links", [])]
                assert any("${runbooks}" in url for url in urls), panel["title"]


def test_every_variable_is_used_and_known() -> None:
    for name, board in boards().items():
        texts = json.dumps([each["targets"] for each in panels(board)])
        for variable in board["templating"]["list"]:
            asked = variable["name"] if variable["type"] == "query" else ""
            assert f"${asked}" in texts, (name, asked)
            if asked:
                sample = variable["query"].removeprefix("label_values(")
                assert used(sample) <= samples().keys()


def test_every_metric_is_shown_somewhere() -> None:
    there = samples()
    asked = [each.expr for each in queries()] + [each["expr"] for each in rules("recording")]
    shown = {there[name].metric for expr in asked for name in used(expr) if name in there}
    assert {each.metric for each in there.values()} - shown == NOT_SHOWN


def test_what_is_read_is_recorded() -> None:
    made = {rule["record"] for rule in rules("recording")}
    read = {name for each in queries() for name in recorded(each.expr)}
    read |= {name for rule in rules("alerts") for name in recorded(rule["expr"])}
    assert read == made


PAGE = """
## Counted by each process
| `heddle_turns_total` | counter | `outcome` | Turns. |
| `heddle_wait_seconds` | histogram | `provider` | Waits. |
## Of the whole deployment
| `heddle_open` | gauge | `kind` | Open. |
"""


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            'rate(heddle_turns_total{outcome="ok"}[1m])',
            'rate(heddle_turns_total{outcome="ok",job=~"$job",instance=~"$instance"}[1m])',
        ),
        (
            "heddle_wait_seconds_sum",
            'heddle_wait_seconds_sum{job=~"$job",instance=~"$instance",provider=~"$provider"}',
        ),
        (
            "sum (job_provider:heddle_turns:rate5m)",
            'sum (job_provider:heddle_turns:rate5m{job=~"$job",provider=~"$provider"})',
        ),
        ("max by (kind) (heddle_open)", 'max by (kind) (heddle_open{job=~"$job"})'),
    ],
)
def test_variables_narrow_what_has_their_label(asked: str, told: str) -> None:
    assert narrowed(asked, known(PAGE), ["provider"]) == told


@pytest.mark.parametrize(
    "asked", ["heddle_other", 'heddle_open{reason="x"}', "heddle_wait_seconds"]
)
def test_a_query_cannot_name_what_is_not_there(asked: str) -> None:
    with pytest.raises(UnknownMetric):
        narrowed(asked, known(PAGE), [])

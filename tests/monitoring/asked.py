"""What dashboards and rules ask Prometheus, read from the files that are shipped."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from deploy.grafana.boards.known import Known, known

ROOT = Path(__file__).parents[2]
BOARDS = ROOT / "deploy" / "grafana" / "dashboards"
RULES = ROOT / "deploy" / "prometheus" / "rules"
RUNBOOKS = ROOT / "docs" / "runbooks"
REFERENCE = ROOT / "docs" / "reference" / "metrics.md"


@dataclass(frozen=True, slots=True)
class Asked:
    """A panel's query."""

    board: str
    panel: str
    expr: str
    instant: bool


def boards() -> dict[str, dict[str, Any]]:
    """Return the dashboards by name."""
    return {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted(BOARDS.glob("*.json"))
    }


def panels(board: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return a dashboard's panels, rows left out."""
    yield from (each for each in board["panels"] if each["type"] != "row")


def queries() -> list[Asked]:
    """Return every query of every panel."""
    return [
        Asked(name, panel["title"], target["expr"], target["instant"])
        for name, board in boards().items()
        for panel in panels(board)
        for target in panel["targets"]
    ]


def rules(name: str) -> list[dict[str, Any]]:
    """Return the rules of one file, from all its groups."""
    read = yaml.safe_load((RULES / f"{name}.yml").read_text("utf-8"))
    return [rule for group in read["groups"] for rule in group["rules"]]


def samples() -> dict[str, Known]:
    """Return what the reference promises."""
    return known(REFERENCE.read_text("utf-8"))

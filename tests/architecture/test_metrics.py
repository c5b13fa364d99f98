"""Every metric is told by somebody: none is declared and never set."""

import ast
import inspect
import re
from functools import cache
from pathlib import Path

import pytest

from service.adapters.telemetry.metrics import Metrics
from service.ports.telemetry import Telemetry

ROOT = Path(__file__).resolve().parents[2]
REPORTS = sorted(
    name for name, _ in inspect.getmembers(Telemetry, inspect.isfunction) if name[0] != "_"
)
ADAPTER = ROOT / "service" / "adapters" / "telemetry" / "prometheus.py"


@cache
def reported() -> frozenset[str]:
    """Return what product code calls on a telemetry, outside of the adapter for it."""
    found = set[str]()
    for package in ("service", "bot"):
        for path in (ROOT / package).rglob("*.py"):
            if "telemetry" not in path.parts:
                found |= set(map(called, ast.walk(ast.parse(path.read_text()))))
    return frozenset(found)


def called(node: ast.AST) -> str:
    """Return the report's name if the node calls one."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ""
    owner = ast.unparse(node.func.value)
    return node.func.attr if re.search(r"(^|[._])telemetry$", owner) else ""


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_made_by_some_code(name: str) -> None:
    assert name in reported(), f"nobody calls telemetry.{name}"


def test_every_metric_is_set_by_some_report() -> None:
    metrics = Metrics()
    text = ADAPTER.read_text()
    for owner, holder in (("_metrics", metrics), ("_inside", metrics.inside)):
        made = [name for name, each in vars(holder).items() if hasattr(each, "_labelnames")]
        assert made
        for name in made:
            used = rf"self\.{owner}\.{name}\.(labels|inc|observe)\("
            assert re.search(used, text), f"{name} is never set"

"""What a dashboard is made of, before it is anybody's JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How a panel shows its numbers."""

    STAT = "stat"  # one number now, and how it came to be
    LINES = "lines"  # over time
    STACK = "stack"  # over time, parts of a whole
    BARS = "bars"  # one bar for each series, now
    TABLE = "table"  # one row for each series, now


class Unit(StrEnum):
    """Grafana's names of the units that are used."""

    COUNT = "short"
    SECONDS = "s"
    PER_SECOND = "cps"
    PER_MINUTE = "cpm"
    DOLLARS = "currencyUSD"
    SHARE = "percentunit"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Query:
    """An expression of PromQL without the variables' matchers; `legend` names its series."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One question and the numbers that answer it.

    `asks` is the question that an operator has, `meaning` how to read the answer. From
    `warn` on it is yellow, from `bad` on red; with `low` below instead. `runbook` is a page of
    docs/runbooks, `opens` the dashboard with the details.
    """

    title: str
    asks: str
    meaning: str
    queries: Sequence[Query]
    unit: Unit = Unit.COUNT
    shape: Shape = Shape.LINES
    width: int = 12
    warn: float | None = None
    bad: float | None = None
    low: bool = False
    runbook: str = ""
    opens: str = ""

    @property
    def reads(self) -> str:
        """How to read it, with the time that it counts over where that is a fixed one."""
        hourly = any("[1h]" in each.expr for each in self.queries)
        return f"{self.meaning} Each point counts the hour before it." if hourly else self.meaning


@dataclass(frozen=True, slots=True)
class Row:
    """Panels that belong together."""

    title: str
    panels: Sequence[Panel]


@dataclass(frozen=True, slots=True)
class Variable:
    """What a reader may narrow a dashboard down to: a label of its metrics."""

    label: str
    title: str
    metric: str


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard; `name` is its file and the end of its address."""

    name: str
    title: str
    meaning: str
    rows: Sequence[Row]
    variables: Sequence[Variable] = ()

    @property
    def uid(self) -> str:
        """What Grafana knows it by; never change it, people's links carry it."""
        return f"heddle-{self.name}"

    @property
    def panels(self) -> Sequence[Panel]:
        """All of its panels."""
        return [panel for row in self.rows for panel in row.panels]

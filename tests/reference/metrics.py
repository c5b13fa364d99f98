"""The reference of the metrics."""

from collections.abc import Iterable

from prometheus_client.metrics_core import Metric

from service.adapters.telemetry.census import CensusCollector
from service.adapters.telemetry.metrics import Metrics
from service.domain.items import ItemKind
from service.domain.states import State
from service.ports.reads import Census

HEAD = """\
# Metrics

`GET /metrics` answers in Prometheus's text format. Under `heddle up` it holds the numbers of all
processes of the machine since its start; a worker that was started by itself serves its own on
`HEDDLE_WORKER__METRICS_PORT`. No label ever carries a session, a person or a thread; models and
tools beyond the first 64 names are counted as `other`.
"""


def page() -> str:
    """Return the page."""
    counted = Metrics()
    labels = {
        each._name: each._labelnames
        for each in vars(counted).values()
        if hasattr(each, "_labelnames")
    }
    census = CensusCollector()
    census.refresh(Census(dict.fromkeys(State, 0), dict.fromkeys(ItemKind, 0), 0, 0, None, 0), 0)
    return "\n".join(
        [
            HEAD,
            "## Counted by each process",
            "",
            _table((each, labels[each.name]) for each in counted.registry.collect()),
            "## Counted in the database when the bot is asked",
            "",
            _table((each, _labels_of(each)) for each in census.collect()),
        ]
    )


def _labels_of(metric: Metric) -> Iterable[str]:
    return metric.samples[0].labels if metric.samples else ()


def _table(metrics: Iterable[tuple[Metric, Iterable[str]]]) -> str:
    lines = ["| metric | type | labels | |", "| --- | --- | --- | --- |"]
    for metric, labels in metrics:
        name = f"{metric.name}_total" if metric.type == "counter" else metric.name
        told = ", ".join(f"`{label}`" for label in labels)
        lines.append(f"| `{name}` | {metric.type} | {told} | {metric.documentation} |")
    return "\n".join([*lines, ""])

"""The reference of the metrics."""

from collections.abc import Iterable
from pathlib import Path

from prometheus_client.metrics_core import Metric

from service.adapters.telemetry.census import WholeCollector, whole
from service.adapters.telemetry.disks import DiskCollector
from service.adapters.telemetry.metrics import Metrics
from service.domain.limits import Condition, Limit
from service.ports.census import Census

HEAD = """\
# Metrics

`GET /metrics` of a bot answers in Prometheus's text format, and so does a worker with
`HEDDLE_WORKER__PORT`. No label ever carries a session, a person or a thread; models, tools
and the like beyond the first 64 names are counted as `other`. How processes are found, and how
their numbers add up, stands in [the guide](../guide/metrics.md).
"""
COUNTED = """\
## Counted by each process

From its start; `sum` them over processes. Under `heddle up` the bot's page holds those of all
processes of the machine.
"""
WHOLE = """\
## Of the whole deployment

Counted in the database, every few seconds at most, and told by one bot alone: the one with
`heddle_exporter_leading` 1. The others have none of them.
"""
OWN = """\
## Of each process
"""


def page() -> str:
    """Return the page."""
    counted = Metrics()
    return "\n".join(
        [
            HEAD,
            COUNTED,
            _table((each, labels_of(counted)[each.name]) for each in counted.registry.collect()),
            WHOLE,
            _table((each, _shown(each)) for each in of_the_whole()),
            OWN,
            _table((each, _shown(each)) for each in of_each_process()),
        ]
    )


def of_the_whole() -> list[Metric]:
    """Return every metric of the whole deployment."""
    limit = Limit("openai/gpt", Condition.LIMITED, requests_left=1, requests_reset=1.0)
    return list(whole(0.0, Census(), (), [limit], ()))


def of_each_process() -> list[Metric]:
    """Return every metric of what a process is and stands on."""
    one = WholeCollector()
    one.lead(leads=False)
    return [*one.collect(), *DiskCollector({"data": Path("/")}).collect()]


def labels_of(counted: Metrics) -> dict[str, Iterable[str]]:
    """Return the labels of every metric that a process counts, by its name."""
    made = [*vars(counted).values(), *vars(counted.inside).values()]
    return {each._name: each._labelnames for each in made if hasattr(each, "_labelnames")}


def names() -> set[str]:
    """Return the name of every metric in the reference, as Prometheus writes it."""
    every = [*Metrics().registry.collect(), *of_the_whole(), *of_each_process()]
    return {_named(each) for each in every}


def _named(metric: Metric) -> str:
    return f"{metric.name}_total" if metric.type == "counter" else metric.name


def _shown(metric: Metric) -> Iterable[str]:
    return metric.samples[0].labels if metric.samples else ()


def _table(metrics: Iterable[tuple[Metric, Iterable[str]]]) -> str:
    lines = ["| metric | type | labels | |", "| --- | --- | --- | --- |"]
    for metric, labels in metrics:
        told = ", ".join(f"`{label}`" for label in labels)
        lines.append(f"| `{_named(metric)}` | {metric.type} | {told} | {metric.documentation} |")
    return "\n".join([*lines, ""])

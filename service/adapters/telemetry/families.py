"""How metrics are made: their prefix, their registry, and how processes of a machine add up."""

from collections.abc import Mapping, Sequence
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily

FAST = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60)
SLOW = (0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600)
PATIENT = (1, 10, 60, 300, 900, 3600, 4 * 3600, 24 * 3600, 7 * 24 * 3600)

Key = tuple[str, ...]
Values = Mapping[Key, float]
Join = Literal["livesum", "max"]
"""How one number is made of those of one machine's processes."""


class Families:
    """Makes the metrics of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()

    def counter(self, name: str, meaning: str, *labels: str) -> Counter:
        """Return a counter."""
        return Counter(f"heddle_{name}", meaning, labels, registry=self.registry)

    def gauge(self, name: str, meaning: str, join: Join, *labels: str) -> Gauge:
        """Return a gauge."""
        return Gauge(
            f"heddle_{name}", meaning, labels, registry=self.registry, multiprocess_mode=join
        )

    def histogram(
        self, name: str, meaning: str, buckets: Sequence[float], *labels: str
    ) -> Histogram:
        """Return a histogram."""
        return Histogram(f"heddle_{name}", meaning, labels, registry=self.registry, buckets=buckets)


def plain(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    """Return a gauge without labels, as it is now."""
    return GaugeMetricFamily(f"heddle_{name}", meaning, value=value)


def family(name: str, meaning: str, labels: Sequence[str], values: Values) -> GaugeMetricFamily:
    """Return a gauge as it is now, for each of these values of its labels."""
    made = GaugeMetricFamily(f"heddle_{name}", meaning, labels=labels)
    for key, value in values.items():
        made.add_metric(key, float(value))
    return made

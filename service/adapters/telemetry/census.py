"""Gauges over the whole deployment, from the last census that a front end took."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from service.domain.states import State
from service.ports.reads import Census


class CensusCollector(Collector):
    """Shows the census it was last given; nothing until there is one."""

    def __init__(self) -> None:
        self._taken: tuple[Census, float] | None = None

    def refresh(self, census: Census, now: float) -> None:
        """Show this census, taken at `now` by the store's clock."""
        self._taken = (census, now)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        if self._taken is None:
            return
        census, now = self._taken
        yield _labelled("sessions", "Sessions by state.", "state", _by_name(census.sessions))
        yield _labelled("items_open", "Open attention items by kind.", "kind", census.open_items)
        yield _labelled(
            "turns",
            "Turns that wait for a worker or are held by one.",
            "state",
            {"ready": census.turns_ready, "running": census.turns_running},
        )
        yield _plain(
            "oldest_ready_turn_seconds",
            "How long the turn that waits longest for a worker has waited.",
            _age(census.oldest_ready_at, now),
        )
        yield _plain(
            "oldest_item_seconds",
            "How long the open item that waits longest for a person has waited.",
            _age(census.oldest_item_at, now),
        )
        yield _plain("deliveries_waiting", "Deliveries in the outbox.", census.deliveries_waiting)
        yield _plain(
            "oldest_delivery_seconds",
            "How long the delivery that waits longest has waited.",
            _age(census.oldest_delivery_at, now),
        )
        yield _plain("deliveries_dead", "Deliveries that were given up.", census.deliveries_dead)
        yield _plain("timers_due", "Timers that are due and not handled yet.", census.timers_due)


def _age(since: float | None, now: float) -> float:
    return 0.0 if since is None else max(0.0, now - since)


def _by_name(counts: dict[State, int]) -> dict[str, int]:
    return {state.value: count for state, count in counts.items()}


def _plain(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"heddle_{name}", meaning, value=value)


def _labelled(
    name: str,
    meaning: str,
    label: str,
    values: dict[str, int],
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"heddle_{name}", meaning, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family

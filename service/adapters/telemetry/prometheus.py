"""Telemetry as Prometheus metrics."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.process_collector import ProcessCollector

from service.adapters.telemetry.census import WholeCollector, whole
from service.adapters.telemetry.disks import DiskCollector
from service.adapters.telemetry.metrics import Metrics
from service.domain.budgets import Usage
from service.domain.freezes import Freeze
from service.domain.limits import Limit, provider_of
from service.domain.workers import Worker
from service.ports.census import AtRest, Census
from service.ports.telemetry import Telemetry

_MOST_VALUES = 64
OTHER = "other"


class Bounded:
    """Keeps a label's values few: what comes after the first 64 becomes `other`.

    Models and tools are named by settings and by what a model calls, which may be anything.
    """

    def __init__(self) -> None:
        self._known: set[str] = set()

    def __call__(self, value: str) -> str:
        """Return the value if it is among the first ones."""
        if value in self._known:
            return value
        if len(self._known) >= _MOST_VALUES:
            return OTHER
        self._known.add(value)
        return value


class PrometheusTelemetry(Telemetry):
    """Counts in this process and exposes the numbers.

    `shared` is the folder where the processes of one machine leave their numbers for each
    other; prometheus_client must have been imported with PROMETHEUS_MULTIPROC_DIR set to it.
    `folders` are those whose room is told, by name.
    """

    def __init__(
        self, shared: Path | None = None, folders: Mapping[str, Path] | None = None
    ) -> None:
        disable_created_metrics()  # they double every counter, and nobody asks for them
        self._metrics = Metrics()
        self._inside = self._metrics.inside
        self._whole = WholeCollector()
        self._model, self._kind, self._method = Bounded(), Bounded(), Bounded()
        self._alias, self._service = Bounded(), Bounded()
        self._exposed, self._shared = self._metrics.registry, shared
        if shared is not None:
            self._exposed = CollectorRegistry()
            MultiProcessCollector(self._exposed, str(shared))
        self._exposed.register(self._whole)
        if folders:
            self._exposed.register(DiskCollector(folders))
        ProcessCollector(registry=self._exposed)

    def lead(self, *, leads: bool) -> None:
        """Say whether this process, one of those that may, tells the numbers of the whole."""
        self._whole.lead(leads=leads)

    def show(
        self,
        now: float,
        census: Census,
        at_rest: Sequence[AtRest] | None,
        limits: Sequence[Limit],
        workers: Sequence[Worker],
        freezes: Sequence[Freeze] = (),
    ) -> None:
        """Show this count of the whole, taken at `now` by the store's clock, with the metrics."""
        self._whole.show(whole(now, census, at_rest, limits, workers, freezes))

    def hide(self) -> None:
        """Show no count of the whole: there is none that is true now."""
        self._whole.hide()

    def expose(self) -> tuple[bytes, str]:
        """Return all metrics and their media type."""
        if self._shared is not None:
            _forget_the_dead(self._shared)
        return generate_latest(self._exposed), CONTENT_TYPE_LATEST

    def message_received(self, channel: str, fate: str) -> None:
        self._metrics.messages.labels(channel, fate).inc()

    def turn_dispatched(self, seconds: float) -> None:
        self._metrics.dispatch.observe(seconds)

    def turn_ended(self, outcome: str, seconds: float, model: str = "") -> None:
        self._metrics.turns.labels(outcome, self._alias(model)).observe(seconds)

    def step_ended(self, kind: str, ok: bool, seconds: float) -> None:
        self._metrics.steps.labels(self._kind(kind), _word(ok)).observe(seconds)

    def model_called(
        self,
        model: str,
        result: str,
        usage: Usage,
        first_token: float | None,
        tokens_in: int = 0,
    ) -> None:
        named = self._named(model)
        self._metrics.model_calls.labels(*named, result).observe(usage.seconds)
        self._metrics.tokens.labels(*named, "in").inc(tokens_in)
        self._metrics.tokens.labels(*named, "out").inc(usage.tokens - tokens_in)
        self._metrics.cost.labels(*named).inc(usage.cost_usd)
        if first_token is not None:
            self._metrics.first_token.labels(*named).observe(first_token)

    def waited(self, model: str, reason: str, seconds: float) -> None:
        self._metrics.waits.labels(*self._named(model), reason).observe(seconds)

    def limit_hit(self, model: str) -> None:
        self._metrics.limit_hits.labels(*self._named(model)).inc()

    def fell_back(self, model: str, other: str) -> None:
        self._metrics.fallbacks.labels(*self._named(model), self._model(other)).inc()

    def _named(self, model: str) -> tuple[str, str]:
        """Return provider and model as labels."""
        name = self._model(model)
        return (OTHER if name == OTHER else provider_of(model)), name

    def lease_lost(self, taken_over: bool) -> None:
        self._metrics.leases_lost.labels(_word(taken_over)).inc()

    def bell_repaired(self) -> None:
        self._metrics.bell_repairs.inc()

    def turn_found(self) -> None:
        self._metrics.turns_found.inc()

    def hint_lost(self, kind: str) -> None:
        self._metrics.hints_lost.labels(kind).inc()

    def capture_ended(self, ok: bool, seconds: float) -> None:
        self._metrics.captures.labels(_word(ok)).observe(seconds)

    def watched(self, rule: str, stage: str) -> None:
        self._metrics.watched.labels(rule, stage).inc()

    def judged(self, result: str, usage: Usage) -> None:
        self._metrics.judgements.labels(result).inc()
        self._metrics.watch_cost.inc(usage.cost_usd)
        self._metrics.watch_tokens.inc(usage.tokens)

    def item_opened(self, kind: str, reason: str) -> None:
        self._metrics.items_opened.labels(kind, reason).inc()

    def item_resolved(self, kind: str, seconds: float, via: str = "heddle") -> None:
        self._metrics.item_open.labels(kind, via).observe(seconds)

    def alert_over(self, reason: str, outcome: str) -> None:
        self._metrics.alert_outcomes.labels(reason, outcome).inc()

    def notified(self, kind: str, channel: str) -> None:
        self._metrics.notices.labels(kind, channel).inc()

    def handed_over(self, seconds: float) -> None:
        self._metrics.handovers.observe(seconds)

    def delivered(self, channel: str, result: str, seconds: float) -> None:
        self._metrics.deliveries.labels(channel, result).observe(seconds)

    def card_shown(self, channel: str, result: str) -> None:
        self._metrics.cards.labels(channel, result).inc()

    def pressed(self, result: str) -> None:
        self._metrics.presses.labels(result).inc()

    def swept(self, timers: int, seconds: float) -> None:
        self._metrics.sweeps.observe(seconds)
        self._metrics.timers.inc(timers)

    def platform_called(self, channel: str, method: str, result: str, seconds: float) -> None:
        self._metrics.platform_calls.labels(channel, self._method(method), result).observe(seconds)

    def connected(self, channel: str, connections: int) -> None:
        self._metrics.connections.labels(channel).set(connections)

    def heard(self, channel: str, at: float) -> None:
        self._metrics.heard_at.labels(channel).set(at)

    def deaf(self, channel: str) -> None:
        self._metrics.deaf.labels(channel).inc()

    def caught_up(self, channel: str, result: str, messages: int) -> None:
        self._metrics.missed.labels(channel, result).inc(messages)

    def queue_left(self, seconds: float) -> None:
        self._inside.queue_wait.observe(seconds)

    def turn_crashed(self, cause: str) -> None:
        self._inside.crashes.labels(cause).inc()

    def turns_held(self, pool: str, turns: int, room: int | None = None) -> None:
        self._inside.turns_held.labels(pool).set(turns)
        if room is not None:
            self._inside.turns_room.labels(pool).set(room)

    def climbed(self, way: str) -> None:
        self._inside.rungs.labels(way).inc()

    def pushed(self, service: str, result: str) -> None:
        self._inside.pushes.labels(self._service(service), result).inc()

    def fated(self, fate: str, messages: int) -> None:
        self._inside.fates.labels(fate).inc(messages)

    def database_has(self, use: str, size: int) -> None:
        self._inside.pool_size.labels(use).set(size)

    def database_began(self, use: str, waited: float) -> None:
        self._inside.pool_wait.labels(use).observe(waited)
        self._inside.pool_used.labels(use).inc()

    def database_ended(self, use: str) -> None:
        self._inside.pool_used.labels(use).dec()

    def database_failed(self, use: str) -> None:
        self._inside.database_failures.labels(use).inc()

    def bug_logged(self) -> None:
        """Count an error that nothing was prepared for."""
        self._inside.bugs.inc()

    def count_failed(self) -> None:
        self._inside.count_failures.inc()


def _forget_the_dead(shared: Path) -> None:
    """Drop the gauges of processes that are gone; what they counted stays."""
    for path in shared.glob("gauge_live*_*.db"):
        pid = int(path.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid, str(shared))
        except PermissionError:
            continue  # somebody else's process has the number by now


def _word(yes: bool) -> str:
    return "true" if yes else "false"

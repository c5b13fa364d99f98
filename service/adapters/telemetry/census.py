"""Gauges over the whole deployment, from its last count, and what this process is."""

import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from itertools import product

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from service.adapters.telemetry.families import Key, Values, family, plain
from service.adapters.telemetry.limits import of_providers
from service.domain.freezes import Freeze, Scope
from service.domain.items import ItemKind, Reason, Severity
from service.domain.limits import Limit
from service.domain.receipts import PENDING
from service.domain.states import AT_REST, HOLDS_SLOT, State
from service.domain.workers import Presence, Worker
from service.ports.census import AtRest, Census, Live, OpenItems, Outgoing, Turns

AGE_NAMES = ("0-1m", "1-5m", "5-15m", "15-60m", "1-6h", "6h+")
_LIMITED, _FROZEN = "limited", "frozen"
_LIVE_STATES = ("queued", "running", _LIMITED, _FROZEN, "waiting")
_ATTEMPTS = ("first", "begun", "again")
_NOWHERE = ("web", "default")


class WholeCollector(Collector):
    """Shows what it was last given; of the whole deployment nothing unless this process leads."""

    def __init__(self) -> None:
        self._shown: Sequence[GaugeMetricFamily] = ()
        self._leads: bool | None = None

    def lead(self, *, leads: bool) -> None:
        """Say whether this process tells the numbers of the whole; it is one that may."""
        self._leads = leads
        if not leads:
            self._shown = ()

    def show(self, gauges: Iterable[GaugeMetricFamily]) -> None:
        """Show these of the whole."""
        self._shown = list(gauges)

    def hide(self) -> None:
        """Show no count: there is none that is true now."""
        self._shown = ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        yield family(
            "build_info",
            "Always 1; the release of heddle and of Python that this process runs.",
            ("version", "python"),
            {(version("heddle"), platform.python_version()): 1},
        )
        if self._leads is None:
            return
        yield plain(
            "exporter_leading",
            "1 in the one bot that tells the numbers of the whole deployment, 0 in all others.",
            float(self._leads),
        )
        yield from self._shown


def whole(
    now: float,
    census: Census,
    at_rest: Sequence[AtRest] | None,
    limits: Sequence[Limit],
    workers: Sequence[Worker],
    freezes: Sequence[Freeze] = (),
) -> Iterator[GaugeMetricFamily]:
    """Yield the gauges of one count, taken at `now`."""
    yield from _sessions(now, census.live, at_rest)
    yield plain(
        "slots_used",
        "Slots held by sessions that run or wait for a person.",
        sum(each.count for each in census.live if each.state in HOLDS_SLOT),
    )
    yield plain("persons_capped", "Persons whose slots are all taken.", census.capped)
    yield from _turns(now, census.turns)
    yield _workers(now, workers)
    yield from _items(now, census.items)
    yield family(
        "messages_pending",
        "Messages whose agent has not read them yet, by where they stand.",
        ("fate",),
        {(fate.value,): census.pending.get(fate.value, 0) for fate in PENDING},
    )
    yield from _outbox(now, census.outbox, census.dead)
    yield plain("timers_due", "Timers that are due and not handled yet.", census.timers_due)
    yield plain(
        "oldest_timer_seconds",
        "For how long the timer that is due longest has been due.",
        _age(census.timer_due_at, now),
    )
    yield from of_providers(now, limits)
    yield _frozen(freezes)


def _sessions(
    now: float, live: Sequence[Live], at_rest: Sequence[AtRest] | None
) -> Iterator[GaugeMetricFamily]:
    counts: dict[Key, float] = {}
    every: list[Live | AtRest] = [*live, *(at_rest or ())]
    places = {(each.channel, each.pool) for each in every} or {_NOWHERE}
    known = State if at_rest is not None else set(State) - AT_REST
    for state, place in product(known, sorted(places)):
        counts[state.value, *place] = 0
    for each in every:
        counts[each.state.value, each.channel, each.pool] += each.count
    yield family(
        "sessions",
        "Sessions by state, channel and pool. Those at rest are counted a part at a time.",
        ("state", "channel", "pool"),
        counts,
    )
    yield family(
        "sessions_by_age",
        "Live sessions by how long ago they made progress; `limited` are running ones that a"
        " provider holds up, `frozen` are those that an operator holds back.",
        ("state", "age"),
        _by_age(live),
    )
    oldest = dict.fromkeys(_LIVE_STATES, now)
    for each in live:
        oldest[_named(each)] = min(oldest[_named(each)], each.progress_at)
    yield family(
        "oldest_progress_seconds",
        "How long ago the session that stands longest made progress: of running ones since their"
        " last step or text, or since their turn waits for a worker, of queued and waiting ones"
        " since they are. States are those of `heddle_sessions_by_age`.",
        ("state",),
        {(state,): _age(at, now) for state, at in oldest.items()},
    )


def _by_age(live: Sequence[Live]) -> Values:
    counts: dict[Key, float] = dict.fromkeys(product(_LIVE_STATES, AGE_NAMES), 0.0)
    for each in live:
        counts[_named(each), AGE_NAMES[each.band]] += each.count
    return counts


def _named(live: Live) -> str:
    if live.frozen:
        return _FROZEN
    return _LIMITED if live.limited and live.state is State.RUNNING else live.state.value


def _turns(now: float, turns: Sequence[Turns]) -> Iterator[GaugeMetricFamily]:
    turns = turns or [Turns(_NOWHERE[1])]
    counts: dict[Key, float] = {}
    for each in turns:
        counts["ready", each.pool] = each.ready
        counts[_FROZEN, each.pool] = each.frozen
        counts["running", each.pool] = each.running
    yield family(
        "turns",
        "Turns that wait for a worker, are held back by an operator, or held by a worker.",
        ("state", "pool"),
        counts,
    )
    yield family(
        "oldest_ready_turn_seconds",
        "How long the turn that waits longest for a worker has waited.",
        ("pool",),
        {(each.pool,): _age(each.ready_at, now) for each in turns},
    )
    yield family(
        "workers_busy",
        "Workers that hold a turn.",
        ("pool",),
        {(each.pool,): each.workers for each in turns},
    )


def _workers(now: float, workers: Sequence[Worker]) -> GaugeMetricFamily:
    pools = sorted({each.pool for each in workers}) or [_NOWHERE[1]]
    counts: dict[Key, float] = {(pool, each.value): 0 for pool in pools for each in Presence}
    for each in workers:
        counts[each.pool, each.presence(now).value] += 1
    return family(
        "workers",
        "Workers known in the last seven days: live, gone as they should, or fallen silent.",
        ("pool", "presence"),
        counts,
    )


def _items(now: float, items: Sequence[OpenItems]) -> Iterator[GaugeMetricFamily]:
    names = {int(each): each.name.lower() for each in Severity}
    counts: dict[Key, float] = {}
    oldest = dict.fromkeys(map(str, ItemKind), now)
    for kind in ItemKind:
        for reason in Reason if kind is ItemKind.ALERT else (Reason.NONE,):
            if (kind is ItemKind.ALERT) is not (reason is Reason.NONE):
                counts[kind, reason, names[Severity.NORMAL]] = 0
    for each in items:
        counts[each.kind, each.reason, names.get(each.severity, "normal")] = each.count
        # What an alert rule opened must not feed the rule on items that nobody answers.
        if each.reason != Reason.OPERATIONS:
            oldest[each.kind] = min(oldest.get(each.kind, now), each.opened_at)
    yield family(
        "items_open",
        "Open attention items: what waits for a person.",
        ("kind", "reason", "severity"),
        counts,
    )
    yield family(
        "oldest_item_seconds",
        "How long the open item that waits longest for a person has waited, but for those that"
        " Alertmanager opened.",
        ("kind",),
        {(kind,): _age(at, now) for kind, at in oldest.items()},
    )


def _outbox(
    now: float, outbox: Sequence[Outgoing], dead: Mapping[str, int]
) -> Iterator[GaugeMetricFamily]:
    channels = sorted({"discord", "phone", "slack", *dead, *(each.channel for each in outbox)})
    counts: dict[Key, float] = dict.fromkeys(product(channels, _ATTEMPTS), 0.0)
    oldest = dict.fromkeys(channels, now)
    for each in outbox:
        attempt = "again" if each.again else "begun" if each.begun else "first"
        counts[each.channel, attempt] += each.count
        oldest[each.channel] = min(oldest[each.channel], each.created_at)
    yield family(
        "deliveries_waiting",
        "Deliveries in the outbox: before their first attempt, within it (or nobody saw its end),"
        " or again after one that failed.",
        ("channel", "attempt"),
        counts,
    )
    yield family(
        "oldest_delivery_seconds",
        "How long the delivery that waits longest has waited.",
        ("channel",),
        {(channel,): _age(at, now) for channel, at in oldest.items()},
    )
    yield family(
        "deliveries_dead",
        "Deliveries that were given up.",
        ("channel",),
        {(channel,): dead.get(channel, 0) for channel in channels},
    )


def _frozen(freezes: Sequence[Freeze]) -> GaugeMetricFamily:
    counts: dict[Key, float] = {(scope, ""): 0 for scope in (Scope.ALL, Scope.PERSON)}
    for each in freezes:
        key = (each.scope, each.name if each.scope is Scope.POOL else "")
        counts[key] = counts.get(key, 0) + 1
    return family(
        "freezes",
        "What operators hold back with `heddle freeze`: all, a pool, or so many persons.",
        ("scope", "pool"),
        counts,
    )


def _age(since: float | None, now: float) -> float:
    return 0.0 if since is None else max(0.0, now - since)

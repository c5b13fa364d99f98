"""What goes on inside a process: its turns, its queue, its database, what it hands on."""

from collections.abc import Iterable

from prometheus_client import Counter

from service.adapters.telemetry.families import FAST, PATIENT, Families
from service.domain.ladders import Way
from service.domain.receipts import Fate

CRASHES = ("broke", "lease_lost")
USES = ("read", "write")


class Inside:
    """Metrics of a process's own workings, beside those of its work."""

    def __init__(self, make: Families) -> None:
        self.queue_wait = make.histogram(
            "queue_wait_seconds",
            "How long sessions were queued before they got a slot; 0 where one was free.",
            PATIENT,
        )
        self.crashes = make.counter(
            "turn_crashes",
            "Turns that lost their worker: it was gone when the lease ran out, or gave the turn"
            " back broken.",
            "cause",
        )
        self.turns_held = make.gauge(
            "worker_turns", "Turns that this worker holds.", "livesum", "pool"
        )
        self.turns_room = make.gauge(
            "worker_turns_max", "Turns that this worker may hold at once.", "livesum", "pool"
        )
        self.rungs = make.counter(
            "rungs_climbed", "Rungs of ladders climbed, by the way that people were told.", "way"
        )
        self.pushes = make.counter(
            "pushes",
            "Pushes handed to their service, by result: sent, again later, or dead.",
            "service",
            "result",
        )
        self.fates = make.counter(
            "receipts",
            "Messages by each fate they came to; read, answered, command, closed, deleted and"
            " refused are final, and each message comes to one of these.",
            "fate",
        )
        self.pool_size = make.gauge(
            "database_connections_max", "Connections to the database at most.", "livesum", "use"
        )
        self.pool_used = make.gauge(
            "database_connections_busy", "Connections to the database in use.", "livesum", "use"
        )
        self.pool_wait = make.histogram(
            "database_wait_seconds",
            "How long a connection to the database was waited for.",
            FAST,
            "use",
        )
        self.database_failures = make.counter(
            "database_failures", "Times the database could not be used.", "use"
        )
        self.bugs = make.counter(
            "bugs", "Errors that nothing was prepared for; the log has each with its traceback."
        )
        self.count_failures = make.counter(
            "exporter_failures",
            "Times the numbers of the whole deployment could not be counted.",
        )
        # The first time that something happens is an increase, then.
        at_zero(self.crashes, CRASHES)
        at_zero(self.rungs, Way)
        at_zero(self.fates, Fate)
        at_zero(self.database_failures, USES)


def at_zero(metric: Counter, values: Iterable[str]) -> None:
    """Let a counter begin at 0 for each of its label's values."""
    for value in values:
        metric.labels(value)

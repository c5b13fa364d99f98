"""Every metric that a process counts, with its meaning; the reference is made from here."""

from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

FAST = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60)
SLOW = (0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600)
PATIENT = (1, 10, 60, 300, 900, 3600, 4 * 3600, 24 * 3600, 7 * 24 * 3600)


class Metrics:
    """The counters and histograms of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.messages = self._counter(
            "messages",
            "Messages accepted, by channel and by what became of them first.",
            "channel",
            "fate",
        )
        self.dispatch = self._histogram(
            "turn_dispatch_seconds",
            "From opening a turn to a worker claiming it.",
            FAST,
        )
        self.turns = self._histogram(
            "turn_seconds",
            "How long ended turns took from their opening, by outcome.",
            SLOW,
            "outcome",
        )
        self.steps = self._histogram(
            "step_seconds",
            "How long steps took: model calls and tool calls by the tool's name.",
            SLOW,
            "kind",
            "ok",
        )
        self.model_calls = self._histogram(
            "model_call_seconds",
            "How long calls of concrete models took, by result.",
            SLOW,
            "model",
            "result",
        )
        self.first_token = self._histogram(
            "model_first_token_seconds",
            "From a model call's start to its first text.",
            SLOW,
            "model",
        )
        self.tokens = self._counter("model_tokens", "Tokens read and written.", "model")
        self.cost = self._counter("model_cost_usd", "US dollars spent on models.", "model")
        self.waits = self._histogram(
            "provider_wait_seconds",
            "How long turns waited for a provider, by reason.",
            SLOW,
            "reason",
        )
        self.leases_lost = self._counter(
            "leases_lost",
            "Leases that ran out, by whether another worker took the turn over.",
            "taken_over",
        )
        self.bell_repairs = self._counter(
            "bell_repairs",
            "Times a turn was rung for again because nobody had come.",
        )
        self.hints_lost = self._counter(
            "hints_lost",
            "Rings and signals that could not be sent; a timer or a poll repairs each.",
            "kind",
        )
        self.captures = self._histogram(
            "capture_seconds",
            "How long writing and verifying captures took.",
            SLOW,
            "ok",
        )
        self.watched = self._counter(
            "watch_verdicts",
            "Repetitions that the watch found, by rule, and who was told: the agent (nudge) or a"
            " person (tell).",
            "rule",
            "stage",
        )
        self.items_opened = self._counter(
            "items_opened",
            "Attention items opened, by kind and an alert's reason.",
            "kind",
            "reason",
        )
        self.item_open = self._histogram(
            "item_open_seconds",
            "How long attention items were open before they were resolved.",
            PATIENT,
            "kind",
        )
        self.notices = self._counter(
            "notifications",
            "Notifications made, by what they tell and where they go.",
            "kind",
            "channel",
        )
        self.handovers = self._histogram(
            "handover_seconds",
            "How long after an item opened its first notification reached its platform.",
            FAST,
        )
        self.deliveries = self._histogram(
            "delivery_seconds",
            "How long deliveries stood in the outbox, by channel and what became of them.",
            SLOW,
            "channel",
            "result",
        )
        self.cards = self._counter(
            "cards_shown",
            "Status cards brought up to date, by channel and whether they were posted or edited,"
            " will be tried again, or can be shown no more.",
            "channel",
            "result",
        )
        self.presses = self._counter(
            "push_answers",
            "Buttons and pages of pushes that somebody used, by whether the answer was taken.",
            "result",
        )
        self.sweeps = self._histogram(
            "sweep_seconds",
            "How long sweeps over due timers took.",
            FAST,
        )
        self.timers = self._counter("timers_handled", "Due timers that sweeps handled.")
        self.platform_calls = self._histogram(
            "platform_call_seconds",
            "How long calls of chat platforms took, by method and result; `held` were not sent"
            " because a rate limit lasts for so long.",
            FAST,
            "channel",
            "method",
            "result",
        )
        self.connections = self._gauge(
            "channel_connections",
            "Connections open on which a chat platform sends events.",
            "livesum",
        )
        self.heard_at = self._gauge(
            "channel_last_event_timestamp_seconds",
            "When the last event of a chat platform came.",
            "max",
        )
        self.deaf = self._counter(
            "channel_deaf",
            "Connections that were opened anew because nothing came on them for too long.",
            "channel",
        )
        self.missed = self._counter(
            "missed_messages",
            "Messages found when reading what was missed: taken in, known already, too old, or"
            " failed.",
            "channel",
            "result",
        )

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"heddle_{name}", meaning, labels, registry=self.registry)

    def _gauge(self, name: str, meaning: str, mode: Literal["livesum", "max"]) -> Gauge:
        """Return a gauge by channel; `mode` joins the numbers of one machine's processes."""
        return Gauge(
            f"heddle_{name}", meaning, ["channel"], registry=self.registry, multiprocess_mode=mode
        )

    def _histogram(
        self,
        name: str,
        meaning: str,
        buckets: tuple[float, ...],
        *labels: str,
    ) -> Histogram:
        return Histogram(
            f"heddle_{name}",
            meaning,
            labels,
            registry=self.registry,
            buckets=buckets,
        )

"""Every metric that a process counts, with its meaning; the reference is made from here."""

from service.adapters.telemetry.families import FAST, PATIENT, SLOW, Families
from service.adapters.telemetry.inside import Inside, at_zero

HINTS = ("ring", "cancel", "changed", "posted", "judged", "preview")


class Metrics:
    """The counters, gauges and histograms of one process, in a registry of their own."""

    def __init__(self) -> None:
        make = Families()
        self.registry = make.registry
        self.inside = Inside(make)
        self.messages = make.counter(
            "messages",
            "Messages accepted, by channel and by what became of them first.",
            "channel",
            "fate",
        )
        self.dispatch = make.histogram(
            "turn_dispatch_seconds",
            "From opening a turn to a worker claiming it.",
            FAST,
        )
        self.turns = make.histogram(
            "turn_seconds",
            "How long ended turns took from their opening, by outcome and by the alias of their"
            " session's model.",
            SLOW,
            "outcome",
            "model",
        )
        self.steps = make.histogram(
            "step_seconds",
            "How long steps took: model calls and tool calls by the tool's name.",
            SLOW,
            "kind",
            "ok",
        )
        self.model_calls = make.histogram(
            "model_call_seconds",
            "How long calls of concrete models took, by result.",
            SLOW,
            "provider",
            "model",
            "result",
        )
        self.first_token = make.histogram(
            "model_first_token_seconds",
            "From a model call's start to its first text.",
            SLOW,
            "provider",
            "model",
        )
        self.tokens = make.counter(
            "model_tokens",
            "Tokens that models read (in) and wrote (out).",
            "provider",
            "model",
            "direction",
        )
        self.cost = make.counter(
            "model_cost_usd", "US dollars spent on models.", "provider", "model"
        )
        self.waits = make.histogram(
            "provider_wait_seconds",
            "How long turns waited for a provider, by reason: `limited`, `down`, or `open`: little"
            " was left, calls came back few at first, or own failures asked for it.",
            SLOW,
            "provider",
            "model",
            "reason",
        )
        self.limit_hits = make.counter(
            "rate_limit_hits", "Calls that met a rate limit.", "provider", "model"
        )
        self.fallbacks = make.counter(
            "model_fallbacks",
            "Calls that went to another model than the preferred one.",
            "provider",
            "model",
            "other",
        )
        self.leases_lost = make.counter(
            "leases_lost",
            "Leases that ran out, by whether another worker took the turn over.",
            "taken_over",
        )
        self.bell_repairs = make.counter(
            "bell_repairs",
            "Times a turn was rung for again because nobody had come.",
        )
        self.turns_found = make.counter(
            "turns_found",
            "Turns that workers found in the database and began because the queue was away.",
        )
        self.hints_lost = make.counter(
            "hints_lost",
            "Rings and signals that could not be sent; a timer or a poll repairs each.",
            "kind",
        )
        self.captures = make.histogram(
            "capture_seconds",
            "How long writing and verifying captures took.",
            SLOW,
            "ok",
        )
        self.watched = make.counter(
            "watch_verdicts",
            "Repetitions that the watch found, by rule, and drifts; and who was told: the agent"
            " (nudge) or a person (tell).",
            "rule",
            "stage",
        )
        self.judgements = make.counter(
            "watch_judgements",
            "Times that a model was asked whether an agent still works on what it was asked for, by"
            " what it said; `unusable`: nothing that could be checked, `silent`: nothing.",
            "result",
        )
        self.watch_cost = make.counter(
            "watch_cost_usd", "US dollars that these judgements cost; sessions' costs hold them."
        )
        self.watch_tokens = make.counter(
            "watch_tokens", "Tokens of these judgements; sessions' tokens hold them."
        )
        self.items_opened = make.counter(
            "items_opened",
            "Attention items opened, by kind and an alert's reason.",
            "kind",
            "reason",
        )
        self.item_open = make.histogram(
            "item_open_seconds",
            "How long attention items were open before they were resolved, by where the answer came"
            " from: a channel, `phone`, `default` for a question's own, `heddle` itself.",
            PATIENT,
            "kind",
            "via",
        )
        self.alert_outcomes = make.counter(
            "alert_outcomes",
            "Alerts that are over, by reason, and whether somebody acted on them (acted), dismissed"
            " them, or they passed by themselves (passed).",
            "reason",
            "outcome",
        )
        self.notices = make.counter(
            "notifications",
            "Notifications made, by what they tell and where they go.",
            "kind",
            "channel",
        )
        self.handovers = make.histogram(
            "handover_seconds",
            "How long after an item opened its first notification reached its platform.",
            FAST,
        )
        self.deliveries = make.histogram(
            "delivery_seconds",
            "How long deliveries stood in the outbox, by channel and what became of them.",
            SLOW,
            "channel",
            "result",
        )
        self.cards = make.counter(
            "cards_shown",
            "Status cards brought up to date, by channel and whether they were posted or edited,"
            " will be tried again, or can be shown no more.",
            "channel",
            "result",
        )
        self.presses = make.counter(
            "push_answers",
            "Buttons and pages of pushes that somebody used, by whether the answer was taken.",
            "result",
        )
        self.sweeps = make.histogram(
            "sweep_seconds",
            "How long sweeps over due timers took.",
            FAST,
        )
        self.timers = make.counter("timers_handled", "Due timers that sweeps handled.")
        self.platform_calls = make.histogram(
            "platform_call_seconds",
            "How long calls of chat platforms took, by method and result; `held` were not sent"
            " because a rate limit lasts for so long.",
            FAST,
            "channel",
            "method",
            "result",
        )
        self.connections = make.gauge(
            "channel_connections",
            "Connections open on which a chat platform sends events.",
            "livesum",
            "channel",
        )
        self.heard_at = make.gauge(
            "channel_last_event_timestamp_seconds",
            "When the last event of a chat platform came.",
            "max",
            "channel",
        )
        self.deaf = make.counter(
            "channel_deaf",
            "Connections that were opened anew because nothing came on them for too long.",
            "channel",
        )
        self.missed = make.counter(
            "missed_messages",
            "Messages found when reading what was missed: taken in, known already, too old, or"
            " failed.",
            "channel",
            "result",
        )
        at_zero(self.leases_lost, ("true", "false"))
        at_zero(self.hints_lost, HINTS)
        at_zero(self.presses, ("taken", "refused"))

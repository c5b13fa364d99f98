"""Who waits for whom, since when, and whether people heard of it."""

from deploy.grafana.boards.expressions import half_and_most, oldest, rates, whole
from deploy.grafana.boards.panels import Board, Panel, Query, Row, Shape, Unit

_OPEN = (
    Panel(
        "Open items",
        "What waits for people now?",
        "Attention items by kind, and for alerts by reason.",
        (Query("sum by (kind, reason) (heddle_items_open) > 0", "{{kind}} {{reason}}"),),
        shape=Shape.BARS,
        width=8,
    ),
    Panel(
        "Open items over time",
        "Do people keep up?",
        "By severity. A sum that grows day by day means noise, or that somebody is away.",
        (whole("heddle_items_open", "severity"),),
        shape=Shape.STACK,
        width=16,
    ),
    Panel(
        "Oldest open item",
        "How long has somebody been waited for?",
        "Its owner's ladder has long been climbed when it is hours; ask the person.",
        (oldest("heddle_oldest_item_seconds", "kind"),),
        Unit.SECONDS,
        warn=4 * 3600,
        bad=24 * 3600,
        runbook="items-unanswered",
    ),
    Panel(
        "Agents that wait",
        "How many agents stand still for it?",
        "Waiting sessions hold a slot; parked ones gave theirs up and start when answered.",
        (whole("heddle_sessions", "state", where='state=~"waiting|parked"'),),
        shape=Shape.STACK,
    ),
)

_NEWS = (
    Panel(
        "Items opened",
        "Why are people asked?",
        "By kind, and for alerts by reason: `stuck`, `turn_failed`, `no_worker` …",
        (rates("heddle_items_opened_total", "kind", "reason"),),
        Unit.PER_SECOND,
        Shape.STACK,
    ),
    Panel(
        "Time to an answer",
        "How long do agents wait for a person?",
        "From opening an item to its resolution, half of them and 95 of a hundred, by kind.",
        half_and_most("heddle_item_open_seconds", "kind"),
        Unit.SECONDS,
    ),
    Panel(
        "Answered from",
        "Where do people answer?",
        "By where the answer came from: a channel, `phone`, `default` or `heddle` itself.",
        (rates("heddle_item_open_seconds_count", "via"),),
        Unit.PER_SECOND,
        Shape.STACK,
    ),
    Panel(
        "Rungs climbed",
        "Do people hear it the first time?",
        "Rungs of ladders, by the way that people were told. Many rungs an item: it is not heard.",
        (rates("heddle_rungs_climbed_total", "way"),),
        Unit.PER_SECOND,
        Shape.STACK,
    ),
    Panel(
        "Pushes",
        "Do phones get what is sent to them?",
        "By service and result; `dead` ones were refused for good.",
        (rates("heddle_pushes_total", "service", "result"),),
        Unit.PER_SECOND,
        Shape.STACK,
        runbook="deliveries-dead",
    ),
    Panel(
        "Notifications",
        "How much do people hear?",
        "By what they tell and where they go. More than a few an hour and person is noise.",
        (rates("heddle_notifications_total", "kind", "channel"),),
        Unit.PER_SECOND,
        Shape.STACK,
    ),
    Panel(
        "Told after",
        "How soon do they hear?",
        "From opening an item to its first notification being with its platform.",
        half_and_most("heddle_handover_seconds"),
        Unit.SECONDS,
        warn=1,
        bad=10,
        runbook="deliveries-stuck",
    ),
    Panel(
        "Answers from phones",
        "Do pushes work both ways?",
        "Buttons and pages of pushes that somebody used; refused ones came too late.",
        (rates("heddle_push_answers_total", "result"),),
        Unit.PER_SECOND,
        Shape.STACK,
    ),
    Panel(
        "Repetitions found",
        "Which agents go in circles?",
        "What the watch found, by rule; `nudge` told the agent, `tell` its person.",
        (rates("heddle_watch_verdicts_total", "rule", "stage"),),
        Unit.PER_SECOND,
        Shape.STACK,
    ),
)

ATTENTION = Board(
    "attention",
    "heddle · Attention",
    "What waits for people, since when, and whether they heard of it.",
    (Row("Open", _OPEN), Row("News and answers", _NEWS)),
)

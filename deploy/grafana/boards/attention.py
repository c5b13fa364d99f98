"""Who waits for whom, since when, and whether people heard of it."""

from deploy.grafana.boards.expressions import HOUR, half_and_most, hourly, oldest, whole
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
        (hourly("heddle_items_opened_total", "kind", "reason"),),
        Unit.COUNT,
        Shape.STACK,
    ),
    Panel(
        "Time to an answer",
        "How long do agents wait for a person?",
        "From opening an item to its resolution, half of them and 95 of a hundred, by kind.",
        half_and_most("heddle_item_open_seconds", "kind", over=HOUR),
        Unit.SECONDS,
    ),
    Panel(
        "Answered from",
        "Where do people answer?",
        "By where the answer came from: a channel, `phone`, `default` or `heddle` itself.",
        (hourly("heddle_item_open_seconds_count", "via"),),
        Unit.COUNT,
        Shape.STACK,
    ),
    Panel(
        "Rungs climbed",
        "Do people hear it the first time?",
        "Rungs of ladders, by the way that people were told. Many rungs an item: it is not heard.",
        (hourly("heddle_rungs_climbed_total", "way"),),
        Unit.COUNT,
        Shape.STACK,
    ),
    Panel(
        "Pushes",
        "Do phones get what is sent to them?",
        "By service and result; `dead` ones were refused for good.",
        (hourly("heddle_pushes_total", "service", "result"),),
        Unit.COUNT,
        Shape.STACK,
        runbook="deliveries-dead",
    ),
    Panel(
        "Notifications",
        "How much do people hear?",
        "By what they tell and where they go. More than a few an hour and person is noise.",
        (hourly("heddle_notifications_total", "kind", "channel"),),
        Unit.COUNT,
        Shape.STACK,
    ),
    Panel(
        "Told after",
        "How soon do they hear?",
        "From opening an item to its first notification being with its platform.",
        half_and_most("heddle_handover_seconds", over=HOUR),
        Unit.SECONDS,
        warn=1,
        bad=10,
        runbook="deliveries-stuck",
    ),
    Panel(
        "Answers from phones",
        "Do pushes work both ways?",
        "Buttons and pages of pushes that somebody used; refused ones came too late.",
        (hourly("heddle_push_answers_total", "result"),),
        Unit.COUNT,
        Shape.STACK,
    ),
    Panel(
        "Were alerts of use",
        "Do people act on alerts?",
        "Alerts that are over: acted on, dismissed, or passed by themselves. Of a reason that is"
        " mostly dismissed or passes, people learn not to look.",
        (hourly("heddle_alert_outcomes_total", "reason", "outcome"),),
        Unit.COUNT,
        Shape.STACK,
    ),
    Panel(
        "What the watch found",
        "Which agents go in circles, or off their course?",
        "By rule; `nudge` told the agent, `tell` its person.",
        (hourly("heddle_watch_verdicts_total", "rule", "stage"),),
        Unit.COUNT,
        Shape.STACK,
    ),
    Panel(
        "Judgements",
        "Do agents do what they were asked for?",
        "What the judge said. Many `unusable`: it is too small; `silent`: its provider limits.",
        (hourly("heddle_watch_judgements_total", "result"),),
        Unit.COUNT,
        Shape.STACK,
        6,
    ),
    Panel(
        "Tokens of the judge",
        "How much does it read and write?",
        "Where prices are not known, this is what its share is measured by.",
        (hourly("heddle_watch_tokens_total"),),
        width=6,
    ),
    Panel(
        "Dollars for the judge",
        "What did looking for drift cost?",
        "Over the time that the dashboard shows; it is part of what sessions cost.",
        (Query("sum(increase(heddle_watch_cost_usd_total[$__range]))", "the judge"),),
        Unit.DOLLARS,
        Shape.BARS,
        12,
    ),
)

ATTENTION = Board(
    "attention",
    "heddle · Attention",
    "What waits for people, since when, and whether they heard of it.",
    (Row("Open", _OPEN), Row("News and answers", _NEWS)),
)

"""The first dashboard: is all well, who is limited, idle or waiting, and what does it cost."""

from deploy.grafana.boards.expressions import half_and_most, quantile, rate, rates, whole
from deploy.grafana.boards.panels import Board, Panel, Query, Row, Shape, Unit

_NOW = (
    Panel(
        "Running",
        "How many agents work now?",
        "Sessions whose turn a worker holds or will take; each holds a slot of its owner.",
        (whole("heddle_sessions", where='state="running"'),),
        shape=Shape.STAT,
        width=4,
        opens="workers",
    ),
    Panel(
        "Waiting for a person",
        "How many agents wait for an answer?",
        "They hold a slot too: a question costs attention.",
        (whole("heddle_sessions", where='state="waiting"'),),
        shape=Shape.STAT,
        width=4,
        opens="attention",
    ),
    Panel(
        "Queued",
        "How many sessions wait for a slot?",
        "Their owners are at their cap; nothing is wrong with heddle. A queue that only grows"
        " means caps that are too low, or people who do not answer.",
        (whole("heddle_sessions", where='state="queued"'),),
        shape=Shape.STAT,
        width=4,
    ),
    Panel(
        "Oldest open item",
        "How long has somebody been waited for?",
        "The age of the open attention item that waits longest.",
        (whole("heddle_oldest_item_seconds"),),
        Unit.SECONDS,
        Shape.STAT,
        4,
        warn=4 * 3600,
        bad=24 * 3600,
        runbook="items-unanswered",
        opens="attention",
    ),
    Panel(
        "Oldest turn without a worker",
        "Does work wait for workers?",
        "The age of the turn that nobody has claimed yet; a worker takes one within a second.",
        (whole("heddle_oldest_ready_turn_seconds"),),
        Unit.SECONDS,
        Shape.STAT,
        4,
        warn=5,
        bad=30,
        runbook="turns-unclaimed",
        opens="workers",
    ),
    Panel(
        "Deliveries given up",
        "Did somebody not get what they were to be told?",
        "Dead deliveries: the platform refused them for good. Their owner has been told.",
        (whole("heddle_deliveries_dead"),),
        shape=Shape.STAT,
        width=4,
        warn=1,
        bad=10,
        runbook="deliveries-dead",
        opens="delivery",
    ),
)

_FOUR = (
    Panel(
        "Who is limited",
        "Which providers make turns wait?",
        "Turns that wait at one time: seconds waited in each second, by provider and reason.",
        (rates("heddle_provider_wait_seconds_sum", "provider", "reason"),),
        shape=Shape.STACK,
        runbook="rate-limited",
        opens="providers",
    ),
    Panel(
        "Who waits for whom",
        "What do people have to answer?",
        "Open attention items by kind; a question, an approval and a budget each stop an agent.",
        (whole("heddle_items_open", "kind"),),
        shape=Shape.STACK,
        runbook="items-unanswered",
        opens="attention",
    ),
    Panel(
        "Sessions by state",
        "What do all the sessions do?",
        "Only queued, running and waiting ones are live; the others rest until a message comes.",
        (whole("heddle_sessions", "state", where='state=~"queued|running|waiting|parked"'),),
        shape=Shape.STACK,
    ),
    Panel(
        "What it costs",
        "How many dollars an hour, and for which model?",
        "What the models' prices say; models without a known price count as nothing.",
        (
            Query(
                f"{rate('heddle_model_cost_usd_total', 'model')} * 3600",
                "{{model}}",
            ),
        ),
        Unit.DOLLARS,
        Shape.STACK,
        runbook="cost-burn",
        opens="providers",
    ),
)

_FLOW = (
    Panel(
        "Messages accepted",
        "Is anything coming in, and what becomes of it?",
        "Messages by channel and fate: each starts a turn, steers one, answers a question, or"
        " is refused with a reason.",
        (rates("heddle_messages_total", "channel", "fate"),),
        Unit.PER_SECOND,
        Shape.STACK,
    ),
    Panel(
        "Turns ended",
        "How do turns end?",
        "By outcome. `failed` turns keep everything and have told their owner.",
        (rates("heddle_turn_seconds_count", "outcome"),),
        Unit.PER_SECOND,
        Shape.STACK,
        runbook="turns-failing",
    ),
    Panel(
        "How long turns take",
        "How long until an agent has ended its turn?",
        "From opening a turn to its end, waits for providers included.",
        half_and_most("heddle_turn_seconds"),
        Unit.SECONDS,
        opens="workers",
    ),
    Panel(
        "Taken by a worker after",
        "How long until work begins?",
        "From opening a turn to a worker claiming it.",
        (*half_and_most("heddle_turn_dispatch_seconds"),),
        Unit.SECONDS,
        warn=1,
        bad=5,
        runbook="turns-unclaimed",
        opens="workers",
    ),
    Panel(
        "Told after",
        "How long until a person's platform has the news?",
        "From opening an attention item to its first notification being with its platform.",
        (quantile(0.95, "heddle_handover_seconds"),),
        Unit.SECONDS,
        warn=1,
        bad=10,
        runbook="deliveries-stuck",
        opens="delivery",
    ),
    Panel(
        "Firing alerts",
        "What has Prometheus found?",
        "Alerts that fire or are about to. `HeddleWatchdog` always fires: when it is missing,"
        " nobody would tell you anything.",
        (
            Query(
                'sum by (alertname, severity, alertstate) (ALERTS{alertname=~"Heddle.+"})',
                "{{alertname}}",
            ),
        ),
        shape=Shape.TABLE,
        runbook="README",
    ),
)

OVERVIEW = Board(
    "overview",
    "heddle · Overview",
    "Who is limited, who is idle, who waits for whom, and what it costs.",
    (Row("Now", _NOW), Row("The four questions", _FOUR), Row("Flow", _FLOW)),
)

"""The first dashboard: is all well, who is limited, idle or waiting, and what does it cost."""

from deploy.grafana.boards.expressions import (
    HOUR,
    by_minute,
    half_and_most,
    oldest,
    quantile,
    whole,
)
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
        (oldest("heddle_oldest_item_seconds"),),
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
        (oldest("heddle_oldest_ready_turn_seconds"),),
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
        "Which models are held back now?",
        "1 while calls of a model are held back by a rate limit or because its provider is down.",
        (
            Query(
                "max by (model, condition) (heddle_provider_blocked)",
                "{{model}} · {{condition}}",
            ),
        ),
        shape=Shape.BARS,
        width=8,
        warn=1,
        runbook="rate-limited",
        opens="providers",
    ),
    Panel(
        "Limited sessions",
        "How many agents stand still because of a provider?",
        "Running sessions that a provider holds up, by how long ago they made progress.",
        (whole("heddle_sessions_by_age", "age", where='state="limited"'),),
        shape=Shape.STACK,
        width=16,
        runbook="rate-limited",
        opens="providers",
    ),
    Panel(
        "Who is idle",
        "Which agents make no progress?",
        "Running sessions by how long ago they took a step or wrote text. What is over 15 minutes"
        " works on something long, or hangs.",
        (whole("heddle_sessions_by_age", "age", where='state="running"'),),
        shape=Shape.STACK,
        runbook="sessions-idle",
    ),
    Panel(
        "Longest without progress",
        "How long has the worst of them stood still?",
        "Running ones since their last step or text, queued and waiting ones since they are.",
        (oldest("heddle_oldest_progress_seconds", "state"),),
        Unit.SECONDS,
        runbook="sessions-idle",
    ),
    Panel(
        "Who waits for whom",
        "What do people have to answer?",
        "Open attention items by kind; a question and a budget each stop an agent.",
        (whole("heddle_items_open", "kind"),),
        shape=Shape.STACK,
        runbook="items-unanswered",
        opens="attention",
    ),
    Panel(
        "What it costs",
        "How many dollars an hour, and for which model?",
        "What the models' prices say; models without a known price count as nothing.",
        (Query("sum by (model) (job_model:heddle_model_cost_usd:per_hour)", "{{model}}"),),
        Unit.DOLLARS,
        Shape.STACK,
        runbook="cost-burn",
        opens="providers",
    ),
)

_FLOW = (
    Panel(
        "Sessions by state",
        "What do all the sessions do?",
        "Queued, running and waiting ones are live; parked ones rest until a message comes.",
        (whole("heddle_sessions", "state", where='state=~"queued|running|waiting|parked"'),),
        shape=Shape.STACK,
    ),
    Panel(
        "Slots",
        "Are people at their caps?",
        "Slots held by sessions, and persons whose slots are all taken.",
        (
            Query("sum (heddle_slots_used)", "slots held"),
            Query("sum (heddle_persons_capped)", "persons at their cap"),
        ),
    ),
    Panel(
        "Queued for",
        "How long does a session wait for a slot?",
        "From the message to the slot; nothing where one was free.",
        half_and_most("heddle_queue_wait_seconds", over=HOUR),
        Unit.SECONDS,
    ),
    Panel(
        "Messages accepted",
        "Is anything coming in, and what becomes of it?",
        "Messages by channel and by what became of them first.",
        (by_minute("heddle_messages_total", "channel", "fate"),),
        Unit.PER_MINUTE,
        Shape.STACK,
    ),
    Panel(
        "Messages by fate",
        "Has every message come to something?",
        "Each comes to one final fate: read, answered, command, closed, deleted or refused.",
        (by_minute("heddle_receipts_total", "fate"),),
        Unit.PER_MINUTE,
        Shape.STACK,
    ),
    Panel(
        "Messages not read yet",
        "What do agents still have to see?",
        "Messages that no agent has read, by where they stand.",
        (whole("heddle_messages_pending", "fate"),),
        shape=Shape.STACK,
    ),
    Panel(
        "Turns ended",
        "How do turns end?",
        "By outcome. `failed` turns keep everything and have told their owner.",
        (by_minute("heddle_turn_seconds_count", "outcome"),),
        Unit.PER_MINUTE,
        Shape.STACK,
        runbook="turns-failing",
    ),
    Panel(
        "Turns that fail",
        "Which share of turns fails?",
        "Of those that ended in a quarter of an hour, whoever ended them.",
        (
            Query(
                "sum (job:heddle_turns_failed:last_quarter)"
                " / (sum (job:heddle_turns_ended:last_quarter) > 0)",
                "failed",
            ),
        ),
        Unit.SHARE,
        warn=0.05,
        bad=0.2,
        runbook="turns-failing",
    ),
    Panel(
        "How long turns take",
        "How long until an agent has ended its turn?",
        "From opening a turn to its end, waits for providers included.",
        half_and_most("heddle_turn_seconds", over=HOUR),
        Unit.SECONDS,
        opens="workers",
    ),
    Panel(
        "Taken by a worker after",
        "How long until work begins?",
        "From opening a turn to a worker claiming it.",
        half_and_most("heddle_turn_dispatch_seconds"),
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
        (quantile(0.95, "heddle_handover_seconds", over=HOUR),),
        Unit.SECONDS,
        warn=1,
        bad=10,
        runbook="deliveries-stuck",
        opens="delivery",
    ),
)

_TOLD = (
    Panel(
        "Firing alerts",
        "What has Prometheus found?",
        "Alerts that fire or are about to. `HeddleWatchdog` fires as long as all is"
        " well: when it is missing, nobody may tell you anything.",
        (
            Query(
                'sum by (alertname, severity, alertstate) (ALERTS{alertname=~"Heddle.+"})',
                "{{alertname}}",
            ),
        ),
        shape=Shape.TABLE,
        width=16,
        runbook="README",
    ),
    Panel(
        "What runs",
        "Which release runs where?",
        "One row for each process that is scraped. Two releases side by side are a deployment"
        " under way.",
        (Query("max by (instance, version, python) (heddle_build_info)"),),
        shape=Shape.TABLE,
        width=8,
    ),
)

OVERVIEW = Board(
    "overview",
    "heddle · Overview",
    "Who is limited, who is idle, who waits for whom, and what it costs.",
    (
        Row("Now", _NOW),
        Row("The four questions", _FOUR),
        Row("Flow", _FLOW),
        Row("Alerts and releases", _TOLD),
    ),
)

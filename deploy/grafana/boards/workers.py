"""Who works: turns, steps, leases, sweeps, captures and the machine under them."""

from deploy.grafana.boards.expressions import half_and_most, oldest, quantile, rate, rates, whole
from deploy.grafana.boards.panels import Board, Panel, Query, Row, Shape, Unit, Variable

_TURNS = (
    Panel(
        "Turns",
        "Is there work, and somebody to do it?",
        "`ready` turns wait for a worker, `running` ones are held by one.",
        (whole("heddle_turns", "state", "pool"),),
        shape=Shape.STACK,
        runbook="turns-unclaimed",
    ),
    Panel(
        "Oldest turn without a worker",
        "Does anything wait for too long?",
        "After 5 s it is rung for again, after 30 s its owner is told.",
        (oldest("heddle_oldest_ready_turn_seconds", "pool"),),
        Unit.SECONDS,
        warn=5,
        bad=30,
        runbook="turns-unclaimed",
    ),
    Panel(
        "Workers at work",
        "How many workers hold turns?",
        "By pool; one that holds none is not counted here.",
        (whole("heddle_workers_busy", "pool"),),
        runbook="turns-unclaimed",
    ),
    Panel(
        "Room",
        "How full are the workers?",
        "Turns held, among those that the workers may hold at once, by pool.",
        (
            Query(
                "sum by (pool) (heddle_worker_turns) / sum by (pool) (heddle_worker_turns_max)",
                "{{pool}}",
            ),
        ),
        Unit.SHARE,
        warn=0.7,
        bad=0.95,
        runbook="turns-unclaimed",
    ),
    Panel(
        "Taken by a worker after",
        "How fast do workers come?",
        "From opening a turn to its claim.",
        half_and_most("heddle_turn_dispatch_seconds"),
        Unit.SECONDS,
        warn=1,
        bad=5,
        runbook="turns-unclaimed",
    ),
    Panel(
        "Turns take",
        "How long do agents work?",
        "By outcome, half of them and 95 of a hundred.",
        half_and_most("heddle_turn_seconds", "outcome"),
        Unit.SECONDS,
    ),
    Panel(
        "Steps",
        "What do agents do?",
        "Model calls and tools, in a second; `ok` is false where a tool failed.",
        (rates("heddle_step_seconds_count", "kind", "ok"),),
        Unit.PER_SECOND,
        Shape.STACK,
    ),
    Panel(
        "Steps take",
        "Which tools are slow?",
        "95 of a hundred steps, by kind.",
        (quantile(0.95, "heddle_step_seconds", "kind"),),
        Unit.SECONDS,
    ),
)

_REPAIRS = (
    Panel(
        "Leases lost",
        "Do workers die in the middle of a turn?",
        "Leases that ran out; `taken_over` says whether another worker went on with the turn.",
        (rates("heddle_leases_lost_total", "taken_over"),),
        Unit.PER_SECOND,
        runbook="workers-crash",
    ),
    Panel(
        "Crashes",
        "Do turns lose their workers?",
        "`lease_lost`: the worker was gone; `broke`: it gave the turn back broken. The third one"
        " in a row without a step fails the turn.",
        (rates("heddle_turn_crashes_total", "cause"),),
        Unit.PER_SECOND,
        runbook="workers-crash",
    ),
    Panel(
        "Rung again",
        "Does the queue lose turns?",
        "Turns that nobody took within 5 s and were rung for again.",
        (rates("heddle_bell_repairs_total"),),
        Unit.PER_SECOND,
        runbook="doorbell-repairs",
    ),
    Panel(
        "Hints lost",
        "Is Redis there?",
        "Rings and signals that could not be sent; polling makes up for each.",
        (rates("heddle_hints_lost_total", "kind"),),
        Unit.PER_SECOND,
        runbook="doorbell-repairs",
    ),
    Panel(
        "Captures",
        "Is finished work saved?",
        "Written and verified captures, by success. A failed one is tried again, then told.",
        (rates("heddle_capture_seconds_count", "ok"),),
        Unit.PER_SECOND,
        Shape.STACK,
        runbook="captures-fail",
    ),
    Panel(
        "Captures take",
        "How fast is the storage?",
        "Writing and verifying, half of them and 95 of a hundred.",
        half_and_most("heddle_capture_seconds"),
        Unit.SECONDS,
        warn=10,
        bad=60,
        runbook="captures-fail",
    ),
)

_DATABASE = (
    Panel(
        "Connections",
        "Is the database's pool full?",
        "Connections in use among those there may be, by use.",
        (
            Query(
                "sum by (use) (heddle_database_connections_busy)"
                " / sum by (use) (heddle_database_connections_max)",
                "{{use}}",
            ),
        ),
        Unit.SHARE,
        warn=0.8,
        bad=1,
        runbook="database-pool-exhausted",
    ),
    Panel(
        "Waiting for a connection",
        "How long does work wait for the database?",
        "95 of a hundred times, by use.",
        (quantile(0.95, "heddle_database_wait_seconds", "use"),),
        Unit.SECONDS,
        warn=0.1,
        bad=1,
        runbook="database-pool-exhausted",
    ),
    Panel(
        "Failures",
        "Is the database there?",
        "Times it could not be used, by use.",
        (rates("heddle_database_failures_total", "use"),),
        Unit.PER_SECOND,
        runbook="database-unreachable",
    ),
    Panel(
        "Numbers of the whole",
        "Is the whole deployment counted, once?",
        "Front ends that tell the numbers of the whole (one, always), and failed counts.",
        (
            Query("sum (heddle_exporter_leading)", "telling"),
            Query(rate("heddle_exporter_failures_total"), "failures a second"),
        ),
        runbook="exporter-missing",
    ),
)

_TIME = (
    Panel(
        "Timers due",
        "Does everything that is to happen later happen?",
        "Due timers that no sweep has handled yet; near nothing while somebody leads the sweep.",
        (whole("heddle_timers_due"),),
        warn=200,
        bad=2000,
        runbook="nobody-sweeps",
    ),
    Panel(
        "Oldest timer",
        "Is anything late?",
        "For how long the timer that is due longest has been due.",
        (oldest("heddle_oldest_timer_seconds"),),
        Unit.SECONDS,
        warn=5,
        bad=60,
        runbook="nobody-sweeps",
    ),
    Panel(
        "Timers handled",
        "Does somebody sweep?",
        "In a second, over all front ends; only one of them leads.",
        (rates("heddle_timers_handled_total"),),
        Unit.PER_SECOND,
        runbook="nobody-sweeps",
    ),
    Panel(
        "Sweeps take",
        "Is the database fast?",
        "One sweep over due timers, half of them and 95 of a hundred.",
        half_and_most("heddle_sweep_seconds"),
        Unit.SECONDS,
        warn=0.5,
        bad=5,
        runbook="nobody-sweeps",
    ),
    Panel(
        "Scraped",
        "Does Prometheus reach every process?",
        "1 where the last scrape worked.",
        (Query('up{job=~"$job"}', "{{job}} · {{instance}}"),),
        warn=1,
        low=True,
        runbook="target-down",
    ),
    Panel(
        "Processor",
        "How busy is each process?",
        "Cores used, by instance; what serves several processes counts its own.",
        (
            Query(
                "sum by (instance) (rate(process_cpu_seconds_total[$__rate_interval]))",
                "{{instance}}",
            ),
        ),
    ),
    Panel(
        "Memory",
        "Does anything leak?",
        "Resident memory, by instance.",
        (Query("sum by (instance) (process_resident_memory_bytes)", "{{instance}}"),),
        Unit.BYTES,
    ),
)

WORKERS = Board(
    "workers",
    "heddle · Workers",
    "Turns, steps, repairs, sweeps, and the processes that do them.",
    (
        Row("Turns", _TURNS),
        Row("Repairs and captures", _REPAIRS),
        Row("Database and exporter", _DATABASE),
        Row("Time and machine", _TIME),
    ),
    (Variable("pool", "Pool", "heddle_turns"),),
)

"""Models and who provides them: limits, latency, cost."""

from deploy.grafana.boards.expressions import HOUR, half_and_most, hourly, rates, whole
from deploy.grafana.boards.panels import Board, Panel, Query, Row, Shape, Unit, Variable

_LIMITS = (
    Panel(
        "Held back now",
        "Who is limited, and who is down?",
        "1 while calls of a model are held back, by why.",
        (
            Query(
                "max by (provider, model, condition) (heddle_provider_blocked)",
                "{{model}} · {{condition}}",
            ),
        ),
        warn=1,
        runbook="provider-down",
    ),
    Panel(
        "Sessions that are held up",
        "How many agents stand still for it?",
        "Running sessions that a provider holds up, by how long ago they made progress.",
        (whole("heddle_sessions_by_age", "age", where='state="limited"'),),
        shape=Shape.STACK,
        runbook="rate-limited",
    ),
    Panel(
        "Time lost to waiting",
        "What do limits cost in time?",
        "Seconds waited in each second, counted when a wait ends: `limited` by a rate limit,"
        " `down`, or `open` where heddle itself slows down before a limit.",
        (rates("heddle_provider_wait_seconds_sum", "provider", "model", "reason"),),
        shape=Shape.STACK,
        runbook="rate-limited",
    ),
    Panel(
        "Limits met",
        "How often does a provider say no?",
        "Calls that met a rate limit. heddle shares what it learns: one 429 holds all workers.",
        (hourly("heddle_rate_limit_hits_total", "provider", "model"),),
        Unit.COUNT,
        runbook="rate-limited",
    ),
    Panel(
        "Left of the limits",
        "How much may still be asked?",
        "Requests and tokens that the provider last said are left, until its limit is whole again.",
        (
            Query(
                "min by (provider, model, what) (heddle_rate_limit_left)",
                "{{model}} · {{what}}",
            ),
        ),
        runbook="rate-limited",
    ),
    Panel(
        "Whole again in",
        "How long until the limits are fresh?",
        "Seconds until all requests and tokens are there again, as the provider last said; nothing"
        " when they are.",
        (
            Query(
                "max by (provider, model, what) (heddle_rate_limit_reset_seconds)",
                "{{model}} · {{what}}",
            ),
        ),
        Unit.SECONDS,
    ),
    Panel(
        "How long a wait takes",
        "How long does one turn wait?",
        "Waits by provider and reason, half of them and 95 of a hundred.",
        half_and_most("heddle_provider_wait_seconds", "provider", "reason", over=HOUR),
        Unit.SECONDS,
        warn=60,
        bad=900,
        runbook="rate-limited",
    ),
    Panel(
        "Fallbacks",
        "How often does another model answer?",
        "Calls that went to another model than the preferred one, from which to which.",
        (hourly("heddle_model_fallbacks_total", "model", "other"),),
        Unit.COUNT,
        runbook="provider-down",
    ),
)

_CALLS = (
    Panel(
        "Calls",
        "How do calls of models end?",
        "By result: `ok`, `limited`, `failed` (broke off, too), `overflow` (the history was too"
        " long), `refused` or `cancelled`.",
        (rates("heddle_model_call_seconds_count", "model", "result"),),
        Unit.PER_SECOND,
        Shape.STACK,
        runbook="provider-down",
    ),
    Panel(
        "Calls that fail",
        "Which share of calls fails?",
        "Calls among all that failed or broke off, by model; they are tried again, with fallbacks.",
        (Query("max by (model) (job_model:heddle_model_calls:failed_share)", "{{model}}"),),
        Unit.SHARE,
        warn=0.05,
        bad=0.5,
        runbook="provider-down",
    ),
    Panel(
        "First text after",
        "How soon does a model begin to answer?",
        "From a call's start to its first text.",
        half_and_most("heddle_model_first_token_seconds", "model"),
        Unit.SECONDS,
    ),
    Panel(
        "Answered after",
        "How long do calls take?",
        "Whole calls, until the last token.",
        half_and_most("heddle_model_call_seconds", "model"),
        Unit.SECONDS,
    ),
)

_COST = (
    Panel(
        "Dollars an hour",
        "What does it cost now?",
        "By model, at the pace of now.",
        (Query("sum by (model) (job_model:heddle_model_cost_usd:per_hour)", "{{model}}"),),
        Unit.DOLLARS,
        Shape.STACK,
        runbook="cost-burn",
    ),
    Panel(
        "Dollars in the last hour",
        "Is that more than usual?",
        "What the hour before cost, and the dearest of the same hours of the last seven days: an"
        " alert fires from three times that on.",
        (
            Query("sum (job:heddle_model_cost_usd:last_hour)", "last hour"),
            Query("sum (job:heddle_model_cost_usd:usual_hour)", "usual"),
        ),
        Unit.DOLLARS,
        runbook="cost-burn",
    ),
    Panel(
        "Dollars in this time",
        "What did it cost?",
        "By model, over the time that the dashboard shows.",
        (
            Query(
                "sum by (model) (increase(heddle_model_cost_usd_total[$__range]))",
                "{{model}}",
            ),
        ),
        Unit.DOLLARS,
        Shape.BARS,
    ),
    Panel(
        "Tokens",
        "Who uses how many tokens?",
        "Read (in) and written (out), in a second, by model.",
        (rates("heddle_model_tokens_total", "model", "direction"),),
        Unit.PER_SECOND,
        Shape.STACK,
    ),
)

PROVIDERS = Board(
    "providers",
    "heddle · Providers",
    "Rate limits, latency and cost of models.",
    (Row("Limits", _LIMITS), Row("Calls", _CALLS), Row("Cost", _COST)),
    (
        Variable("provider", "Provider", "heddle_provider_wait_seconds_count"),
        Variable("model", "Model", "heddle_model_call_seconds_count"),
    ),
)

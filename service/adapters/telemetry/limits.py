"""Gauges of what all workers know together about limits and outages of models."""

from collections.abc import Iterator, Sequence

from prometheus_client.core import GaugeMetricFamily

from service.adapters.telemetry.families import Key, family
from service.domain.limits import LONGEST_PAUSE, Condition, Limit, provider_of

_GRACE = {Condition.LIMITED: 0.0, Condition.DOWN: 2 * LONGEST_PAUSE}
"""Seconds after its next try in which a model still counts as blocked: a limit is over then, of
an outage the next try tells."""
_LABELS = ("provider", "model", "what")


def of_providers(now: float, limits: Sequence[Limit]) -> Iterator[GaugeMetricFamily]:
    """Yield what is known of each model at `now`."""
    yield family(
        "provider_blocked",
        "1 while calls of a model are held back, by why: a rate limit, or its provider is down."
        " Of models that were never limited nothing is shown.",
        ("provider", "model", "condition"),
        {
            (provider_of(each.model), each.model, condition.value): (
                each.condition is condition and each.until + grace > now
            )
            for each in limits
            for condition, grace in _GRACE.items()
        },
    )
    left, resets = _left(now, limits)
    yield family(
        "rate_limit_left",
        "Requests and tokens that are left of a provider's limits, as it last said. Nothing is"
        " shown of a limit that is whole again: how much that is nobody has said since.",
        _LABELS,
        left,
    )
    yield family(
        "rate_limit_reset_seconds",
        "In how many seconds all of them are there again.",
        _LABELS,
        resets,
    )


def _left(now: float, limits: Sequence[Limit]) -> tuple[dict[Key, float], dict[Key, float]]:
    left: dict[Key, float] = {}
    resets: dict[Key, float] = {}
    for each in limits:
        for what, count, reset_at in (
            ("requests", each.requests_left, each.requests_reset),
            ("tokens", each.tokens_left, each.tokens_reset),
        ):
            if count is not None and reset_at > now:
                key = (provider_of(each.model), each.model, what)
                left[key], resets[key] = count, reset_at - now
    return left, resets

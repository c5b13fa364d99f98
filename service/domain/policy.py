"""The deployment's numbers. Settings fill them in; rules take them as an argument."""

from dataclasses import dataclass, field

from service.domain import watching
from service.domain.budgets import Limits
from service.domain.checkins import Pace


@dataclass(frozen=True, slots=True)
class Policy:
    """Times are in seconds. The defaults are the product's.

    A lease of 10 s with a beat each second lets another worker take over within 15 s of
    a kill, while one missed beat (a slow disk, a long pause) costs nothing.
    """

    cap: int = 3
    cap_max: int = 10
    lease: float = 10.0
    beat: float = 1.0
    ring_again: float = 5.0
    no_worker: float = 30.0
    park_when_queued: float = 15 * 60.0
    park_anyway: float = 24 * 3600.0
    capture_again: float = 30.0
    max_crashes: int = 3
    capture_attempts: int = 3
    model_attempts: int = 6
    model_wait_max: float = 3600.0
    provider_down_after: float = 15.0
    rate_limited_after: float = 300.0
    model_backoff: float = 1.0
    model_backoff_max: float = 60.0
    message_bytes: int = 100_000
    attachment_bytes: int = 25 * 1024 * 1024
    intake_deadline: float = 2.0
    link_code_lifetime: float = 15 * 60.0
    present: float = 600.0
    result_after: float = 60.0
    notices_an_hour: int = 12
    notices_kept_for_important: int = 2
    fold_above: int = 3
    decide_after_least: float = 300.0
    push_attempts: int = 6
    push_again: float = 10.0
    post_attempts: int = 17
    push_link_lifetime: float = 24 * 3600.0
    where_were_we: float = 4 * 3600.0
    default_model: str = "demo"
    models: tuple[str, ...] = ("demo",)
    judge_model: str = ""
    default_pool: str = "default"
    turn_limits: Limits = field(
        default_factory=lambda: Limits(steps=100, tokens=1_000_000, cost_usd=5.0, seconds=3600.0),
    )
    session_limits: Limits = field(default_factory=lambda: Limits(cost_usd=25.0))
    day_limits: Limits = field(default_factory=lambda: Limits(cost_usd=50.0))
    watch: watching.Limits = field(default_factory=watching.Limits)
    patience: watching.Patience = field(default_factory=watching.Patience)
    drift: watching.Drift = field(default_factory=watching.Drift)
    check_ins: Pace = field(default_factory=Pace)

    def unusual_pool(self, pool: str) -> str:
        """Return the pool if it is worth naming: nothing for the one that is used by default."""
        return "" if pool == self.default_pool else pool

    def cap_of(self, chosen: int | None) -> int:
        """Return a person's cap: what they chose, within the operator's limit."""
        return min(self.cap if chosen is None else chosen, self.cap_max)

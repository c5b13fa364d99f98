"""From settings to the numbers that the rules take."""

from service.domain import watching
from service.domain.budgets import Limits
from service.domain.checkins import Pace
from service.domain.policy import Policy
from service.settings.checkins import intervals
from service.settings.groups import Bounds
from service.settings.service import ServiceSettings


def limits(bounds: Bounds) -> Limits:
    """Return a budget's bounds as the domain has them."""
    return Limits(bounds.steps, bounds.tokens, bounds.cost_usd, bounds.seconds)


def policy(settings: ServiceSettings) -> Policy:
    """Return the deployment's numbers; what cannot be set keeps the product's default."""
    return Policy(
        cap=settings.caps.default,
        cap_max=settings.caps.max,
        lease=settings.times.lease,
        beat=settings.times.beat,
        no_worker=settings.times.no_worker,
        park_when_queued=settings.times.park_when_queued,
        park_anyway=settings.times.park_anyway,
        link_code_lifetime=settings.times.link_code,
        present=settings.notify.present,
        result_after=settings.notify.result_after,
        provider_down_after=settings.notify.provider_down,
        rate_limited_after=settings.notify.rate_limited,
        notices_an_hour=settings.notify.an_hour,
        default_model=settings.models.default,
        models=settings.models.names(),
        judge_model=settings.models.judge or "",
        default_pool=settings.pool,
        turn_limits=limits(settings.budget.turn),
        session_limits=limits(settings.budget.session),
        day_limits=limits(settings.budget.day),
        watch=watching.Limits(**settings.watch.model_dump(exclude={"idle", "drift"})),
        patience=watching.Patience(**settings.watch.idle.model_dump()),
        drift=watching.Drift(**settings.watch.drift.model_dump()),
        check_ins=Pace(types=intervals(settings.checkins)),
    )

"""A provider is down, or limits for long: one alert for all of a person's sessions that wait for
it, kept up to date, and one word when it answers again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.domain import events
from service.domain.deliveries import DeliveryKind
from service.domain.effects import Changed
from service.domain.errors import Refused
from service.domain.events import Control
from service.domain.ids import ItemId, PersonId, SessionNumber, TurnId
from service.domain.items import (
    DISMISS,
    RETRY_NOW,
    STOP_THESE,
    USE_OTHER,
    Item,
    ItemKind,
    ItemState,
    Reason,
    Severity,
)
from service.domain.limits import Condition, Limit, provider_of, released
from service.domain.outages import ask, standing_for
from service.domain.persons import Person
from service.domain.policy import Policy
from service.domain.sessions import Session
from service.domain.states import CLOSED
from service.domain.timers import Timer, TimerKind
from service.domain.turns import TurnState
from service.ports.bundle import Ports
from service.ports.model import Model
from service.ports.store import Tx
from service.usecases import access, budget, judged, lifecycle, notices, outcomes, settling, stop
from service.usecases.commit import commit

SOONEST, LATEST = 5.0, 30.0
"""Seconds between two looks at an alert: soon after the provider is asked again."""
_AFTER_A_TRY = 3.0
_DAY = 24 * 3600.0
_OTHERS = 3
"""Aliases that are offered beside the one that waits."""


@dataclass(frozen=True, slots=True)
class Outage:
    """What a turn waits for: `since` is when the provider was found down or limiting, `until`
    when it is asked again. `fallbacks` are models that may be free before it.
    """

    reason: Reason
    model: str
    since: float
    until: float
    fallbacks: Sequence[str] = ()

    @property
    def provider(self) -> str:
        """Who is down or limits."""
        return provider_of(self.model)


def outage(policy: Policy, limit: Limit, began: float, now: float) -> Outage | None:
    """Return what a person should know of a wait that began then; None if it is short so far."""
    reason = Reason.NONE
    if limit.condition is Condition.DOWN and now - limit.since >= policy.provider_down_after:
        reason = Reason.PROVIDER_DOWN
    long = max(limit.until, now) - began >= policy.rate_limited_after
    if limit.condition is Condition.LIMITED and long:
        reason = Reason.RATE_LIMITED
    return Outage(reason, limit.model, limit.since, limit.until) if reason else None


def others_than(model: Model, aliases: Sequence[str], provider: str, own: str) -> Sequence[str]:
    """Return a few aliases behind which stands another provider; the demo is none for work."""
    found = []
    for alias in aliases:
        try:
            names = model.candidates(alias)
        except Refused:
            continue
        if alias != own and {provider_of(each) for each in names} - {provider, "demo"}:
            found.append(alias)
    return found[:_OTHERS]


async def tell(
    ports: Ports, number: SessionNumber, turn: TurnId, met: Outage, others: Sequence[str]
) -> None:
    """Let the session's owner know that it waits, beside what else of theirs waits for the same;
    `others` are aliases that they could use instead.

    A muted session is none of it. What they have settled is not told again in the same outage,
    but for a retry that did not help.
    """

    def work(tx: Tx) -> None:
        seen = tx.sessions.get(number)
        if seen is None:
            return
        owner, session = lifecycle.lock_both(tx, seen)
        if session.turn_id != turn or session.muted:
            return
        found = tx.items.of_providers(owner.id, tx.now() - _DAY)
        known = [each for each in found if _is_about(each, met)]
        for item in known:
            if item.state is ItemState.OPEN:
                _join(tx, item, number, met)
                return
        if not any(_keeps_quiet(ports, tx, each, met) for each in known):
            _open(tx, ports, session, met, others)

    await commit(ports, work)


def _is_about(item: Item, met: Outage) -> bool:
    return item.reason is met.reason and item.facts["provider"] == met.provider


def _keeps_quiet(ports: Ports, tx: Tx, item: Item, met: Outage) -> bool:
    if item.resolved_by is None or item.resolved_at is None or item.resolved_at < met.since:
        return False
    tried = item.answer == RETRY_NOW
    return not tried or tx.now() - item.resolved_at < ports.policy.provider_down_after


def _open(tx: Tx, ports: Ports, session: Session, met: Outage, others: Sequence[str]) -> None:
    facts = {
        "provider": met.provider,
        "models": [met.model],
        "fallbacks": list(met.fallbacks),
        "sessions": [session.number],
        "since": met.since,
        "until": met.until,
    }
    item = Item(
        lifecycle.new_item_id(ports),
        session.number,
        session.owner_id,
        ItemKind.ALERT,
        ask(met.reason, facts),
        tx.now(),
        reason=met.reason,
        severity=Severity.NORMAL,
        choices=(RETRY_NOW, *(f"{USE_OTHER}{each}" for each in others), STOP_THESE, DISMISS),
        facts=facts,
    )
    lifecycle.open_item(tx, ports, item)
    _look_later(tx, item)


def _join(tx: Tx, item: Item, number: SessionNumber, met: Outage) -> None:
    models = sorted({*item.facts["models"], met.model})
    joined = standing_for(item, models=models, sessions=sorted({*item.facts["sessions"], number}))
    # What was posted is renewed at the timer's next look: many join within a moment.
    if joined != item:
        tx.items.save(joined)
        tx.effects.append(Changed(item.session))


def _look_later(tx: Tx, item: Item) -> None:
    now = tx.now()
    due = max(now + SOONEST, min(item.facts["until"] + _AFTER_A_TRY, now + LATEST))
    tx.timers.set(Timer(TimerKind.PROVIDER, item.id, due))


async def look(ports: Ports, item_id: ItemId) -> None:
    """Bring an alert up to date: what waits still, until when, or that it is over."""

    def work(tx: Tx) -> None:
        seen = tx.items.get(item_id)
        if seen is None or seen.state is not ItemState.OPEN:
            tx.timers.drop(TimerKind.PROVIDER, item_id)
            return
        access.lock_persons(tx, *access.owners_of(tx, seen))
        tx.sessions.lock(seen.session)
        item = tx.items.lock(item_id)
        if item is None or item.state is not ItemState.OPEN:
            tx.timers.drop(TimerKind.PROVIDER, item_id)
            return
        _renew(tx, ports, item)

    await commit(ports, work)


def _renew(tx: Tx, ports: Ports, item: Item) -> None:
    limits = [tx.limits.lock(each) for each in sorted(item.facts["models"])]
    blocked = [each for each in limits if not each.is_open]
    waiting = [each for each in item.facts["sessions"] if _waits(tx, SessionNumber(each))]
    if not blocked:
        _back(tx, ports, item)
    elif not waiting:
        settling.withdraw(tx, item, None, "nothing waits for it any more")
    else:
        until = max(each.until for each in blocked)
        renewed = standing_for(item, sessions=waiting, until=until, shown=[until, *waiting])
        if item.facts.get("shown") != renewed.facts["shown"]:
            outcomes.renew(tx, renewed)
            if renewed.session != item.session:
                # The session that it stood on shows it no more.
                tx.cards.stir(item.session, tx.now())
                tx.effects.append(Changed(item.session))
        _look_later(tx, renewed)


def _waits(tx: Tx, number: SessionNumber) -> bool:
    """Tell whether it waits still, or will again once a worker has taken it up from another."""
    session = tx.sessions.get(number)
    turn = tx.turns.get(session.turn_id) if session and session.turn_id else None
    if turn is None:
        return False
    return turn.state is TurnState.READY or turn.wait_until is not None


def _back(tx: Tx, ports: Ports, item: Item) -> None:
    """It answers again. Who was told of the outage is told of its end, once; others are not."""
    now, facts = tx.now(), item.facts
    over = f"{facts['provider']} answers again"
    resolved = replace(item, state=ItemState.RESOLVED, answer=over, resolved_at=now)
    if not judged.resolve(tx, resolved):
        return
    settling.settled(tx, item)
    tx.telemetry.item_resolved(item.kind, now - item.opened_at)
    hours = tx.preferences.get(item.owner_id).quiet_hours
    if not item.told or (hours is not None and hours.holds(now)):
        return
    room = budget.free_at(tx, ports, item.owner_id, Severity.INFORMATIVE) is None
    notices.post(
        tx,
        ports,
        item.owner_id,
        notices.here_or_direct(tx, ports, item.owner_id),
        DeliveryKind.BACK,
        loud=room,
        provider=facts["provider"],
        reason=item.reason,
        since=facts["since"],
        until=now,
        sessions=list(facts["sessions"]),
    )


def decided(
    tx: Tx, ports: Ports, owner: Person, session: Session, item: Item, choice: str, by: PersonId
) -> Session:
    """Carry out what somebody chose for all of the owner's sessions that wait; save them.

    Returns the session of the item as it stands then.
    """
    if choice == RETRY_NOW:
        for model in sorted(item.facts["models"]):
            before = tx.limits.lock(model)
            tx.limits.save(released(before, tx.now()))
        return session
    for number in sorted(item.facts["sessions"]):
        found = tx.sessions.get(SessionNumber(number))
        if found is None or found.owner_id != owner.id or not _waits(tx, found.number):
            continue
        waiting = session if number == session.number else tx.sessions.lock(found.number)
        if choice == STOP_THESE:
            waiting = _stopped(tx, ports, owner, waiting, by)
        elif choice.startswith(USE_OTHER):
            waiting = _handed_over(tx, waiting, by, choice.removeprefix(USE_OTHER))
        session = waiting if number == session.number else session
    return session


def _stopped(tx: Tx, ports: Ports, owner: Person, session: Session, by: PersonId) -> Session:
    if session.state in CLOSED:
        return session
    return stop.stop_session(tx, ports, owner, session, by)


def _handed_over(tx: Tx, session: Session, by: PersonId, alias: str) -> Session:
    order = events.control(by, access.name_of(tx, by), Control.MODEL, alias)
    session = replace(lifecycle.append(tx, session, [order]), model=alias)
    tx.sessions.save(session)
    return session

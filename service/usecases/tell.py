"""A person is told what needs them: each item climbs its ladder, one rung at a time.

Everything here runs under the lock of the person who is told.
"""

from collections.abc import Sequence
from dataclasses import replace

from service.domain.dates import day_of
from service.domain.deliveries import WEB, DeliveryKind, channel_of
from service.domain.effects import Changed
from service.domain.ids import PersonId
from service.domain.items import Item, Severity
from service.domain.ladders import Rung, Way, rungs
from service.domain.preferences import Preferences
from service.domain.sessions import Session
from service.domain.timers import Timer, TimerKind
from service.domain.triage import ordered
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import budget, colleagues, notices
from service.usecases.commit import commit

_ALL = 1_000_000


def opened(tx: Tx, ports: Ports, item: Item, *, quietly: bool = False) -> None:
    """Insert a new item with its owner's ladder, and tell them if its first rung is due now.

    With `quietly`, or of a muted session, nobody is told; the inbox shows it all the same.
    """
    now, chosen = tx.now(), tx.preferences.get(item.owner_id)
    session = tx.sessions.get(item.session)
    quietly = quietly or (session is not None and session.muted)
    ladder = () if quietly else tuple(chosen.ladder_for(item.severity))
    item = replace(item, ladder=ladder, ladder_from=now, tell_at=_first(ladder, now))
    if item.decide_at is not None:
        item = replace(item, decide_at=_decide_at(ports, item, chosen, now))
        tx.timers.set(Timer(TimerKind.DECIDE, item.id, item.decide_at or now))
    tx.items.add(item)
    tx.cards.stir(item.session, now)
    tx.effects.append(Changed(item.session))
    tx.telemetry.item_opened(item.kind, item.reason)
    if ladder:
        tell_person(tx, ports, item.owner_id)


def opened_as_told(tx: Tx, ports: Ports, item: Item) -> None:
    """Insert a new item of which its owner is told already, by what else is posted just now.

    In quiet hours the message at their end brings it as well.
    """
    now, chosen = tx.now(), tx.preferences.get(item.owner_id)
    quiet, session = chosen.quiet_hours, tx.sessions.get(item.session)
    muted = session is not None and session.muted
    held = quiet is not None and quiet.holds(now) and not muted
    ladder = tuple(chosen.ladder_for(item.severity)) if held else ()
    tx.items.add(replace(item, ladder=ladder, ladder_from=now, tell_at=_first(ladder, now), told=1))
    tx.cards.stir(item.session, now)
    tx.effects.append(Changed(item.session))
    tx.telemetry.item_opened(item.kind, item.reason)
    if ladder:
        tell_person(tx, ports, item.owner_id)


def _first(ladder: Sequence[str], now: float) -> float | None:
    return now + rungs(ladder)[0].after if ladder else None


def _decide_at(ports: Ports, item: Item, chosen: Preferences, now: float) -> float:
    """Nothing is decided in quiet hours, when its person was not told yet."""
    wanted = max((item.decide_at or now) - now, ports.policy.decide_after_least)
    quiet = chosen.quiet_hours
    until = quiet.until(now) if quiet and item.severity < Severity.IMPORTANT else None
    return (until or now) + wanted


def climb_again(item: Item, at: float) -> Item:
    """Return the item with its next rung (or its last one again) due at `at`."""
    if not item.ladder:
        return item
    rung = min(item.rung, len(item.ladder) - 1)
    since = at - rungs(item.ladder)[rung].after
    return replace(item, rung=rung, ladder_from=since, tell_at=at)


def muting_changed(tx: Tx, ports: Ports, session: Session) -> None:
    """Let the items of a session that its owner muted climb no further, or go on where they
    were. One that is snoozed comes back all the same: somebody asked for that.
    """
    now, chosen = tx.now(), tx.preferences.get(session.owner_id)
    for item in tx.items.open_of(session.number):
        if item.owner_id != session.owner_id or item.snoozed(now):
            continue
        if session.muted:
            tx.items.save(replace(item, tell_at=None))
            tx.outbox.withdraw(item.id, now)
            continue
        if item.facts.get("quietly"):
            continue
        ladder = tuple(item.ladder or chosen.ladder_for(item.severity))
        if item.tell_at is None and item.rung < len(ladder):
            at = max(now, item.ladder_from + rungs(ladder)[item.rung].after)
            tx.items.save(replace(item, ladder=ladder, tell_at=at))
    tell_person(tx, ports, session.owner_id)


async def tell_due(ports: Ports, person: PersonId) -> None:
    """A person's timer is due: tell them what is."""

    def work(tx: Tx) -> None:
        if tx.persons.get(person) is None:
            tx.timers.drop(TimerKind.TELL, person)
            return
        tx.persons.lock(person)
        tell_person(tx, ports, person)

    await commit(ports, work)


def tell_person(tx: Tx, ports: Ports, person: PersonId) -> None:
    """Tell the person what is due now, and set the timer for what comes next.

    Quiet hours hold back what is not important; their end brings it in one message.
    """
    now, chosen = tx.now(), tx.preferences.get(person)
    quiet = chosen.quiet_hours
    until = quiet.until(now) if quiet else None
    if until is not None:
        chosen = _hold(tx, chosen, now, until)
    elif chosen.held_since is not None:
        _sum_up(tx, ports, chosen)
    _climb(tx, ports, person)
    _look_again(tx, person, until if until is not None and chosen.held_since else None)


def _hold(tx: Tx, chosen: Preferences, now: float, until: float) -> Preferences:
    held = tx.items.hold(chosen.person_id, now, until, Severity.IMPORTANT)
    if not held or chosen.held_since is not None:
        return chosen
    spent, _ = tx.persons.spent(chosen.person_id, day_of(now))
    chosen = replace(chosen, held_since=now, held_cost=spent.cost_usd)
    tx.preferences.save(chosen)
    return chosen


def _sum_up(tx: Tx, ports: Ports, chosen: Preferences) -> None:
    """Quiet hours are over: one message brings everything that they held back, as soon as the
    hour's budget has room for it. What is important goes its own way.
    """
    person, since, now = chosen.person_id, chosen.held_since, tx.now()
    assert since is not None  # noqa: S101  the caller looked
    free_at = budget.free_at(tx, ports, person, Severity.NORMAL)
    if free_at is not None:
        tx.items.hold(person, now, free_at, Severity.IMPORTANT)
        return
    tx.preferences.save(replace(chosen, held_since=None, held_cost=0.0))
    found = tx.items.due(person, now, _ALL)
    due = _take(tx, ports, [each for each in found if each.severity < Severity.IMPORTANT])
    if not due:
        return
    spent = _spent_since(tx, person, since, now) - chosen.held_cost
    lane = notices.here_or_direct(tx, ports, person)
    shown = [each.id for each in due[: notices.SHOWN]]
    notices.post(
        tx,
        ports,
        person,
        lane,
        DeliveryKind.SUMMARY,
        shown,
        count=len(due),
        since=since,
        until=now,
        spent_usd=round(max(0.0, spent), 6),
    )


def _spent_since(tx: Tx, person: PersonId, since: float, now: float) -> float:
    """Add up the days from the one of `since` on, in US dollars."""
    days = {day_of(since), day_of(now)}
    moment = since
    while (moment := moment + 24 * budget.HOUR) < now:
        days.add(day_of(moment))
    return sum(tx.persons.spent(person, day)[0].cost_usd for day in sorted(days))


def _take(tx: Tx, ports: Ports, due: Sequence[Item]) -> list[Item]:
    """Advance what is due by one rung without telling of each; return what its owner is to be
    told of as it was, the most urgent first.

    Those that colleagues are asked about are none of that.
    """
    own, theirs = list[Item](), list[Item]()
    for item in due:
        by_colleague = rungs(item.ladder)[item.rung].way is Way.COLLEAGUE
        (theirs if by_colleague else own).append(item)
    for item in due:
        tx.telemetry.climbed(rungs(item.ladder)[item.rung].way)
    for item, asked in colleagues.ask_about(tx, ports, theirs):
        _step(tx, ports, asked, first=item.told == 0 and asked.told > 0)
    for item in own:
        _step(tx, ports, replace(item, told=item.told + 1), first=item.told == 0)
    return _triaged(tx, own)


def _triaged(tx: Tx, items: Sequence[Item]) -> list[Item]:
    numbers = sorted({item.session for item in items})
    found = {number: each for number in numbers if (each := tx.sessions.get(number))}
    return ordered(list(items), found, tx.now())


def _climb(tx: Tx, ports: Ports, person: PersonId) -> None:
    """Notify of what is due: one by one, or many at once as one digest; within the hour's
    budget, beyond which it waits.
    """
    now, fold = tx.now(), ports.policy.fold_above
    while due := tx.items.due(person, now, fold + 1):
        free_at = budget.free_at(tx, ports, person, due[0].severity)
        if free_at is not None:
            tx.items.hold(person, now, free_at, due[0].severity + 1)
        elif len(due) > fold:
            _digest(tx, ports, person)
        else:
            _notify(tx, ports, due[0])


def _digest(tx: Tx, ports: Ports, person: PersonId) -> None:
    """One message instead of many, by the way that the most urgent would have taken."""
    due, phones = tx.items.due(person, tx.now(), _ALL), tx.phones.of(person)
    left = list[Item]()
    for item in due:
        if phones or not notices.needs_phone(item):
            left.append(item)
        else:
            _step(tx, ports, item, first=False)
    told = _take(tx, ports, left)
    if not told:
        return
    rung = rungs(told[0].ladder)[told[0].rung]
    # Many threads cannot be told in one of them.
    way = rung if rung.way is Way.PHONE else Rung(Way.DM, 0.0)
    lane = notices.lane_of(tx, ports, told[0], way) or notices.direct(tx, person)
    shown = [each.id for each in told[: notices.SHOWN]]
    notices.post(tx, ports, person, lane, DeliveryKind.DIGEST, shown, count=len(told))


def _notify(tx: Tx, ports: Ports, item: Item) -> None:
    """Climb one rung of one item."""
    number, rung, first = item.rung, rungs(item.ladder)[item.rung], item.told == 0
    if rung.way is Way.COLLEAGUE:
        until = colleagues.rests_until(tx, ports, rung, item.severity)
        if until is not None:
            tx.items.save(replace(item, tell_at=until))
            return
        item = colleagues.ask(tx, ports, item, rung)
        tx.telemetry.climbed(rung.way)
    elif lane := notices.lane_of(tx, ports, item, rung):
        last = budget.last_until(tx, ports, item.owner_id)
        facts = {"rung": number} if last is None else {"rung": number, "last": last}
        notices.post(tx, ports, item.owner_id, lane, DeliveryKind.ASK, [item.id], **facts)
        if first and channel_of(lane) == WEB:
            tx.telemetry.handed_over(tx.now() - item.opened_at)
        item = replace(item, told=item.told + 1)
        tx.telemetry.climbed(rung.way)
    _step(tx, ports, item, first=first)
    tx.effects.append(Changed(item.session))


def _step(tx: Tx, ports: Ports, item: Item, *, first: bool) -> None:
    """Save the item with its present rung climbed; the next one keeps its distance, however
    late this one was. Who is told for the `first` time has time to object to its default.
    """
    now, ladder, rung = tx.now(), rungs(item.ladder), item.rung + 1
    since = now - ladder[item.rung].after
    decide_at, least = item.decide_at, now + ports.policy.decide_after_least
    if decide_at is not None and decide_at < least and first and item.told:
        decide_at = least
        tx.timers.set(Timer(TimerKind.DECIDE, item.id, least))
    climbed = replace(
        item,
        rung=rung,
        ladder_from=since,
        tell_at=since + ladder[rung].after if rung < len(ladder) else None,
        snoozed_until=None,
        decide_at=decide_at,
    )
    tx.items.save(climbed)


def _look_again(tx: Tx, person: PersonId, quiet_until: float | None) -> None:
    times = [at for at in (tx.items.next_tell(person), quiet_until) if at is not None]
    if times:
        tx.timers.set(Timer(TimerKind.TELL, person, min(times)))
    else:
        tx.timers.drop(TimerKind.TELL, person)

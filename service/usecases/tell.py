"""A person is told what needs them: each item climbs its ladder, one rung at a time.

Everything here runs under the lock of the person who is told.
"""

from collections.abc import Sequence
from dataclasses import replace

from service.domain.dates import day_of
from service.domain.deliveries import DeliveryKind, channel_of
from service.domain.effects import Changed
from service.domain.ids import PersonId
from service.domain.items import Item, Severity
from service.domain.ladders import Rung, Way, rungs
from service.domain.preferences import Preferences
from service.domain.timers import Timer, TimerKind
from service.domain.triage import ordered
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import notices
from service.usecases.commit import commit

HOUR = 3600.0
BATCH = 500
SHOWN = 30
"""Items that one message names; the inbox has them all."""


def opened(tx: Tx, ports: Ports, item: Item) -> None:
    """Insert a new item with its owner's ladder, and tell them if its first rung is due now.

    Of a muted session nobody is told; the inbox shows it all the same.
    """
    now, chosen = tx.now(), tx.preferences.get(item.owner_id)
    session = tx.sessions.get(item.session)
    muted = session is not None and session.muted
    ladder = () if muted else tuple(chosen.ladder_for(item.severity))
    item = replace(item, ladder=ladder, ladder_from=now, tell_at=_first(ladder, now))
    if item.decide_at is not None:
        item = replace(item, decide_at=_decide_at(ports, item, chosen, now))
        tx.timers.set(Timer(TimerKind.DECIDE, item.id, item.decide_at or now))
    tx.items.add(item)
    tx.effects.append(Changed(item.session))
    ports.telemetry.item_opened(item.kind, item.reason)
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
    hour's budget has room for it.
    """
    person, since, now = chosen.person_id, chosen.held_since, tx.now()
    assert since is not None  # noqa: S101  the caller looked
    made = tx.outbox.loud_since(person, now - HOUR)
    room = _room(ports, made, Severity.NORMAL)
    if room <= 0:
        tx.items.hold(person, now, _free_at(made, room, now), Severity.IMPORTANT)
        return
    tx.preferences.save(replace(chosen, held_since=None, held_cost=0.0))
    count, due = _take_due(tx, ports, person)
    if not due:
        return
    spent = _spent_since(tx, person, since, now) - chosen.held_cost
    lane = notices.here_or_direct(tx, ports, person)
    shown = [each.id for each in due[:SHOWN]]
    notices.post(
        tx,
        ports,
        person,
        lane,
        DeliveryKind.SUMMARY,
        shown,
        count=count,
        since=since,
        until=now,
        spent_usd=round(max(0.0, spent), 6),
    )


def _spent_since(tx: Tx, person: PersonId, since: float, now: float) -> float:
    """Add up the days from the one of `since` on, in US dollars."""
    days = {day_of(since), day_of(now)}
    moment = since
    while (moment := moment + 24 * HOUR) < now:
        days.add(day_of(moment))
    return sum(tx.persons.spent(person, day)[0].cost_usd for day in sorted(days))


def _take_due(tx: Tx, ports: Ports, person: PersonId) -> tuple[int, list[Item]]:
    """Advance everything that is due without telling of each; return how many, and the most
    urgent of them.
    """
    now, count, first = tx.now(), 0, list[Item]()
    while batch := tx.items.due(person, now, BATCH):
        for item in batch:
            _step(tx, ports, replace(item, told=item.told + 1), first=item.told == 0)
        first = first or _triaged(tx, batch)
        count += len(batch)
    return count, first


def _triaged(tx: Tx, items: Sequence[Item]) -> list[Item]:
    found = {item.session: tx.sessions.get(item.session) for item in items}
    known = {number: session for number, session in found.items() if session is not None}
    return ordered(list(items), known, tx.now())


def _climb(tx: Tx, ports: Ports, person: PersonId) -> None:
    """Notify of what is due: one by one, or many at once as one digest; within the hour's
    budget, beyond which it waits.
    """
    now, policy = tx.now(), ports.policy
    while due := tx.items.due(person, now, policy.fold_above + 1):
        made = tx.outbox.loud_since(person, now - HOUR)
        room, normal = _room(ports, made, Severity.IMPORTANT), _room(ports, made, Severity.NORMAL)
        if room <= 0 or (normal <= 0 and due[0].severity < Severity.IMPORTANT):
            bar = Severity.IMPORTANT if room > 0 else Severity.IMPORTANT + 1
            tx.items.hold(person, now, _free_at(made, normal if room > 0 else room, now), bar)
            continue
        if len(due) > policy.fold_above:
            _digest(tx, ports, person, due[0])
            return
        _notify(tx, ports, due[0], last=_free_at([*made, now], 0, now) if normal == 1 else None)


def _room(ports: Ports, made: Sequence[float], severity: int) -> int:
    """Return how many more notifications of that severity the hour has room for."""
    policy = ports.policy
    kept = 0 if severity >= Severity.IMPORTANT else policy.notices_kept_for_important
    return policy.notices_an_hour - kept - len(made)


def _free_at(made: Sequence[float], room: int, now: float) -> float:
    """Return when the hour has room again, given that it has `room` (zero or less) now."""
    leaving = made[min(-room, len(made) - 1)] if made else now
    return max(now + 1.0, leaving + HOUR + 0.001)


def _digest(tx: Tx, ports: Ports, person: PersonId, first: Item) -> None:
    """One message instead of many, by the way that the most urgent would have taken."""
    rung = rungs(first.ladder)[first.rung]
    # Many threads cannot be told in one of them.
    way = rung if rung.way is Way.PHONE else Rung(Way.DM, 0.0)
    lane = notices.lane_of(tx, ports, first, way) or notices.direct(tx, person)
    count, due = _take_due(tx, ports, person)
    shown = [each.id for each in due[:SHOWN]]
    notices.post(tx, ports, person, lane, DeliveryKind.DIGEST, shown, count=count)


def _notify(tx: Tx, ports: Ports, item: Item, last: float | None) -> None:
    """Climb one rung of one item. `last`: until when nothing more of normal weight comes."""
    number, rung, first = item.rung, rungs(item.ladder)[item.rung], item.told == 0
    if rung.way is Way.COLLEAGUE:
        until = _colleague_rests(tx, ports, item, rung)
        if until is not None:
            tx.items.save(replace(item, tell_at=until))
            return
        item = _ask_colleague(tx, ports, item, rung)
    elif lane := notices.lane_of(tx, ports, item, rung):
        facts = {"rung": number} if last is None else {"rung": number, "last": last}
        notices.post(tx, ports, item.owner_id, lane, DeliveryKind.ASK, [item.id], **facts)
        if first and channel_of(lane) == "web":
            ports.telemetry.handed_over(tx.now() - item.opened_at)
        item = replace(item, told=item.told + 1)
    _step(tx, ports, item, first=first)
    tx.effects.append(Changed(item.session))


def _colleague_rests(tx: Tx, ports: Ports, item: Item, rung: Rung) -> float | None:
    """Return until when the colleague must not be disturbed: their hours and their budget hold,
    whoever's ladder it is. None if they may be now.
    """
    if rung.colleague is None:
        return None
    now, quiet = tx.now(), tx.preferences.get(rung.colleague).quiet_hours
    until = quiet.until(now) if quiet and item.severity < Severity.IMPORTANT else None
    if until is not None:
        return until
    made = tx.outbox.loud_since(rung.colleague, now - HOUR)
    room = _room(ports, made, item.severity)
    return _free_at(made, room, now) if room <= 0 else None


def _ask_colleague(tx: Tx, ports: Ports, item: Item, rung: Rung) -> Item:
    """Let a colleague see the session and answer; the owner asked for that in their ladder."""
    colleague = rung.colleague
    if colleague is None or tx.persons.get(colleague) is None:
        return item
    if colleague not in tx.sessions.collaborators(item.session):
        tx.sessions.share(item.session, colleague)
    lane = notices.here_or_direct(tx, ports, colleague)
    facts = {"rung": item.rung, "for": item.owner_id}
    notices.post(tx, ports, colleague, lane, DeliveryKind.ASK, [item.id], **facts)
    return replace(item, colleague_id=colleague, told=item.told + 1)


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

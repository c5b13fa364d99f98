"""Operators are told of alerts about heddle itself: one item a group, closed when it is over."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from service.domain import events
from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import DISMISS, Item, ItemKind, ItemState, Reason
from service.domain.operations import OVER, TITLE, AlertGroup, home_of, is_about
from service.domain.sessions import Session
from service.domain.states import State
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import lifecycle, outcomes, settling
from service.usecases.commit import commit

WORSE = "it got worse"


async def alerted(ports: Ports, group: AlertGroup, operators: Collection[str]) -> int:
    """Bring every operator's item of the group up to date, and return how many operators there
    are; the same again changes nothing.

    `operators` are names of persons; of none, the admins are told. Raises Refused if nobody is
    there to be told, Temporary if the store cannot be reached: then it has to be sent again.
    """
    found = await _operators(ports, {each.casefold() for each in operators})
    for person in found:
        await commit(ports, partial(_tell, ports=ports, person=person, group=group))
    return len(found)


async def _operators(ports: Ports, names: Collection[str]) -> list[PersonId]:
    everybody = await ports.store.read(lambda reads: reads.persons())
    found = [
        each.id for each in everybody if (each.name.casefold() in names if names else each.admin)
    ]
    if not found:
        raise Refused(
            "Nobody is there to be told: name people whom heddle knows in `alerts.operators`."
            if names
            else "Nobody is there to be told: open heddle's pages once with the link that it"
            " printed at its start, or name people in `alerts.operators`."
        )
    return found


def _tell(tx: Tx, ports: Ports, person: PersonId, group: AlertGroup) -> None:
    owner = tx.persons.lock(person)
    known = tx.sessions.by_thread(home_of(owner.id))
    if known is None and not group.firing:
        return
    session = tx.sessions.lock(known.number) if known else _home(tx, ports, owner.id)
    item = next((each for each in tx.items.open_of(session.number) if is_about(each, group)), None)
    if item is None:
        if group.firing:
            _open(tx, ports, session, group)
    elif not group.firing:
        _over(tx, item)
    elif item.severity < group.severity:
        settling.withdraw(tx, item, None, WORSE)
        _open(tx, ports, session, group)
    else:
        _renew(tx, item, group)


def _home(tx: Tx, ports: Ports, owner: PersonId) -> Session:
    """Open the operator's own session for alerts: at rest from the beginning, without a turn."""
    now = tx.now()
    return tx.sessions.open(
        Session(
            number=SessionNumber(0),
            thread=home_of(owner),
            owner_id=owner,
            title=TITLE,
            state=State.DONE,
            model=ports.policy.default_model,
            pool=ports.policy.default_pool,
            created_at=now,
            changed_at=now,
            state_since=now,
            breadcrumb="Alerts about heddle itself stand here.",
        )
    )


def _open(tx: Tx, ports: Ports, session: Session, group: AlertGroup) -> None:
    item = Item(
        lifecycle.new_item_id(ports),
        session.number,
        session.owner_id,
        ItemKind.ALERT,
        group.ask,
        tx.now(),
        reason=Reason.OPERATIONS,
        severity=group.severity,
        choices=(DISMISS,),
        facts=dict(group.facts),
    )
    draft = events.alert(Reason.OPERATIONS, group.ask, item.id)
    tx.sessions.save(lifecycle.append(tx, session, [draft]))
    lifecycle.open_item(tx, ports, item)


def _renew(tx: Tx, item: Item, group: AlertGroup) -> None:
    renewed = replace(item, ask=group.ask, facts={**item.facts, **group.facts})
    if renewed != item:
        outcomes.renew(tx, renewed)


def _over(tx: Tx, item: Item) -> None:
    now = tx.now()
    resolved = replace(item, state=ItemState.RESOLVED, answer=OVER, resolved_at=now)
    if tx.items.resolve(resolved):
        settling.settled(tx, item)
        tx.telemetry.item_resolved(item.kind, now - item.opened_at)

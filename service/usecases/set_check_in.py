"""How often a session is checked in on: a person says so, and what they do about it tells."""

from dataclasses import replace

from service.domain.effects import Changed
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import ItemKind
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.timers import TimerKind
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, settling
from service.usecases.commit import commit
from service.usecases.pace import check_in_later


async def set_check_in(
    ports: Ports,
    person: PersonId,
    number: SessionNumber,
    text: str,
    *,
    at: Whereabouts | None = None,
) -> Session:
    """Choose how often the session is checked in on: a span as `10m`, a task type, or `off`. `at`
    is where the person acts.

    Raises Refused for anything else, and for anybody but its owner: it is their attention.
    """
    chosen = ports.policy.check_ins.chosen(text)

    def work(tx: Tx) -> Session:
        _, session = access.owned_session(tx, person, number, at)
        session = replace(session, task=chosen.task or session.task, check_by_hand=chosen.by_hand)
        session = checked(tx, session, chosen.every)
        if not chosen.every:
            withdraw(tx, session, person, "it is checked in on no more")
        tx.sessions.save(session)
        tx.effects.append(Changed(number))
        return session

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


def checked(tx: Tx, session: Session, every: float) -> Session:
    """Check in on it every so many seconds of work from now on (0: never); the caller saves it."""
    if not every and not session.check_every:
        return session
    session = replace(session, check_every=every)
    if not every:
        session = replace(session, check_by_hand=False)
        tx.timers.drop(TimerKind.CHECK_IN, str(session.number))
    elif session.state is State.RUNNING:
        check_in_later(tx, session)
    return session


def withdraw(tx: Tx, session: Session, by: PersonId | None, why: str) -> None:
    """Take back what the last check-in said."""
    for item in tx.items.open_of(session.number):
        if item.kind is ItemKind.CHECK_IN:
            settling.withdraw(tx, item, by, why)

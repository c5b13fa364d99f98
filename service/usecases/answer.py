"""An attention item gets its answer; the first answer wins."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from service.domain import events
from service.domain.budgets import Scope
from service.domain.errors import Refused
from service.domain.events import Attachment, Control
from service.domain.ids import ItemId, PersonId
from service.domain.items import (
    GO_ON,
    LEAVE_FILES,
    RETRY,
    TRY_AGAIN,
    Item,
    ItemKind,
    ItemState,
    Reason,
)
from service.domain.persons import Person
from service.domain.receipts import Fate
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.timers import TimerKind
from service.domain.turns import Outcome, Phase
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, close_turn, lifecycle, resume, stop
from service.usecases.commit import commit


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers what, and through which channel."""

    person: PersonId
    text: str
    via: str
    attachments: Sequence[Attachment] = ()


async def answer_item(ports: Ports, item: ItemId, given: Answer) -> Session:
    """Answer an attention item and return its session as it stands then.

    Raises Refused if the item is not the person's, was answered already (saying by whom and
    when), or the text is none of its choices where only those count.
    """

    def work(tx: Tx) -> Session:
        found = tx.items.get(item)
        if found is None:
            raise Refused("That question does not exist any more.")
        owner, session = access.session_for(tx, given.person, found.session)
        if found.kind == ItemKind.QUESTION:
            return answer_question(tx, ports, owner, session, found, given)
        if given.person != owner.id:
            raise Refused(f"Only {owner.name}, who owns session {session.number}, can decide that.")
        return _decide(tx, ports, owner, session, found, given)

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


def answer_question(
    tx: Tx, ports: Ports, owner: Person, session: Session, item: Item, given: Answer
) -> Session:
    """Record the answer; when no question is left, the agent goes on.

    Saves the session and returns it. Raises Refused if somebody else was first.
    """
    if not given.text.strip() and not given.attachments:
        raise Refused("The answer is empty. Choose a button or write a text.")
    _resolve(tx, ports, item, given)
    name = access.name_of(tx, given.person)
    draft = events.answer(given.person, name, item.id, item.call, given.text, given.attachments)
    session = lifecycle.append(tx, session, [draft])
    tx.sessions.save(session)
    if any(each.kind == ItemKind.QUESTION for each in tx.items.open_of(session.number)):
        return session
    return go_on(tx, ports, owner, session, f"{name} answered")


def go_on(tx: Tx, ports: Ports, owner: Person, session: Session, why: str) -> Session:
    """Let a waiting session run on in its slot, or queue a parked one at the head; save it."""
    if session.state == State.WAITING:
        return resume_waiting(tx, ports, session, why)
    if session.state == State.PARKED:
        return lifecycle.start_or_queue(tx, ports, owner, session, head=True)
    return session


def resume_waiting(
    tx: Tx,
    ports: Ports,
    session: Session,
    why: str,
    phase: Phase = Phase.WORK,
    outcome: Outcome | None = None,
) -> Session:
    """Move a waiting session back to running with a new turn on the same slot; save it."""
    session = lifecycle.enter(tx, session, State.RUNNING, why)
    tx.timers.drop(TimerKind.PARK, str(session.number))
    tx.receipts.settle(session.number, session.next_seq, Fate.NEXT, {Fate.KEPT})
    session = lifecycle.open_turn(tx, ports, session, phase=phase, outcome=outcome)
    tx.sessions.save(session)
    return session


def _resolve(tx: Tx, ports: Ports, item: Item, given: Answer) -> None:
    resolved = replace(
        item,
        state=ItemState.RESOLVED,
        answer=given.text,
        resolved_at=tx.now(),
        resolved_by=given.person,
        resolved_from=given.via,
    )
    if not tx.items.resolve(resolved):
        raise Refused(_already(tx, item.id))
    ports.telemetry.item_resolved(item.kind, tx.now() - item.opened_at)


def _already(tx: Tx, item: ItemId) -> str:
    """Say kindly who was first."""
    now = tx.items.get(item)
    if now is None or now.resolved_at is None:
        return "That question does not exist any more."
    at = datetime.fromtimestamp(now.resolved_at, UTC).strftime("%H:%M UTC")
    if now.state == ItemState.WITHDRAWN:
        return f"That is no longer needed since {at}: {now.answer}."
    who = access.name_of(tx, now.resolved_by) if now.resolved_by else "heddle"
    return f"{who} answered this at {at}: {now.answer}"


def _decide(
    tx: Tx, ports: Ports, owner: Person, session: Session, item: Item, given: Answer
) -> Session:
    """Carry out the choice that the owner made about a budget or an alert."""
    choice = _choice(item, given.text)
    _resolve(tx, ports, item, replace(given, text=choice))
    if item.kind == ItemKind.BUDGET:
        return _decide_budget(tx, ports, owner, session, item, choice)
    if item.reason == Reason.CAPTURE_FAILED:
        return _decide_capture(tx, ports, owner, session, choice)
    if item.reason == Reason.TURN_FAILED and choice == RETRY:
        return resume.retry_session(tx, ports, owner, session, owner.id, "")
    return session


def _choice(item: Item, text: str) -> str:
    if not item.choices:
        raise Refused("There is nothing to decide here; it closes by itself when it is over.")
    found = next((each for each in item.choices if each.lower() == text.strip().lower()), None)
    if found is None:
        raise Refused(f"Choose one of: {', '.join(item.choices)}.")
    return found


def _decide_budget(
    tx: Tx, ports: Ports, owner: Person, session: Session, item: Item, choice: str
) -> Session:
    if choice != GO_ON:
        return stop.stop_session(tx, ports, owner, session, owner)
    if item.facts["scope"] == Scope.SESSION:
        session = replace(session, grants=session.grants + 1)
    elif item.facts["scope"] == Scope.DAY:
        tx.persons.grant(owner.id, item.facts["day"])
    order = events.control(owner.id, owner.name, Control.GO_ON)
    session = lifecycle.append(tx, session, [order])
    tx.sessions.save(session)
    return go_on(tx, ports, owner, session, f"{owner.name} let it go on")


def _decide_capture(tx: Tx, ports: Ports, owner: Person, session: Session, choice: str) -> Session:
    if choice == TRY_AGAIN:
        if session.state == State.WAITING:
            why = f"{owner.name} asked to save again"
            return resume_waiting(tx, ports, session, why, Phase.CAPTURE, Outcome.FINISHED)
        lifecycle.request_capture(tx, ports, session)
        return session
    assert choice == LEAVE_FILES  # noqa: S101  the only other choice of this item
    tx.timers.drop(TimerKind.CAPTURE, str(session.number))
    if session.state != State.WAITING:
        session = replace(session, captured_upto=session.next_seq - 1)
        tx.sessions.save(session)
        return session
    if close_turn.unread_messages(tx, session):
        return resume_waiting(tx, ports, session, "its files stay in the workspace")
    session = lifecycle.rest(tx, ports, session, State.DONE, "its files stay in the workspace")
    session = replace(session, captured_upto=session.next_seq - 1)
    tx.sessions.save(session)
    lifecycle.promote(tx, ports, owner)
    return session

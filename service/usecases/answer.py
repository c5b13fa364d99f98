"""An attention item gets its answer; the first answer wins."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.domain import events
from service.domain.budgets import Scope
from service.domain.errors import Refused
from service.domain.events import Attachment, Control
from service.domain.ids import ItemId, PersonId
from service.domain.items import (
    GO_ON,
    LEAVE_FILES,
    LET_STEER,
    NO_MORE,
    OBJECT,
    OF_A_TURN,
    OF_PROVIDERS,
    RETRY,
    TRY_AGAIN,
    YES_NOW,
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
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import (
    access,
    check_in,
    close_turn,
    drift,
    held,
    idle,
    judged,
    lifecycle,
    outages,
    outcomes,
    resume,
    settling,
    stop,
    stuck,
)
from service.usecases.commit import commit


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers what, through which channel, and where they are."""

    person: PersonId
    text: str
    via: str
    attachments: Sequence[Attachment] = ()
    at: Whereabouts | None = None


async def answer_item(ports: Ports, item: ItemId, given: Answer) -> Session:
    """Answer an attention item and return its session as it stands then.

    Raises Refused if the item is not the person's, was answered already (saying by whom and
    when), or the text is none of its choices where only those count.
    """
    return await commit(
        ports, lambda tx: take(tx, ports, item, given), deadline=ports.policy.intake_deadline
    )


def take(tx: Tx, ports: Ports, item: ItemId, given: Answer) -> Session:
    """Answer an attention item inside a transaction; raises Refused like `answer_item`."""
    seen = tx.items.get(item)
    if seen is None:
        raise Refused("That question does not exist any more.")
    owner, session = access.session_for(tx, given.person, seen.session, given.at)
    found = tx.items.lock(item) or seen
    if found.kind == ItemKind.QUESTION:
        return answer_question(tx, ports, owner, session, found, given)
    if given.person not in _deciders(owner, found) and not _for_everybody(found):
        raise Refused(f"Only {owner.name}, who owns session {session.number}, can decide that.")
    return _decide(tx, ports, owner, session, found, given)


_OWNERS = {LET_STEER: "let them steer", NO_MORE: "end its check-ins"}
"""Choices that are the session's owner's alone, and what they do."""


def _for_everybody(item: Item) -> bool:
    """Tell whether all who may steer the session may say what is to be done about it."""
    return item.reason in OF_A_TURN or item.kind is ItemKind.CHECK_IN


def _deciders(owner: Person, item: Item) -> set[PersonId]:
    """Return who may decide about it: budgets are the session owner's alone."""
    return {owner.id} if item.kind == ItemKind.BUDGET else {owner.id, item.owner_id}


def answer_question(
    tx: Tx, ports: Ports, owner: Person, session: Session, item: Item, given: Answer
) -> Session:
    """Record the answer; when no question is left, the agent goes on.

    Saves the session and returns it. Raises Refused if somebody else was first.
    """
    if not given.text.strip() and not given.attachments:
        raise Refused("The answer is empty. Choose a button or write a text.")
    objects = given.text.strip().lower() == OBJECT.lower() and not given.attachments
    if objects and _was_announced(item):
        return _object(tx, session, item, given)
    given = replace(given, text=_meant(item, given.text))
    resolve(tx, item, given)
    name = access.name_of(tx, given.person)
    draft = events.answer(given.person, name, item.id, item.call, given.text, given.attachments)
    session = lifecycle.append(tx, session, [draft])
    tx.sessions.save(session)
    return unless_asked(tx, ports, owner, session, f"{name} answered")


def _meant(item: Item, text: str) -> str:
    """Return the default where the person lets it be taken."""
    said = text.strip().lower()
    return item.default if _was_announced(item) and said == YES_NOW.lower() else text


def _was_announced(item: Item) -> bool:
    """Tell whether its default is taken by itself, or was to be until somebody objected: the
    buttons of before may still be pressed.
    """
    return bool(item.default) and (item.decide_at is not None or "objected" in item.facts)


def _object(tx: Tx, session: Session, item: Item, given: Answer) -> Session:
    """The default is not taken by itself any more; the question stays open. Saves the session."""
    name = access.name_of(tx, given.person)
    item = tx.items.lock(item.id) or item
    if item.state is not ItemState.OPEN:
        raise Refused(access.already(tx, item.id, given.person))
    if item.decide_at is None:
        who = item.facts["objected"]
        raise Refused(f"{who} objected already. The question is open: say what to do instead.")
    tx.timers.drop(TimerKind.DECIDE, item.id)
    facts = {**item.facts, "objected": name}
    outcomes.renew(tx, replace(item, decide_at=None, facts=facts))
    text = f"I object to going with “{item.default}” by default."
    session = lifecycle.append(tx, session, [events.note(given.person, name, text)])
    tx.sessions.save(session)
    return session


def unless_asked(tx: Tx, ports: Ports, owner: Person, session: Session, why: str) -> Session:
    """Let the agent go on if no other question of the session is open; saves it."""
    if any(each.kind == ItemKind.QUESTION for each in tx.items.open_of(session.number)):
        return session
    return go_on(tx, ports, owner, session, why)


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


def resolve(tx: Tx, item: Item, given: Answer) -> None:
    """Resolve it by this answer. Raises Refused if somebody else was first."""
    settling.let_go(tx, item)
    resolved = replace(
        item,
        state=ItemState.RESOLVED,
        answer=given.text,
        resolved_at=tx.now(),
        resolved_by=given.person,
        resolved_from=given.via,
    )
    if not judged.resolve(tx, resolved):
        raise Refused(access.already(tx, item.id, given.person))
    settling.settled(tx, item)
    tx.telemetry.item_resolved(item.kind, tx.now() - item.opened_at, given.via)


def _decide(
    tx: Tx, ports: Ports, owner: Person, session: Session, item: Item, given: Answer
) -> Session:
    """Carry out the choice that the owner made about a budget or an alert."""
    choice = _choice(item, given.text)
    _check_owners(choice, owner, session, given.person)
    resolve(tx, item, replace(given, text=choice))
    if item.kind == ItemKind.BUDGET:
        return _decide_budget(tx, ports, owner, session, item, choice)
    if item.reason == Reason.CAPTURE_FAILED:
        return _decide_capture(tx, ports, owner, session, choice)
    if item.reason in OF_PROVIDERS:
        return outages.decided(tx, ports, owner, session, item, choice, given.person)
    if item.kind == ItemKind.HELD:
        return held.decided(tx, ports, owner, session, item, choice)
    if item.kind is ItemKind.CHECK_IN:
        return check_in.decided(tx, ports, owner, session, choice, given.person)
    if item.reason is Reason.STUCK:
        return stuck.decided(tx, ports, owner, session, item, given.person, choice)
    if item.reason is Reason.IDLE:
        return idle.decided(tx, ports, owner, session, item, given.person, choice)
    if item.reason is Reason.DRIFT:
        return drift.decided(tx, ports, owner, session, item, given.person, choice)
    if choice == RETRY:
        return resume.retry_session(tx, ports, owner, session, given.person, "")
    return session


def _check_owners(choice: str, owner: Person, session: Session, person: PersonId) -> None:
    if choice in _OWNERS and person != owner.id:
        who = f"Only {owner.name}, who owns session {session.number}"
        raise Refused(f"{who}, can {_OWNERS[choice]}.")


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
        return stop.stop_session(tx, ports, owner, session, owner.id)
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

"""What people change about themselves and their sessions: cap, model, mute."""

from dataclasses import replace

from service.domain import events
from service.domain.effects import Changed
from service.domain.errors import Refused
from service.domain.events import Control
from service.domain.ids import PersonId, SessionNumber
from service.domain.persons import Person, checked_cap
from service.domain.sessions import Session
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, lifecycle, tell
from service.usecases.commit import commit


async def set_cap(ports: Ports, person: PersonId, cap: int) -> Person:
    """Change how many of the person's sessions may hold a slot; a higher cap starts queued
    ones at once, a lower one takes effect as sessions end.

    Raises Refused outside 1 to the operator's limit.
    """
    checked_cap(cap, ports.policy.cap_max)

    def work(tx: Tx) -> Person:
        changed = replace(tx.persons.lock(person), cap=cap)
        tx.persons.save(changed)
        lifecycle.promote(tx, ports, changed)
        return changed

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def set_model(
    ports: Ports,
    person: PersonId,
    number: SessionNumber,
    model: str,
    *,
    at: Whereabouts | None = None,
) -> Session:
    """Hand the session over to another model, from its next step on. `at` is where the person
    acts.

    Raises Refused for an unknown model, naming the known ones.
    """
    if model not in ports.policy.models:
        raise Refused(
            f"There is no model {model!r}. You can use: {', '.join(ports.policy.models)}.",
        )

    def work(tx: Tx) -> Session:
        _, session = access.session_for(tx, person, number, at)
        name = access.name_of(tx, person)
        order = events.control(person, name, Control.MODEL, model)
        session = replace(lifecycle.append(tx, session, [order]), model=model)
        tx.sessions.save(session)
        return session

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def mute(
    ports: Ports,
    person: PersonId,
    number: SessionNumber,
    *,
    muted: bool,
    at: Whereabouts | None = None,
) -> Session:
    """Leave the session out of what asks for its owner's attention, or take it in again.

    Raises Refused for anybody but its owner: nobody silences what somebody else waits for.
    """

    def work(tx: Tx) -> Session:
        _, session = access.owned_session(tx, person, number, at)
        session = replace(session, muted=muted, changed_at=tx.now())
        tx.sessions.save(session)
        tell.muting_changed(tx, ports, session)
        tx.effects.append(Changed(number))
        return session

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def rename(
    ports: Ports,
    person: PersonId,
    number: SessionNumber,
    title: str,
    *,
    at: Whereabouts | None = None,
) -> Session:
    """Give the session another title. Raises Refused if it is empty or too long, or the session
    is not the person's.
    """
    title = " ".join(title.split())
    if not 1 <= len(title) <= 80:
        raise Refused("A title has 1 to 80 characters.")

    def work(tx: Tx) -> Session:
        _, session = access.session_for(tx, person, number, at)
        session = replace(session, title=title, changed_at=tx.now())
        tx.sessions.save(session)
        tx.effects.append(Changed(number))
        return session

    return await commit(ports, work, deadline=ports.policy.intake_deadline)

"""What people wrote enters a session's history, and starts or steers its agent."""

from collections.abc import Sequence

from service.domain.events import Draft
from service.domain.items import ItemKind
from service.domain.persons import Person
from service.domain.receipts import Fate
from service.domain.sessions import Session
from service.domain.states import AT_REST, State
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import lifecycle

_FATES = {State.QUEUED: Fate.QUEUED, State.RUNNING: Fate.NEXT}


def take_in(
    tx: Tx, ports: Ports, owner: Person, session: Session, drafts: Sequence[Draft]
) -> tuple[Session, Fate]:
    """Append messages, in order, to the session, whose owner and row are locked; what becomes of
    them follows from its state. Saves it.

    While its owner must decide first, a text decides nothing: it is kept.
    """
    fresh = session.next_seq == 1
    if fresh or (session.state in AT_REST and not _waits_for_owner(tx, session)):
        session = lifecycle.start_or_queue(tx, ports, owner, session, drafts)
    else:
        session = lifecycle.append(tx, session, drafts)
        tx.sessions.save(session)
    return session, _FATES.get(session.state, Fate.KEPT)


def _waits_for_owner(tx: Tx, session: Session) -> bool:
    deciding = {ItemKind.BUDGET, ItemKind.QUESTION}
    if session.state is not State.PARKED:
        deciding = {ItemKind.BUDGET}
    return any(item.kind in deciding for item in tx.items.open_of(session.number))

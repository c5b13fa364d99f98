"""Sessions and who collaborates in them."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

import sqlalchemy as sa

from service.adapters.store import persons
from service.adapters.store.cards import SqlCards
from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, constant, constants, update, upsert
from service.adapters.store.tables import collaborators, sessions
from service.adapters.store.tables import persons as persons_table
from service.domain.deliveries import in_chat
from service.domain.errors import Bug
from service.domain.ids import PersonId, SessionNumber
from service.domain.persons import Person
from service.domain.sessions import Session, Slots
from service.domain.states import HOLDS_SLOT, State
from service.domain.threads import ThreadKey

ROWS = Rows(Session, sessions)

_select = sa.select(*ROWS.columns)
_by_number = _select.where(sessions.c.number == sa.bindparam("number"))
_owned = sessions.c.owner_id == sa.bindparam("owner_id")
_share = [column == sa.bindparam(column.name) for column in collaborators.primary_key]
_of_session = collaborators.c.session == sa.bindparam("session")

_OPEN = Statement(
    sa.insert(sessions)
    .values({name: sa.bindparam(name) for name in (*ROWS.without("number"), "place")})
    .returning(sessions.c.number),
)
_GET = Statement(_by_number)
_LOCK = Statement(_by_number.with_for_update(key_share=True))
_BY_THREAD = Statement(_select.where(sessions.c.thread == sa.bindparam("thread")))
_SAVE = update(sessions, ROWS.without("number", "thread", "owner_id", "created_at"))
_queued = sessions.c.state == constant(State.QUEUED)
_SLOTS = Statement(
    sa.select(sa.func.count().filter(~_queued), sa.func.count().filter(_queued)).where(
        _owned, sessions.c.state.in_(constants({State.QUEUED, *HOLDS_SLOT}))
    ),
)
_QUEUE = Statement(
    sa.select(sessions.c.number, sessions.c.queue_rank)
    .where(_owned, _queued)
    .order_by(sessions.c.queue_rank, sessions.c.number),
)
_WAITING = Statement(
    sa.select(sessions.c.number)
    .where(_owned, sessions.c.state == constant(State.WAITING))
    .order_by(sessions.c.changed_at, sessions.c.number),
)
_SHARED = Statement(sa.select(collaborators.c.session).where(*_share))
_SHARE = upsert(collaborators, lambda new: {"person_id": new.person_id})
_UNSHARE = Statement(sa.delete(collaborators).where(*_share))
_COLLABORATORS = Statement(
    sa.select(collaborators.c.person_id).where(_of_session).order_by(collaborators.c.person_id),
)
_COLLABORATING = Statement(
    sa.select(*persons.ROWS.columns)
    .join_from(collaborators, persons_table)
    .where(_of_session)
    .order_by(collaborators.c.person_id),
)


def place_of(channel: str, workspace: str) -> str:
    """Return how the sessions of a workspace are marked."""
    return f"{quote(channel, safe='')}:{quote(workspace, safe='')}"


class SqlSessions:
    """Sessions in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._due = set[SessionNumber]()
        """Those whose cards this transaction has made, due at once."""

    def open(self, session: Session) -> Session:
        thread = session.thread
        place = place_of(thread.channel, thread.workspace) if in_chat(thread) else None
        row = self._sql.one(_OPEN, {**ROWS.params(session), "place": place})
        if row is None:
            raise Bug(f"the database gave no number to the session of {thread}")
        number = SessionNumber(row[0])
        if place is not None:
            SqlCards(self._sql).open(number, thread.channel)
            self._due.add(number)
        return replace(session, number=number)

    def by_thread(self, thread: ThreadKey) -> Session | None:
        return ROWS.read_one(self._sql.one(_BY_THREAD, {"thread": str(thread)}))

    def get(self, number: SessionNumber) -> Session | None:
        return ROWS.read_one(self._sql.one(_GET, {"number": number}))

    def lock(self, number: SessionNumber) -> Session:
        row = self._sql.one(_LOCK, {"number": number})
        if row is None:
            raise Bug(f"there is no session {number} to lock")
        return ROWS.read(row)

    def save(self, session: Session, *, stirs: bool = True) -> None:
        if self._sql.run(_SAVE, ROWS.params(session)) != 1:
            raise Bug(f"there is no session {session.number} to save")
        if stirs and in_chat(session.thread) and session.number not in self._due:
            SqlCards(self._sql).stir(session.number, self._sql.now())

    def slots(self, owner: PersonId) -> Slots:
        return Slots(*self._sql.all(_SLOTS, {"owner_id": owner})[0])

    def queue(self, owner: PersonId) -> Sequence[tuple[SessionNumber, float]]:
        rows = self._sql.all(_QUEUE, {"owner_id": owner})
        return [(SessionNumber(number), rank) for number, rank in rows]

    def oldest_waiting(self, owner: PersonId) -> Sequence[SessionNumber]:
        return [SessionNumber(row[0]) for row in self._sql.all(_WAITING, {"owner_id": owner})]

    def share(self, number: SessionNumber, person: PersonId) -> None:
        self._sql.run(_SHARE, {"session": number, "person_id": person})

    def unshare(self, number: SessionNumber, person: PersonId) -> None:
        self._sql.run(_UNSHARE, {"session": number, "person_id": person})

    def shared(self, number: SessionNumber, person: PersonId) -> bool:
        """Tell whether the person collaborates in the session."""
        return self._sql.one(_SHARED, {"session": number, "person_id": person}) is not None

    def collaborators(self, number: SessionNumber) -> Sequence[PersonId]:
        rows = self._sql.all(_COLLABORATORS, {"session": number})
        return [PersonId(row[0]) for row in rows]

    def collaborating(self, number: SessionNumber) -> Sequence[Person]:
        """Return the collaborators themselves, in the order of `collaborators`."""
        return persons.ROWS.read_all(self._sql.all(_COLLABORATING, {"session": number}))

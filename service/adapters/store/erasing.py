"""What tells who a person was, and what they said, is dropped; numbers stay."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from service.adapters.store.items import ROWS as ITEMS
from service.adapters.store.rows import to_json
from service.adapters.store.statements import Params, Sql, Statement, constant
from service.adapters.store.tables import (
    blobs,
    captures,
    collaborators,
    events,
    identities,
    link_codes,
    persons,
    receipts,
    sessions,
    turns,
)
from service.adapters.store.tables_attention import (
    deliveries,
    items,
    phones,
    preferences,
    surfaces,
)
from service.adapters.store.tables_operating import freezes
from service.domain.deliveries import DeliveryKind
from service.domain.freezes import Scope
from service.domain.ids import BlobId, PersonId, SessionNumber, time_ordered
from service.domain.items import Item, ItemKind

_NUMBER = sa.bindparam("number", type_=sessions.c.number.type)
_PERSON = sa.bindparam("person", type_=persons.c.id.type)
_EMPTY = sa.literal_column("''", sa.Text())
_NO_LIST = sa.literal_column("'[]'", sa.Text())
_NO_FACTS = sa.literal_column("'{}'", sa.Text())
# Who became the person by a link: the record still names them by the ids of then.
_theirs = sa.select(persons.c.id).where(
    sa.or_(persons.c.id == _PERSON, persons.c.merged_into == _PERSON),
)

_GIVE = Statement(
    sa.update(sessions).where(sessions.c.number == _NUMBER).values(owner_id=_PERSON),
)
_GIVE_ITEMS = Statement(
    sa.update(items).where(items.c.session == _NUMBER).values(owner_id=_PERSON),
)
_REPLIES = Statement(
    sa.update(receipts).where(receipts.c.session == _NUMBER).values(reply=_EMPTY),
)
_TEXTS = (
    Statement(
        sa.update(sessions)
        .where(sessions.c.number == _NUMBER)
        .values(title=sa.literal_column("'Erased'"), breadcrumb=_EMPTY),
    ),
    Statement(
        sa.update(items)
        .where(items.c.session == _NUMBER)
        .values(
            ask=_EMPTY,
            answer=_EMPTY,
            choices=_NO_LIST,
            default=_EMPTY,
            facts=_NO_FACTS,
        ),
    ),
    Statement(
        sa.update(turns)
        .where(turns.c.session == _NUMBER)
        .values(in_flight=_NO_FACTS, wait_reason=_EMPTY),
    ),
    Statement(sa.update(captures).where(captures.c.session == _NUMBER).values(files=_NO_LIST)),
    _REPLIES,
)
_SAID = Statement(
    sa.update(events)
    .where(events.c.session == _NUMBER, events.c.actor.in_(_theirs), events.c.erased.is_(False))
    .values(payload=_NO_FACTS, erased=sa.true()),
)
_REPLIED = Statement(
    sa.update(receipts)
    .where(
        receipts.c.session == _NUMBER,
        receipts.c.seq.in_(
            sa.select(events.c.seq).where(events.c.session == _NUMBER, events.c.actor.in_(_theirs)),
        ),
    )
    .values(reply=_EMPTY),
)
_ANSWERED = Statement(
    sa.update(items)
    .where(items.c.session == _NUMBER, items.c.resolved_by.in_(_theirs))
    .values(answer=_EMPTY),
)
# What tells of a session was made after it: by their ids those of before are not looked at.
_CREATED = Statement(sa.select(sessions.c.created_at).where(sessions.c.number == _NUMBER))
_since = deliveries.c.id >= sa.bindparam("since", type_=deliveries.c.id.type)
_CLOCKS_DIFFER = 86_400.0
"""Seconds by which the clock that ids are made with may be behind the one of sessions."""
# Others than its owner hear a title only where a button of a push came too late.
_among = sa.select(collaborators.c.person_id).where(collaborators.c.session == _NUMBER)
_TITLED = Statement(
    sa.delete(deliveries).where(
        deliveries.c.person_id.in_(
            _among.union(
                sa.select(persons.c.id).where(
                    persons.c.merged_into.is_not(None),
                    persons.c.merged_into.in_(_among),
                ),
            ),
        ),
        _since,
        deliveries.c.kind == constant(DeliveryKind.TOO_LATE),
        deliveries.c.facts.contains(sa.bindparam("named", type_=sa.Text())),
    ),
)
# What was typed into a form is quoted in the session's thread, as something told to its owner.
_owner = sa.select(sessions.c.owner_id).where(sessions.c.number == _NUMBER).scalar_subquery()
_typed = sa.bindparam("typed", type_=sa.Text())
_SHOWN = Statement(
    sa.delete(deliveries).where(
        deliveries.c.person_id.in_(
            sa.select(persons.c.id).where(
                sa.or_(persons.c.id == _owner, persons.c.merged_into == _owner),
            ),
        ),
        _since,
        deliveries.c.kind == constant(DeliveryKind.STEERED),
        deliveries.c.lane.in_(sa.select(sessions.c.thread).where(sessions.c.number == _NUMBER)),
        # LIKE takes an underscore in a name for any character.
        sa.func.substr(deliveries.c.facts, 1, sa.func.length(_typed)) == _typed,
    ),
)
_ITEMS = Statement(
    sa.select(*ITEMS.columns).where(items.c.session == _NUMBER).order_by(items.c.id),
)
_REWORD = Statement(
    sa.update(items)
    .where(items.c.id == sa.bindparam("id"))
    .values(ask=sa.bindparam("ask"), facts=sa.bindparam("facts")),
)
_WROTE = Statement(
    sa.union(
        sa.select(events.c.session).where(events.c.actor.in_(_theirs)),
        sa.select(items.c.session).where(items.c.resolved_by.in_(_theirs)),
        sa.select(items.c.session)
        .join(persons, items.c.facts.contains(persons.c.id))
        .where(items.c.kind == constant(ItemKind.HELD), persons.c.id.in_(_theirs)),
    ),
)
_GAVE = Statement(
    sa.select(blobs.c.id, blobs.c.name).where(blobs.c.owner_id.in_(_theirs)).order_by(blobs.c.id),
)
_WHO = (
    Statement(sa.delete(blobs).where(blobs.c.owner_id.in_(_theirs))),
    Statement(sa.delete(deliveries).where(deliveries.c.person_id.in_(_theirs))),
    Statement(sa.delete(collaborators).where(collaborators.c.person_id.in_(_theirs))),
    Statement(sa.delete(identities).where(identities.c.person_id.in_(_theirs))),
    Statement(sa.delete(link_codes).where(link_codes.c.person_id.in_(_theirs))),
    Statement(sa.delete(preferences).where(preferences.c.person_id.in_(_theirs))),
    Statement(sa.delete(surfaces).where(surfaces.c.person_id.in_(_theirs))),
    Statement(sa.delete(phones).where(phones.c.person_id.in_(_theirs))),
    Statement(
        sa.delete(freezes).where(
            freezes.c.scope == constant(Scope.PERSON),
            freezes.c.name.in_(_theirs),
        ),
    ),
    Statement(
        sa.update(persons)
        .where(sa.or_(persons.c.id == _PERSON, persons.c.merged_into == _PERSON))
        .values(name=sa.bindparam("name"), admin=sa.false()),
    ),
)


class SqlErasing:
    """Erasing in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def give(self, number: SessionNumber, to: PersonId) -> None:
        params = {"person": to, **self._named(number)}
        for statement in (_GIVE, _GIVE_ITEMS, _REPLIES, _TITLED):
            self._sql.run(statement, params)

    def texts(self, number: SessionNumber) -> None:
        params = self._named(number)
        for statement in (*_TEXTS, _TITLED):
            self._sql.run(statement, params)

    def said_by(self, number: SessionNumber, person: PersonId) -> int:
        params = {"number": number, "person": person}
        for statement in (_ANSWERED, _REPLIED):
            self._sql.run(statement, params)
        return self._sql.run(_SAID, params)

    def shown(self, number: SessionNumber, names: Collection[str]) -> None:
        params = self._named(number)
        for name in names:
            typed = to_json({"session": number, "name": name}).removesuffix("}") + ","
            self._sql.run(_SHOWN, {**params, "typed": typed})

    def items(self, number: SessionNumber) -> Sequence[Item]:
        return ITEMS.read_all(self._sql.all(_ITEMS, {"number": number}))

    def reword(self, item: Item) -> None:
        self._sql.run(_REWORD, ITEMS.params(item))

    def person(self, person: PersonId, name: str) -> None:
        for statement in _WHO:
            self._sql.run(statement, {"person": person, "name": name})

    def _named(self, number: SessionNumber) -> Params:
        """Return the session, how facts begin that name it and its title, and the id before which
        nothing tells of it.
        """
        (created_at,) = self._sql.all(_CREATED, {"number": number})[0]
        since = time_ordered(max(0, int((created_at - _CLOCKS_DIFFER) * 1000)), 0)
        return {"number": number, "named": f'"session":{number},"title":', "since": since}


def wrote_in(sql: Sql, person: PersonId) -> Sequence[SessionNumber]:
    """Return the sessions in which the person wrote or decided something, by number."""
    rows = sql.all(_WROTE, {"person": person})
    return sorted(SessionNumber(row[0]) for row in rows)


def gave(sql: Sql, person: PersonId) -> Sequence[tuple[BlobId, str]]:
    """Return the files that the person attached, with their names."""
    return [(BlobId(blob), name) for blob, name in sql.all(_GAVE, {"person": person})]

"""The tables. Their names are the product's nouns, their columns the fields of its rows.

An index stands here only for a query of this package. SQLite's small tables are kept
WITHOUT ROWID: their key is the table, so that a write touches one tree instead of two.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem

from service.adapters.store.statements import constant, constants
from service.domain.items import ItemState
from service.domain.receipts import PENDING
from service.domain.states import State
from service.domain.turns import TurnState

SCHEMA_VERSION = "0001"

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    },
)

# Keys are compared as bytes: ids sort by time, and no locale slows an index down.
ID = sa.String(22).with_variant(sa.String(22, collation="C"), "postgresql")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME: sa.Double[float] = sa.Double()


def _column(name: str, kind: Any, *more: SchemaItem) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=False)


def _optional(name: str, kind: Any, *more: SchemaItem) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=True)


def _key(name: str, kind: Any, *more: SchemaItem) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, primary_key=True)


def _partial(name: str, *columns: sa.Column[Any], where: sa.ColumnElement[bool]) -> sa.Index:
    return sa.Index(name, *columns, sqlite_where=where, postgresql_where=where)


persons = sa.Table(
    "persons",
    metadata,
    _key("id", ID),
    _column("name", sa.Text()),
    _column("admin", sa.Boolean()),
    _optional("cap", sa.Integer()),
    _column("created_at", TIME),
)

identities = sa.Table(
    "identities",
    metadata,
    _key("channel", KEY),
    _key("workspace", KEY),
    _key("user", KEY),
    _column("person_id", ID, sa.ForeignKey(persons.c.id)),
    sa.Index(None, "person_id"),
    sqlite_with_rowid=False,
)

link_codes = sa.Table(
    "link_codes",
    metadata,
    _key("code_hash", KEY),
    _column("person_id", ID, sa.ForeignKey(persons.c.id)),
    _column("expires_at", TIME),
    sqlite_with_rowid=False,
)

spend = sa.Table(
    "spend",
    metadata,
    _key("person_id", ID, sa.ForeignKey(persons.c.id)),
    _key("day", sa.String(10)),
    _column("steps", sa.Integer()),
    _column("tokens", sa.BigInteger()),
    _column("cost_usd", sa.Double()),
    _column("seconds", sa.Double()),
    _column("grants", sa.Integer()),
    sqlite_with_rowid=False,
)

# turn_id has no foreign key: a turn points to its session already, and PostgreSQL would
# need one of the two to be deferred.
sessions = sa.Table(
    "sessions",
    metadata,
    _key("number", NUMBER, sa.Identity(always=True)),
    _column("thread", KEY),
    _column("owner_id", ID, sa.ForeignKey(persons.c.id)),
    _column("title", sa.Text()),
    _column("state", sa.Text()),
    _column("model", sa.Text()),
    _column("pool", sa.Text()),
    _column("created_at", TIME),
    _column("changed_at", TIME),
    _column("state_since", TIME),
    _column("queue_rank", sa.Double()),
    _column("next_seq", sa.Integer()),
    _column("read_upto", sa.Integer()),
    _column("context_from", sa.Integer()),
    _optional("turn_id", ID),
    _column("park_asked", sa.Boolean()),
    _column("muted", sa.Boolean()),
    _column("breadcrumb", sa.Text()),
    _column("grants", sa.Integer()),
    _column("steps", sa.Integer()),
    _column("tokens", sa.BigInteger()),
    _column("cost_usd", sa.Double()),
    _column("seconds", sa.Double()),
    _column("captures", sa.Integer()),
    _column("captured_upto", sa.Integer()),
    sa.UniqueConstraint("thread"),
    sa.Index(None, "owner_id", "state", "changed_at"),
    sa.Index(None, "state", "changed_at"),
    sqlite_autoincrement=True,
)
_partial(
    "ix_sessions_queued",
    sessions.c.owner_id,
    sessions.c.queue_rank,
    where=sessions.c.state == constant(State.QUEUED),
)

collaborators = sa.Table(
    "collaborators",
    metadata,
    _key("session", NUMBER, sa.ForeignKey(sessions.c.number)),
    _key("person_id", ID, sa.ForeignKey(persons.c.id)),
    sa.Index(None, "person_id"),
    sqlite_with_rowid=False,
)

turns = sa.Table(
    "turns",
    metadata,
    _key("id", ID),
    _column("session", NUMBER, sa.ForeignKey(sessions.c.number)),
    _column("pool", sa.Text()),
    _column("opened_at", TIME),
    _column("ready_at", TIME),
    _column("state", sa.Text()),
    _column("phase", sa.Text()),
    _column("attempt", sa.Integer()),
    _column("crashes", sa.Integer()),
    _column("ring", sa.Integer()),
    _optional("worker", KEY),
    _column("lease_until", TIME),
    _column("last_progress_at", TIME),
    _column("cancel_seq", sa.Integer()),
    _optional("wait_until", TIME),
    _column("wait_reason", sa.Text()),
    _column("steps", sa.Integer()),
    _column("tokens", sa.BigInteger()),
    _column("cost_usd", sa.Double()),
    _column("seconds", sa.Double()),
    _optional("outcome", sa.Text()),
    _optional("claimed_at", TIME),
    _optional("ended_at", TIME),
    sa.Index(None, "session", "opened_at"),
    sqlite_with_rowid=False,
)
_partial("ix_turns_ready", turns.c.ready_at, where=turns.c.state == constant(TurnState.READY))
_partial("ix_turns_running", turns.c.worker, where=turns.c.state == constant(TurnState.RUNNING))

# turn has no foreign key here and in items: it is a remark, and would cost a look-up a row.
events = sa.Table(
    "events",
    metadata,
    _key("session", NUMBER, sa.ForeignKey(sessions.c.number)),
    _key("seq", sa.Integer()),
    _column("kind", sa.Text()),
    _column("actor", ID),
    _column("at", TIME),
    _column("payload", sa.Text()),
    _optional("turn", ID),
    _column("erased", sa.Boolean()),
)

items = sa.Table(
    "items",
    metadata,
    _key("id", ID),
    _column("session", NUMBER, sa.ForeignKey(sessions.c.number)),
    _column("owner_id", ID, sa.ForeignKey(persons.c.id)),
    _column("kind", sa.Text()),
    _column("ask", sa.Text()),
    _column("opened_at", TIME),
    _column("reason", sa.Text()),
    _column("severity", sa.Integer()),
    _column("choices", sa.Text()),
    _column("default", sa.Text()),
    _column("reversible", sa.Boolean()),
    _column("call", sa.Text()),
    _optional("turn", ID),
    _column("facts", sa.Text()),
    _column("state", sa.Text()),
    _column("answer", sa.Text()),
    _optional("resolved_at", TIME),
    _optional("resolved_by", ID),
    _column("resolved_from", sa.Text()),
    sa.Index(None, "session", "state", "opened_at"),
    sa.Index(None, "owner_id", "state", "opened_at"),
)
_partial("ix_items_open", items.c.kind, where=items.c.state == constant(ItemState.OPEN))

receipts = sa.Table(
    "receipts",
    metadata,
    _key("key", KEY),
    _optional("session", NUMBER, sa.ForeignKey(sessions.c.number)),
    _optional("seq", sa.Integer()),
    _column("fate", sa.Text()),
    _column("at", TIME),
    _column("reply", sa.Text()),
    sa.Index(None, "session", "seq"),
    sqlite_with_rowid=False,
)
_partial(
    "ix_receipts_pending",
    receipts.c.session,
    receipts.c.seq,
    where=receipts.c.fate.in_(constants(PENDING)),
)

# The reference comes first in the key, so that all timers of one thing are found at once.
timers = sa.Table(
    "timers",
    metadata,
    _key("ref", KEY),
    _key("kind", KEY),
    _column("due_at", TIME),
    sa.Index(None, "due_at"),
    sqlite_with_rowid=False,
)

blobs = sa.Table(
    "blobs",
    metadata,
    _key("id", ID),
    _column("owner_id", ID, sa.ForeignKey(persons.c.id)),
    _column("name", sa.Text()),
    _column("media_type", sa.Text()),
    _column("content", sa.LargeBinary()),
    _column("at", TIME),
)

vault = sa.Table(
    "vault",
    metadata,
    _key("name", KEY),
    _column("ciphertext", sa.LargeBinary()),
    _column("at", TIME),
)

captures = sa.Table(
    "captures",
    metadata,
    _key("session", NUMBER, sa.ForeignKey(sessions.c.number)),
    _key("version", sa.Integer()),
    _column("address", sa.Text()),
    _column("files", sa.Text()),
    _column("upto_seq", sa.Integer()),
    _column("at", TIME),
)

offices = sa.Table(
    "offices",
    metadata,
    _key("name", KEY),
    _column("holder", KEY),
    _column("until", TIME),
    sqlite_with_rowid=False,
)

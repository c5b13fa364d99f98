"""The tables. Their names are the product's nouns, their columns the fields of its rows.

An index stands here only for a query of this package. SQLite's small tables are kept
WITHOUT ROWID: their key is the table, so that a write touches one tree instead of two.
"""

import sqlalchemy as sa

from service.adapters.store import tables_operating
from service.adapters.store.columns import ID, KEY, NUMBER, TIME, column, key, optional, partial
from service.adapters.store.statements import constant, constants
from service.domain.receipts import PENDING
from service.domain.states import State
from service.domain.turns import TurnState

SCHEMA_VERSION = "0012"

# The same metadata, once the tables of the other modules stand in it.
metadata = tables_operating.workers.metadata

persons = sa.Table(
    "persons",
    metadata,
    key("id", ID),
    column("name", sa.Text()),
    column("admin", sa.Boolean()),
    optional("cap", sa.Integer()),
    column("created_at", TIME),
    optional("merged_into", ID),
)
partial("ix_persons_merged_into", persons.c.merged_into, where=persons.c.merged_into.is_not(None))

identities = sa.Table(
    "identities",
    metadata,
    key("channel", KEY),
    key("workspace", KEY),
    key("user", KEY),
    column("person_id", ID, sa.ForeignKey(persons.c.id)),
    column("linked_at", TIME, since="0"),
    sa.Index(None, "person_id"),
    sqlite_with_rowid=False,
)

link_codes = sa.Table(
    "link_codes",
    metadata,
    key("code_hash", KEY),
    column("person_id", ID, sa.ForeignKey(persons.c.id)),
    column("expires_at", TIME),
    sqlite_with_rowid=False,
)

spend = sa.Table(
    "spend",
    metadata,
    key("person_id", ID, sa.ForeignKey(persons.c.id)),
    key("day", sa.String(10)),
    column("steps", sa.Integer()),
    column("tokens", sa.BigInteger()),
    column("cost_usd", sa.Double()),
    column("seconds", sa.Double()),
    column("grants", sa.Integer()),
    sqlite_with_rowid=False,
)

# turn_id has no foreign key: a turn points to its session already, and PostgreSQL would
# need one of the two to be deferred. place is the workspace of a chat channel, NULL for the
# web, whose sessions so cost no entry in its index.
sessions = sa.Table(
    "sessions",
    metadata,
    key("number", NUMBER, sa.Identity(always=True)),
    column("thread", KEY),
    column("owner_id", ID, sa.ForeignKey(persons.c.id)),
    column("title", sa.Text()),
    column("state", sa.Text()),
    column("model", sa.Text()),
    column("pool", sa.Text()),
    column("created_at", TIME),
    column("changed_at", TIME),
    column("state_since", TIME),
    column("queue_rank", sa.Double()),
    column("next_seq", sa.Integer()),
    column("read_upto", sa.Integer()),
    column("context_from", sa.Integer()),
    optional("turn_id", ID),
    column("park_asked", sa.Boolean()),
    column("muted", sa.Boolean()),
    column("breadcrumb", sa.Text()),
    column("grants", sa.Integer()),
    column("steps", sa.Integer()),
    column("tokens", sa.BigInteger()),
    column("cost_usd", sa.Double()),
    column("seconds", sa.Double()),
    column("captures", sa.Integer()),
    column("captured_upto", sa.Integer()),
    optional("budget_usd", sa.Double()),
    column("task", sa.Text(), since="''"),
    column("check_every", sa.Double(), since="0"),
    column("check_by_hand", sa.Boolean(), since="false"),
    column("checked_at", TIME, since="0"),
    column("checked_upto", sa.Integer(), since="0"),
    column("watch_tokens", sa.BigInteger(), since="0"),
    column("watch_usd", sa.Double(), since="0"),
    optional("place", KEY),
    column("heard_at", TIME, since="0"),
    column("redirects", sa.Integer(), since="0"),
    column("retries", sa.Integer(), since="0"),
    column("nudges", sa.Integer(), since="0"),
    column("doubt", sa.Double(), since="0"),
    sa.UniqueConstraint("thread"),
    sa.Index(None, "owner_id", "state", "changed_at"),
    sa.Index(None, "state", "changed_at"),
    sqlite_autoincrement=True,
)
partial(
    "ix_sessions_queued",
    sessions.c.owner_id,
    sessions.c.queue_rank,
    where=sessions.c.state == constant(State.QUEUED),
)

partial(
    "ix_sessions_place",
    sessions.c.place,
    sessions.c.state,
    sessions.c.changed_at,
    where=sessions.c.place.is_not(None),
)

collaborators = sa.Table(
    "collaborators",
    metadata,
    key("session", NUMBER, sa.ForeignKey(sessions.c.number)),
    key("person_id", ID, sa.ForeignKey(persons.c.id)),
    sa.Index(None, "person_id"),
    sqlite_with_rowid=False,
)

turns = sa.Table(
    "turns",
    metadata,
    key("id", ID),
    column("session", NUMBER, sa.ForeignKey(sessions.c.number)),
    column("pool", sa.Text()),
    column("opened_at", TIME),
    column("ready_at", TIME),
    column("state", sa.Text()),
    column("phase", sa.Text()),
    column("attempt", sa.Integer()),
    column("crashes", sa.Integer()),
    column("ring", sa.Integer()),
    optional("worker", KEY),
    column("lease_until", TIME),
    column("last_progress_at", TIME),
    column("cancel_seq", sa.Integer()),
    optional("wait_until", TIME),
    column("wait_reason", sa.Text()),
    column("steps", sa.Integer()),
    column("tokens", sa.BigInteger()),
    column("cost_usd", sa.Double()),
    column("seconds", sa.Double()),
    optional("outcome", sa.Text()),
    optional("claimed_at", TIME),
    optional("ended_at", TIME),
    column("in_flight", sa.Text(), since="'{}'"),
    optional("expected_by", TIME),
    optional("idle_item", ID),
    sa.Index(None, "session", "opened_at"),
    sqlite_with_rowid=False,
)
partial("ix_turns_ready", turns.c.ready_at, where=turns.c.state == constant(TurnState.READY))
partial("ix_turns_running", turns.c.worker, where=turns.c.state == constant(TurnState.RUNNING))

# turn has no foreign key here and in items: it is a remark, and would cost a look-up a row.
events = sa.Table(
    "events",
    metadata,
    key("session", NUMBER, sa.ForeignKey(sessions.c.number)),
    key("seq", sa.Integer()),
    column("kind", sa.Text()),
    column("actor", ID),
    column("at", TIME),
    column("payload", sa.Text()),
    optional("turn", ID),
    column("erased", sa.Boolean()),
)

receipts = sa.Table(
    "receipts",
    metadata,
    key("key", KEY),
    optional("session", NUMBER, sa.ForeignKey(sessions.c.number)),
    optional("seq", sa.Integer()),
    column("fate", sa.Text()),
    column("at", TIME),
    column("reply", sa.Text()),
    sa.Index(None, "session", "seq"),
    sqlite_with_rowid=False,
)
partial(
    "ix_receipts_pending",
    receipts.c.session,
    receipts.c.seq,
    where=receipts.c.fate.in_(constants(PENDING)),
)

# The reference comes first in the key, so that all timers of one thing are found at once.
timers = sa.Table(
    "timers",
    metadata,
    key("ref", KEY),
    key("kind", KEY),
    column("due_at", TIME),
    sa.Index(None, "due_at"),
    sqlite_with_rowid=False,
)

blobs = sa.Table(
    "blobs",
    metadata,
    key("id", ID),
    column("owner_id", ID, sa.ForeignKey(persons.c.id)),
    column("name", sa.Text()),
    column("media_type", sa.Text()),
    column("content", sa.LargeBinary()),
    column("at", TIME),
)

vault = sa.Table(
    "vault",
    metadata,
    key("name", KEY),
    column("ciphertext", sa.LargeBinary()),
    column("at", TIME),
)

captures = sa.Table(
    "captures",
    metadata,
    key("session", NUMBER, sa.ForeignKey(sessions.c.number)),
    key("version", sa.Integer()),
    column("address", sa.Text()),
    column("files", sa.Text()),
    column("upto_seq", sa.Integer()),
    column("at", TIME),
)

offices = sa.Table(
    "offices",
    metadata,
    key("name", KEY),
    column("holder", KEY),
    column("until", TIME),
    sqlite_with_rowid=False,
)

schema_floor = sa.Table(
    "schema_floor",
    metadata,
    key("oldest", sa.String(32)),
    sqlite_with_rowid=False,
)

limits = sa.Table(
    "limits",
    metadata,
    key("model", KEY),
    column("condition", sa.Text()),
    column("since", TIME),
    column("until", TIME),
    column("reason", sa.Text()),
    column("marked_at", TIME),
    column("failures", sa.Integer()),
    column("opened_at", TIME),
    column("admitted", sa.Integer()),
    column("answered", sa.Integer()),
    column("seen_at", TIME),
    optional("requests_left", sa.BigInteger()),
    column("requests_reset", TIME),
    optional("tokens_left", sa.BigInteger()),
    column("tokens_reset", TIME),
    column("shares", sa.Text()),
    sqlite_with_rowid=False,
)

paces = sa.Table(
    "paces",
    metadata,
    key("name", KEY),
    column("counts", sa.Text()),
    column("changed_at", TIME),
    sqlite_with_rowid=False,
)

"""The first tables: persons, sessions, turns, events, items and what stands beside them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


ID = sa.String(22).with_variant(sa.String(22, collation="C"), "postgresql")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def column(name: str, kind: Any) -> sa.Column[Any]:
    """A column that always has a value."""
    return sa.Column(name, kind, nullable=False)


def optional(name: str, kind: Any) -> sa.Column[Any]:
    """A column that may be NULL."""
    return sa.Column(name, kind, nullable=True)


def partial(name: str, table: str, columns: list[str], where: str) -> None:
    """An index of the rows that meet a condition."""
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def upgrade() -> None:
    create_persons()
    create_sessions()
    create_turns()
    create_events()
    create_items()
    create_receipts()
    create_the_rest()


def create_persons() -> None:
    op.create_table(
        "persons",
        column("id", ID),
        column("name", sa.Text()),
        column("admin", sa.Boolean()),
        optional("cap", sa.Integer()),
        column("created_at", sa.Double()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "identities",
        column("channel", KEY),
        column("workspace", KEY),
        column("user", KEY),
        column("person_id", ID),
        sa.PrimaryKeyConstraint("channel", "workspace", "user"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_identities_person_id", "identities", ["person_id"])
    op.create_table(
        "link_codes",
        column("code_hash", KEY),
        column("person_id", ID),
        column("expires_at", sa.Double()),
        sa.PrimaryKeyConstraint("code_hash"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spend",
        column("person_id", ID),
        column("day", sa.String(10)),
        column("steps", sa.Integer()),
        column("tokens", sa.BigInteger()),
        column("cost_usd", sa.Double()),
        column("seconds", sa.Double()),
        column("grants", sa.Integer()),
        sa.PrimaryKeyConstraint("person_id", "day"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sqlite_with_rowid=False,
    )


def create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("number", NUMBER, sa.Identity(always=True), nullable=False),
        column("thread", KEY),
        column("owner_id", ID),
        column("title", sa.Text()),
        column("state", sa.Text()),
        column("model", sa.Text()),
        column("pool", sa.Text()),
        column("created_at", sa.Double()),
        column("changed_at", sa.Double()),
        column("state_since", sa.Double()),
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
        sa.PrimaryKeyConstraint("number"),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"]),
        sa.UniqueConstraint("thread"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_sessions_owner_id_state_changed_at",
        "sessions",
        ["owner_id", "state", "changed_at"],
    )
    op.create_index("ix_sessions_state_changed_at", "sessions", ["state", "changed_at"])
    partial("ix_sessions_queued", "sessions", ["owner_id", "queue_rank"], "state = 'queued'")
    op.create_table(
        "collaborators",
        column("session", NUMBER),
        column("person_id", ID),
        sa.PrimaryKeyConstraint("session", "person_id"),
        sa.ForeignKeyConstraint(["session"], ["sessions.number"]),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_collaborators_person_id", "collaborators", ["person_id"])


def create_turns() -> None:
    op.create_table(
        "turns",
        column("id", ID),
        column("session", NUMBER),
        column("pool", sa.Text()),
        column("opened_at", sa.Double()),
        column("ready_at", sa.Double()),
        column("state", sa.Text()),
        column("phase", sa.Text()),
        column("attempt", sa.Integer()),
        column("crashes", sa.Integer()),
        column("ring", sa.Integer()),
        optional("worker", KEY),
        column("lease_until", sa.Double()),
        column("last_progress_at", sa.Double()),
        column("cancel_seq", sa.Integer()),
        optional("wait_until", sa.Double()),
        column("wait_reason", sa.Text()),
        column("steps", sa.Integer()),
        column("tokens", sa.BigInteger()),
        column("cost_usd", sa.Double()),
        column("seconds", sa.Double()),
        optional("outcome", sa.Text()),
        optional("claimed_at", sa.Double()),
        optional("ended_at", sa.Double()),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["session"], ["sessions.number"]),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_turns_session_opened_at", "turns", ["session", "opened_at"])
    partial("ix_turns_ready", "turns", ["ready_at"], "state = 'ready'")
    partial("ix_turns_running", "turns", ["worker"], "state = 'running'")


def create_events() -> None:
    op.create_table(
        "events",
        column("session", NUMBER),
        column("seq", sa.Integer()),
        column("kind", sa.Text()),
        column("actor", ID),
        column("at", sa.Double()),
        column("payload", sa.Text()),
        optional("turn", ID),
        column("erased", sa.Boolean()),
        sa.PrimaryKeyConstraint("session", "seq"),
        sa.ForeignKeyConstraint(["session"], ["sessions.number"]),
    )


def create_items() -> None:
    op.create_table(
        "items",
        column("id", ID),
        column("session", NUMBER),
        column("owner_id", ID),
        column("kind", sa.Text()),
        column("ask", sa.Text()),
        column("opened_at", sa.Double()),
        column("reason", sa.Text()),
        column("severity", sa.Integer()),
        column("choices", sa.Text()),
        column("default", sa.Text()),
        column("reversible", sa.Boolean()),
        column("call", sa.Text()),
        optional("turn", ID),
        column("facts", sa.Text()),
        column("state", sa.Text()),
        column("answer", sa.Text()),
        optional("resolved_at", sa.Double()),
        optional("resolved_by", ID),
        column("resolved_from", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["session"], ["sessions.number"]),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"]),
    )
    op.create_index("ix_items_session_state_opened_at", "items", ["session", "state", "opened_at"])
    op.create_index(
        "ix_items_owner_id_state_opened_at",
        "items",
        ["owner_id", "state", "opened_at"],
    )
    partial("ix_items_open", "items", ["kind"], "state = 'open'")


def create_receipts() -> None:
    op.create_table(
        "receipts",
        column("key", KEY),
        optional("session", NUMBER),
        optional("seq", sa.Integer()),
        column("fate", sa.Text()),
        column("at", sa.Double()),
        column("reply", sa.Text()),
        sa.PrimaryKeyConstraint("key"),
        sa.ForeignKeyConstraint(["session"], ["sessions.number"]),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_receipts_session_seq", "receipts", ["session", "seq"])
    partial(
        "ix_receipts_pending",
        "receipts",
        ["session", "seq"],
        "fate IN ('kept', 'next', 'queued')",
    )


def create_the_rest() -> None:
    op.create_table(
        "timers",
        column("ref", KEY),
        column("kind", KEY),
        column("due_at", sa.Double()),
        sa.PrimaryKeyConstraint("ref", "kind"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_timers_due_at", "timers", ["due_at"])
    op.create_table(
        "blobs",
        column("id", ID),
        column("owner_id", ID),
        column("name", sa.Text()),
        column("media_type", sa.Text()),
        column("content", sa.LargeBinary()),
        column("at", sa.Double()),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"]),
    )
    op.create_table(
        "vault",
        column("name", KEY),
        column("ciphertext", sa.LargeBinary()),
        column("at", sa.Double()),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "captures",
        column("session", NUMBER),
        column("version", sa.Integer()),
        column("address", sa.Text()),
        column("files", sa.Text()),
        column("upto_seq", sa.Integer()),
        column("at", sa.Double()),
        sa.PrimaryKeyConstraint("session", "version"),
        sa.ForeignKeyConstraint(["session"], ["sessions.number"]),
    )
    op.create_table(
        "offices",
        column("name", KEY),
        column("holder", KEY),
        column("until", sa.Double()),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )

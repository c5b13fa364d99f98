"""Chat channels: rooms, status cards, budgets of sessions, persons that became one."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


ID = sa.String(22).with_variant(sa.String(22, collation="C"), "postgresql")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def column(name: str, kind: Any, since: str | None = None) -> sa.Column[Any]:
    """A column that always has a value; `since` gives rows from before it one."""
    default = None if since is None else sa.text(since)
    return sa.Column(name, kind, nullable=False, server_default=default)


def optional(name: str, kind: Any) -> sa.Column[Any]:
    """A column that may be NULL."""
    return sa.Column(name, kind, nullable=True)


def partial(name: str, table: str, columns: list[str], where: str) -> None:
    """An index of the rows that meet a condition."""
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def upgrade() -> None:
    widen_persons()
    widen_sessions()
    widen_deliveries()
    create_rooms()
    create_cards()


def widen_persons() -> None:
    op.add_column("persons", optional("merged_into", ID))
    partial("ix_persons_merged_into", "persons", ["merged_into"], "merged_into IS NOT NULL")
    op.add_column("identities", column("linked_at", sa.Double(), since="0"))


def widen_sessions() -> None:
    op.add_column("sessions", optional("budget_usd", sa.Double()))
    # Sessions from before this step are all of the web, which has no place.
    op.add_column("sessions", optional("place", KEY))
    partial(
        "ix_sessions_place",
        "sessions",
        ["place", "state", "changed_at"],
        "place IS NOT NULL",
    )


def widen_deliveries() -> None:
    op.add_column("deliveries", optional("begun_at", sa.Double()))
    partial("ix_deliveries_receipt", "deliveries", ["lane", "receipt"], "receipt != ''")
    op.drop_index("ix_deliveries_person_id_kind_id", "deliveries")
    # Before this step, phones alone had lanes in which something waited.
    op.add_column("lanes", column("channel", KEY, since="'phone'"))
    op.drop_index("ix_lanes_due_at", "lanes")
    op.create_index("ix_lanes_channel_due_at", "lanes", ["channel", "due_at"])


def create_rooms() -> None:
    op.create_table(
        "rooms",
        column("key", KEY),
        column("name", sa.Text()),
        column("model", sa.Text()),
        column("start", sa.Text()),
        column("steer", sa.Text()),
        column("verbosity", sa.Text()),
        column("changed_at", sa.Double()),
        optional("changed_by", ID),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )


def create_cards() -> None:
    op.create_table(
        "cards",
        sa.Column("session", NUMBER, nullable=False, autoincrement=False),
        column("channel", KEY),
        optional("due_at", sa.Double()),
        column("message", sa.Text()),
        optional("begun_at", sa.Double()),
        column("shown_at", sa.Double()),
        column("head", sa.Text()),
        column("body", sa.Text()),
        column("mark", sa.Text()),
        column("marked_at", sa.Double()),
        optional("streamed", ID),
        column("stream", sa.Text()),
        column("failures", sa.Integer()),
        column("lost", sa.Text()),
        optional("holder", KEY),
        optional("claimed_until", sa.Double()),
        sa.PrimaryKeyConstraint("session"),
        sa.ForeignKeyConstraint(["session"], ["sessions.number"]),
    )
    partial("ix_cards_due_at", "cards", ["channel", "due_at"], "due_at IS NOT NULL")
    partial(
        "ix_cards_claimed_until",
        "cards",
        ["channel", "claimed_until"],
        "claimed_until IS NOT NULL",
    )

"""Telling people: ladders on items, preferences, phones, deliveries and their lanes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


ID = sa.String(22).with_variant(sa.String(22, collation="C"), "postgresql")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


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
    widen_items()
    create_preferences()
    create_deliveries()
    create_the_rest()


def widen_items() -> None:
    for each in (
        column("ladder", sa.Text(), since="'[]'"),
        column("ladder_from", sa.Double(), since="0"),
        column("rung", sa.Integer(), since="0"),
        optional("tell_at", sa.Double()),
        column("told", sa.Integer(), since="0"),
        optional("snoozed_until", sa.Double()),
        optional("decide_at", sa.Double()),
        optional("colleague_id", ID),
    ):
        op.add_column("items", each)
    partial(
        "ix_items_tell_at",
        "items",
        ["owner_id", "tell_at"],
        "state = 'open' AND tell_at IS NOT NULL",
    )
    partial(
        "ix_items_colleague",
        "items",
        ["colleague_id"],
        "state = 'open' AND colleague_id IS NOT NULL",
    )
    partial("ix_items_over", "items", ["owner_id", "resolved_at"], "state != 'open'")


def create_preferences() -> None:
    op.create_table(
        "preferences",
        column("person_id", ID),
        column("ladder", sa.Text()),
        column("important", sa.Text()),
        column("quiet", sa.Text()),
        column("zone", sa.Text()),
        optional("held_since", sa.Double()),
        column("held_cost", sa.Double()),
        sa.PrimaryKeyConstraint("person_id"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "phones",
        column("id", ID),
        column("person_id", ID),
        column("service", sa.Text()),
        column("label", sa.Text()),
        column("answers", sa.Boolean()),
        column("added_at", sa.Double()),
        optional("tested_at", sa.Double()),
        optional("failed_at", sa.Double()),
        column("failure", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_phones_person_id", "phones", ["person_id"])


def create_deliveries() -> None:
    op.create_table(
        "deliveries",
        column("id", ID),
        column("lane", KEY),
        column("person_id", ID),
        column("kind", sa.Text()),
        column("created_at", sa.Double()),
        column("due_at", sa.Double()),
        column("facts", sa.Text()),
        column("version", sa.Integer()),
        optional("item", ID),
        column("loud", sa.Boolean()),
        column("state", sa.Text()),
        column("attempts", sa.Integer()),
        optional("settled_at", sa.Double()),
        column("receipt", sa.Text()),
        column("failure", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
    )
    op.create_index("ix_deliveries_person_id_id", "deliveries", ["person_id", "id"])
    op.create_index("ix_deliveries_person_id_kind_id", "deliveries", ["person_id", "kind", "id"])
    op.create_index("ix_deliveries_item_id", "deliveries", ["item", "id"])
    partial("ix_deliveries_waiting", "deliveries", ["lane", "id"], "state = 'waiting'")
    partial("ix_deliveries_dead", "deliveries", ["id"], "state = 'dead'")
    partial(
        "ix_deliveries_loud",
        "deliveries",
        ["person_id", "created_at"],
        "loud",
    )
    op.create_table(
        "lanes",
        column("lane", KEY),
        optional("due_at", sa.Double()),
        optional("holder", KEY),
        optional("claimed_until", sa.Double()),
        column("rests_until", sa.Double()),
        sa.PrimaryKeyConstraint("lane"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_lanes_due_at", "lanes", ["due_at"])


def create_the_rest() -> None:
    op.create_table(
        "surfaces",
        column("person_id", ID),
        column("place", KEY),
        column("at", sa.Double()),
        sa.PrimaryKeyConstraint("person_id", "place"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_surfaces_person_id_at", "surfaces", ["person_id", "at"])
    op.create_table(
        "cursors",
        column("name", KEY),
        column("value", sa.Text()),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )

"""The tables of what needs people, and of how each person is told."""

import sqlalchemy as sa

from service.adapters.store.columns import (
    ID,
    KEY,
    NUMBER,
    TIME,
    column,
    key,
    metadata,
    optional,
    partial,
)
from service.adapters.store.statements import constant, constants
from service.domain.deliveries import DeliveryState
from service.domain.items import OF_PROVIDERS, ItemKind, ItemState

items = sa.Table(
    "items",
    metadata,
    key("id", ID),
    column("session", NUMBER, sa.ForeignKey("sessions.number")),
    column("owner_id", ID, sa.ForeignKey("persons.id")),
    column("kind", sa.Text()),
    column("ask", sa.Text()),
    column("opened_at", TIME),
    column("reason", sa.Text()),
    column("severity", sa.Integer()),
    column("choices", sa.Text()),
    column("default", sa.Text()),
    column("reversible", sa.Boolean()),
    column("call", sa.Text()),
    optional("turn", ID),
    column("facts", sa.Text()),
    column("ladder", sa.Text(), since="'[]'"),
    column("ladder_from", TIME, since="0"),
    column("rung", sa.Integer(), since="0"),
    optional("tell_at", TIME),
    column("told", sa.Integer(), since="0"),
    optional("snoozed_until", TIME),
    optional("decide_at", TIME),
    optional("colleague_id", ID),
    column("state", sa.Text()),
    column("answer", sa.Text()),
    optional("resolved_at", TIME),
    optional("resolved_by", ID),
    column("resolved_from", sa.Text()),
    column("outcome", sa.Text(), since="''"),
    sa.Index(None, "session", "state", "opened_at"),
    sa.Index(None, "owner_id", "state", "opened_at"),
)
ITEM_OPEN = items.c.state == constant(ItemState.OPEN)
ITEM_OVER = items.c.state != constant(ItemState.OPEN)
partial("ix_items_open", items.c.kind, where=ITEM_OPEN)
partial(
    "ix_items_tell_at",
    items.c.owner_id,
    items.c.tell_at,
    where=sa.and_(ITEM_OPEN, items.c.tell_at.is_not(None)),
)
partial(
    "ix_items_colleague",
    items.c.colleague_id,
    where=sa.and_(ITEM_OPEN, items.c.colleague_id.is_not(None)),
)
ITEM_OF_PROVIDER = items.c.reason.in_(constants(OF_PROVIDERS))
partial(
    "ix_items_of_providers",
    items.c.owner_id,
    items.c.opened_at,
    where=ITEM_OF_PROVIDER,
)
ITEM_ALERT = items.c.kind == constant(ItemKind.ALERT)
partial("ix_items_alerts", items.c.opened_at, where=ITEM_ALERT)
partial("ix_items_over", items.c.owner_id, items.c.resolved_at, where=ITEM_OVER)

preferences = sa.Table(
    "preferences",
    metadata,
    key("person_id", ID, sa.ForeignKey("persons.id")),
    column("ladder", sa.Text()),
    column("important", sa.Text()),
    column("quiet", sa.Text()),
    column("zone", sa.Text()),
    optional("held_since", TIME),
    column("held_cost", sa.Double()),
    sqlite_with_rowid=False,
)

phones = sa.Table(
    "phones",
    metadata,
    key("id", ID),
    column("person_id", ID, sa.ForeignKey("persons.id")),
    column("service", sa.Text()),
    column("label", sa.Text()),
    column("answers", sa.Boolean()),
    column("added_at", TIME),
    optional("tested_at", TIME),
    optional("failed_at", TIME),
    column("failure", sa.Text()),
    sa.Index(None, "person_id"),
    sqlite_with_rowid=False,
)

# item has no foreign key: the facts name more of them, and none is ever deleted.
deliveries = sa.Table(
    "deliveries",
    metadata,
    key("id", ID),
    column("lane", KEY),
    column("person_id", ID, sa.ForeignKey("persons.id")),
    column("kind", sa.Text()),
    column("created_at", TIME),
    column("due_at", TIME),
    column("facts", sa.Text()),
    column("version", sa.Integer()),
    optional("item", ID),
    column("loud", sa.Boolean()),
    optional("begun_at", TIME),
    column("state", sa.Text()),
    column("attempts", sa.Integer()),
    optional("settled_at", TIME),
    column("receipt", sa.Text()),
    column("failure", sa.Text()),
    sa.Index(None, "person_id", "id"),
    sa.Index(None, "item", "id"),
)
WAITS = deliveries.c.state == constant(DeliveryState.WAITING)
DEAD = deliveries.c.state == constant(DeliveryState.DEAD)
# As text, because Core writes a boolean column one way in an index and another in a query.
LOUD: sa.ColumnElement[bool] = sa.literal_column("loud")
partial("ix_deliveries_waiting", deliveries.c.lane, deliveries.c.id, where=WAITS)
partial("ix_deliveries_dead", deliveries.c.id, where=DEAD)
partial(
    "ix_deliveries_loud",
    deliveries.c.person_id,
    deliveries.c.created_at,
    where=LOUD,
)

partial(
    "ix_deliveries_receipt",
    deliveries.c.lane,
    deliveries.c.receipt,
    where=deliveries.c.receipt != sa.literal_column("''"),
)

# A lane has a row while something waits in it or somebody holds it. rests_until is 0: only
# a heddle from before the third step asks for it.
lanes = sa.Table(
    "lanes",
    metadata,
    key("lane", KEY),
    optional("due_at", TIME),
    optional("holder", KEY),
    optional("claimed_until", TIME),
    column("rests_until", TIME),
    column("channel", KEY, since="'phone'"),
    sa.Index(None, "channel", "due_at"),
    sqlite_with_rowid=False,
)

surfaces = sa.Table(
    "surfaces",
    metadata,
    key("person_id", ID, sa.ForeignKey("persons.id")),
    key("place", KEY),
    column("at", TIME),
    sa.Index(None, "person_id", "at"),
    sqlite_with_rowid=False,
)

cursors = sa.Table(
    "cursors",
    metadata,
    key("name", KEY),
    column("value", sa.Text()),
    sqlite_with_rowid=False,
)

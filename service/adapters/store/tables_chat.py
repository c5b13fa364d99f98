"""The tables of chat channels: what their rooms allow, and the cards that show sessions there."""

import sqlalchemy as sa

from service.adapters.store import tables_attention
from service.adapters.store.columns import ID, KEY, NUMBER, TIME, column, key, optional, partial

# The same metadata, once the tables of attention stand in it.
metadata = tables_attention.items.metadata

rooms = sa.Table(
    "rooms",
    metadata,
    key("key", KEY),
    column("name", sa.Text()),
    column("model", sa.Text()),
    column("start", sa.Text()),
    column("steer", sa.Text()),
    column("verbosity", sa.Text()),
    column("changed_at", TIME),
    optional("changed_by", ID),
    column("roles", sa.Text(), since="'[]'"),
    column("task", sa.Text(), since="''"),
    sqlite_with_rowid=False,
)

# channel is that of the session's thread; holder and claimed_until are who brings it up to
# date just now.
cards = sa.Table(
    "cards",
    metadata,
    sa.Column(
        "session", NUMBER, sa.ForeignKey("sessions.number"), primary_key=True, autoincrement=False
    ),
    column("channel", KEY),
    optional("due_at", TIME),
    column("message", sa.Text()),
    optional("begun_at", TIME),
    column("shown_at", TIME),
    column("head", sa.Text()),
    column("body", sa.Text()),
    column("mark", sa.Text()),
    column("marked_at", TIME),
    optional("streamed", ID),
    column("stream", sa.Text()),
    column("failures", sa.Integer()),
    column("lost", sa.Text()),
    optional("holder", KEY),
    optional("claimed_until", TIME),
)
DUE = cards.c.due_at.is_not(None)
CLAIMED = cards.c.claimed_until.is_not(None)
partial("ix_cards_due_at", cards.c.channel, cards.c.due_at, where=DUE)
partial("ix_cards_claimed_until", cards.c.channel, cards.c.claimed_until, where=CLAIMED)

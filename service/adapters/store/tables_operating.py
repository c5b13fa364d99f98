"""The tables of what runs a deployment."""

import sqlalchemy as sa

from service.adapters.store import tables_chat
from service.adapters.store.columns import KEY, TIME, column, key, optional

# The same metadata, once the tables of chat channels stand in it.
metadata = tables_chat.cards.metadata

workers = sa.Table(
    "workers",
    metadata,
    key("id", KEY),
    column("pool", KEY),
    column("host", sa.Text()),
    column("pid", sa.Integer()),
    column("version", sa.Text()),
    column("concurrency", sa.Integer()),
    column("started_at", TIME),
    column("seen_at", TIME),
    optional("left_at", TIME),
    sqlite_with_rowid=False,
)

freezes = sa.Table(
    "freezes",
    metadata,
    key("scope", KEY),
    key("name", KEY),
    column("reason", sa.Text()),
    column("since", TIME),
    sqlite_with_rowid=False,
)

"""What all tables are made of: their naming, their kinds of columns and of indexes."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem

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


def column(name: str, kind: Any, *more: SchemaItem, since: str | None = None) -> sa.Column[Any]:
    """Return a column that always has a value; `since` gives rows from before it one."""
    default = None if since is None else sa.text(since)
    return sa.Column(name, kind, *more, nullable=False, server_default=default)


def optional(name: str, kind: Any, *more: SchemaItem) -> sa.Column[Any]:
    """Return a column that may be NULL."""
    return sa.Column(name, kind, *more, nullable=True)


def key(name: str, kind: Any, *more: SchemaItem) -> sa.Column[Any]:
    """Return a column of the primary key."""
    return sa.Column(name, kind, *more, primary_key=True)


def partial(name: str, *columns: sa.Column[Any], where: sa.ColumnElement[bool]) -> sa.Index:
    """Return an index of the rows that meet a condition."""
    return sa.Index(name, *columns, sqlite_where=where, postgresql_where=where)

"""Statements, built once by SQLAlchemy Core, and what runs them inside one transaction.

A statement is compiled to text once for each dialect. Running it through Core's whole
machinery each time would cost several times what the statement itself does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Params = Mapping[str, object]
Row = Sequence[Any]
Compiled = tuple[str, Callable[[Params], Sequence[object]]]
NONE: Params = {}


def constant(member: StrEnum) -> sa.ColumnElement[str]:
    """Return the member as a literal in SQL.

    A partial index only serves a query that states its condition in the same words, and a
    bound value is no word.
    """
    return sa.literal_column(f"'{member.value}'", sa.Text())


def constants(members: Iterable[StrEnum]) -> list[sa.ColumnElement[str]]:
    """Return the members as literals, in one fixed order."""
    return [constant(member) for member in sorted(members)]


class Statement:
    """A statement whose values are all named parameters.

    `on_sqlite` stands in for `clause` there, where Core has a construct for each dialect.
    """

    def __init__(self, clause: sa.ClauseElement, on_sqlite: sa.ClauseElement | None = None) -> None:
        self._clause = clause
        self._on_sqlite = clause if on_sqlite is None else on_sqlite

    @cached_property
    def sqlite(self) -> Compiled:
        """The text for sqlite3, and what puts named values into its order."""
        return _compiled(self._on_sqlite, _dialect("sqlite://"))

    @cached_property
    def postgresql(self) -> Compiled:
        """The text for asyncpg, and what puts named values into its order."""
        return _compiled(self._clause, _dialect("postgresql+asyncpg://"))


@cache
def _dialect(driver: str) -> sa.Dialect:
    return sa.create_engine(driver).dialect


def _compiled(clause: sa.ClauseElement, dialect: sa.Dialect) -> Compiled:
    compiled = clause.compile(dialect=dialect)
    pick = _picker(getattr(compiled, "positiontup", None) or ())
    # Core adds values of its own, such as OFFSET 0 to a LIMIT on SQLite.
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    return str(compiled), (lambda params: pick({**fixed, **params})) if fixed else pick


def _picker(names: Sequence[str]) -> Callable[[Params], Sequence[object]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda params: tuple(params[name] for name in names)


class Sql(Protocol):
    """Runs statements in one open transaction."""

    def all(self, statement: Statement, params: Params = NONE) -> Sequence[Row]:
        """Return every row."""
        ...

    def one(self, statement: Statement, params: Params = NONE) -> Row | None:
        """Return the first row."""
        ...

    def run(self, statement: Statement, params: Params = NONE) -> int:
        """Return how many rows were written."""
        ...

    def many(self, statement: Statement, params: Sequence[Params]) -> None:
        """Write a row for each of the parameter sets."""
        ...

    def now(self) -> float:
        """Return the database's time in seconds since 1970; the same for the transaction."""
        ...


def insert(table: sa.Table, names: Iterable[str] | None = None) -> Statement:
    """Return the insert of one row, its parameters named like the columns."""
    return Statement(sa.insert(table).values(_named(names or table.c.keys())))


def update(table: sa.Table, names: Iterable[str]) -> Statement:
    """Return the update of `names` in the row with the primary key, all by name."""
    keys = [column == sa.bindparam(column.name) for column in table.primary_key]
    return Statement(sa.update(table).where(*keys).values(_named(names)))


def upsert(
    table: sa.Table,
    changes: Callable[[Any], Mapping[str, Any]],
    *,
    where: Callable[[Any], sa.ColumnElement[bool]] | None = None,
    returning: Sequence[sa.Column[Any]] = (),
) -> Statement:
    """Return an insert that makes `changes(excluded)` where the primary key exists.

    With `where`, an existing row that does not meet it stays as it is.
    """

    def build(into: Any) -> Any:
        clause = into(table).values(_named(table.c.keys()))
        clause = clause.on_conflict_do_update(
            index_elements=list(table.primary_key),
            set_=changes(clause.excluded),
            where=None if where is None else where(clause.excluded),
        )
        return clause.returning(*returning) if returning else clause

    return Statement(build(postgresql.insert), build(sqlite.insert))


def _named(names: Iterable[str]) -> dict[str, sa.BindParameter[Any]]:
    return {name: sa.bindparam(name) for name in names}


def binds(name: str, count: int) -> list[sa.BindParameter[Any]]:
    """Return the parameters of a list of `count` values, for `IN`."""
    return [sa.bindparam(f"{name}_{index}") for index in range(count)]


def bound(name: str, values: Iterable[object]) -> dict[str, object]:
    """Return the values for what `binds` named."""
    return {f"{name}_{index}": value for index, value in enumerate(values)}

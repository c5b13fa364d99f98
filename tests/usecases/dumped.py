"""All that stands in a database, as text to be searched."""

from collections.abc import Collection
from typing import cast

import sqlalchemy as sa

from service.adapters.store import tables
from service.adapters.store.reads import SqlReads
from service.adapters.store.statements import Statement
from service.ports.reads import Reads
from service.ports.store import Store


async def standing(store: Store, words: Collection[str]) -> set[tuple[str, str]]:
    """Return each of the words that stands anywhere, with the table's column it stands in."""

    def query(reads: Reads) -> set[tuple[str, str]]:
        sql = cast(SqlReads, reads)._sql
        return {
            (word, f"{table.name}.{column.name}")
            for table in tables.metadata.tables.values()
            for row in sql.all(Statement(sa.select(*table.columns)))
            for column, value in zip(table.columns, row, strict=True)
            for word in words
            if word in (value.decode(errors="replace") if isinstance(value, bytes) else str(value))
        }

    return await store.read(query)

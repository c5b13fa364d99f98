"""Secrets, as ciphertext."""

from collections.abc import Sequence

import sqlalchemy as sa

from service.adapters.store.statements import Sql, Statement, upsert
from service.adapters.store.tables import vault

_by_name = vault.c.name == sa.bindparam("name")

_PUT = upsert(vault, lambda new: {"ciphertext": new.ciphertext, "at": new.at})
_GET = Statement(sa.select(vault.c.ciphertext).where(_by_name))
_REPLACE = Statement(
    sa.update(vault)
    .where(_by_name, vault.c.ciphertext == sa.bindparam("before"))
    .values(ciphertext=sa.bindparam("after")),
)
_REMOVE = Statement(sa.delete(vault).where(_by_name))
_ALL = Statement(sa.select(vault.c.name, vault.c.ciphertext).order_by(vault.c.name))
_NAMES = Statement(sa.select(vault.c.name).order_by(vault.c.name))


class SqlVault:
    """Secrets in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, name: str, ciphertext: bytes, at: float) -> None:
        self._sql.run(_PUT, {"name": name, "ciphertext": ciphertext, "at": at})

    def get(self, name: str) -> bytes | None:
        row = self._sql.one(_GET, {"name": name})
        return None if row is None else row[0]

    def replace(self, name: str, before: bytes, after: bytes) -> bool:
        return self._sql.run(_REPLACE, {"name": name, "before": before, "after": after}) == 1

    def remove(self, name: str) -> bool:
        return self._sql.run(_REMOVE, {"name": name}) == 1

    def all(self) -> Sequence[tuple[str, bytes]]:
        return [(name, ciphertext) for name, ciphertext in self._sql.all(_ALL)]

    def names(self) -> Sequence[str]:
        """Return the secrets' names, sorted."""
        return [row[0] for row in self._sql.all(_NAMES)]

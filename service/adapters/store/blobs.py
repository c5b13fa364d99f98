"""Files on their way between front ends and workers."""

from collections.abc import Collection

import sqlalchemy as sa

from service.adapters.store.rows import storable
from service.adapters.store.statements import Sql, Statement, insert
from service.adapters.store.tables import blobs
from service.domain.ids import BlobId, PersonId

_ADD = insert(blobs)
_GET = Statement(
    sa.select(blobs.c.owner_id, blobs.c.name, blobs.c.media_type, blobs.c.content).where(
        blobs.c.id == sa.bindparam("id"),
    ),
)


_REMOVE = Statement(sa.delete(blobs).where(blobs.c.id == sa.bindparam("id")))


class SqlBlobs:
    """Files as rows in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(
        self,
        blob: BlobId,
        owner: PersonId,
        name: str,
        media_type: str,
        content: bytes,
        at: float,
    ) -> None:
        self._sql.run(
            _ADD,
            {
                "id": blob,
                "owner_id": owner,
                "name": storable(name),
                "media_type": storable(media_type),
                "content": content,
                "at": at,
            },
        )

    def get(self, blob: BlobId) -> tuple[PersonId, str, str, bytes] | None:
        row = self._sql.one(_GET, {"id": blob})
        if row is None:
            return None
        owner, name, media_type, content = row
        return PersonId(owner), name, media_type, content

    def remove(self, blobs: Collection[BlobId]) -> None:
        for each in sorted(blobs):
            self._sql.run(_REMOVE, {"id": each})

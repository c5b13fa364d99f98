"""What clusters stand on: a database of PostgreSQL, and a queue."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.adapters.store import migrate
from tests.e2e.loading import DATABASE
from tests.servers import postgres
from tests.servers.postgres import Postgres
from tests.servers.slack import schemas
from tests.servers.valkey import Valkey


@pytest.fixture
def server() -> Iterator[Postgres]:
    """A server of the test's own, which it may stop, with a migrated database."""
    schemas.needed()
    with postgres.running() as found:
        found.create(DATABASE)
        migrate.migrate(found.database(DATABASE))
        yield found


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Valkey]:
    """A queue of the test's own, which it may kill."""
    found = Valkey(tmp_path / "queue")
    found.start()
    yield found
    found.close()

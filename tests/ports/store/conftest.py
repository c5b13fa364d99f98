"""What tests of migrations share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.postgres import Postgres


@pytest.fixture
def direct_url(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of the same kind."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/direct.db"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    server.create("direct")
    yield server.database("direct")
    server.drop("direct")

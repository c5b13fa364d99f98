"""A real queue for any test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.valkey import Valkey


@pytest.fixture
def own_valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A server of the test's own, which it may kill."""
    server = Valkey(tmp_path)
    server.start()
    yield server
    server.close()

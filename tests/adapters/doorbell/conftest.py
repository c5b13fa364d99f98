"""Servers for the tests of the doorbell and the signals."""

from collections.abc import Iterator

import pytest

from tests.servers.valkey import Valkey


@pytest.fixture(scope="session")
def running_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """One server for all tests that leave it running."""
    server = Valkey(tmp_path_factory.mktemp("valkey"))
    server.start()
    yield server
    server.close()


@pytest.fixture
def valkey(running_valkey: Valkey) -> Valkey:
    """The shared server, empty."""
    running_valkey.empty()
    return running_valkey

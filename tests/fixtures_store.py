"""The real store on a fresh database for each test: on SQLite, with and without threads, and
on PostgreSQL. For whole folders of tests: `pytest_plugins` in `tests/conftest.py` names it.
"""

import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from service.adapters.store import migrate
from service.adapters.store.opening import open_store
from service.adapters.store.postgres import PostgresStore
from service.adapters.store.sqlite import InlineStore, SqliteFile, SqliteStore
from tests.fakes.clock import FakeClock, FakeIds
from tests.servers import postgres
from tests.servers.postgres import Postgres

AnyStore = SqliteStore | InlineStore | PostgresStore
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)

_numbers = itertools.count()


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still."""
    return FakeClock()


@pytest.fixture
def ids(clock: FakeClock) -> FakeIds:
    """The same ids in every run."""
    return FakeIds(clock)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "heddle.db"
    migrate.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_path(sqlite_template: Path, tmp_path: Path) -> Path:
    """A migrated and empty file of the test's own."""
    return Path(shutil.copy(sqlite_template, tmp_path / "heddle.db"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A server, with a migrated database called `template_heddle`."""
    with postgres.running() as server:
        server.create("template_heddle")
        migrate.migrate(server.database("template_heddle"))
        yield server


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """A migrated and empty database of the test's own."""
    name = f"test_{next(_numbers)}"
    postgres_server.create(name, template="template_heddle")
    yield postgres_server.database(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", POSTGRES])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated and empty database, once for each kind."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{request.getfixturevalue('sqlite_path')}"


@pytest_asyncio.fixture(params=["sqlite", "inline", POSTGRES])
async def store(request: pytest.FixtureRequest, clock: FakeClock) -> AsyncIterator[AnyStore]:
    """An empty store, once for each kind."""
    opened: AnyStore
    if request.param == "postgres":
        opened = open_store(request.getfixturevalue("postgres_url"), clock)
    elif request.param == "inline":
        opened = InlineStore(SqliteFile(request.getfixturevalue("sqlite_path"), clock), clock)
    else:
        opened = open_store(f"sqlite:///{request.getfixturevalue('sqlite_path')}", clock)
    yield opened
    await opened.close()

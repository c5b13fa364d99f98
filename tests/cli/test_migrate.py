"""`heddle migrate` before a database that is not there yet."""

import pytest

from bot.bootstrap import looking
from bot.cli.exits import Exit
from service.bootstrap import operating
from service.domain.errors import Temporary
from service.settings.service import ServiceSettings
from tests.cli.conftest import Heddle
from tests.servers.ports import free_port


def test_without_patience_it_says_at_once_that_the_database_is_away(
    heddle: Heddle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_DATABASE_URL", f"postgresql://h:x@127.0.0.1:{free_port()}/heddle")
    result = heddle("migrate")
    assert result.exit_code == Exit.UNAVAILABLE
    assert "PostgreSQL runs and can be reached" in str(result.exception)


def test_with_patience_it_migrates_when_the_database_comes(
    heddle: Heddle, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = operating.migrate, list[int]()

    def away_at_first(settings: ServiceSettings) -> list[str]:
        tries.append(1)
        if len(tries) < 3:
            raise Temporary("The database is away.", source="database")
        return real(settings)

    monkeypatch.setattr(looking, "migrate", away_at_first)
    monkeypatch.setattr(looking, "_STEP", 0.01)
    result = heddle("migrate", "--wait", "60")
    assert (result.exit_code, len(tries)) == (Exit.OK, 3)
    assert result.output.startswith("Migrated: 0001")
    assert heddle("migrate").output == "The database is up to date.\n"

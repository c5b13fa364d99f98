"""A deployment for the command line: an empty folder, and nothing from outside."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.app import app
from bot.cli.chat import hello
from bot.cli.doctor import command
from bot.cli.exits import exit_of
from service.domain.errors import HeddleError

Heddle = Callable[..., Result]


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every test starts in an empty folder, with only the data folder set."""
    for name in [name for name in os.environ if name.upper().startswith("HEDDLE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HEDDLE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def heddle() -> Heddle:
    """Run a command in this process; an error of heddle's becomes what `main` makes of it."""

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(app, list(arguments))
        if isinstance(result.exception, HeddleError):
            result.exit_code = exit_of(result.exception)
        elif result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models' own check is another process's; here it finds none."""
    monkeypatch.setattr(command, "models", lambda _others: [])


@pytest.fixture
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A set-up looks for the answer to its hello without pauses that a person would not see."""
    monkeypatch.setattr(hello, "_STEP", 0.02)
    monkeypatch.setattr(hello, "_HEARING", 0.5)

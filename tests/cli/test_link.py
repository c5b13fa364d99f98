"""`heddle link`: the address that lets its reader in."""

from pathlib import Path

import pytest

from bot.cli.exits import Exit
from tests.cli.conftest import Heddle


def test_a_token_that_is_set_goes_before_one_that_was_made(
    heddle: Heddle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "token").write_text("made\n")
    assert heddle("link").output == "http://127.0.0.1:8420/login?token=made\n"
    monkeypatch.setenv("HEDDLE_HTTP__TOKEN", "set-by-an-operator-long-enough")
    assert "token=set-by-an-operator-long-enough\n" in heddle("link").output


def test_without_a_token_it_says_what_to_do_and_makes_none(heddle: Heddle, tmp_path: Path) -> None:
    refused = heddle("link")
    assert refused.exit_code == Exit.REFUSED
    assert "start heddle first, or name its data folder" in str(refused.exception)
    assert not (tmp_path / "data").exists()


def test_somebody_elses_token_is_named_as_that(
    heddle: Heddle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", refuses)
    refused = heddle("link")
    assert refused.exit_code == Exit.REFUSED
    assert "is for heddle's own user alone" in str(refused.exception)

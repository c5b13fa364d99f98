"""How the bot is put together."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.bootstrap.login_token import login_link, login_token
from bot.settings import Http, Settings


def test_the_token_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    token = login_token(settings)
    assert len(token) >= 32
    assert login_token(settings) == token
    path = tmp_path / "data" / "token"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["token"]
    assert login_token(Settings(data_dir=tmp_path / "other")) != token


def test_a_token_that_is_set_is_the_same_for_all_and_makes_no_file(tmp_path: Path) -> None:
    given = Http(token=SecretStr("t" * 24))
    assert login_token(Settings(data_dir=tmp_path / "data", http=given)) == "t" * 24
    assert not (tmp_path / "data").exists()
    with pytest.raises(ValidationError):
        Http(token=SecretStr("t" * 23))


def test_the_link_keeps_any_token_whole() -> None:
    assert login_link("http://127.0.0.1:8420", "a+b/c=") == (
        "http://127.0.0.1:8420/login?token=a%2Bb%2Fc%3D"
    )

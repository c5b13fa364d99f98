"""How the bot is put together."""

import stat
from pathlib import Path

from bot.bootstrap.login_token import login_link, login_token


def test_the_token_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    token = login_token(tmp_path / "data")
    assert len(token) >= 32
    assert login_token(tmp_path / "data") == token
    path = tmp_path / "data" / "token"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["token"]
    assert login_token(tmp_path / "other") != token


def test_the_link_keeps_any_token_whole() -> None:
    assert login_link("http://127.0.0.1:8420", "a+b/c=") == (
        "http://127.0.0.1:8420/login?token=a%2Bb%2Fc%3D"
    )

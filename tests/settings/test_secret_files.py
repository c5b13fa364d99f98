"""Secrets in files: read, told apart from other sources, and never shown."""

from pathlib import Path

import pytest

from bot.settings import Settings
from service.settings.problems import BrokenSettings
from service.settings.reading import load
from service.settings.service import ServiceSettings
from service.settings.showing import shown


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every test starts in an empty folder with only the data folder set."""
    import os

    for name in [name for name in os.environ if name.upper().startswith("HEDDLE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HEDDLE_DATA_DIR", str(tmp_path / "data"))


def test_a_secret_and_an_address_come_from_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "address").write_text("postgresql://heddle:hunter2@db/heddle\n")
    (tmp_path / "login").write_text("l" * 32 + "\n")
    monkeypatch.setenv("HEDDLE_DATABASE_URL_FILE", str(tmp_path / "address"))
    (tmp_path / ".env").write_text("HEDDLE_HTTP__TOKEN_FILE=login\nHEDDLE_HTTP__PORT=9000\n")
    loaded = load(Settings, tmp_path)
    assert loaded.settings.database_url == "postgresql+asyncpg://heddle:hunter2@db/heddle"
    assert loaded.settings.http.token is not None
    assert loaded.settings.http.token.get_secret_value() == "l" * 32
    assert loaded.settings.http.port == 9000
    rows = {each.key: each for each in shown(loaded)}
    assert rows["database_url"].place == str(tmp_path / "address")
    assert "hunter2" not in rows["database_url"].value
    assert rows["http.token"].value == "(hidden)"
    part = load(ServiceSettings, tmp_path, whole=False)
    assert part.settings.database_url == loaded.settings.database_url


@pytest.mark.parametrize(
    ("content", "also", "told"),
    [
        (None, "", "cannot be read: [Errno 2] No such file or directory"),
        ("", "", "is empty."),
        ("redis://a", "redis://b", "HEDDLE_REDIS_URL is set as well; keep one of them."),
    ],
)
def test_what_is_wrong_with_a_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, also: str, told: str
) -> None:
    if content is not None:
        (tmp_path / "queue").write_text(content)
    monkeypatch.setenv("HEDDLE_REDIS_URL_FILE", str(tmp_path / "queue"))
    monkeypatch.setenv("HEDDLE_REDIS_URL", also)
    with pytest.raises(BrokenSettings) as caught:
        load(Settings, tmp_path)
    (problem,) = caught.value.problems
    assert str(problem).startswith("HEDDLE_REDIS_URL_FILE in the environment: ")
    assert told in str(problem)


def test_a_wrong_secret_is_named_with_its_file_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("hunter2")
    monkeypatch.setenv("HEDDLE_SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(BrokenSettings) as caught:
        load(Settings, tmp_path)
    assert f"HEDDLE_SECRET_KEY in {tmp_path / 'key'}: " in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_only_secrets_stand_in_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEDDLE_HTTP__PORT_FILE", str(tmp_path / "port"))
    with pytest.raises(BrokenSettings, match="HEDDLE_HTTP__PORT_FILE in the environment: there is"):
        load(Settings, tmp_path)

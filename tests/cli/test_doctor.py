"""The doctor finds what is wrong and says the next step."""

import os
import socket
from pathlib import Path

import pytest

from bot.cli.doctor import machine
from bot.cli.doctor.findings import State, Warn
from bot.cli.up.lock import locked
from service.adapters.secrets.cipher import FernetCipher, new_key
from service.domain.errors import Refused
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import change
from tests.cli.doctoring import found
from tests.cli.test_commands import filled
from tests.ports.store.samples import person
from tests.servers.ports import free_port

pytestmark = pytest.mark.usefixtures("no_models")


def test_a_fresh_machine_is_fine_and_nothing_is_made(
    heddle: Heddle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_HTTP__PORT", str(free_port()))
    rows = found(heddle)
    assert {each.state for each in rows.values()} <= {State.OK, State.WARNING}
    assert "first start" in rows["database"].text
    assert "first start" in rows["secret key"].text
    assert not (tmp_path / "data").exists()
    assert "ok" in heddle("doctor").output


def test_it_says_in_a_line_whether_drift_is_looked_for(
    heddle: Heddle, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "not for drift, which needs a judge model" in found(heddle)["watch"].text
    monkeypatch.setenv("HEDDLE_MODELS__JUDGE", "fast")
    assert "lets fast judge whether they drift" in found(heddle)["watch"].text


def test_wrong_settings_are_the_only_finding_that_matters(
    heddle: Heddle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_HTTP__PORT", "many")
    rows = found(heddle)
    assert rows["settings"].state is State.FAILED
    assert "HEDDLE_HTTP__PORT" in rows["settings"].text
    assert "database" not in rows


def test_a_database_that_was_not_migrated(heddle: Heddle, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "heddle.db").touch()
    assert "heddle migrate" in found(heddle)["database"].text
    heddle("migrate")
    assert "up to date" in found(heddle)["database"].text


def test_a_sqlite_file_of_ones_own_is_called_so(
    heddle: Heddle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HEDDLE_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    assert "SQLite needs" in found(heddle)["database"].text


def test_operators_whom_nobody_knows_are_named(
    heddle: Heddle, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "alerts" not in found(heddle)
    monkeypatch.setenv("HEDDLE_ALERTS__TOKEN", "a-long-text-for-alertmanager")
    assert found(heddle)["alerts"].state is State.OK, "nothing is there yet"
    heddle("migrate")
    assert "nobody yet" in found(heddle)["alerts"].text
    change(lambda tx: tx.persons.add(person(admin=True)))
    assert found(heddle)["alerts"].text == "taken, and told to Ann"
    monkeypatch.setenv("HEDDLE_ALERTS__OPERATORS", "ann,Bbo")
    row = found(heddle)["alerts"]
    assert row.state is State.FAILED
    assert "Nobody is called Bbo" in row.text


def test_servers_that_are_away(heddle: Heddle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEDDLE_REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("HEDDLE_DATABASE_URL", "postgresql://u:p@127.0.0.1:1/heddle")
    rows = found(heddle)
    assert rows["queue"].state is State.FAILED
    assert "HEDDLE_REDIS_URL" in rows["queue"].text
    assert rows["database"].state is State.FAILED


def test_a_taken_port_and_one_that_is_heddles_own(heddle: Heddle, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        os.environ["HEDDLE_HTTP__PORT"] = str(port)
        try:
            assert "HEDDLE_HTTP__PORT" in found(heddle)["port"].text
            (tmp_path / "data").mkdir(mode=0o700)
            with locked(tmp_path / "data", "http://127.0.0.1:1"):
                row = found(heddle)["port"]
            assert row.state is State.OK
            assert f"process {os.getpid()}, at http://127.0.0.1:1" in row.text
        finally:
            del os.environ["HEDDLE_HTTP__PORT"]


def test_secrets_that_the_key_does_not_open(
    heddle: Heddle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heddle("migrate")
    other = FernetCipher(new_key())

    def work(tx: Tx) -> None:
        tx.vault.put("openai", other.encrypt("sk-x"), tx.now())

    filled(tmp_path / "data", work)
    monkeypatch.setenv("HEDDLE_SECRET_KEY", new_key())
    row = found(heddle)["secret key"]
    assert row.state is State.FAILED
    assert "openai" in row.text


def test_folders_of_others_and_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with pytest.raises(Warn, match="chmod 700"):
        machine.folder(tmp_path)
    tmp_path.chmod(0o700)
    assert machine.folder(tmp_path) == str(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="HEDDLE_DATA_DIR"):
        machine.folder(tmp_path / "file" / "data")

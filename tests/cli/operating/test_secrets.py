"""`heddle secrets`: a new key, and everything encrypted with it, whatever breaks on the way."""

from pathlib import Path

import pytest

from bot.bootstrap import rotating
from bot.cli.exits import Exit
from service.adapters.secrets.cipher import FernetCipher, new_key
from service.domain.errors import Refused, Temporary
from service.domain.ids import WorkerId
from service.domain.workers import Worker
from service.ports.store import Tx
from tests.cli.conftest import Heddle
from tests.cli.deployment import change, cipher, read
from tests.ports.store.samples import AT


@pytest.fixture
def deployment(heddle: Heddle) -> Heddle:
    assert heddle("migrate").exit_code == 0
    keep(cipher())
    return heddle


def keep(cipher: FernetCipher) -> None:
    def work(tx: Tx) -> None:
        for name in ("slack.bot_token", "phone.1"):
            tx.vault.put(name, cipher.encrypt(f"the {name}"), AT)

    change(work)


def readable(cipher: FernetCipher) -> bool:
    def query(reads):  # type: ignore[no-untyped-def]
        return [(name, reads.secret(name)) for name in reads.secret_names()]

    try:
        return all(cipher.decrypt(text) == f"the {name}" for name, text in read(query))
    except Refused:
        return False


def test_the_key_file_gets_a_new_key(deployment: Heddle, tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret.key"
    former = file.read_text()
    text = deployment("secrets", "rotate").output
    assert "2 secrets are encrypted with the new key" in text
    assert file.read_text() != former
    assert "," not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert readable(cipher())
    assert not readable(FernetCipher(former.strip()))


def test_a_rotation_that_was_broken_off_goes_on(
    deployment: Heddle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "data" / "secret.key"
    former = file.read_text().strip()

    async def away(_ports: object) -> None:
        raise Temporary("The database is away.", source="database")

    with monkeypatch.context() as patch:
        patch.setattr(rotating, "rotate_secrets", away)
        assert deployment("secrets", "rotate").exit_code == Exit.UNAVAILABLE
    staged = file.read_text().strip()
    assert staged.endswith(f",{former}")
    assert readable(cipher()), "heddle starts with both keys meanwhile"
    assert deployment("secrets", "rotate").exit_code == Exit.OK
    assert file.read_text().strip() == staged.partition(",")[0]
    assert readable(cipher())


def test_it_is_refused_while_workers_know_the_present_key(
    deployment: Heddle, tmp_path: Path
) -> None:
    former = (tmp_path / "data" / "secret.key").read_text()
    worker = Worker(WorkerId("box-7"), "default", "box", 7, "1.0", 5)
    change(lambda tx: tx.workers.seen(Worker(*_fields(worker, tx.now()))))
    result = deployment("secrets", "rotate")
    assert result.exit_code == Exit.REFUSED
    assert "box-7" in str(result.exception)
    assert (tmp_path / "data" / "secret.key").read_text() == former


def _fields(worker: Worker, now: float):  # type: ignore[no-untyped-def]
    return (worker.id, worker.pool, worker.host, worker.pid, worker.version, 5, now, now)


def test_keys_in_the_settings_are_rotated_while_it_runs(
    deployment: Heddle, monkeypatch: pytest.MonkeyPatch
) -> None:
    present, new = new_key(), deployment("secrets", "key").output.strip()
    keep(FernetCipher(present))
    monkeypatch.setenv("HEDDLE_SECRET_KEY", present)
    alone = deployment("secrets", "rotate")
    assert alone.exit_code == Exit.REFUSED
    assert "HEDDLE_SECRET_KEY=new,present" in str(alone.exception)
    monkeypatch.setenv("HEDDLE_SECRET_KEY", f"{new},{present}")
    assert "to its first key alone" in deployment("secrets", "rotate").output
    assert readable(FernetCipher(new))


def test_what_no_key_opens_is_named(deployment: Heddle, tmp_path: Path) -> None:
    change(lambda tx: tx.vault.put("odd", FernetCipher(new_key()).encrypt("x"), AT))
    result = deployment("secrets", "rotate")
    assert result.exit_code == Exit.FINDINGS
    assert "None of the keys opens: odd" in result.output
    assert "," in (tmp_path / "data" / "secret.key").read_text(), "no key was dropped"

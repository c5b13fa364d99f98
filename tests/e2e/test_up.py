"""`heddle up` as a person meets it: starting, refusing, surviving, ending."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from bot.cli.exits import Exit
from tests.e2e.running import (
    Up,
    all_gone,
    answers,
    environment,
    running,
    variables,
    wait_until,
)
from tests.servers.ports import free_port
from tests.servers.valkey import Valkey

pytestmark = pytest.mark.timeout(180)
SHARED = pytest.mark.xdist_group("up")
"""Tests of one that lasts: in one process, or each would start its own."""


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    """One that the test ends."""
    with running(tmp_path / "data") as started:
        yield started


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One that the tests only look at, or that comes back to itself after what they do."""
    folder = tmp_path_factory.mktemp("lasting")
    (folder / ".env").write_text("EXAMPLE_API_KEY=from-dotenv\n")
    with running(folder / "data") as started:
        yield started


def heddle(
    folder: Path, port: int, *arguments: str, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env=environment(folder, port, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=folder.parent if folder.parent.is_dir() else None,
    )


@SHARED
def test_it_starts_tells_where_and_keeps_its_secrets_to_itself(lasting: Up) -> None:
    assert answers(lasting, "/healthz")
    assert lasting.get("/readyz").json() == {"ready": True, "wrong": {}}
    wait_until(lambda: "heddle_sessions" in lasting.get("/metrics").text, "the first count")
    wait_until(lambda: "Ctrl-C stops it." in lasting.lines, "all that it tells")
    text = "\n".join(lasting.lines)
    for word in ("bot", "worker", "queue", "embedded Valkey", "database", "SQLite"):
        assert word in text
    token = (lasting.folder / "token").read_text().strip()
    assert lasting.link() == f"{lasting.address}/login?token={token}"
    assert httpx.get(lasting.link()).status_code == 200
    for name in ("token", "secret.key", "heddle.db"):
        assert stat.S_IMODE((lasting.folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(lasting.folder.stat().st_mode) == 0o700
    worker = lasting.child("service", "worker")
    assert worker is not None
    assert variables(worker)["EXAMPLE_API_KEY"] == "from-dotenv"


@SHARED
def test_a_second_one_on_the_same_folder_is_refused(lasting: Up) -> None:
    second = heddle(lasting.folder, free_port(), "up")
    assert second.returncode == Exit.REFUSED
    assert lasting.process is not None
    assert f"as process {lasting.process.pid}, at {lasting.address}" in second.stderr
    assert answers(lasting)


@pytest.mark.alone
def test_ctrl_c_ends_everything_in_time(up: Up) -> None:
    everybody = up.tree()
    assert len(everybody) >= 4
    began = time.monotonic()
    up.signal(signal.SIGINT)
    assert up.wait(15) == 0
    assert time.monotonic() - began < 10
    assert all_gone(everybody, 1)
    assert up.lines[-1] == "Stopped."


@pytest.mark.alone
def test_sigterm_ends_everything_as_well(up: Up) -> None:
    everybody = up.tree()
    up.signal(signal.SIGTERM)
    assert up.wait(15) == 0
    assert all_gone(everybody, 1)


@pytest.mark.alone
def test_a_second_ctrl_c_does_not_wait(up: Up) -> None:
    bot = up.child("bot", "bot")
    assert bot is not None
    bot.suspend()  # it will not end by itself
    everybody = up.tree()
    up.signal(signal.SIGINT)
    wait_until(lambda: any("Stopping" in line for line in up.lines), "it says that it stops")
    began = time.monotonic()
    up.signal(signal.SIGINT)
    assert up.wait(15) == 0
    assert time.monotonic() - began < 4
    assert all_gone(everybody, 1)


@pytest.mark.alone
def test_a_process_that_hangs_is_killed_in_time(up: Up) -> None:
    bot = up.child("bot", "bot")
    assert bot is not None
    bot.suspend()
    everybody = up.tree()
    began = time.monotonic()
    up.signal(signal.SIGTERM)
    assert up.wait(15) == 0
    assert time.monotonic() - began < 10.5
    assert all_gone(everybody, 1)


@pytest.mark.alone
def test_when_it_is_killed_its_processes_end_too(up: Up) -> None:
    everybody = up.tree()
    up.signal(signal.SIGKILL)
    up.wait()
    assert all_gone(everybody, 5)
    up.start()
    assert answers(up)


def test_the_journal_does_not_learn_the_way_in(tmp_path: Path) -> None:
    folder, port = tmp_path / "data", free_port()
    journal = tmp_path / "journal"
    with journal.open("wb") as writes:
        stream = os.fstat(writes.fileno())
        own = environment(folder, port, JOURNAL_STREAM=f"{stream.st_dev}:{stream.st_ino}")
        command = [sys.executable, "-m", "bot", "up"]
        service = subprocess.Popen(command, env=own, stdout=writes, stderr=writes, cwd=tmp_path)
        try:
            wait_until(lambda: "heddle is up" in journal.read_text(), "it says that it is up")
            told = heddle(folder, port, "link").stdout.strip()
            assert httpx.get(told).status_code == 200
            assert told.startswith(f"http://127.0.0.1:{port}/login?token=")
            assert "`heddle link`" in journal.read_text()
        finally:
            service.terminate()
            assert service.wait(30) == 0
        assert (folder / "token").read_text().strip() not in journal.read_text()


def test_it_works_again_after_all_of_it_was_killed(up: Up) -> None:
    token = (up.folder / "token").read_text()
    everybody = up.tree()
    for each in everybody:
        # Some end by themselves once their parent is gone.
        with suppress(psutil.NoSuchProcess):
            each.kill()
    assert all_gone(everybody, 10)
    up.wait()
    up.start()
    assert answers(up, "/readyz")
    assert (up.folder / "token").read_text() == token


@SHARED
@pytest.mark.parametrize("words", [("bot", "bot"), ("service", "worker"), ("valkey-server",)])
def test_each_process_is_started_again(lasting: Up, words: tuple[str, ...]) -> None:
    wait_until(lambda: lasting.child(*words), "it runs")
    first = lasting.child(*words)
    assert first is not None
    before = len(lasting.lines)
    first.kill()

    def again() -> bool:
        found = lasting.child(*words)
        return found is not None and found.pid != first.pid

    wait_until(again, f"{words} runs again")
    wait_until(lambda: answers(lasting, "/readyz"), "the bot is ready")
    told = lasting.lines[before:]
    assert any("ended (SIGKILL) and starts again in 1 s" in line for line in told)


def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = heddle(tmp_path / "data", port, "up")
    assert refused.returncode == Exit.REFUSED
    assert f"Port {port}" in refused.stderr
    assert "HEDDLE_HTTP__PORT" in refused.stderr
    assert not (tmp_path / "data" / "heddle.db").exists()


def test_broken_settings_are_refused_before_anything_starts(tmp_path: Path) -> None:
    refused = heddle(tmp_path / "data", free_port(), "up", HEDDLE_CAPS__DEFALT="3")
    assert refused.returncode == Exit.CONFIGURATION
    assert "Did you mean HEDDLE_CAPS__DEFAULT?" in refused.stderr
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = heddle(tmp_path / "file" / "data", free_port(), "up")
    assert refused.returncode == Exit.REFUSED
    assert "HEDDLE_DATA_DIR" in refused.stderr


def test_a_database_that_is_away_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    away = "postgresql://u:hunter2@127.0.0.1:1/heddle"
    before = {each.pid for each in psutil.Process().children(recursive=True)}
    refused = heddle(tmp_path / "data", free_port(), "up", HEDDLE_DATABASE_URL=away)
    assert refused.returncode == Exit.UNAVAILABLE
    assert "hunter2" not in refused.stdout + refused.stderr
    assert {each.pid for each in psutil.Process().children(recursive=True)} <= before


def test_stopping_while_it_still_starts_leaves_nothing(tmp_path: Path) -> None:
    up = Up(tmp_path / "data", free_port())
    try:
        up.begin()
        wait_until(lambda: len(up.tree()) > 1, "it starts the first process")
        everybody = up.tree()
        up.signal(signal.SIGINT)
        assert up.wait(15) == 0
        assert all_gone(everybody, 1)
    finally:
        up.close()


def test_a_queue_of_ones_own_is_used(tmp_path: Path) -> None:
    server = Valkey(tmp_path)
    server.start()
    try:
        with running(tmp_path / "data", HEDDLE_REDIS_URL=server.url) as up:
            assert up.child("valkey-server") is None
            assert server.url in "\n".join(up.lines)
            assert answers(up, "/readyz")
    finally:
        server.close()


@SHARED
def test_heddles_own_address_reaches_only_this_machine(lasting: Up) -> None:
    listening = [
        each.laddr.ip
        for process in lasting.tree()
        for each in process.net_connections("tcp")
        if each.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {"127.0.0.1"}

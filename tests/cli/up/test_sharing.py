"""The folder of shared numbers: in memory, one for each, and gone with its owner."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.up import sharing
from bot.cli.up.sharing import shared


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr(sharing, "MEMORY", folder)
    return folder


def test_it_stands_in_memory_and_is_gone_at_the_end(tmp_path: Path, memory: Path) -> None:
    with shared(tmp_path) as one, shared(tmp_path) as other:
        assert one.parent == other.parent == memory
        assert one != other
        assert one.stat().st_mode & 0o777 == 0o700
        (one / "counter_1.db").write_text("1")
    assert not list(memory.iterdir())


def test_what_a_killed_one_left_is_removed(tmp_path: Path, memory: Path) -> None:
    left = memory / f"heddle-{os.getuid()}-abc"
    script = (
        "import fcntl, os, sys; lock = os.open(sys.argv[1], os.O_RDONLY);"
        "fcntl.flock(lock, fcntl.LOCK_EX); print('locked', flush=True); sys.stdin.read()"
    )
    left.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", script, left], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"locked\n"
        with shared(tmp_path):
            assert left.exists()
        holder.kill()
        holder.wait()
    with shared(tmp_path):
        assert not left.exists()


def test_where_there_is_no_memory_it_stands_in_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "MEMORY", tmp_path / "missing")
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "counter_7.db").write_text("of an earlier start")
    with shared(tmp_path) as folder:
        assert folder == tmp_path / "metrics"
        assert not list(folder.iterdir())
    assert not folder.exists()

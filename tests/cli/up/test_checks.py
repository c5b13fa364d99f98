"""What `heddle up` refuses before it starts anything."""

import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.up.checks import free, writable
from bot.cli.up.embedded import embedded
from bot.cli.up.lock import locked
from service.domain.errors import Refused


def test_a_folder_is_held_by_one(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bot.cli.up.lock import locked\n"
        "with locked(Path(sys.argv[1]), 'http://127.0.0.1:1'):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert other.stdout is not None
    assert other.stdin is not None
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(Refused) as caught, locked(tmp_path, "mine"):
        pass
    for part in (str(tmp_path), str(other.pid), "http://127.0.0.1:1", "HEDDLE_DATA_DIR"):
        assert part in str(caught.value)
    other.kill()
    other.wait()
    other.stdout.close()
    other.stdin.close()
    with locked(tmp_path, "mine"):
        assert stat.S_IMODE((tmp_path / "up.json").stat().st_mode) == 0o600


def test_a_folder_can_be_held_again_afterwards(tmp_path: Path) -> None:
    with locked(tmp_path, "first"):
        pass
    with locked(tmp_path, "second"):
        assert "second" in (tmp_path / "up.json").read_text()


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=rf"Port {port} .* taken.*HEDDLE_HTTP__PORT"):
            free("127.0.0.1", port)
    free("127.0.0.1", port)


def test_a_host_that_is_not_here_is_named() -> None:
    with pytest.raises(Refused, match="HEDDLE_HTTP__HOST"):
        free("203.0.113.7", 8420)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="HEDDLE_DATA_DIR"):
        writable(tmp_path / "file" / "data")


def test_a_new_data_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    writable(tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_long_data_folder_still_gets_a_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    made = embedded(deep)
    assert len(str(made.socket)) < 100
    assert stat.S_IMODE(made.socket.parent.stat().st_mode) == 0o700
    made.socket.parent.rmdir()

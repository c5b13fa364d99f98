import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.adapters.secrets.cipher import FernetCipher, new_key
from service.adapters.secrets.keyfile import load_or_create_key
from service.domain.errors import Refused

PROCESS = """
import sys
from pathlib import Path
from service.adapters.secrets.keyfile import load_or_create_key
sys.stdin.read(1)
print(load_or_create_key(Path(sys.argv[1])))
"""


def test_the_first_start_makes_a_key_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "key"
    key = load_or_create_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert FernetCipher(key).decrypt(FernetCipher(key).encrypt("a")) == "a"
    assert load_or_create_key(path) == key
    assert [each.name for each in path.parent.iterdir()] == ["key"]


def test_threads_and_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    children = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("x")
        child.stdin.flush()
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_or_create_key(path), range(16)))
    keys |= {child.communicate(timeout=30)[0].strip() for child in children}
    assert keys == {path.read_text().strip()}
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o610])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    path.write_text(new_key())
    path.chmod(mode)
    with pytest.raises(Refused, match=f"chmod 600 {path}"):
        load_or_create_key(path)


def test_an_empty_file_is_refused_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.touch(0o600)
    with pytest.raises(Refused, match="empty"):
        load_or_create_key(path)
    assert path.read_bytes() == b""


def test_a_place_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Refused, match="HEDDLE_SECRET_KEY") as refusal:
        load_or_create_key(tmp_path / "file" / "key")
    assert isinstance(refusal.value.__cause__, OSError)

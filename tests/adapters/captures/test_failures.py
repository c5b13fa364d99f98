"""Whatever dies or refuses on the way, what stands afterwards is whole or not there."""

import asyncio
import ctypes
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from service.adapters.captures.folder import FolderCaptures
from service.adapters.captures.writer import DiffersError, Room, write_bundle
from service.domain.errors import Temporary
from tests.adapters.captures.conftest import Folder, a_bundle, checked, names

AT_FDCWD, RENAME_EXCHANGE = -100, 2
ROOM = Room(10**9, 0)


class PowerCutError(Exception):
    """The process ends here."""


class Checkpoint:
    """Counts the steps of a capture and breaks it off before the given one."""

    def __init__(self, at: int | None = None) -> None:
        self.steps = 0
        self._at = at

    def __call__(self) -> None:
        self.steps += 1
        if self.steps == self._at:
            raise PowerCutError


@pytest.mark.parametrize("before", ["nothing", "an earlier version", "an earlier try"])
def test_broken_off_at_any_step_nothing_half_stands_there(
    tmp_path: Path, workspace: Folder, before: str
) -> None:
    counting = Checkpoint()
    write_bundle(tmp_path / "count" / "7", a_bundle(), workspace.root, ROOM, counting)
    assert counting.steps > 15
    home = tmp_path / "captures" / "7"
    version = 2 if before == "an earlier version" else 1
    if before != "nothing":
        old = a_bundle(1, result="old")
        write_bundle(home, old, workspace.root, ROOM, lambda: None)
    broken = 0
    for step in range(1, 100):
        try:
            new = a_bundle(version, result="new")
            write_bundle(home, new, workspace.root, ROOM, Checkpoint(step))
            break
        except PowerCutError:
            broken += 1
        found = checked(home / f"v{version}")
        assert found is None or {b"old", b"new"} & set(found["result.md"].split())
        if before == "an earlier version":
            assert checked(home / "v1")
    assert broken > 15
    final = checked(home / f"v{version}")
    assert final is not None
    assert b"new" in final["result.md"]
    assert all(name.startswith("v") for name in names(home))


KILLED = """
import os, signal, sys
from pathlib import Path
from service.adapters.captures.writer import Room, write_bundle
from tests.adapters.captures.conftest import a_bundle

home, workspace, at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
steps = 0

def checkpoint():
    global steps
    steps += 1
    if steps == at:
        os.kill(os.getpid(), signal.SIGKILL)

write_bundle(home, a_bundle(2, result="new"), workspace, Room(10**9, 0), checkpoint)
"""


def test_killed_at_random_steps_nothing_half_stands_there(
    tmp_path: Path, workspace: Folder
) -> None:
    home = tmp_path / "captures" / "7"
    write_bundle(home, a_bundle(1, result="old"), workspace.root, ROOM, lambda: None)
    (workspace.path / "report.md").write_bytes(os.urandom(3_000_000))
    steps = random.Random(7).sample(range(1, 30), 8)
    codes = []
    for step in [*steps, 0]:
        child = subprocess.run(
            [sys.executable, "-c", KILLED, str(home), workspace.root, str(step)], check=False
        )
        codes.append(child.returncode)
        assert checked(home / "v1")
        found = checked(home / "v2")
        assert found is None or b"new" in found["result.md"]
    assert codes.count(-signal.SIGKILL) >= 6
    assert codes[-1] == 0
    assert checked(home / "v2")
    assert names(home) == ["v1", "v2"]


LIMITED = """
import asyncio, resource, sys
from pathlib import Path
from service.adapters.captures.folder import FolderCaptures
from service.domain.errors import Temporary
from tests.adapters.captures.conftest import Folder, a_bundle

resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    asyncio.run(FolderCaptures(Path(sys.argv[1])).write(a_bundle(), Folder(Path(sys.argv[2]))))
except Temporary as error:
    print(error)
"""


async def test_a_full_disk_is_told_and_the_next_try_works(
    tmp_path: Path, workspace: Folder
) -> None:
    root = tmp_path / "captures"
    (workspace.path / "large").write_bytes(bytes(2_000_000))
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LIMITED, str(root), workspace.root, stdout=subprocess.PIPE
    )
    told, _ = await child.communicate()
    assert child.returncode == 0
    assert "the disk is full. Free space under" in told.decode()
    assert names(root / "7") == []
    assert checked(Path((await FolderCaptures(root).write(a_bundle(), workspace)).address))


async def test_the_last_of_the_disk_is_left_to_the_database(
    tmp_path: Path, workspace: Folder
) -> None:
    captures = FolderCaptures(tmp_path / "captures", spare_bytes=1 << 60)
    with pytest.raises(Temporary, match="the disk is full") as error:
        await captures.write(a_bundle(), workspace)
    assert error.value.source == "captures"
    assert checked(tmp_path / "captures" / "7" / "v1") is None


async def test_too_many_bytes_are_told(tmp_path: Path, workspace: Folder) -> None:
    with (workspace.path / "sparse").open("wb") as file:
        file.truncate(1 << 40)
    captures = FolderCaptures(tmp_path / "captures")
    with pytest.raises(Temporary, match="limit of a capture"):
        await captures.write(a_bundle(), workspace)
    assert checked(tmp_path / "captures" / "7" / "v1") is None


CLOSED = """
import asyncio, os, sys
from pathlib import Path
from service.adapters.captures.folder import FolderCaptures
from service.domain.errors import Temporary
from tests.adapters.captures.conftest import Folder, a_bundle

root, workspace = Path(sys.argv[1]), Folder(Path(sys.argv[2]))
asyncio.run(FolderCaptures(root / "warm").write(a_bundle(), workspace))
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    asyncio.run(FolderCaptures(root / "closed").write(a_bundle(), workspace))
except Temporary as error:
    print(error)
"""


def _told(script: str, root: Path, workspace: Folder) -> str:
    child = subprocess.run(
        [sys.executable, "-c", script, str(root), workspace.root],
        capture_output=True,
        text=True,
        check=True,
    )
    return child.stdout


def test_a_closed_storage_is_told(tmp_path: Path, workspace: Folder) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    assert "is closed to the user that runs heddle" in _told(CLOSED, tmp_path, workspace)


async def test_a_storage_that_is_no_folder_is_told(tmp_path: Path, workspace: Folder) -> None:
    (tmp_path / "captures").touch()
    with pytest.raises(Temporary, match="works, then try again"):
        await FolderCaptures(tmp_path / "captures").write(a_bundle(), workspace)


class Corrupting:
    """Changes a byte of every bundle after it was renamed, `times` times."""

    def __init__(self, home: Path, times: int) -> None:
        self._place = home / "v1" / "files" / "report.md"
        self._times = times

    def __call__(self) -> None:
        if self._times and self._place.exists() and self._place.read_text() == "# Report\n":
            self._times -= 1
            self._place.chmod(0o644)
            self._place.write_text("# rep0rt\n")


def test_what_reads_back_differently_does_not_stand(tmp_path: Path, workspace: Folder) -> None:
    home = tmp_path / "captures" / "7"
    with pytest.raises(DiffersError, match=r"report\.md reads back differently"):
        write_bundle(home, a_bundle(), workspace.root, ROOM, Corrupting(home, 2))
    assert checked(home / "v1") is None
    write_bundle(home, a_bundle(), workspace.root, ROOM, Corrupting(home, 1))
    assert checked(home / "v1")


def _until_begun(home: Path) -> None:
    while not (home.exists() and any(home.iterdir())):
        pass


async def test_a_cancelled_capture_has_ended_before_the_cancellation_goes_on(
    tmp_path: Path, workspace: Folder
) -> None:
    for number in range(200):
        (workspace.path / f"{number}.bin").write_bytes(os.urandom(1000))
    captures = FolderCaptures(tmp_path / "captures")
    writing = asyncio.create_task(captures.write(a_bundle(), workspace))
    home = tmp_path / "captures" / "7"
    await asyncio.to_thread(_until_begun, home)
    for _ in range(2):
        writing.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert names(home) == []
    assert checked(Path((await captures.write(a_bundle(), workspace)).address))


async def test_a_link_planted_at_any_moment_is_not_captured(
    tmp_path: Path, workspace: Folder
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "one.md").write_text("canary")
    (outside / "report.md").write_text("canary")
    link = workspace.path.parent / "planted"
    link.symlink_to(outside)
    exchange = ctypes.CDLL(None, use_errno=True).renameat2
    stop = threading.Event()

    def swap() -> None:
        turn = 0
        while not stop.is_set() or turn % 2:
            here, there = os.fsencode(workspace.path / "notes"), os.fsencode(link)
            assert exchange(AT_FDCWD, here, AT_FDCWD, there, RENAME_EXCHANGE) == 0
            turn += 1

    thread = threading.Thread(target=swap)
    thread.start()
    captures = FolderCaptures(tmp_path / "captures")
    seen = set()
    try:
        for version in range(1, 60):
            captured = await captures.write(a_bundle(version), workspace)
            found = checked(Path(captured.address)) or {}
            assert b"canary" not in found.values()
            seen |= {file.path for file in captured.files}
    finally:
        stop.set()
        thread.join()
    assert seen == {"report.md", "notes/one.md"}

import asyncio
import errno
import subprocess
import sys
from pathlib import Path

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.clock.system import SystemClock
from service.adapters.tools.leftovers import FolderLeftovers
from service.adapters.tools.workspaces import FolderWorkspace, FolderWorkspaces, safe_name
from service.adapters.tools.writing import stage, staging_of
from service.domain.errors import Refused, Temporary
from service.domain.ids import SessionNumber

SEVEN = SessionNumber(7)
AT = 1_763_784_000.123456

HOLDER = """
import asyncio, sys
from pathlib import Path
from service.adapters.clock.system import SystemClock
from service.adapters.tools.workspaces import FolderWorkspaces

async def hold():
    workspaces = FolderWorkspaces(Path(sys.argv[1]), SystemClock())
    async with workspaces.hold(7, float(sys.argv[2])) as workspace:
        await workspace.place("a", b"kept")
        print("held", flush=True)
        sys.stdin.read()

asyncio.run(hold())
"""


class LookingClock(SystemClock):
    """Says when somebody waits."""

    def __init__(self) -> None:
        self.waited = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.waited.set()
        await asyncio.sleep(0)


async def _held(workspaces: FolderWorkspaces, created_at: float = AT) -> str:
    async with workspaces.hold(SEVEN, created_at) as workspace:
        return workspace.root


def _names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


async def test_a_workspace_is_made_and_stays(tmp_path: Path) -> None:
    workspaces = FolderWorkspaces(tmp_path / "pool", SystemClock())
    async with workspaces.hold(SEVEN, AT) as workspace:
        assert workspace.root == str(tmp_path / "pool" / "7")
        await workspace.place("a", b"kept")
        async with workspaces.hold(SessionNumber(8), AT) as other:
            assert other.root != workspace.root
    async with workspaces.hold(SEVEN, AT) as workspace:
        assert (tmp_path / "pool" / "7" / "inbox" / "a").read_text() == "kept"


async def test_the_second_holder_waits_for_the_first(tmp_path: Path) -> None:
    clock = LookingClock()
    workspaces = FolderWorkspaces(tmp_path, clock)
    async with workspaces.hold(SEVEN, AT):
        second = asyncio.create_task(_held(FolderWorkspaces(tmp_path, clock)))
        await clock.waited.wait()
        assert not second.done()
    assert await second == str(tmp_path / "7")


async def test_a_cancelled_wait_holds_nothing(tmp_path: Path) -> None:
    clock = LookingClock()
    workspaces = FolderWorkspaces(tmp_path, clock)
    async with workspaces.hold(SEVEN, AT):
        waiting = asyncio.create_task(_held(workspaces))
        await clock.waited.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    clock.waited.clear()
    await _held(workspaces)
    assert not clock.waited.is_set()


async def test_a_failing_holder_lets_go(tmp_path: Path) -> None:
    clock = LookingClock()
    workspaces = FolderWorkspaces(tmp_path, clock)
    with pytest.raises(RuntimeError):
        async with workspaces.hold(SEVEN, AT):
            raise RuntimeError
    await _held(workspaces)
    assert not clock.waited.is_set()


async def test_a_holder_that_is_killed_lets_go(tmp_path: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOLDER,
        str(tmp_path),
        str(AT),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert await child.stdout.readline() == b"held\n"
    clock = LookingClock()
    waiting = asyncio.create_task(_held(FolderWorkspaces(tmp_path, clock)))
    await clock.waited.wait()
    assert not waiting.done()
    child.kill()
    await child.wait()
    assert await asyncio.wait_for(waiting, 10) == str(tmp_path / "7")
    assert (tmp_path / "7" / "inbox" / "a").read_text() == "kept"


async def test_a_number_given_again_finds_nothing_of_its_former_session(tmp_path: Path) -> None:
    workspaces = FolderWorkspaces(tmp_path, SystemClock())
    for place, created_at in enumerate((AT, AT + 1e-6, AT + 9)):
        async with workspaces.hold(SEVEN, created_at) as workspace:
            assert _names(tmp_path / "7") == []
            await workspace.place("a", b"%d" % place)
        await _held(FolderWorkspaces(tmp_path, SystemClock()), created_at)
        assert (tmp_path / "7" / "inbox" / "a").read_text() == str(place)
    assert _names(tmp_path) == ["7", "7.lock", "unknown-7", "unknown-7-again"]
    assert (tmp_path / "unknown-7" / "inbox" / "a").read_text() == "0"
    assert (tmp_path / "unknown-7-again" / "inbox" / "a").read_text() == "1"


async def test_what_was_set_aside_is_logged(tmp_path: Path) -> None:
    await _held(FolderWorkspaces(tmp_path, SystemClock()))
    with structlog.testing.capture_logs() as logs:
        await _held(FolderWorkspaces(tmp_path, SystemClock()), AT + 9)
        await _held(FolderWorkspaces(tmp_path, SystemClock()), AT + 9)
    aside = str(tmp_path / "unknown-7")
    assert logs == [
        {"event": "workspace_set_aside", "log_level": "warning", "session": 7, "kept_as": aside}
    ]


@pytest.mark.parametrize("said", [b"", b"17637", b"\0" * 18])
async def test_a_folder_of_which_nothing_is_known_is_its_sessions(
    tmp_path: Path, said: bytes
) -> None:
    """An earlier version wrote nothing, and a power cut may leave half a line."""
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "a").write_text("kept")
    (tmp_path / "7.lock").write_bytes(said)
    await _held(FolderWorkspaces(tmp_path, SystemClock()))
    assert (tmp_path / "7" / "a").read_text() == "kept"
    await _held(FolderWorkspaces(tmp_path, SystemClock()), AT + 9)
    assert _names(tmp_path / "7") == []
    assert (tmp_path / "unknown-7" / "a").read_text() == "kept"


async def test_a_folder_that_was_emptied_is_made_again_and_set_aside_by_nobody(
    tmp_path: Path,
) -> None:
    workspaces = FolderWorkspaces(tmp_path, SystemClock())
    await _held(workspaces)
    assert FolderLeftovers(tmp_path).remove(SEVEN)
    await _held(workspaces)
    assert FolderLeftovers(tmp_path).remove(SEVEN)
    await _held(workspaces, AT + 9)
    assert _names(tmp_path) == ["7", "7.lock"]


async def test_a_folder_that_cannot_be_set_aside_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspaces = FolderWorkspaces(tmp_path, SystemClock())
    await _held(workspaces)
    (tmp_path / "7" / "a").write_text("theirs")

    def refuses(folder: Path, to: Path) -> Path:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuses)
    for _ in range(2):
        with pytest.raises(Temporary, match="writable folder"):
            await _held(workspaces, AT + 9)
    monkeypatch.undo()
    await _held(workspaces, AT + 9)
    assert _names(tmp_path / "7") == []


async def test_what_a_killed_writer_left_is_thrown_away(tmp_path: Path) -> None:
    workspaces = FolderWorkspaces(tmp_path, SystemClock())
    root = await _held(workspaces)
    stage(root, b"half", 0o644)
    await _held(workspaces)
    assert not staging_of(root).exists()
    assert _names(tmp_path) == ["7", "7.lock"]


@pytest.mark.parametrize("planted", ["file", "link"])
async def test_a_place_that_is_no_folder_is_told(tmp_path: Path, planted: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    if planted == "file":
        (tmp_path / "7").touch()
    else:
        (tmp_path / "7").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Temporary, match="writable folder") as error:
        await _held(FolderWorkspaces(tmp_path, SystemClock()))
    assert isinstance(error.value.__cause__, OSError)
    (tmp_path / "file").touch()
    with pytest.raises(Temporary, match="writable folder"):
        await _held(FolderWorkspaces(tmp_path / "file", SystemClock()))


async def test_an_attachment_lands_once_and_never_on_another(workspace: Path) -> None:
    held = FolderWorkspace(str(workspace))
    assert await held.place("report.pdf", b"one") == "inbox/report.pdf"
    assert await held.place("report.pdf", b"one") == "inbox/report.pdf"
    assert await held.place("report.pdf", b"two") == "inbox/report-2.pdf"
    assert await held.place("report.pdf", b"two") == "inbox/report-2.pdf"
    assert await held.place("report.pdf", b"") == "inbox/report-3.pdf"
    assert await held.place("../../report.pdf", b"one") == "inbox/report.pdf"
    assert (workspace / "inbox" / "report.pdf").read_bytes() == b"one"
    assert _names(workspace / "inbox") == ["report-2.pdf", "report-3.pdf", "report.pdf"]
    assert _names(staging_of(str(workspace))) == []


async def test_an_attachment_follows_no_link(workspace: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a").write_bytes(b"theirs")
    held = FolderWorkspace(str(workspace))
    (workspace / "inbox").mkdir()
    (workspace / "inbox" / "a").symlink_to(outside / "a")
    assert await held.place("a", b"theirs") == "inbox/a-2"
    (workspace / "inbox" / "b").symlink_to(outside / "b")
    assert await held.place("b", b"new") == "inbox/b-2"
    (workspace / "inbox").rename(workspace / "was")
    (workspace / "inbox").symlink_to(outside)
    with pytest.raises(Refused, match=r"inbox is a link.*send c again"):
        await held.place("c", b"new")
    assert _names(outside) == ["a"]


async def test_an_attachment_that_cannot_be_stored_is_told(tmp_path: Path) -> None:
    with pytest.raises(Temporary, match="could not be put into"):
        await FolderWorkspace(str(tmp_path / "missing")).place("a", b"")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_name_becomes_one_plain_component(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe.encode()) <= 120
    assert safe not in {".", ".."}
    assert not safe.startswith(".")
    assert not set(safe) & set('/\\<>:"|?*\0')
    assert safe.isprintable()
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("C:\\Users\\me\\Bericht Größe.docx", "Bericht Größe.docx"),
        ("../../etc/passwd", "passwd"),
        (".bashrc", "bashrc"),
        ("..", "file"),
        ("", "file"),
        ("a\nb.txt", "a_b.txt"),
        ("x" * 300 + ".tar.gz", "x" * 117 + ".gz"),
        ("资料.pdf", "资料.pdf"),
    ],
)
def test_names_stay_readable(name: str, safe: str) -> None:
    assert safe_name(name) == safe

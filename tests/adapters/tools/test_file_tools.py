import os
import re
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.tools.files import FileTools
from service.adapters.tools.limits import FileLimits
from service.adapters.tools.reading import read_file
from service.adapters.tools.workspaces import FolderWorkspace
from service.adapters.tools.writing import staging_of
from tests.adapters.tools.conftest import Call


def _names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


async def test_what_is_written_can_be_listed_read_edited_and_found(call: Call) -> None:
    written = await call("write_file", path="notes/day/one.md", content="# One\nalpha\nbeta\n")
    assert written.ok
    assert written.text == "Wrote notes/day/one.md (17 bytes)."
    assert (await call("list_files")).text == "notes/\nnotes/day/\nnotes/day/one.md  17 bytes"
    edited = await call("edit_file", path="notes/day/one.md", old="alpha", new="gamma")
    assert edited.ok
    assert (await call("read_file", path="notes/day/one.md")).text == "# One\ngamma\nbeta"
    found = await call("search_files", pattern="^g.*a$")
    assert found.text == "notes/day/one.md:2: gamma"
    replaced = await call("write_file", path="./notes//day/one.md", content="new")
    assert replaced.text == "Replaced the 17 bytes of notes/day/one.md (3 bytes)."


async def test_an_empty_workspace_and_an_empty_file_say_so(call: Call, workspace: Path) -> None:
    assert (await call("list_files")).text == "[The workspace is empty]"
    (workspace / "empty").touch()
    assert (await call("read_file", path="empty")).text == "[the file is empty]"
    assert (await call("search_files", pattern="^")).text == "[no match]"


async def test_the_inbox_may_be_written(call: Call) -> None:
    assert (await call("write_file", path="inbox/reply.md", content="yes")).ok


async def test_what_is_missing_or_of_another_kind_is_told(call: Call, workspace: Path) -> None:
    (workspace / "folder").mkdir()
    (workspace / "file").write_text("text")
    os.mkfifo(workspace / "pipe")
    for name, arguments, text in (
        ("read_file", {"path": "missing"}, "There is no file missing"),
        ("read_file", {"path": "missing/a"}, "There is no folder missing"),
        ("read_file", {"path": "folder"}, "folder is a folder, not a file"),
        ("read_file", {"path": "file/a"}, "file is a file, not a folder"),
        ("read_file", {"path": "pipe"}, "pipe is a device or a pipe, not a file"),
        ("write_file", {"path": "pipe", "content": ""}, "cannot be written"),
        ("write_file", {"path": "folder", "content": ""}, "cannot be written"),
        ("write_file", {"path": "file/a", "content": ""}, "file is a file, not a folder"),
        ("write_file", {"path": "folder/", "content": ""}, "names a folder"),
        ("list_files", {"path": "missing"}, "There is no folder missing"),
        ("search_files", {"path": "missing", "pattern": "a"}, "There is no folder missing"),
    ):
        result = await call(name, **arguments)
        assert not result.ok
        assert text in result.text, (name, arguments)
    assert "pipe  a device or a pipe" in (await call("list_files")).text


async def test_binary_files_are_not_shown_as_text(call: Call, workspace: Path) -> None:
    (workspace / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(50))
    result = await call("read_file", path="image.png")
    assert not result.ok
    assert "binary file of 66 bytes" in result.text
    assert not (await call("edit_file", path="image.png", old="PNG", new="GNP")).ok
    assert (
        "1 links and binary or large files left out"
        in (await call("search_files", pattern="PNG")).text
    )


async def test_a_name_that_cannot_be_shown_is_escaped_when_listed(
    call: Call, workspace: Path
) -> None:
    (workspace / "a\nb  9 bytes").write_text("hostile")
    (workspace / os.fsdecode(b"caf\xe9")).write_text("latin")
    listed = (await call("list_files")).text.split("\n")
    assert listed == [r"'a\nb  9 bytes'  7 bytes", r"'caf\udce9'  5 bytes"]
    assert (await call("read_file", path="caf\udce9")).text == "latin"
    refused = await call("write_file", path="a\x1bb", content="")
    assert "printable" in refused.text


async def test_a_write_keeps_permissions_and_leaves_no_temporary_file(
    call: Call, workspace: Path
) -> None:
    script = workspace / "run.sh"
    script.write_text("old")
    script.chmod(0o4755)
    await call("write_file", path="run.sh", content="new")
    assert stat.S_IMODE(script.stat().st_mode) == 0o755
    await call("write_file", path="fresh", content="new")
    assert stat.S_IMODE((workspace / "fresh").stat().st_mode) == 0o644
    assert _names(workspace) == ["fresh", "run.sh"]
    assert _names(staging_of(str(workspace))) == []


async def test_a_write_replaces_a_shared_file_and_never_changes_it(
    call: Call, workspace: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.write_text("untouched")
    (workspace / "linked").hardlink_to(outside)
    await call("edit_file", path="linked", old="untouched", new="changed")
    assert (workspace / "linked").read_text() == "changed"
    assert outside.read_text() == "untouched"


async def test_half_a_character_is_refused(call: Call, workspace: Path) -> None:
    result = await call("write_file", path="a", content="x\ud800")
    assert not result.ok
    assert "half a character" in result.text
    assert not (await call("write_file", path="\ud800", content="x")).ok
    assert not (await call("search_files", pattern="\ud800")).ok
    assert _names(workspace) == []


async def test_a_full_workspace_says_what_would_work(workspace: Path) -> None:
    tools = FileTools(FileLimits(written_bytes=100, total_bytes=150, files=3))
    held = FolderWorkspace(str(workspace))

    async def write(path: str, size: int) -> str:
        return (await tools.run(held, "write_file", {"path": path, "content": "x" * size})).text

    assert "Split it into several" in await write("a", 101)
    assert "Wrote a" in await write("a", 100)
    assert "Replace a large file by a shorter one" in await write("b", 51)
    assert "Wrote b" in await write("b", 50)
    assert "Replaced the 100 bytes of a (90" in await write("a", 90)
    assert "Wrote c" in await write("c", 1)
    assert "file that is there already" in await write("d", 1)
    assert "Replaced the 1 bytes of c (2" in await write("c", 2)
    (workspace / "large").write_bytes(bytes(1000))
    assert "Replaced the 90 bytes of a (80" in await write("a", 80)


async def test_a_file_too_large_to_read_is_told(workspace: Path) -> None:
    tools = FileTools(FileLimits(read_bytes=10))
    (workspace / "large").write_text("x" * 11)
    result = await tools.run(FolderWorkspace(str(workspace)), "read_file", {"path": "large"})
    assert not result.ok
    assert "11 bytes" in result.text


async def test_a_long_listing_reads_on(workspace: Path) -> None:
    names = [f"{number:03}.md" for number in range(25)]
    for name in names:
        (workspace / name).touch()
    tools = FileTools(FileLimits(entries=10))
    seen: list[str] = []
    start: int | None = 1
    while start is not None:
        held = FolderWorkspace(str(workspace))
        text = (await tools.run(held, "list_files", {"start": start})).text
        seen += re.findall(r"^(\d+\.md)", text, re.MULTILINE)
        more = re.search(r"start=(\d+)\]$", text)
        start = int(more[1]) if more else None
    assert seen == names
    beyond = await tools.run(FolderWorkspace(str(workspace)), "list_files", {"start": 26})
    assert beyond.text == "[there is no entry 26]"


async def test_a_listing_is_cut_by_length_too(workspace: Path) -> None:
    for number in range(10):
        (workspace / f"{number}{'x' * 50}").touch()
    tools = FileTools(FileLimits(chars=200))
    text = (await tools.run(FolderWorkspace(str(workspace)), "list_files", {})).text
    assert text.endswith("[cut: there is more, list on with start=4]")


@pytest.fixture
def deep(workspace: Path) -> Iterator[None]:
    """Nest folders deeper than Python can recurse; `rm` can take them away again."""
    here = os.open(workspace, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    yield
    subprocess.run(["rm", "-rf", workspace / "d"], check=True)


@pytest.mark.usefixtures("deep")
async def test_a_tree_that_is_too_deep_is_cut_not_followed(call: Call) -> None:
    assert (await call("list_files")).text.count("\n") == 32
    assert (await call("search_files", pattern="x")).ok
    assert (await call("write_file", path="a", content="")).ok
    assert "deeper than 32" in (await call("read_file", path="d/" * 40 + "a")).text


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text(alphabet="ab ", max_size=30), max_size=12),
    st.integers(1, 40),
    st.integers(1, 5),
    st.booleans(),
)
def test_reading_on_as_told_shows_the_whole_file(
    lines: list[str], chars: int, count: int, ended: bool
) -> None:
    content = "\n".join(lines) + ("\n" if ended and lines else "")
    expected = content.removesuffix("\n")
    with tempfile.TemporaryDirectory() as root:
        (Path(root) / "a").write_text(content)
        limits = FileLimits(chars=chars)
        shown, start, column = "", 1, 1
        while content:
            text = read_file(root, limits, "a", start, count, column)
            cut = re.search(r"\n\[cut in line .*start=(\d+), column=(\d+)\]$", text)
            more = re.search(r"\n\[lines .*start=(\d+)\]$", text)
            if cut:
                shown += text[: cut.start()]
                assert (int(cut[1]), int(cut[2])) > (start, column)
                start, column = int(cut[1]), int(cut[2])
            elif more:
                shown += text[: more.start()] + "\n"
                assert int(more[1]) > start
                start, column = int(more[1]), 1
            else:
                shown += text
                break
    assert shown == expected


async def test_a_start_beyond_the_end_is_told(call: Call, workspace: Path) -> None:
    (workspace / "a").write_text("one\ntwo\n")
    result = await call("read_file", path="a", start=3)
    assert not result.ok
    assert "2 lines" in result.text


CLOSED = """
import asyncio, os, sys
from service.adapters.tools.files import FileTools
from service.adapters.tools.workspaces import FolderWorkspace

async def told():
    held = FolderWorkspace(sys.argv[1])
    await FileTools().run(held, "list_files", {})
    if os.geteuid() == 0:
        os.setuid(65534)
    print((await FileTools().run(held, "list_files", {"path": "closed"})).text)

asyncio.run(told())
"""


def test_a_closed_folder_is_told(workspace: Path) -> None:
    (workspace / "closed").mkdir(mode=0)
    told = subprocess.run(
        [sys.executable, "-c", CLOSED, str(workspace)], capture_output=True, text=True, check=True
    )
    assert "closed to you" in told.stdout

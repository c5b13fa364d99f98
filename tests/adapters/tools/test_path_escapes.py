"""Nothing outside a workspace is ever read, listed or changed, whatever a path says."""

import asyncio
import ctypes
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.tools.files import FileTools
from service.adapters.tools.workspaces import FolderWorkspace
from service.ports.tools import ToolResult

AT_FDCWD, RENAME_EXCHANGE = -100, 2
CANARY = "canary-9f2c"
PIECES = ["..", ".", "", "a", "inside", "link", "file", "loop", "up", "deep", "secret", "new", "~"]


def _world(top: Path) -> tuple[Path, Path]:
    """Make a workspace with links planted in it, and a folder outside that they point to."""
    outside, inside = top / "outside", top / "7"
    (outside / "deep").mkdir(parents=True)
    (outside / "secret").write_text(CANARY)
    (outside / "deep" / "secret").write_text(CANARY)
    (inside / "inside" / "deep").mkdir(parents=True)
    (inside / "a").write_text("mine\n")
    (inside / "link").symlink_to(outside)
    (inside / "file").symlink_to(outside / "secret")
    (inside / "loop").symlink_to("loop")
    (inside / "up").symlink_to("..")
    (inside / "inside" / "link").symlink_to(outside / "deep")
    (inside / "inside" / "new").symlink_to(outside / "new")
    return outside, inside


def _state(folder: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


async def _all_tools(inside: Path, path: str) -> list[ToolResult]:
    tools, held = FileTools(), FolderWorkspace(str(inside))
    return [
        await tools.run(held, "list_files", {"path": path}),
        await tools.run(held, "read_file", {"path": path}),
        await tools.run(held, "search_files", {"path": path, "pattern": "canary"}),
        await tools.run(held, "edit_file", {"path": path, "old": CANARY, "new": "gone"}),
        await tools.run(held, "write_file", {"path": path, "content": "written"}),
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("/".join))
def test_no_path_leads_out(path: str) -> None:
    with tempfile.TemporaryDirectory() as top:
        outside, inside = _world(Path(top))
        before = _state(outside)
        for chosen in (path, f"{inside}/{path}", f"{outside}/{path}"):
            for result in asyncio.run(_all_tools(inside, chosen)):
                assert CANARY not in result.text
        assert _state(outside) == before
        assert sorted(each.name for each in Path(top).iterdir() if each.is_dir()) in (
            ["7", "outside"],
            ["7", "7.staging", "outside"],
        )


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("link/secret", "link is a link"),
        ("file", "file is a link"),
        ("loop", "loop is a link"),
        ("up/outside/secret", "up is a link"),
        ("inside/link/secret", "inside/link is a link"),
        ("../outside/secret", "leaves the workspace"),
        ("inside/../a", "leaves the workspace"),
        ("/etc/passwd", "absolute path"),
        ("a\0b", "no NUL"),
        ("x" * 300, "255 bytes"),
    ],
)
async def test_a_refusal_says_why(tmp_path: Path, path: str, why: str) -> None:
    _, inside = _world(tmp_path)
    for result in (await _all_tools(inside, path))[1:]:
        if "no match" not in result.text:
            assert not result.ok
            assert why in result.text


async def test_links_are_listed_as_such_and_not_searched(tmp_path: Path) -> None:
    _, inside = _world(tmp_path)
    listed, _, found, _, _ = await _all_tools(inside, ".")
    assert "link  a link (links are not followed)" in listed.text.split("\n")
    assert "inside/link  a link (links are not followed)" in listed.text.split("\n")
    assert found.text.startswith("[no match]")


@contextmanager
def _swapping(inside: Path, name: str, planted: Path) -> Iterator[threading.Event]:
    """Keep exchanging `name` with a link to `planted`; yields the signal that it happens."""
    place, link = inside / name, inside / f"{name}.link"
    link.symlink_to(planted)
    stop, swapped = threading.Event(), threading.Event()
    exchange = ctypes.CDLL(None, use_errno=True).renameat2

    def swap() -> None:
        turn = 0
        while not stop.is_set() or turn % 2:
            here, there = os.fsencode(place), os.fsencode(link)
            assert exchange(AT_FDCWD, here, AT_FDCWD, there, RENAME_EXCHANGE) == 0
            swapped.set()
            turn += 1

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        yield swapped
    finally:
        stop.set()
        thread.join()


async def test_a_link_planted_at_any_moment_leads_nowhere(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "7"
    for folder in (outside, inside / "d"):
        folder.mkdir(parents=True)
    (outside / "secret").write_text(CANARY)
    (inside / "d" / "secret").write_text("mine")
    before = _state(outside)
    tools, held = FileTools(), FolderWorkspace(str(inside))
    seen: set[str] = set()
    with _swapping(inside, "d", outside) as folders:
        for turn in range(400):
            seen.add((await tools.run(held, "read_file", {"path": "d/secret"})).text)
            for name, arguments in (
                ("search_files", {"path": ".", "pattern": "a"}),
                ("list_files", {}),
                ("write_file", {"path": f"d/new{turn % 7}", "content": "x"}),
                ("edit_file", {"path": "d/secret", "old": CANARY, "new": "x"}),
            ):
                seen.add((await tools.run(held, name, arguments)).text)
        assert folders.is_set()
    assert not [text for text in seen if CANARY in text]
    assert "mine" in seen
    assert any("is a link" in text for text in seen)
    assert _state(outside) == before


async def test_a_file_swapped_for_a_link_is_never_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "7"
    outside.mkdir()
    inside.mkdir()
    (outside / "secret").write_text(CANARY)
    (inside / "f").write_text("mine")
    tools, held = FileTools(), FolderWorkspace(str(inside))
    seen: set[str] = set()
    with _swapping(inside, "f", outside / "secret"):
        for _ in range(1000):
            seen.add((await tools.run(held, "read_file", {"path": "f"})).text)
            seen.add((await tools.run(held, "search_files", {"pattern": "canary"})).text)
    assert not [text for text in seen if CANARY in text]
    assert "mine" in seen
    assert _state(outside) == {str(outside / "secret"): CANARY.encode()}


async def test_a_workspace_that_became_a_link_is_not_entered(tmp_path: Path) -> None:
    outside, _ = _world(tmp_path)
    (tmp_path / "8").symlink_to(outside)
    for result in await _all_tools(tmp_path / "8", "secret"):
        assert not result.ok
        assert CANARY not in result.text

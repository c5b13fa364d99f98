import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.tools.files import FileTools
from service.adapters.tools.limits import FileLimits
from service.adapters.tools.searching import search_files
from service.adapters.tools.workspaces import FolderWorkspace
from service.ports.tools import ToolResult
from tests.adapters.tools.conftest import Call


async def _search(root: Path, limits: FileLimits, **arguments: str) -> ToolResult:
    return await FileTools(limits).run(FolderWorkspace(str(root)), "search_files", arguments)


async def test_a_file_or_a_folder_may_be_searched(call: Call, workspace: Path) -> None:
    (workspace / "notes").mkdir()
    (workspace / "notes" / "a.md").write_text("one needle\r\ntwo\r\n")
    (workspace / "b.md").write_text("needle\n")
    both = "b.md:1: needle\nnotes/a.md:1: one needle"
    assert (await call("search_files", pattern="needle")).text == both
    folder = await call("search_files", pattern="needle", path="notes/")
    assert folder.text == "notes/a.md:1: one needle"
    file = await call("search_files", pattern="NEEDLE", path="b.md")
    assert file.text == "[no match]"
    insensitive = await call("search_files", pattern="(?i)NEEDLE", path="b.md")
    assert insensitive.text == "b.md:1: needle"


@pytest.mark.parametrize("pattern", ["(", "a(?=b)", r"(a)\1", "((a{1000}){1000}){1000}"])
async def test_a_pattern_that_cannot_be_used_is_told_and_how_to_search_for_it(
    call: Call, workspace: Path, pattern: str
) -> None:
    (workspace / "a").write_text(f"x {pattern} x\n")
    refused = await call("search_files", pattern=pattern)
    assert not refused.ok
    escaped = refused.text.partition("search for: ")[2]
    assert (await call("search_files", pattern=escaped)).text == f"a:1: x {pattern} x"


async def test_a_pattern_that_explodes_elsewhere_is_answered(call: Call, workspace: Path) -> None:
    (workspace / "a").write_text("a" * 100_000 + "b\n")
    assert (await call("search_files", pattern="^(a+)+$")).text == "[no match]"
    assert (await call("search_files", pattern="(.*a){25}$")).text == "[no match]"


async def test_results_are_cut_and_say_so(workspace: Path) -> None:
    (workspace / "a").write_text("x" * 50 + "\n" + "x\n" * 10)
    three = await _search(workspace, FileLimits(matches=3, line_chars=5), pattern="x")
    assert three.text == (
        "a:1: xxxxx…\na:2: x\na:3: x\n"
        "[cut after 3 matches: search a smaller path or a rarer pattern]"
    )
    assert "cut" not in (await _search(workspace, FileLimits(matches=11), pattern="x")).text
    assert (
        "cut after 1 matches" in (await _search(workspace, FileLimits(chars=60), pattern="x")).text
    )
    (workspace / "b").write_text("x\n")
    (workspace / "c").write_text("x\n")
    little = FileLimits(searched_bytes=73)
    assert "c:1" not in (await _search(workspace, little, pattern="x")).text
    assert "cut after" in (await _search(workspace, little, pattern="x")).text


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="ab\r\n", max_size=40),
    st.sampled_from(["a", "^a", "a$", "^$", "^", "b*", "[^a]", "a|b", r"\s", "a.b"]),
)
def test_lines_are_those_that_a_line_by_line_search_finds(text: str, pattern: str) -> None:
    with tempfile.TemporaryDirectory() as root:
        (Path(root) / "f").write_bytes(text.encode())
        found = search_files(root, FileLimits(), pattern, ".").split("\n")
    ends = text.count("\n")
    if ends and text.count("\r\n") == ends == text.count("\r"):
        text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    lines = lines[:-1] if not lines[-1] else lines
    expected = [
        f"f:{number}: {line.rstrip()}"
        for number, line in enumerate(lines, 1)
        if re.search(pattern.replace("$", r"\Z"), line)
    ]
    assert found == (expected or ["[no match]"])

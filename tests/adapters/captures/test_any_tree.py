"""Any tree that a workspace can hold is captured, whatever its names are."""

import json
import os
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.captures.folder import FolderCaptures
from service.adapters.captures.sources import safe_name
from service.adapters.captures.writer import Room, write_bundle
from service.domain.ids import SessionNumber
from tests.adapters.captures.conftest import Folder, a_bundle, checked

SEVEN = SessionNumber(7)
ROOM = Room(10**9, 0)

NAME = st.one_of(
    st.text(alphabet="ab.~_ ", min_size=1, max_size=6),
    st.text(
        alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="/\0"),
        min_size=1,
        max_size=20,
    ),
    st.binary(min_size=1, max_size=20).map(
        lambda raw: os.fsdecode(raw.replace(b"/", b"_").replace(b"\0", b"_"))
    ),
).filter(lambda name: name not in {".", ".."} and len(os.fsencode(name)) <= 80)
TREE = st.dictionaries(
    st.lists(NAME, min_size=1, max_size=3).map(tuple), st.binary(max_size=50), max_size=6
)


def _plant(root: Path, tree: dict[tuple[str, ...], bytes]) -> dict[str, bytes]:
    """Make the files that can be made and return them by the path they are captured under."""
    made = {}
    for parts, content in tree.items():
        path = root.joinpath(*parts)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            continue
        made["/".join(safe_name(part) for part in parts)] = content
    return made


@settings(max_examples=60, deadline=None)
@given(TREE, TREE)
def test_any_tree_comes_back_as_it_was(
    first: dict[tuple[str, ...], bytes], second: dict[tuple[str, ...], bytes]
) -> None:
    with tempfile.TemporaryDirectory() as top:
        root, home = Path(top) / "7", Path(top) / "captures" / "7"
        root.mkdir()
        expected: dict[str, bytes] = {}
        for version, tree in enumerate((first, second), 1):
            expected |= _plant(root, tree)
            written = write_bundle(home, a_bundle(version), str(root), ROOM, lambda: None)
            assert written.skipped == []
            found = checked(home / f"v{version}")
            assert found is not None
            files = {
                path.removeprefix("files/"): content
                for path, content in found.items()
                if path.startswith("files/")
            }
            assert files == expected
            assert {file.path for file in written.workspace_files} == set(expected)
            for path in files:
                path.encode()
                assert path.isprintable() or not set(path) & set("\n\r\t\x1b\x7f")


@settings(deadline=None)
@given(NAME)
def test_a_captured_name_can_be_shown_and_stored(name: str) -> None:
    safe = safe_name(name)
    assert safe_name(safe) == safe
    assert len(safe.encode()) <= 255
    assert "/" not in safe
    assert safe not in {".", ".."}


async def test_two_names_that_look_alike_are_both_accounted_for(tmp_path: Path) -> None:
    root = tmp_path / "7"
    root.mkdir()
    hostile = "a\nb"
    (root / hostile).write_text("hostile")
    (root / safe_name(hostile)).write_text("plain")
    captures = FolderCaptures(tmp_path / "captures")
    captured = await captures.write(a_bundle(), Folder(root))
    assert [file.path for file in captured.files] == [safe_name(hostile)]
    manifest = json.loads(await captures.read(SEVEN, 1, "manifest.json"))
    assert manifest["skipped"] == [
        {"path": safe_name(hostile), "reason": "its name is taken in the bundle"}
    ]

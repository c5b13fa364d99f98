"""A backup's file: bundles that somebody removed are named in it, and nothing else is left out."""

import errno
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.adapters.captures.archive import DATABASE, Packed, pack, put, unpack
from service.domain.errors import Refused, Temporary
from service.domain.ids import SessionNumber

KNOWN = [(SessionNumber(number), version) for number, version in ((12, 1), (3, 2), (3, 1))]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of the captures, with all that the database knows."""
    for number, version in KNOWN:
        bundle = tmp_path / "captures" / str(number) / f"v{version}"
        (bundle / "files").mkdir(parents=True)
        (bundle / "files" / "report.md").write_text(f"{number} {version}")
    (tmp_path / DATABASE).write_bytes(b"rows")
    return tmp_path / "captures"


def packed(root: Path, *, captures: bool = True) -> Packed:
    file, source = root.with_name("heddle.tar.gz"), root if captures else None
    return pack(file, root.with_name(DATABASE), source, KNOWN, {"version": "0.1.0"})


def remove(bundle: Path) -> None:
    (bundle / "files" / "report.md").unlink()
    (bundle / "files").rmdir()
    bundle.rmdir()


def test_all_that_is_there_is_packed_in_order(root: Path) -> None:
    assert packed(root) == Packed(3, [])
    with tarfile.open(root.with_name("heddle.tar.gz")) as archive:
        names = archive.getnames()
    assert names[:3] == ["heddle.json", "heddle.db", "captures/3/v1"]
    assert [each for each in names if each.endswith(".md")] == [
        f"captures/{each}/files/report.md" for each in ("3/v1", "3/v2", "12/v1")
    ]


@pytest.mark.parametrize("whole", [False, True])
def test_what_somebody_removed_is_named_and_the_rest_comes_back(
    root: Path, tmp_path: Path, whole: bool
) -> None:
    remove(root / "12" / "v1")
    remove(root / "3" / "v1")
    if whole:
        (root / "12").rmdir()
    assert packed(root) == Packed(1, ["3/v1", "12/v1"])
    into = tmp_path / "unpacked"
    assert unpack(root.with_name("heddle.tar.gz"), into) == {
        "format": 1, "version": "0.1.0", "missing": ["3/v1", "12/v1"],
    }  # fmt: skip
    put(into, tmp_path / "back.db", tmp_path / "back")
    assert (tmp_path / "back.db").read_bytes() == b"rows"
    back = [str(each.relative_to(tmp_path / "back")) for each in tmp_path.glob("back/**/*.md")]
    assert back == ["3/v2/files/report.md"]


def not_mounted(root: Path) -> None:
    root.rename(root.with_name("elsewhere"))
    root.mkdir()


def all_removed(root: Path) -> None:
    for number, version in KNOWN:
        remove(root / str(number) / f"v{version}")


@pytest.mark.parametrize("gone", [not_mounted, all_removed])
def test_that_none_is_there_is_refused(root: Path, gone: Callable[[Path], None]) -> None:
    gone(root)
    before = [each.name for each in root.parent.iterdir()]
    with pytest.raises(Refused, match=r"No capture that the database knows \(3\) is in") as told:
        packed(root)
    assert str(root) in str(told.value)
    assert "--without-captures" in str(told.value)
    assert [each.name for each in root.parent.iterdir()] == before


def test_where_the_database_knows_none_none_is_missed(root: Path) -> None:
    not_mounted(root)
    file = root.with_name("heddle.tar.gz")
    assert pack(file, root.with_name(DATABASE), root, [], {}) == Packed(0, [])


def untouched(root: Path) -> None:
    assert root.is_dir()


def away(root: Path) -> None:
    root.rename(root.with_name("elsewhere"))


def no_folder(root: Path) -> None:
    (root / "12").rename(root.with_name("12"))
    (root / "12").write_text("in the way")


@pytest.mark.parametrize("state", [untouched, not_mounted, all_removed, away])
def test_the_database_alone_is_packed_without_a_look_at_captures(
    root: Path, tmp_path: Path, state: Callable[[Path], None]
) -> None:
    state(root)
    assert packed(root, captures=False) == Packed(0, [])
    about = unpack(root.with_name("heddle.tar.gz"), tmp_path / "unpacked")
    assert about["missing"] == []
    put(tmp_path / "unpacked", tmp_path / "back.db", tmp_path / "back")
    assert (tmp_path / "back.db").read_bytes() == b"rows"
    assert list((tmp_path / "back").iterdir()) == []


@pytest.mark.parametrize("wrong", [away, no_folder])
def test_what_only_cannot_be_found_here_stops_it(root: Path, wrong: Callable[[Path], None]) -> None:
    wrong(root)
    _stops(root)


@pytest.mark.parametrize(
    ("place", "number"),
    [
        ("12/v1", errno.EACCES),
        ("12/v1", errno.EIO),
        ("12/v1/files/report.md", errno.EACCES),
        ("12/v1/files/report.md", errno.ENOENT),
    ],
)
def test_what_cannot_be_read_stops_it(
    root: Path, monkeypatch: pytest.MonkeyPatch, place: str, number: int
) -> None:
    def refusing(look: Callable[..., os.stat_result]) -> Callable[..., os.stat_result]:
        def looks(path: Any, **more: Any) -> os.stat_result:
            if path in {root / place, str(root / place)}:
                raise OSError(number, "refused", path)
            return look(path, **more)

        return looks

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", refusing(os.stat))
        patch.setattr(os, "lstat", refusing(os.lstat))
        _stops(root)


def _stops(root: Path) -> None:
    before = [each.name for each in root.parent.iterdir()]
    with pytest.raises(Temporary, match="Nothing was left there"):
        packed(root)
    assert [each.name for each in root.parent.iterdir()] == before

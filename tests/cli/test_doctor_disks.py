"""The doctor asks every disk that settings put a folder on, and names the one that is short."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.cli.doctor import disks
from bot.cli.doctor.findings import State
from service.domain.errors import Refused
from tests.cli.conftest import Heddle
from tests.cli.doctoring import found

pytestmark = pytest.mark.usefixtures("no_models")

GIB = 1024**3


class Mounts:
    """Disks of this machine, by the folder that each is mounted at, with their free bytes."""

    def __init__(self, free: Mapping[Path, float]) -> None:
        self._free = free

    def device(self, there: Path) -> int:
        """Return the number of the disk that a folder stands on."""
        around = [each for each in self._free if there.is_relative_to(each)]
        return list(self._free).index(max(around, key=lambda each: len(each.parts)))

    def usage(self, there: Path) -> SimpleNamespace:
        """Return the room of that disk."""
        return SimpleNamespace(free=list(self._free.values())[self.device(there)])


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A second folder to mount disks in."""
    folder = tmp_path / "other"
    folder.mkdir()
    return folder


def mounted(monkeypatch: pytest.MonkeyPatch, free: Mapping[Path, float]) -> None:
    mounts = Mounts(free)
    monkeypatch.setattr(disks, "_device", mounts.device)
    monkeypatch.setattr(shutil, "disk_usage", mounts.usage)


def test_one_disk_is_asked_once(
    heddle: Heddle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted(monkeypatch, {tmp_path: 7 * GIB})
    row = found(heddle)["disk"]
    assert row.state is State.OK
    assert row.text == "7.0 GB are free for data, captures and workspaces"


def test_one_disk_that_is_short_is_told_by_the_folder_that_all_stand_in(
    heddle: Heddle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted(monkeypatch, {tmp_path: 1 * GIB})
    row = found(heddle)["disk"]
    assert row.state is State.WARNING
    assert row.text == (
        f"Only 1.0 GB are free for data, captures and workspaces, at {tmp_path / 'data'}. Make"
        " room there, or move what is there to another disk with HEDDLE_DATA_DIR."
    )


@pytest.mark.parametrize(
    ("variable", "folder", "name"),
    [
        ("HEDDLE_CAPTURES_DIR", "results", "captures"),
        ("HEDDLE_WORKSPACES_DIR", "work", "workspaces"),
    ],
)
def test_a_folder_on_a_disk_of_its_own_is_named_when_that_one_is_full(
    heddle: Heddle,
    other: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    folder: str,
    name: str,
) -> None:
    mounted(monkeypatch, {other.parent: 70 * GIB, other: 0.1 * GIB})
    monkeypatch.setenv(variable, str(other / folder))
    row = found(heddle)["disk"]
    assert row.state is State.FAILED
    assert f"Only 0.1 GB are free for {name}, at {other / folder}." in row.text
    assert f"another disk with {variable}." in row.text
    assert "HEDDLE_DATA_DIR" not in row.text


def test_sqlite_on_a_disk_of_its_own_is_asked_as_well(
    heddle: Heddle, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_DATABASE_URL", f"sqlite:///{other / 'heddle.db'}")
    mounted(monkeypatch, {other.parent: 70 * GIB, other: 9 * GIB})
    text = "70.0 GB are free for data, captures and workspaces, 9.0 GB are free for database"
    assert found(heddle)["disk"].text == text
    mounted(monkeypatch, {other.parent: 70 * GIB, other: 0})
    row = found(heddle)["disk"]
    assert row.state is State.FAILED
    assert f"free for database, at {other}." in row.text
    assert "HEDDLE_DATABASE_URL" in row.text


def test_all_that_is_short_is_told_at_once(other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = {
        "data": other.parent / "data",
        "captures": other / "captures",
        "workspaces": other / "workspaces",
    }
    mounted(monkeypatch, {other.parent: 1 * GIB, other: 0})
    both = "HEDDLE_CAPTURES_DIR and HEDDLE_WORKSPACES_DIR"
    with pytest.raises(Refused, match=f"HEDDLE_DATA_DIR.* Only 0.0 GB .*{both}"):
        disks.disks(folders)


def test_a_disk_that_cannot_be_asked_is_named(
    heddle: Heddle, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(there: Path) -> SimpleNamespace:
        if there == other:
            raise OSError(5, "Input/output error")
        return SimpleNamespace(free=70 * GIB)

    monkeypatch.setattr(shutil, "disk_usage", gone)
    monkeypatch.setenv("HEDDLE_CAPTURES_DIR", str(other))
    row = found(heddle)["disk"]
    assert row.state is State.FAILED
    assert f"The disk of {other} cannot be asked (Input/output error)" in row.text
    assert "HEDDLE_CAPTURES_DIR" in row.text


def test_this_machines_own_disks_are_asked(heddle: Heddle) -> None:
    """Nothing is faked here but that the models are not asked."""
    assert "GB are free for data" in found(heddle)["disk"].text

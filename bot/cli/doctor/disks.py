"""The check of the disks on which heddle's folders stand."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.cli.doctor.findings import Warn
from service.domain.errors import Refused

_GIB = 1024**3
_ENOUGH, _LEAST = 2 * _GIB, _GIB // 4
_MOVES = {
    "data": "HEDDLE_DATA_DIR",
    "captures": "HEDDLE_CAPTURES_DIR",
    "workspaces": "HEDDLE_WORKSPACES_DIR",
    "database": "HEDDLE_DATABASE_URL",
}
"""What moves a folder to another disk."""


@dataclass(frozen=True, slots=True)
class _Disk:
    """One disk: `folders` are those of heddle's that stand on it, `free` is in bytes."""

    folders: Mapping[str, Path]
    free: int

    @property
    def told(self) -> str:
        return f"{self.free / _GIB:.1f} GB are free for {_listed(list(self.folders))}"

    @property
    def short(self) -> str:
        """Say where room is short and what moves away from there, as a folder takes along what
        stands in it.
        """
        paths = self.folders.values()
        tops = {
            name: path
            for name, path in self.folders.items()
            if not any(path != other and path.is_relative_to(other) for other in paths)
        }
        moves = _listed([_MOVES[name] for name in tops])
        return (
            f"Only {self.told}, at {_listed([str(path) for path in tops.values()])}. Make room"
            f" there, or move what is there to another disk with {moves}."
        )


def disks(folders: Mapping[str, Path]) -> str:
    """Check that there is room on each disk that a folder stands on or will be made on.

    Raises Refused if a disk is as good as full, Warn if one will soon be; both name it.
    """
    found = _disks(folders)
    short = [each for each in found if each.free < _ENOUGH]
    if not short:
        return ", ".join(each.told for each in found)
    text = " ".join(each.short for each in short)
    if any(each.free < _LEAST for each in short):
        raise Refused(text)
    raise Warn(text)


def _disks(folders: Mapping[str, Path]) -> list[_Disk]:
    shared: dict[int, dict[str, Path]] = {}
    room: dict[int, int] = {}
    for name, path in folders.items():
        try:
            there = next(each for each in (path, *path.parents) if each.exists())
            device = _device(there)
            room[device] = shutil.disk_usage(there).free
        except OSError as error:
            raise Refused(
                f"The disk of {path} cannot be asked ({error.strerror}). See that it is mounted "
                f"and that this user may look there, or set {_MOVES[name]}."
            ) from error
        shared.setdefault(device, {})[name] = path
    return [_Disk(of_it, room[device]) for device, of_it in shared.items()]


def _device(there: Path) -> int:
    return there.stat().st_dev


def _listed(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last

"""A backup's one file: the database's copy and the bundles that it knows."""

import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.adapters.captures.writer import version_name
from service.domain.errors import Refused, Temporary
from service.domain.ids import SessionNumber

FORMAT = 1
ABOUT, DATABASE, BUNDLES = "heddle.json", "heddle.db", "captures"
_GZIPPED = (".gz", ".tgz")


@dataclass(frozen=True, slots=True)
class Packed:
    """So many bundles are in an archive; `missing` names those that were gone from the disk."""

    bundles: int
    missing: Sequence[str]


def pack(
    file: Path,
    database: Path,
    root: Path | None,
    bundles: Iterable[tuple[SessionNumber, int]],
    about: Mapping[str, object],
) -> Packed:
    """Write the archive beside its place and then to it. Bundles that are gone are named in it;
    without a root none is looked for.

    Raises Refused if none of them is there, Temporary if the disk refuses, or what is there cannot
    be read.
    """
    staged = file.with_name(f".{file.name}.partial")
    names = [f"{number}/{version_name(version)}" for number, version in sorted(bundles)]
    try:
        found = {} if root is None else _found(root, names, file)
        missing = [] if root is None else [each for each in names if each not in found]
        with tarfile.open(staged, "w:gz" if file.suffix in _GZIPPED else "w") as archive:
            with tempfile.TemporaryDirectory(dir=database.parent) as folder:
                note = Path(folder) / ABOUT
                note.write_text(
                    json.dumps({"format": FORMAT, **about, "missing": missing}), "utf-8"
                )
                archive.add(note, ABOUT)
            archive.add(database, DATABASE)
            for name, bundle in found.items():
                archive.add(bundle, f"{BUNDLES}/{name}")
        staged.chmod(0o600)
        staged.replace(file)
    except OSError as error:
        staged.unlink(missing_ok=True)
        folder_too = f", and that {root} is the folder of the captures" if root else ""
        raise Temporary(
            f"The backup {file} could not be written ({error}). Nothing was left there. See that"
            f" there is room{folder_too}.",
            source="backup",
        ) from error
    return Packed(len(found), missing)


def _found(root: Path, names: Sequence[str], file: Path) -> Mapping[str, Path]:
    """Return those that nobody removed. Raises OSError, also if the folder of all is not there, and
    Refused if it holds none of them.
    """
    if not names:
        return {}
    # Whoever removes captures leaves their folder: without it, it stands elsewhere.
    root.stat()
    found = {each: root / each for each in names if _is_there(root / each)}
    if not found:
        # The place of a disk that is not mounted is an empty folder too.
        raise Refused(
            f"No capture that the database knows ({len(names)}) is in {root}. See that its disk"
            " is mounted and that it is the right folder (HEDDLE_CAPTURES_DIR). If all of them were"
            f" removed, `heddle backup {file} --without-captures` takes the database alone.",
        )
    return found


def _is_there(bundle: Path) -> bool:
    """Tell whether it is. Raises OSError if that cannot be told."""
    try:
        bundle.lstat()
    except FileNotFoundError:
        return False
    return True


def unpack(file: Path, into: Path) -> dict[str, object]:
    """Take an archive apart into an empty folder and return what it says of itself.

    Raises Refused if it is none.
    """
    try:
        with tarfile.open(file) as archive:
            archive.extractall(into, filter="data")
        about: dict[str, object] = json.loads((into / ABOUT).read_text("utf-8"))
    except (OSError, tarfile.TarError, ValueError) as error:
        raise Refused(f"{file} is no backup that `heddle backup` wrote, or is damaged.") from error
    if about.get("format") != FORMAT or not (into / DATABASE).exists():
        raise Refused(f"{file} is a backup of another heddle. Restore it with that version.")
    return about


def must_be_empty(*places: Path) -> None:
    """Raise Refused if one of the places is a file or holds anything."""
    for each in places:
        if each.is_file() or (each.is_dir() and any(each.iterdir())):
            raise Refused(
                f"{each} stands there already. Stop heddle and move it away, or restore into"
                " another folder with HEDDLE_DATA_DIR.",
            )


def put(into: Path, database: Path, root: Path) -> None:
    """Move what was unpacked to where it belongs, for nobody else to read: the database last,
    without which nothing is there.
    """
    unpacked = into / BUNDLES
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in sorted(unpacked.iterdir()) if unpacked.is_dir() else ():
        shutil.move(each, root / each.name)
    (into / DATABASE).chmod(0o600)
    (into / DATABASE).replace(database)


def set_aside(root: Path, known: Mapping[SessionNumber, int]) -> list[Path]:
    """Rename bundles newer than what is known, so that no later one takes their place; return
    where they stand now.
    """
    moved = []
    for home in sorted(root.iterdir()) if root.is_dir() else ():
        number = SessionNumber(int(home.name)) if home.name.isdecimal() else None
        for bundle in sorted(home.glob("v*")) if number is not None else ():
            if not bundle.name[1:].isdecimal():
                continue
            if number is not None and int(bundle.name[1:]) > known.get(number, 0):
                to = home / f"unknown-{bundle.name}"
                while to.exists():
                    to = to.with_name(f"{to.name}-again")
                moved.append(bundle.rename(to))
    return moved

"""Backup and restore, with this deployment's folders."""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bot.bootstrap.changing import change
from bot.bootstrap.looking import bring_up_to_date, look
from bot.bootstrap.reading import settings
from service.bootstrap.opening import clock_of
from service.bootstrap.operating import packed_up, put_back, set_newer_aside
from service.domain.errors import Refused
from service.domain.ids import WorkerId
from service.domain.workers import SAYS_SO_EVERY, Presence
from service.ports.reads import Reads
from service.usecases.restored import Judged, judge

_STEP = 1.0
"""Seconds between two looks for a sign of life."""
_LISTENS = SAYS_SO_EVERY + 2.0
"""Seconds within which a worker that lives has said so."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """So many captures are in the backup; those in `missing` were gone from the folder `root`."""

    captures: int
    missing: Sequence[str]
    root: Path


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and what was judged: bundles in the folder `root` that the database does
    not know are named.
    """

    about: dict[str, object]
    judged: Judged
    aside: list[Path]
    root: Path


def back_up(file: Path, *, captures: bool) -> BackedUp:
    """Write the backup, with the captures or of the database alone, and return what is in it and
    what not.

    Raises Misconfigured, Refused if it is no SQLite database or all captures are gone, Temporary.
    """
    made_at = look(lambda reads, _policy: reads.now())
    schema = look(lambda reads, _policy: reads.schema_version())
    about = {
        "made_at": made_at, "version": version("heddle"), "schema": schema, "captures": captures,
    }  # fmt: skip
    in_force = settings().settings
    packed = packed_up(in_force, file, about, captures=captures)
    return BackedUp(packed.bundles, packed.missing, in_force.captures)


def restore(file: Path | None) -> Restored:
    """Put a backup into an empty data folder, or with none take the database as put back already;
    then migrate and judge. Raises Refused, also if somebody works on the database; Temporary.
    """
    in_force = settings().settings
    about: dict[str, object] = {}
    if file is not None:
        if not file.is_file():
            raise Refused(f"There is no file {file}.")
        in_force.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=in_force.data_dir) as folder:
            about = put_back(in_force, file, Path(folder))
    bring_up_to_date()
    if file is None:
        _nobody_works()
    judged = change(judge)
    known = look(
        lambda reads, _policy: {
            each.number: each.captures for each in reads.sessions(None, limit=10_000_000)
        }
    )
    return Restored(about, judged, set_newer_aside(in_force, known), in_force.captures)


def _nobody_works() -> None:
    """Raise Refused if a worker lives: what it does now would be taken for what was restored.

    In a copy of a moment ago those of then seem to live, so they have to say so once more.
    """
    clock, before = clock_of(), _signs_of_life()
    until = clock.monotonic() + _LISTENS
    while before and clock.monotonic() < until:
        asyncio.run(clock.sleep(_STEP))
        if alive := _signs_of_life() - before:
            names = ", ".join(sorted(worker for worker, _ in alive))
            raise Refused(
                f"Somebody works on this database: {names}. Stop heddle everywhere first, bots and"
                " workers, then repeat this.",
            )


def _signs_of_life() -> set[tuple[WorkerId, float]]:
    def query(reads: Reads) -> set[tuple[WorkerId, float]]:
        now = reads.now()
        live = (each for each in reads.workers() if each.presence(now) is Presence.LIVE)
        return {(each.id, each.seen_at) for each in live}

    return look(lambda reads, _policy: query(reads))

"""Backup and restore, with this deployment's folders."""

import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bot.bootstrap.changing import change
from bot.bootstrap.looking import bring_up_to_date, look
from bot.bootstrap.reading import settings
from service.bootstrap import packed_up, put_back, set_newer_aside
from service.domain.errors import Refused
from service.usecases.restored import Judged, judge


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and what was judged: bundles that the database does not know are named."""

    about: dict[str, object]
    judged: Judged
    aside: list[Path]


def back_up(file: Path) -> int:
    """Write the backup and return how many captures it holds.

    Raises Misconfigured, Refused if it is no SQLite database, Temporary.
    """
    made_at = look(lambda reads, _policy: reads.now())
    schema = look(lambda reads, _policy: reads.schema_version())
    about = {"made_at": made_at, "version": version("heddle"), "schema": schema}
    return packed_up(settings().settings, file, about)


def restore(file: Path | None) -> Restored:
    """Put a backup into an empty data folder, or with none take the database as put back already;
    then migrate and judge. Raises Refused or Temporary.
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
    judged = change(judge)
    known = look(
        lambda reads, _policy: {
            each.number: each.captures for each in reads.sessions(None, limit=10_000_000)
        }
    )
    return Restored(about, judged, set_newer_aside(in_force, known))

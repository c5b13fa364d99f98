"""Secrets that stand in files, as container platforms hand them over.

`HEDDLE_SECRET_KEY_FILE=/run/secrets/key` sets `secret_key` to what stands in that file. Only
what is secret can be given so; the rest is no secret and belongs where it can be read.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from service.settings.describing import Row, rows
from service.settings.problems import Origin, Problem

SUFFIX = "_FILE"
Named = Mapping[str, tuple[Row, str]]
"""For each variable that names a file, in capitals: the setting that it means, and the path."""


def named_files(model: type[BaseModel], variables: Mapping[str, str]) -> Named:
    """Find the variables that name a file with a secret."""
    secrets = {row.variable + SUFFIX: row for row in rows(model) if row.secret}
    return {
        name.upper(): (secrets[name.upper()], text)
        for name, text in variables.items()
        if name.upper() in secrets and text
    }


def read_secrets(
    files: Named,
    variables: Mapping[str, str],
    origin: Origin,
    folder: Path,
    problems: list[Problem],
) -> list[tuple[Origin, dict[str, Any]]]:
    """Read the files; each is a source of its own, so that errors and lists can name it.

    What cannot be read, or is set twice, is added to `problems`.
    """
    found = []
    given = {name.upper() for name, text in variables.items() if text}
    for name, (row, text) in files.items():
        path = folder / Path(text).expanduser()
        if row.variable in given:
            problems.append(
                Problem(name, origin.place, f"{row.variable} is set as well; keep one of them.")
            )
            continue
        try:
            secret = path.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(name, origin.place, f"{path} cannot be read: {error}"))
            continue
        if not secret:
            problems.append(Problem(name, origin.place, f"{path} is empty."))
            continue
        tree: Any = secret
        for part in reversed(row.loc):
            tree = {part: tree}
        found.append((Origin(str(path)), tree))
    return found

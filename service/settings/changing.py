"""Limits of the watch with some of them changed for a trial, without writing a setting."""

import difflib
from collections.abc import Sequence

from pydantic import ValidationError

from service.settings.watching import Watch

_GROUP = "watch."


class NotChangedError(Exception):
    """A change cannot be made; the text says which and what would be right."""


def changed(watch: Watch, changes: Sequence[str]) -> Watch:
    """Return the settings with changes as in `watch.repeats=6`. Raises NotChangedError."""
    values = watch.model_dump()
    for change in changes:
        name, given, text = change.partition("=")
        key = name.strip().removeprefix(_GROUP)
        if not given:
            raise NotChangedError(f"{change!r} sets nothing. Write for example watch.repeats=6.")
        if key not in values:
            raise NotChangedError(f"there is no setting {name.strip()!r}. {_meant(key, values)}")
        values[key] = text.strip()
    try:
        return type(watch).model_validate(values)
    except ValidationError as error:
        problems = [
            f"{_GROUP}{'.'.join(map(str, each['loc']))} cannot be {each['input']!r}: {each['msg']}"
            for each in error.errors()
        ]
        raise NotChangedError("; ".join(problems)) from error


def _meant(key: str, known: dict[str, object]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    if near:
        return f"Did you mean {_GROUP}{near[0]}?"
    return f"These can be changed: {', '.join(f'{_GROUP}{each}' for each in known)}."

"""The settings of check-ins: how often a session of each type of task is looked in on."""

import re
from typing import Annotated

from pydantic import AfterValidator

from service.domain import checkins
from service.domain.errors import Refused

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


def usual() -> dict[str, str]:
    """Return the product's own types, as they would be written."""
    return {name: checkins.written(every) for name, every in checkins.TYPES.items()}


def with_usual(given: dict[str, str]) -> dict[str, str]:
    """Add the product's own types to those that were given, which count first.

    Raises ValueError for a name or an interval that cannot be.
    """
    for name, text in given.items():
        if _NAME.fullmatch(name) is None or name == checkins.OFF:
            raise ValueError(
                f"{name!r} is no name of a type: small letters, digits, - and _, as in `frontend`",
            )
        _seconds(name, text)
    return {**usual(), **given}


def intervals(texts: dict[str, str]) -> dict[str, float]:
    """Return the types with their intervals in seconds, 0 for none."""
    return {name: _seconds(name, text) for name, text in texts.items()}


def _seconds(name: str, text: str) -> float:
    try:
        chosen = checkins.Pace(types={}).chosen(text)
    except Refused as refused:
        raise ValueError(
            f"{name} is {text!r}: write a time from 1m to 1d, as in 15m, or {checkins.OFF}",
        ) from refused
    return chosen.every


Intervals = Annotated[dict[str, str], AfterValidator(with_usual)]

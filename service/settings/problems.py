"""What is wrong with the settings, as a list that a person can work through."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from service.domain.errors import Misconfigured
from service.settings.describing import Loc, Row, group_of, rows, variable_of

ENVIRONMENT = "the environment"


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong setting: its name, where it stands, and what would be right."""

    name: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.name} in {self.place}: {self.text}"


class BrokenSettings(Misconfigured):
    """The settings cannot be used; the text lists every problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = "One setting is" if len(problems) == 1 else f"{len(problems)} settings are"
        lines = "\n".join(f"  - {each}" for each in problems)
        super().__init__(f"{count} wrong:\n{lines}")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was written: the environment, `.env`, or a TOML file."""

    place: str
    toml: bool = False

    def name(self, loc: Loc) -> str:
        """Return how the setting is called there."""
        return ".".join(loc) if self.toml else variable_of(loc)


def unknown(loc: Loc, origin: Origin, model: type[BaseModel]) -> Problem:
    """Describe a setting that does not exist, with the closest one that does."""
    known = {row.key: row for row in rows(model)}
    wrong = ".".join(loc)
    close = difflib.get_close_matches(wrong, known, n=1, cutoff=0.6)
    if close:
        hint = f" Did you mean {origin.name(known[close[0]].loc)}?"
    else:
        above = loc[:-1] if _group_at(model, loc[:-1]) else ()
        parent = _group_at(model, above) or model
        names = ", ".join(origin.name((*above, name)) for name in parent.model_fields)
        hint = f" Known here: {names}."
    return Problem(origin.name(loc), origin.place, f"there is no such setting.{hint}")


def from_validation(
    error: ValidationError,
    model: type[BaseModel],
    origins: Mapping[Loc, Origin],
) -> list[Problem]:
    """Turn pydantic's findings into problems, each named as it was written."""
    return [_from_detail(detail, model, origins) for detail in _first_per_loc(error, model)]


def _first_per_loc(error: ValidationError, model: type[BaseModel]) -> list[ErrorDetails]:
    """Keep one finding per setting: the branches of a union each complain for themselves."""
    seen: dict[Loc, ErrorDetails] = {}
    for detail in error.errors(include_url=False):
        row = _row_at(model, _loc(detail))
        seen.setdefault(row.loc if row else _loc(detail), detail)
    return list(seen.values())


def _loc(detail: ErrorDetails) -> Loc:
    return tuple(str(part) for part in detail["loc"])


def _from_detail(
    detail: ErrorDetails,
    model: type[BaseModel],
    origins: Mapping[Loc, Origin],
) -> Problem:
    loc = _loc(detail)
    row = _row_at(model, loc)
    at = row.loc if row else loc
    origin = _origin(at, origins)
    if detail["type"] == "extra_forbidden":
        return unknown(loc, origin, model)
    if row is None:
        return Problem(origin.name(at), origin.place, f"{_reason(detail)}.")
    shown = "" if row.secret else f"{_short(detail['input'])} is not valid: "
    if detail["type"] == "value_error":
        return Problem(origin.name(at), origin.place, f"{shown}{_reason(detail)}.")
    return Problem(origin.name(at), origin.place, f"{shown}it takes {row.takes}.")


def _reason(detail: ErrorDetails) -> str:
    cause = detail.get("ctx", {}).get("error")
    return str(cause) if cause is not None else detail["msg"]


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _row_at(model: type[BaseModel], loc: Loc) -> Row | None:
    """Return the setting that `loc` is or lies in (an entry of a list or table)."""
    return next((row for row in rows(model) if loc[: len(row.loc)] == row.loc), None)


def _group_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    for name in loc:
        field = model.model_fields.get(name)
        group = group_of(field) if field else None
        if group is None:
            return None
        model = group
    return model


def _origin(loc: Loc, origins: Mapping[Loc, Origin]) -> Origin:
    """Find where `loc` was written: itself, something in it, or what it lies in."""
    below = next((origin for at, origin in origins.items() if at[: len(loc)] == loc), None)
    above = next((origin for at, origin in origins.items() if loc[: len(at)] == at), None)
    return below or above or Origin(ENVIRONMENT)

"""Settings as rows: what each is called, what it takes and why; for errors and reference."""

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from service.settings.service import PREFIX
from service.settings.values import Unlimited

Loc = tuple[str, ...]

_NOUNS: dict[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    Path: "a path",
    SecretStr: "a secret",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One setting. `loc` is its path, as in `("http", "port")`."""

    loc: Loc
    field: FieldInfo

    @property
    def variable(self) -> str:
        """Its name as an environment variable."""
        return variable_of(self.loc)

    @property
    def key(self) -> str:
        """Its name in heddle.toml."""
        return ".".join(self.loc)

    @property
    def takes(self) -> str:
        """What values are valid, in words."""
        words = takes(self.field.annotation, self.field.metadata)
        return f"{words}, or `unlimited`" if Unlimited in self.field.metadata else words

    @property
    def secret(self) -> bool:
        """Whether its value is never shown (a key, or an address that may hold a password)."""
        return not self.field.repr or SecretStr in _parts(self.field.annotation)

    @property
    def default(self) -> str:
        """Its default as it would be written in heddle.toml; empty if there is none."""
        value = self.field.get_default(call_default_factory=True)
        if value is None or isinstance(value, Path):
            return '"unlimited"' if Unlimited in self.field.metadata else ""
        return written(value)


def variable_of(loc: Loc) -> str:
    """Return the environment variable of the setting at `loc`."""
    return PREFIX + "__".join(loc).upper()


def rows(model: type[BaseModel], above: Loc = ()) -> Iterator[Row]:
    """Yield every setting of the model, groups opened, in the order they are written."""
    for name, field in model.model_fields.items():
        group = group_of(field)
        if group is None:
            yield Row((*above, name), field)
        else:
            yield from rows(group, (*above, name))


def group_of(field: FieldInfo) -> type[BaseModel] | None:
    """Return the group that the field opens, or None for a plain setting."""
    annotation = field.annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return None


def written(value: Any) -> str:
    """Write a value the way TOML does."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return "[" + ", ".join(written(each) for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {written(each)}" for key, each in value.items()) + "}"
    return f'"{value}"' if isinstance(value, str) else str(value)


def takes(annotation: Any, metadata: typing.Sequence[Any] = ()) -> str:
    """Say in words which values an annotation takes."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return takes(inner, [*more, *metadata])
    if origin in (Union, types.UnionType):
        chosen = [each for each in get_args(annotation) if each is not type(None)]
        return " or ".join(takes(each, metadata) for each in chosen)
    if origin is Literal:
        return "one of " + ", ".join(f"`{each}`" for each in get_args(annotation))
    if origin is list:
        return "a list (in a variable: separated by commas)"
    if origin is dict:
        value = get_args(annotation)[1]
        if value is str:
            return "a table of names and texts"
        held = "lists" if get_origin(get_args(value)[0]) is list else "numbers"
        return f"a table of names and {held}"
    return _NOUNS.get(annotation, "text") + _bounds(metadata)


def _bounds(metadata: typing.Sequence[Any]) -> str:
    """Say the bounds of a number, opening the `Field(…)` inside an Annotated."""
    flat: list[Any] = []
    for each in metadata:
        flat.extend(each.metadata if isinstance(each, FieldInfo) else [each])
    above = next((each.gt for each in flat if isinstance(each, annotated_types.Gt)), None)
    low = next((each.ge for each in flat if isinstance(each, annotated_types.Ge)), None)
    high = next((each.le for each in flat if isinstance(each, annotated_types.Le)), None)
    if low is not None and high is not None:
        return f" from {low} to {high}"
    if low is not None:
        return f", at least {low}"
    if above is not None:
        return f" above {above}"
    return ""


def _parts(annotation: Any) -> set[Any]:
    """Return the annotation and everything inside it."""
    found = {annotation} if isinstance(annotation, type) else set()
    for each in get_args(annotation):
        found |= _parts(each)
    return found

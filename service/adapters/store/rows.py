"""Dataclasses as rows: the columns are the fields, by the same names.

How each field is stored follows from its type and is worked out once, at import.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from operator import attrgetter
from types import NoneType
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    NamedTuple,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

import sqlalchemy as sa

from service.adapters.store.statements import Row
from service.domain.rooms import RoomKey
from service.domain.threads import ThreadKey

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def storable(text: str) -> str:
    """Return the text without what no database stores: NUL and half a surrogate pair.

    Both come from models and platforms; each becomes U+FFFD.
    """
    if text.isascii():
        return text.replace("\0", "\ufffd") if "\0" in text else text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")


def to_json(value: object) -> str:
    """Return compact JSON, readable in the database by whoever looks there."""
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


class _Codec(NamedTuple):
    """How a type of field is stored and read; None where it is stored as it is."""

    store: Callable[[Any], Any] | None = None
    load: Callable[[Any], Any] | None = None


def _codec(hint: Any) -> _Codec:
    if hint is str:
        return _Codec(store=storable)
    if hint is bool:
        return _Codec(load=bool)
    if hint in (ThreadKey, RoomKey):
        return _Codec(str, hint.parse)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _Codec(attrgetter("_value_"), {member.value: member for member in hint}.__getitem__)
    if NoneType in get_args(hint):
        return _optional(_codec(next(arg for arg in get_args(hint) if arg is not NoneType)))
    if get_origin(hint) in (dict, Mapping):
        return _Codec(to_json, json.loads)
    if get_origin(hint) is Sequence:
        return _Codec(lambda value: to_json(list(value)), lambda text: tuple(json.loads(text)))
    return _Codec()


def _optional(codec: _Codec) -> _Codec:
    def unless_none(convert: Callable[[Any], Any] | None) -> Callable[[Any], Any] | None:
        if convert is None:
            return None
        return lambda value: None if value is None else convert(value)

    return _Codec(unless_none(codec.store), unless_none(codec.load))


class Rows(Generic[T]):
    """Turns a dataclass into the parameters of its row, and a row back into it."""

    def __init__(self, kind: type[T], table: sa.Table) -> None:
        self.names = tuple(field.name for field in fields(kind))
        self.columns = [table.c[name] for name in self.names]
        hints = get_type_hints(kind)
        codecs = [_codec(hints[name]) for name in self.names]
        self._kind = kind
        self._values = attrgetter(*self.names)
        self._stores = [(n, c.store) for n, c in zip(self.names, codecs, strict=True) if c.store]
        self._loads = [(index, c.load) for index, c in enumerate(codecs) if c.load]

    def without(self, *names: str) -> list[str]:
        """Return the fields other than `names`, in order."""
        return [name for name in self.names if name not in names]

    def params(self, row: T) -> dict[str, object]:
        """Return every field as it is stored, by name."""
        params = dict(zip(self.names, self._values(row), strict=True))
        for name, store in self._stores:
            params[name] = store(params[name])
        return params

    def read(self, row: Row) -> T:
        """Return the dataclass of a row that was selected as `columns`."""
        values = list(row)
        for index, load in self._loads:
            values[index] = load(values[index])
        return self._kind(*values)

    def read_all(self, rows: Iterable[Row]) -> list[T]:
        """Return the dataclasses of the rows, in their order."""
        return [self.read(row) for row in rows]

    def read_one(self, row: Row | None) -> T | None:
        """Return the dataclass of the row, if there is one."""
        return None if row is None else self.read(row)

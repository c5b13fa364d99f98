"""The settings in force, each with where it comes from; secrets stay hidden."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.settings.describing import Loc, Row, rows, written
from service.settings.reading import Loaded, S
from service.settings.service import ServiceSettings

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting as it is in force: its key, its value as text, and where that stands."""

    key: str
    value: str
    place: str


def shown(loaded: Loaded[S]) -> list[Shown]:
    """List every setting in force."""
    return [
        Shown(row.key, _value(row, _at(loaded.settings, row.loc)), _place(loaded, row.loc))
        for row in rows(type(loaded.settings))
    ]


def _at(settings: ServiceSettings, loc: Loc) -> Any:
    value: Any = settings
    for name in loc:
        value = getattr(value, name)
    return value


def _value(row: Row, value: Any) -> str:
    if value is None:
        return ""
    if row.secret:
        return without_password(value) if isinstance(value, str) else "(hidden)"
    return str(value) if isinstance(value, Path) else written(value)


def _place(loaded: Loaded[S], loc: Loc) -> str:
    places = [origin.place for at, origin in loaded.origins.items() if at[: len(loc)] == loc]
    return ", ".join(dict.fromkeys(places)) or DEFAULT


def without_password(address: str) -> str:
    """Return an address with its password, and any query (which may hold one), hidden."""
    scheme, separator, rest = address.partition("://")
    rest, query, _ = rest.partition("?")
    authority, slash, path = rest.partition("/")
    credentials, at, host = authority.rpartition("@")
    if ":" in credentials:
        authority = f"{credentials.partition(':')[0]}:***{at}{host}"
    return f"{scheme}{separator}{authority}{slash}{path}{query}{'***' if query else ''}"

"""Keeping secrets out of logs, by the names of fields and by the looks of texts."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any
from urllib.parse import quote, unquote

from service.adapters.logs.shapes import HIDDEN, SECRET_NAME, SHAPES

__all__ = ["HIDDEN", "Redaction"]

_SHORTEST = 8
"""Characters of a text that is hidden wherever it stands; shorter ones hide words."""
_DEEPEST = 12
"""How far a value is looked into; what lies deeper is written as text."""


class Redaction:
    """A structlog processor that hides secrets; `known` are texts to hide wherever they stand."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known: list[str] = []
        self.hide(known)

    def __call__(
        self,
        _logger: object,
        _method: str,
        entry: MutableMapping[str, Any],
    ) -> MutableMapping[str, Any]:
        """Return the entry without secrets."""
        return {self.text(name): self._field(name, value, 0) for name, value in entry.items()}

    def hide(self, known: Iterable[str]) -> None:
        """Hide these texts from now on as well, also as they stand in an address."""
        texts = {form for text in known for form in (text, unquote(text), quote(text, safe=""))}
        more = {text for text in texts if len(text) >= _SHORTEST}
        self._known = sorted({*self._known, *more}, key=len, reverse=True)

    def text(self, text: str) -> str:
        """Return a text without what looks like a secret."""
        for known in self._known:
            text = text.replace(known, HIDDEN)
        for shape, instead in SHAPES:
            text = shape.sub(instead, text)
        return text

    def _field(self, name: str, value: Any, depth: int) -> Any:
        if value is not None and SECRET_NAME.search(name) and not isinstance(value, bool | int):
            return HIDDEN
        return self._value(value, depth + 1)

    def _value(self, value: Any, depth: int) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping) and depth < _DEEPEST:
            named = ((str(name), each) for name, each in value.items())
            return {self.text(name): self._field(name, each, depth) for name, each in named}
        if isinstance(value, list | tuple | set | frozenset) and depth < _DEEPEST:
            return [self._value(each, depth + 1) for each in value]
        return self.text(_written(value))


def _written(value: object) -> str:
    """Write it as text; what cannot even be written must not cost the entry."""
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("utf-8", "backslashreplace")
    try:
        return str(value)
    except Exception as error:
        return f"<{type(value).__name__} that cannot be written: {type(error).__name__}>"

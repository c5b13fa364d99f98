"""Keeping secrets out of logs, by the names of fields and by the looks of texts."""

import re
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

HIDDEN = "***"

_SECRET_NAME = re.compile(
    r"(^|_|-)(token|secret|password|passwd|authorization|cookie|credentials?|(api|secret|private)_?key)s?$",
    re.IGNORECASE,
)
_SHAPES = (
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@/]+@", re.IGNORECASE), rf"\1{HIDDEN}@"),
    (
        re.compile(r"([?&#](?:token|key|api_key|password|code|secret)=)[^\s&#\"']+", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (
        re.compile(
            r"\b(?:sk-|sk_|pk_live_|(?:xoxe\.)?xox[abeoprs]-|xapp-|gh[opsur]_|github_pat_|glpat-|AIza|AKIA|hf_"
            r"|gsk_|r8_)[A-Za-z0-9_\-]{10,}",
        ),
        HIDDEN,
    ),
    # A Discord token is an id, a time and a signature.
    (re.compile(r"\b[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{25,}"), HIDDEN),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*"), HIDDEN),
)

_SHORTEST = 8
"""Characters of a text that is hidden wherever it stands; shorter ones hide words."""


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
        return {name: self._field(name, value) for name, value in entry.items()}

    def hide(self, known: Iterable[str]) -> None:
        """Hide these texts from now on as well."""
        more = {text for text in known if len(text) >= _SHORTEST}
        self._known = sorted({*self._known, *more}, key=len, reverse=True)

    def text(self, text: str) -> str:
        """Return a text without what looks like a secret."""
        for known in self._known:
            text = text.replace(known, HIDDEN)
        for shape, instead in _SHAPES:
            text = shape.sub(instead, text)
        return text

    def _field(self, name: str, value: Any) -> Any:
        if value is not None and _SECRET_NAME.search(name) and not isinstance(value, bool | int):
            return HIDDEN
        return self._value(value)

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {str(name): self._field(str(name), each) for name, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value(each) for each in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self.text(str(value))

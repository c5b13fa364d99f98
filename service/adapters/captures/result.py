"""`result.md`: the answer, under a front matter that any YAML reader takes."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from service.adapters.captures.sources import Skipped
from service.domain.captures import Bundle, CapturedFile

_LISTS = frozenset({"highlights", "files", "skipped"})
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
# JSON leaves these as they are; YAML takes them only escaped.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def result_text(
    bundle: Bundle,
    files: Sequence[CapturedFile],
    skipped: Sequence[Skipped],
) -> str:
    """Return the whole of `result.md`."""
    head: dict[str, Any] = {
        "title": bundle.title,
        "session": bundle.session,
        "version": bundle.version,
        **bundle.front_matter,
    }
    # They follow below, with what was really written.
    head = {name: value for name, value in head.items() if name not in _LISTS}
    lines = ["---", *(f"{_key(name)}: {scalar(value)}" for name, value in head.items())]
    lines += _list("highlights", [scalar(path) for path in bundle.highlights])
    lines += _list("files", [scalar(file.as_json()) for file in files])
    lines += _list("skipped", [scalar(each.as_json()) for each in skipped])
    return _HALF_CHARACTER.sub("\ufffd", "\n".join([*lines, "---", "", bundle.result, ""]))


def _list(name: str, entries: Sequence[str]) -> list[str]:
    return [f"{name}:", *(f"  - {entry}" for entry in entries)] if entries else []


def _key(name: str) -> str:
    return name if _PLAIN_KEY.fullmatch(name) else scalar(name)


def scalar(value: Any) -> str:
    """Write a JSON value on one line so that YAML reads the same.

    A number that is none (NaN, infinite) becomes null.
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(str(k))}: {scalar(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(scalar(each) for each in value) + "]"
    if isinstance(value, float):
        return _number(value) if math.isfinite(value) else "null"
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _number(value: float) -> str:
    mantissa, exponent, power = repr(value).partition("e")
    # YAML reads 1e-05 as text, 1.0e-05 as a number.
    return mantissa + (".0" if "." not in mantissa else "") + exponent + power

"""Replacing a piece of a text: exactly one place, or all of them, or a hint why not."""

import difflib

from service.adapters.tools.text import Text
from service.domain.errors import Refused

_PLACES_NAMED = 5
_LINES_COMPARED = 2000
_LINE_CHARS = 300
_EXCERPT_CHARS = 600


def edited(file: Text, old: str, new: str, *, everywhere: bool) -> tuple[Text, int]:
    """Return the file with `old` replaced by `new`, and in how many places.

    Without `everywhere`, `old` has to stand in exactly one place (places may overlap).
    Raises Refused with a hint otherwise.
    """
    if file.crlf:
        old, new = old.replace("\r\n", "\n"), new.replace("\r\n", "\n")
    if old == new:
        raise Refused("'old' and 'new' are the same: nothing would change.")
    count = file.text.count(old) if everywhere else _checked_once(file.text, old)
    if not count:
        raise Refused(_not_found(file, old))
    return file.with_text(file.text.replace(old, new)), count


def _checked_once(text: str, old: str) -> int:
    places = _places(text, old)
    if len(places) > 1:
        lines = ", ".join(str(text.count("\n", 0, place) + 1) for place in places[:_PLACES_NAMED])
        more = " and more" if len(places) > _PLACES_NAMED else ""
        raise Refused(
            f"'old' stands in several places (lines {lines}{more}). Add the lines around it until"
            " it fits only one, or set all to true to replace each.",
        )
    return len(places)


def _places(text: str, old: str) -> list[int]:
    """Return where `old` starts, overlapping places too; one more than is named is enough."""
    places: list[int] = []
    start = text.find(old)
    while start != -1 and len(places) <= _PLACES_NAMED:
        places.append(start)
        start = text.find(old, start + 1)
    return places


def _not_found(file: Text, old: str) -> str:
    lines = file.lines
    wanted = [line.strip() for line in old.strip("\n").split("\n")]
    stripped = [line.strip() for line in lines]
    for index in range(len(lines) - len(wanted) + 1):
        if any(wanted) and stripped[index : index + len(wanted)] == wanted:
            found = "\n".join(lines[index : index + len(wanted)])
            return (
                "'old' is not in the file, but with other white space or line ends it stands at"
                f" line {index + 1}. Copy it exactly:\n{_excerpt(found)}"
            )
    return f"'old' is not in the file. {_closest(stripped, wanted)}"


def _excerpt(text: str) -> str:
    exact = ascii(text) if "\r" in text or "\t" in text else text
    return exact if len(exact) <= _EXCERPT_CHARS else exact[:_EXCERPT_CHARS] + "…"


def _closest(lines: list[str], wanted: list[str]) -> str:
    first = next((line for line in wanted if line), "")
    compared = [line for line in lines[:_LINES_COMPARED] if line and len(line) <= _LINE_CHARS]
    if len(first) <= _LINE_CHARS:
        for match in difflib.get_close_matches(first, compared, n=1):
            where = lines.index(match) + 1
            return f"Its first line is close to line {where}: {match!r}. Read the file there first."
    return "Read the file again with read_file: it may have changed."

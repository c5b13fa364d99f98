"""Fragments of a text: its words, pairs of words, and pieces of the words that it ends with.

What the lexicons do not name, such a fragment may: thousands of them are weighed, each a
little, in whatever language the endings were that they were fitted to.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

PRESENCE = 0.6
"""What the presence of a fragment counts, where that of a named feature counts one."""
_TAIL = 350
_AROUND = 2000
_SHORTEST, _LONGEST = 3, 5
_WORD = re.compile(r"\w\w+")
_TABLE = "fragments.tsv"

Row = tuple[float, float, float]


def fragments(text: str) -> frozenset[str]:
    """Return the fragments of a text: words as `w:…`, pieces of its end as `p:…`.

    Of a long text the head and the tail are read.
    """
    text = text.lower()
    read = text if len(text) <= 2 * _AROUND else f"{text[:_AROUND]} {text[-_AROUND:]}"
    found = _WORD.findall(read)
    words = {f"w:{word}" for word in found} | {f"w:{a} {b}" for a, b in pairwise(found)}
    return frozenset(words.union(f"p:{piece}" for piece in _pieces(text[-_TAIL:])))


def _pieces(text: str) -> Iterator[str]:
    """Yield what stands side by side within each word and the blanks around it."""
    for word in text.split():
        padded = f" {word} "
        for size in range(_SHORTEST, _LONGEST + 1):
            for start in range(max(1, len(padded) - size + 1)):
                yield padded[start : start + size]


@cache
def table() -> Mapping[str, Row]:
    """Return the weights per ending (answered, asks, stopped short) of the known fragments."""
    stored = files(__package__).joinpath(_TABLE).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in stored.splitlines())
    return {name: (float(a), float(b), float(c)) for name, a, b, c in rows}

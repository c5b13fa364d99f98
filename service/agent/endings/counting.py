"""How many parts the goal orders or the text announces, and how many are there."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

from service.agent.endings.lexicon import numbers
from service.agent.endings.patterns import folded
from service.agent.endings.text import Said

MOST = 40
"""From more parts than that, nobody counts them."""
_WORTH = {folded(word): worth for worth, line in numbers.SPELT.items() for word in line.split()}
_SIGNS = {sign: worth for worth, sign in enumerate("三四五六七八九十", 3)}
_MEASURED = re.compile(numbers.MEASURED, re.I)
_FIGURE = re.compile(r"(?<![a-z0-9_.,:/#])(\d{1,3}(?:[.,]\d{3})+|\d+)(?![\w%.:/-]*\d)")
_SPELT_NUMBER = re.compile(r"\b(?:" + "|".join(sorted(_WORTH, key=len, reverse=True)) + r")\b")
_SIGN = re.compile(r"([三四五六七八九十])(?=[つ個章点个份项種种条步页頁本件])")
_ANNOUNCED = re.compile(r"[:：.。]$")
_NUMBERED = re.compile(r"(\d{1,2})(?=[^\d]*$)")


def counts_in(text: str) -> frozenset[int]:
    """Return the numbers from 2 to 40 that count something, in figures or in words."""
    low = folded(text)
    found = set()
    for pattern in (_FIGURE, _SPELT_NUMBER, _SIGN):
        for each in pattern.finditer(low):
            if not _MEASURED.match(low, each.end()):
                found.add(_worth(each[0]))
    return frozenset(each for each in found if 2 <= each <= MOST)


def _worth(text: str) -> int:
    digits = re.sub(r"\D", "", text)
    return int(digits[:9]) if digits else _WORTH.get(text) or _SIGNS.get(text, 0)


def from_counts(goal: str, said: Said, last_tools: Sequence[str]) -> Iterable[str]:
    """Name what is counted, and what is fewer than it should be."""
    wanted = counts_in(goal)
    there = _parts(said)
    if wanted:
        most = max(wanted)
        told = counts_in(" ".join(each.text for each in said.sentences[:40]))
        yield "goal counts parts"
        yield "as many as ordered" if there and max(there) >= most else "not as many as ordered"
        if most not in told and any(each < most for each in told):
            yield "a smaller count than ordered"
        if most in told:
            yield "the count that was ordered"
        if any(2 <= each < most for each in there):
            yield "fewer than ordered"
        reached = _reached(last_tools)
        if reached and reached < most:
            yield "tools reached a part"
    if any(each < announced for announced, each in _announced(said)):
        yield "fewer than announced"


def _parts(said: Said) -> Sequence[int]:
    """Return how many items, headings, rows of a table there are, where there are any."""
    items = len({each.block for each in said.sentences if each.item})
    rows = sum(not re.fullmatch(r"[|\s:+-]+", row) for row in said.table) - 1
    return [each for each in (items, len(said.headings), rows) if each > 0]


def _reached(last_tools: Sequence[str]) -> int:
    """Return the highest number in a row of files that the tools went through."""
    found = [_NUMBERED.search(re.split(r"\.\w{1,5}\b", line)[0]) for line in last_tools]
    known = [int(each[1]) for each in found if each]
    return max(known) if len(known) >= 2 and known == sorted(known) else 0


def _announced(said: Said) -> Iterable[tuple[int, int]]:
    """Pair each count that opens a list with the number of items up to the next plain block."""
    spoken = said.sentences
    for number, (sentence, after) in enumerate(pairwise(spoken), 1):
        if sentence.item or not after.item or not _ANNOUNCED.search(sentence.text.rstrip("*_ ")):
            continue
        counts = counts_in(" ".join(sentence.words))
        items = {each.block for each in takewhile(lambda each: each.item, spoken[number:])}
        if len(counts) == 1:
            yield min(counts), len(items)

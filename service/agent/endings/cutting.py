"""Whether a text was cut off: in a sentence, a list or a table."""

import re
from collections.abc import Iterable

from service.agent.endings.text import Said, Sentence

_CLOSED = re.compile(r"[.!?…。！？؟।｡)\]}»”\"'」』*_`|:：;~>✅☀-➿🌀-🫿]\s*$")


def from_cut(said: Said) -> Iterable[str]:
    """Name how a text was cut off in the middle, if it was."""
    if not said.last or said.last_kind in {"code", "quote", "heading", "drafted"}:
        return
    if said.last_kind == "table":
        if said.last.count("|") < max(row.count("|") for row in said.table):
            yield "cut in a table"
        return
    if _CLOSED.search(said.last) or not said.sentences:
        return
    last = said.sentences[-1]
    if "limb" in last.cues:
        yield "cut after a small word"
    if said.last.endswith((",", "，", "、", "،", "-", "–", "(")):
        yield "cut after a comma"
    if last.item:
        yield from _from_cut_item(said, last)
    elif _goes_on(said, last) or _long(last):
        yield "cut in a sentence"


def _long(last: Sentence) -> bool:
    return len(last.text) > 30 and len(last.words) != 1 and not _verse(last.text)


def _goes_on(said: Said, last: Sentence) -> bool:
    """Tell whether a block of whole sentences ends in a part of one, long enough for no name."""
    before = [each for each in said.sentences[:-1] if each.block == last.block]
    return bool(before) and len(last.words) > 2 and "\n" not in last.text


def _verse(text: str) -> bool:
    """Tell whether a text stands in short lines, none of which needs to end in a point."""
    lines = text.splitlines()
    return len(lines) > 1 and max(len(line) for line in lines) < 70


def _from_cut_item(said: Said, last: Sentence) -> Iterable[str]:
    others = [each.text for each in said.sentences[:-1] if each.item]
    closed = sum(bool(_CLOSED.search(each)) for each in others)
    if closed and closed * 2 > len(others):
        yield "cut in a list"
        return
    for mark in ("–", "—", " - ", ":", "：", "(", "→", "="):
        if len(others) > 1 and all(mark in each for each in others) and mark not in last.text:
            yield "cut in a list"
            return

"""Replies without a deed: empty ones, the same one, the same in other words; and chanting."""

import re
import zlib
from collections.abc import Sequence
from itertools import takewhile

from service.domain.watching import Limits
from service.supervisor.alerts import Alert, Rule, worded
from service.supervisor.arguments import alike, words
from service.supervisor.window import Text, Window

_ALIKE = 0.6
_LONG_ENOUGH = 160
_TAIL = 4000
_COMPRESSED = 0.4
_SHORTEST = 40
_CHUNK = 50

_BRIEF = 400
_INTENT = re.compile(
    r"\b(?:i'?ll|i will|i(?:'m| am) (?:going|about) to|let me|let's|next,? i|now i|i need to"
    r"|i should|proceeding|starting|beginning)\b",
    re.I,
)
_FENCE = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)", re.S)
_INLINE = re.compile(r"`[^`\n]*`")
_LAYOUT = re.compile(
    r"^(?:[ \t]*(?:[-*+•]|\d+[.)]|\|.*\||#{1,6}|>|\[[ x]\])[ \t].*|[ \t]*\|.*\|?[ \t]*|    .*|\t.*"
    r"|[\W_]*)$",
    re.M,
)
_SPACES = re.compile(r"\s+")


def detect(window: Window, now: float | None, limits: Limits) -> Alert | None:  # noqa: ARG001  # as all detectors
    """Find replies in a row that only say the same, or one that repeats a passage."""
    if not window.texts:
        return None
    return _chanting(window.texts[-1], limits) or _monologue(window, limits)


def _monologue(window: Window, limits: Limits) -> Alert | None:
    alone = list(takewhile(lambda text: text.alone, reversed(window.texts)))
    if not alone:
        return None
    last = alone[0]
    meant = words(last.text)
    same = list(takewhile(lambda text: _plain(text) == _plain(last), alone))
    if len(same) >= window.wish.raised(limits.texts):
        return _alert(same, limits, "empty" if not last.text.strip() else "the same")
    similar = list(takewhile(lambda text: alike(words(text.text), meant) >= _ALIKE, alone))
    if len(similar) >= window.wish.raised(limits.similar_texts):
        return _alert(similar, limits, "the same in other words")
    announced = list(takewhile(lambda text: _announces(text.text), alone))
    if len(announced) > window.wish.raised(limits.similar_texts):
        return _alert(announced, limits, "announcing what is not done")
    return None


def _announces(text: str) -> bool:
    return len(text) <= _BRIEF and _INTENT.search(text) is not None


def _alert(found: Sequence[Text], limits: Limits, how: str) -> Alert:
    first, last = found[-1], found[0]
    quote = f": “{_cut(last.text)}”" if last.text.strip() else ""
    what = f"{len(found)} replies without a call, {how} (steps {first.number}–{last.number}){quote}"
    marks = sorted(words(last.text))[: limits.window]
    return worded(Rule.MONOLOGUE, marks, what, first.number, last.number, len(found))


def _chanting(text: Text, limits: Limits) -> Alert | None:
    if len(text.text) < _LONG_ENOUGH:
        return None
    prose = _INLINE.sub("", _LAYOUT.sub("", _FENCE.sub("", text.text)))
    prose = _SPACES.sub(" ", prose).strip()[-_TAIL:]
    if len(prose) < _LONG_ENOUGH:
        return None
    raw = prose.encode("utf-8", "surrogatepass")
    if len(zlib.compress(raw, 1)) > _COMPRESSED * len(raw):
        return None
    passage, times = max(_period(prose), _within(prose), key=lambda found: found[1])
    if times < limits.chants or not any(mark.isalnum() for mark in passage):
        return None
    what = f"One passage ×{times} within a reply (step {text.number}): “{_cut(passage)}”"
    marks = sorted(words(passage))
    return worded(Rule.CHANTING, marks, what, text.number, text.number, times)


def _within(prose: str) -> tuple[str, int]:
    """Return a passage that comes again and again at even distances, and how often."""
    best, most = "", 0
    for start in range(0, len(prose) - _CHUNK, _CHUNK):
        chunk = prose[start : start + _CHUNK]
        times = prose.count(chunk)
        if times <= most or times < 3:
            continue
        gaps = [len(part) for part in prose.split(chunk)[1:-1]]
        if max(gaps) <= _CHUNK * 6 and max(gaps) - min(gaps) <= _CHUNK:
            best, most = chunk, times
    return best.strip(), most


def _period(prose: str) -> tuple[str, int]:
    """Return the passage that repeats at the end of a text, and how often.

    The shortest period of the text read backwards, from the failure function of its prefixes;
    a tail that ends in the middle of a passage counts too.
    """
    back = prose[::-1]
    fail = [0] * len(back)
    best, best_times = "", 0
    for at in range(1, len(back)):
        border = fail[at - 1]
        while border and back[at] != back[border]:
            border = fail[border - 1]
        fail[at] = border + (back[at] == back[border])
        period = at + 1 - fail[at]
        times = (at + 1) // period
        if at + 1 >= _LONG_ENOUGH and times >= 2 and times * period > len(best) * best_times:
            best, best_times = back[:period][::-1], times
    if best and len(best) < _SHORTEST:
        best_times = best_times * len(best) // _SHORTEST
    return best.strip(), best_times


def _plain(text: Text) -> str:
    return _SPACES.sub(" ", text.text).strip().lower()


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"

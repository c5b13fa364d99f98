"""What the goal asks for and whether the text covers it, as far as it hints at the ending."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from service.agent.endings.lexicon import goals
from service.agent.endings.patterns import words
from service.agent.endings.text import Said
from service.agent.endings.tools import Call, troubles

_STEM = 5
_UNSPACED = re.compile(r"[\u3040-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_OPENING = 12
_COMMON_VERBS = frozenset(goals.SMALL.split())
_OWNING = frozenset({"unable", "sorry", "partial", "missing", "held"})
_FEW = frozenset(
    {"would", "could", "should", "there", "about", "which", "their", "please", "xcode"}
)
_CREATES = re.compile(goals.CREATES, re.I)
_CREATES_PARTS = re.compile(goals.CREATES_PARTS)
_LOOKS = re.compile(goals.LOOKS, re.I)
_SPELT = re.compile(goals.SPELT, re.I)
_SECOND = re.compile(goals.SECOND, re.I)
_PLACEHOLDER = re.compile(goals.PLACEHOLDER)
_OF = re.compile(goals.OF)
_QUESTION = re.compile(r"[?？؟]\s*$")
_WANTS_QUESTIONS = re.compile(goals.WANTS_QUESTIONS, re.I)
_WANTS_GAPS = re.compile(goals.WANTS_GAPS, re.I)
_WANTS_PROSE = re.compile(goals.WANTS_PROSE, re.I)
_TELLS = re.compile(goals.TELLS, re.I)
_PERHAPS_GAPS = (
    "TODO",
    "FIXME",
    "TBD",
    "NotImpl",
    "orem",
    "[",
    "...",
    "…",
    "XX",
    "__",
    "??",
)
_LEFT_OUT = re.compile(r"^\s*(?:\.\.\.|…|pass)\s*(?:#.*)?$")
_BLANK = re.compile(goals.BLANK)
_INLINE = re.compile(r"`[^`\n]{1,200}`")
_SMALL_TALK = re.compile(goals.SMALL_TALK, re.I)
_WANTS_CHECK = re.compile(goals.WANTS_CHECK, re.I)
_AIMS = (
    ("goal is a question", _QUESTION),
    ("goal wants questions", _WANTS_QUESTIONS),
    ("goal wants prose", _WANTS_PROSE),
    ("goal wants to be told", _TELLS),
    ("goal asks to look", _LOOKS),
    ("goal has two parts", _SECOND),
    ("goal wants all", _SPELT),
)


def stems(text: str, most: int = 600) -> frozenset[str]:
    """Return the starts of a text's longer words, or pairs of signs where words are not apart."""
    found = {word[:_STEM] for word in words(text[:most]) if len(word) >= _STEM and word not in _FEW}
    return frozenset(found if text.isascii() else found | _signs(text[:most]))


def from_goal(goal: str, said: Said) -> Iterable[str]:
    """Name what the goal is like, and whether the text covers it."""
    yield from (name for name, pattern in _AIMS if pattern.search(goal))
    if _wants_check(goal):
        yield "goal wants a check"
    created = bool(_CREATES.search(goal) or _CREATES_PARTS.search(goal))
    if created:
        yield "asks for a text"
    if _SMALL_TALK.match(goal):
        yield "goal is small talk"
    elif not (created or _LOOKS.search(goal) or _QUESTION.search(goal)):
        yield "goal acts"
    yield from _from_numbers(said)
    yield from _from_parts(goal, said)


def _told(said: Said) -> frozenset[str]:
    """Return the stems of what the text says, in its headings and its code too."""
    around = stems(" ".join((*said.headings, *said.code[:50])), 2000)
    found = {word[:_STEM] for each in said.sentences for word in each.words if len(word) >= _STEM}
    for each in said.sentences:
        if not each.text.isascii():
            found |= _signs(each.text)
    return around | found


def _signs(text: str) -> set[str]:
    """Return pairs of signs, where words are not apart."""
    return {a + b for a, b in pairwise(_UNSPACED.findall(text))}


def _from_parts(goal: str, said: Said) -> Iterable[str]:
    told = _told(said)
    parts = [found for found in map(stems, _SECOND.split(goal)) if found]
    named = [bool(part & told) for part in parts]
    if any(named) and not all(named):
        yield "part of the goal is not named"


def _from_numbers(said: Said) -> Iterable[str]:
    text = " ".join(each.text for each in said.sentences)
    if any(int(done) < int(whole) for done, whole in _OF.findall(text[:4000])):
        yield "n of m"


def _wants_check(goal: str) -> bool:
    """Tell whether a check is to follow the work; where the goal starts with it, it is the work."""
    return bool(_WANTS_CHECK.search(goal, _OPENING))


def wants_gaps(goal: str) -> bool:
    """Tell whether the goal is a thing with gaps: a template, a skeleton."""
    return bool(_WANTS_GAPS.search(goal))


def placeholders(said: Said, text: str) -> bool:
    """Tell whether what was made has gaps that say so themselves."""
    code = said.code[-200:]
    if any(map(_LEFT_OUT.match, code)) or any(map(_PLACEHOLDER.search, filter(_maybe, code))):
        return True
    if not _maybe(text):
        return False
    bare = [_INLINE.sub("", line) for line in text[-6000:].split("\n") if _maybe(line)]
    return any(_PLACEHOLDER.search(line) or _BLANK.search(line) for line in bare)


def _maybe(line: str) -> bool:
    return any(mark in line for mark in _PERHAPS_GAPS)


def from_both(goal: str, said: Said, calls: Sequence[Call]) -> Iterable[str]:
    """Name how the calls fit the goal, and what of their failures the text owns up to."""
    verbs = set(words(goal)[:_OPENING]) - _COMMON_VERBS
    own = [call for call in calls if call.kind != "looked" and verbs & set(call.words)]
    if own:
        yield "what was asked for worked" if own[-1].ok else "what was asked for failed"
    left = troubles(calls)
    if left:
        owned = _named(left[-1], said)
        yield "owns up to failing" if owned else "silent on failing"
        if not owned and any("done" in each.cues for each in said.sentences):
            yield "claims what failed"
    if _wants_check(goal):
        ran = any(call.ok and call.kind in {"checked", "ran"} for call in calls)
        yield "the check was run" if ran else "no check was run"


def _named(call: Call, said: Said) -> bool:
    """Tell whether the text speaks of a failure, or of what the call's outcome named."""
    if any(sentence.cues & _OWNING for sentence in said.sentences):
        return True
    told = _told(said)
    numbers = set(re.findall(r"\d+", call.note))
    return bool(stems(call.note) & told) or any(
        numbers & set(re.findall(r"\d+", each.text)) for each in said.sentences
    )

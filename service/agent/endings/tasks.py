"""What the goal asks for and what the last tools did, as far as it hints at the ending."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from service.agent.endings.lexicon import goals
from service.agent.endings.patterns import words
from service.agent.endings.text import Said

_STEM = 5
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
_LOOKING = re.compile(
    r"\b(?:read|search|grep|list|ls|find|get|fetch|open|view|cat|select|log|status|stat|describe"
    r"|query|show|head|tail|du|df|ps|who|whois|ocr|crawl|calendar|free_busy|inspect|scan|look"
    r"|download|explain|lsblk|outdated|web_|http_get|sql|settings)",
    re.I,
)
_FAILED = re.compile(r"\b(?:failed|error|denied|refused|timeout|timed out|killed|aborted)\b", re.I)
_WRITES = re.compile(
    r"\b(?:write|edit|apply|commit|push|create|send|post|put|merge|deploy|delete|rename|mv|cp|sed"
    r"|update|insert|upload|publish|install|convert|save|book|move|import|export|fill|set|add)",
    re.I,
)
_CHECKS = re.compile(
    r"\b(?:test|pytest|check|lint|mypy|ruff|build|tsc|verify|validate|curl|diff|stat)", re.I
)
_QUESTION = re.compile(r"[?？؟]\s*$")
_DIGITS = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})+|\d+)(?![\w%]|[.,]\d)")


def stems(text: str, most: int = 600) -> frozenset[str]:
    """Return the starts of a text's longer words, or pairs of signs where words are not apart."""
    found = {word[:_STEM] for word in words(text[:most]) if len(word) >= _STEM and word not in _FEW}
    signs = re.findall(r"[\u3040-\u9fff\uac00-\ud7af\u0e00-\u0e7f]", text[:most])
    found.update(a + b for a, b in pairwise(signs))
    return frozenset(found)


def from_goal(goal: str, said: Said) -> Iterable[str]:
    """Name what the goal is like, and whether the text covers it."""
    if _QUESTION.search(goal):
        yield "goal is a question"
    if _CREATES.search(goal) or _CREATES_PARTS.search(goal):
        yield "asks for a text"
    if _LOOKS.search(goal):
        yield "goal asks to look"
    elif not (_QUESTION.search(goal) or _CREATES.search(goal) or _CREATES_PARTS.search(goal)):
        yield "goal acts"
    if _SECOND.search(goal):
        yield "goal has two parts"
    yield from _from_numbers(goal, said)
    text = " ".join((*(each.text for each in said.sentences), *said.headings, *said.code[:50]))
    told = stems(text, 6000)
    wanted = stems(goal)
    if wanted and not wanted & told:
        yield "nothing of the goal is named"
    parts = [found for found in map(stems, _SECOND.split(goal)) if found]
    named = [bool(part & told) for part in parts]
    if any(named) and not all(named):
        yield "part of the goal is not named"


def _from_numbers(goal: str, said: Said) -> Iterable[str]:
    counted = {int(re.sub(r"\D", "", each)) for each in _DIGITS.findall(goal)} - {0, 1}
    if counted or _SPELT.search(goal):
        yield "goal counts"
    items = len({each.block for each in said.sentences if each.item}) or len(said.headings)
    if any(2 <= items < wanted <= 40 for wanted in counted):
        yield "fewer than ordered"
    text = " ".join(each.text for each in said.sentences)
    if any(int(done) < int(whole) for done, whole in _OF.findall(text[:4000])):
        yield "n of m"


def from_tools(last_tools: Sequence[str]) -> Iterable[str]:
    """Name what the last tools did, and how they ended."""
    if not last_tools:
        yield "no tools"
        return
    if _FAILED.search(last_tools[-1]):
        yield "last tool failed"
    else:
        yield "last tool ok"
    if any(_FAILED.search(each) for each in last_tools[:-1]):
        yield "a tool failed before"
    done = [each for each in last_tools if not _FAILED.search(each)]
    if any(_WRITES.search(each) for each in done):
        yield "wrote with tools"
        if _WRITES.search(done[-1]):
            yield "last tool wrote"
    elif done and all(_LOOKING.search(each) for each in done):
        yield "only looked"
    if done and _CHECKS.search(done[-1]):
        yield "last tool checked"


def placeholders(said: Said, text: str) -> bool:
    """Tell whether what was made has gaps that say so themselves."""
    code = "\n".join(said.code[-200:])
    if re.search(r"^\s*(?:\.\.\.|…|pass)\s*(?:#.*)?$", code, re.M):
        return True
    return bool(_PLACEHOLDER.search(code) or _PLACEHOLDER.search(text[-6000:]))

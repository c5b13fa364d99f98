"""What of a text hints that the turn stopped short: promises, gaps, a text cut off."""

import re
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise

from service.agent.endings import tasks
from service.agent.endings.cutting import from_cut
from service.agent.endings.lexicon import letters
from service.agent.endings.text import ASKING, Said, Sentence

STOPPING = ("next", "later", "partial", "sorry", "unable", "hoped", "wonders")
_COURTESY = frozenset({"offer", "more"})
_ENDED = (".", "!", "?", "…", "。", ".**", "!**", "?**", "…**")
_CALL = re.compile(r"<(?:tool_call|function|invoke|tool_use)\b|\"arguments\"\s*:|```tool")
_GOES_ON = re.compile(letters.GOES_ON, re.I)
_SIGNS = (
    "cut ",
    "only next@",
    "next@last",
    "only later@",
    "later@last",
    "only failure@",
    "sorry",
    "hoped@last",
    "wonders@last",
    "partial@",
    "acknowledges and",
    "placeholders",
    "gaps",
    "marks of",
    "ends in a colon",
    "code left",
    "says nothing",
    "silent on failing",
    "claims what failed",
    "last tool failed",
    "no check was run",
    "a plan and no work",
    "a list of what is left",
    "says that it goes on",
    "left in the background",
    "n of m",
    "fewer than",
    "tools reached",
    "ends in a heading",
    "a tool call",
    "part of the goal",
)
"""What some features start with that hint at a turn that stopped short."""


def signless(names: Set[str]) -> bool:
    """Tell whether nothing hints that the turn stopped short."""
    return not any(name.startswith(_SIGNS) for name in names)


def tail_of(spoken: Sequence[Sentence]) -> Sequence[Sentence]:
    """Return the last three sentences; before a list at the end also what opens it."""
    start = len(spoken)
    while start and spoken[start - 1].item:
        start -= 1
    opener = spoken[start - 1 : start] if 0 < start < len(spoken) - 2 else ()
    return [*opener, *spoken[-3:]]


def from_stopping(spoken: Sequence[Sentence]) -> Iterable[str]:
    """Name what the sentences leave undone, promise, or have done."""
    yield from _from_place("last", spoken[-1:])
    yield from _from_place("tail", tail_of(spoken)[:-1])
    everywhere = [cue for each in spoken for cue in each.cues]
    yield from _from_lists(spoken)
    yield from (f"{cue} anywhere" for cue in (*STOPPING, "done") if cue in everywhere)
    if everywhere.count("done") >= 3:
        yield "much is done"
    if "you" in everywhere:
        yield "speaks to you"
    if spoken and "ack" in spoken[0].cues:
        yield "acknowledges"
        if len(spoken) <= 3 and "done" not in everywhere and not any(s.question for s in spoken):
            yield "acknowledges and no more"


def _from_lists(spoken: Sequence[Sentence]) -> Iterable[str]:
    for sentence, after in pairwise(spoken):
        if after.item and not sentence.item and sentence.text.rstrip("*_ ").endswith((":", "：")):
            if "next" in sentence.cues:
                yield "a plan and no work"
            if "partial" in sentence.cues:
                yield "a list of what is left"


def _from_place(place: str, part: Sequence[Sentence]) -> Iterable[str]:
    found = {cue for each in part for cue in each.cues}
    looked_for = (*STOPPING, "done", "you", "me", "modal")
    yield from (f"{cue}@{place}" for cue in looked_for if cue in found)
    if any({"you", "me"} <= each.cues for each in part):
        yield f"you and me@{place}"
    if "next" in found and not found & (ASKING | _COURTESY):
        yield f"only next@{place}"
    if "later" in found and not found & ASKING:
        yield f"only later@{place}"
    if found & {"sorry", "unable"} and "done" not in found:
        yield f"only failure@{place}"


def from_shape(said: Said, text: str, goal: str, listed: Sequence[Sentence]) -> Iterable[str]:
    """Name what the form of the text gives away; `listed` are questions that were ordered."""
    if not re.search(r"[\w`]", text):
        yield "says nothing"
    if said.fence_open:
        yield "code left open"
    if said.last.rstrip("*_ ").endswith((":", "：")) and said.last_kind in {"prose", "item"}:
        yield "ends in a colon"
    if _CALL.search(text[-3000:]):
        yield "a tool call in words"
    yield from from_cut(said)
    if said.last_kind == "heading" and len(said.headings) > 1 and not said.last.endswith(_ENDED):
        yield "ends in a heading"
    if _GOES_ON.search(text[-80:]):
        yield "says that it goes on"
    yield from _from_form(said, listed)
    if said.pending:
        yield "marks of pending work"
    yield from _from_gaps(said, text, goal)


def _from_gaps(said: Said, text: str, goal: str) -> Iterable[str]:
    if tasks.wants_gaps(goal):
        yield "goal wants gaps"
        return
    if said.gaps:
        yield "gaps to fill in"
    if tasks.placeholders(said, text):
        yield "placeholders"


def _from_form(said: Said, listed: Sequence[Sentence]) -> Iterable[str]:
    if listed:
        yield "list of questions"
    if any(heading.rstrip(" *:").endswith(("?", "？", "؟")) for heading in said.headings):
        yield "headings ask"
    if said.drafted or (said.quoted and not said.sentences):
        yield "a draft"
    if said.last_kind == "quote" or not said.sentences:
        yield "ends in a quote, code or a table"

"""What of a text and its turn hints at how it ends: some eighty named yes-or-no features.

Asking is looked for sentence by sentence, with a sentence's place; cutting off in how the
text stops; what is done or left out in the whole of it, in the goal and in the last tools.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.agent.endings import tasks
from service.agent.endings.cutting import from_cut
from service.agent.endings.patterns import words
from service.agent.endings.text import Said, Sentence, read

OPEN_POINTS = 7
PLAIN = 3
"""From this strength on, a sentence asks whatever stands around it."""

ASKING = frozenset({"permission", "tell", "decide", "missing", "waiting", "held"})
STOPPING = ("next", "later", "partial", "sorry", "unable")
_COURTESY = frozenset({"offer", "more"})
_YES_NO = frozenset(
    word
    for line in (
        "yes no ja nein nee oui non sí si no sim não nej tak nie ano ne",
        "да нет ні так evet hayır",
    )
    for word in words(line)
)
_CALL = re.compile(r"<(?:tool_call|function|invoke|tool_use)\b|\"arguments\"\s*:|```tool")
_OFFERING = frozenset({"permission", "kind", "me", "you", "tell"})
_NEEDY = frozenset({"decide", "waiting", "missing", "held"})
_PAIRS = (
    ("permission", "waiting"),
    ("tell", "waiting"),
    ("decide", "tell"),
    ("missing", "tell"),
    ("missing", "waiting"),
    ("missing", "you"),
    ("decide", "you"),
    ("waiting", "you"),
    ("tell", "you"),
    ("held", "waiting"),
    ("permission", "held"),
    ("next", "waiting"),
    ("if", "tell"),
    ("if", "waiting"),
)
_SIGNS = (
    "cut ",
    "only next@",
    "next@last",
    "only later@",
    "later@last",
    "only failure@",
    "sorry",
    "partial@",
    "acknowledges and",
    "placeholders",
    "gaps",
    "marks of",
    "ends in a colon",
    "code left",
    "says nothing",
    "last tool failed",
    "n of m",
    "fewer than",
    "a tool call",
    "part of the goal",
)
"""What some features start with that hint at a turn that stopped short."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its features, and the sentences that may be asking, likeliest first."""

    said: Said
    names: frozenset[str]
    asking: Sequence[Sentence]


def features(text: str, goal: str, last_tools: Sequence[str]) -> Reading:
    """Read a text and name its features. Never raises."""
    said = read(text, goal)
    spoken = said.sentences
    listed = question_list(spoken)
    passed_over = catalogue(spoken) or listed
    asking = [
        each for each in spoken if asks(each) and each not in passed_over and not offers(each)
    ]
    names = {"always"}
    names.update(_from_asking(spoken, asking, tasks.stems(goal)))
    names.update(_from_offers(spoken, asking))
    names.update(_from_stopping(spoken))
    names.update(_from_shape(said, text, listed))
    names.update(tasks.from_goal(goal, said))
    names.update(tasks.from_tools(last_tools))
    if not any(name.startswith(_SIGNS) for name in names):
        names.add("no sign of stopping")
    if not asking:
        names.add("no sign of asking")
    if not any(each in asking for each in spoken[-2:]):
        names.add("ends without asking")
    if spoken and spoken[0].words and spoken[0].words[0] in _YES_NO:
        names.add("starts with yes or no")
    names.update(_together(names))
    ordered = sorted(asking, key=lambda each: (strength(each), each.block), reverse=True)
    return Reading(said, frozenset(names), ordered)


def asks(sentence: Sentence) -> bool:
    """Tell whether a sentence may ask the person for something."""
    return sentence.question or bool(sentence.cues & ASKING)


def kinds_of(sentence: Sentence) -> frozenset[str]:
    """Return the ways in which a sentence asks; a question word counts only in a question."""
    found = sentence.cues & ASKING
    return found | ({"which"} if sentence.question and "which" in sentence.cues else set())


def offers(sentence: Sentence) -> bool:
    """Tell whether a sentence offers more than was asked for, out of courtesy."""
    found = sentence.cues
    if "offer" in found:
        return not {"waiting", "decide"} <= found
    if "kind" in found and not found & (ASKING - {"held"}):
        return True
    extra = "more" in found and sentence.question and bool(found & _OFFERING)
    return extra and not found & _NEEDY


def strength(sentence: Sentence) -> int:
    """Weigh how plainly a sentence asks."""
    found = sentence.cues
    points = len(found & ASKING) + 2 * sentence.question + ("you" in found)
    return points + ("tell" in found or "permission" in found) - sentence.item


def question_list(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the questions that stand in a list of them: a survey, an interview, a quiz."""
    items = [each for each in sentences if each.item and each.question]
    return items if len(items) >= 3 else []


def catalogue(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the items of a list that is too long to be one of open points."""
    items = [each for each in sentences if each.item]
    return items if len({each.block for each in items}) > OPEN_POINTS else []


def _from_asking(
    spoken: Sequence[Sentence], asking: Sequence[Sentence], goal: frozenset[str]
) -> Iterable[str]:
    tail = spoken[-3:]
    for sentence in asking:
        where = "last" if sentence is spoken[-1] else "tail" if sentence in tail else "body"
        for cue in kinds_of(sentence):
            yield f"{cue}@{where}"
        if sentence.question:
            yield f"question@{where}"
            yield from (
                f"question+{cue}" for cue in sentence.cues & (ASKING | {"you", "which", "or"})
            )
            if tasks.stems(" ".join(sentence.words)) & goal:
                yield "question about the goal"
        yield from (f"{a}+{b}" for a, b in _PAIRS if {a, b} <= sentence.cues)
        if not sentence.item and len(sentence.cues & ASKING) >= 3:
            yield "three asking cues in one"
        if strength(sentence) >= PLAIN:
            yield "asks plainly"
    kinds = {cue for each in asking for cue in kinds_of(each)}
    yield f"{min(len(kinds), 5)} kinds of asking"
    near = {cue for each in asking if each in tail for cue in kinds_of(each)}
    yield f"{min(len(near), 4)} kinds of asking at the end"
    if asking and len(spoken) <= 2:
        yield "nothing but asking"
    if asking and asking[0] is spoken[0]:
        yield "starts with asking"


def _from_offers(spoken: Sequence[Sentence], asking: Sequence[Sentence]) -> Iterable[str]:
    if any(offers(each) for each in spoken[-2:]):
        yield "offer at the end"
        if not any(each.question or "tell" in each.cues for each in asking):
            yield "offer and no other question"
    elif any(offers(each) for each in spoken):
        yield "offer before the end"


def _from_stopping(spoken: Sequence[Sentence]) -> Iterable[str]:
    yield from _from_place("last", spoken[-1:])
    yield from _from_place("tail", spoken[-3:-1])
    everywhere = [cue for each in spoken for cue in each.cues]
    yield from (f"{cue} anywhere" for cue in (*STOPPING, "done") if cue in everywhere)
    if everywhere.count("done") >= 3:
        yield "much is done"
    if "you" in everywhere:
        yield "speaks to you"
    if spoken and "ack" in spoken[0].cues:
        yield "acknowledges"
        if len(spoken) <= 3 and "done" not in everywhere and not any(s.question for s in spoken):
            yield "acknowledges and no more"


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


def _from_shape(said: Said, text: str, listed: Sequence[Sentence]) -> Iterable[str]:
    if not re.search(r"\w", text):
        yield "says nothing"
    if said.fence_open:
        yield "code left open"
    if said.last.rstrip("*_ ").endswith((":", "：")) and said.last_kind in {"prose", "item"}:
        yield "ends in a colon"
    if _CALL.search(text[-3000:]):
        yield "a tool call in words"
    yield from from_cut(said)
    yield from _from_form(said, listed)
    if said.gaps:
        yield "gaps to fill in"
    if said.pending:
        yield "marks of pending work"
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


_TOGETHER = (
    ("last tool failed", "only failure@last"),
    ("last tool failed", "question@last"),
    ("offer at the end", "done anywhere"),
    ("offer at the end", "wrote with tools"),
    ("question@last", "no tools"),
    ("question@last", "done anywhere"),
    ("question@last", "asks for a text"),
    ("no tools", "speaks to you"),
    ("only next@last", "no tools"),
    ("partial anywhere", "last tool failed"),
    ("goal counts", "partial anywhere"),
    ("question@tail", "asks for a text"),
    ("question@body", "asks for a text"),
    ("starts with asking", "asks for a text"),
    ("n of m", "goal counts"),
    ("goal has two parts", "only next@last"),
    ("part of the goal is not named", "no sign of asking"),
    ("only looked", "done@last"),
    ("1 kinds of asking", "done@last"),
    ("last tool failed", "no sign of asking"),
    ("goal acts", "only looked"),
    ("goal acts", "no tools"),
    ("goal acts", "wrote with tools"),
    ("goal acts", "modal@last"),
    ("goal asks to look", "only looked"),
    ("goal asks to look", "no sign of stopping"),
    ("you@last", "modal@last"),
    ("asks for a text", "ends without asking"),
    ("no tools", "ends without asking"),
    ("goal is a question", "ends without asking"),
    ("wrote with tools", "ends without asking"),
    ("goal asks to look", "ends without asking"),
    ("you@last", "done@last"),
    ("no sign of stopping", "no sign of asking"),
    ("no sign of stopping", "last tool checked"),
    ("no tools", "asks for a text"),
)


def _together(names: set[str]) -> Iterable[str]:
    return (f"{a} & {b}" for a, b in _TOGETHER if {a, b} <= names)

"""What of a text and its turn hints at how it ends: some two hundred named yes-or-no features.

Asking is looked for sentence by sentence, with a sentence's place; cutting off in how the
text stops; what is done or left out in the whole of it, in the goal and in the last tools.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from service.agent.endings import counting, stopping, tasks, tools
from service.agent.endings.pairs import PAIRS, together
from service.agent.endings.patterns import words
from service.agent.endings.text import ASKING, Said, Sentence, read

OPEN_POINTS = 7
_BRIEF = 240
_WITH_QUESTIONS = frozenset({"goal wants questions", "asks for a text"})
PLAIN = 3
"""From this strength on, a sentence asks whatever stands around it."""

_YES_NO = frozenset(
    word
    for line in (
        "yes no ja nein nee oui non sí si no sim não nej tak nie ano ne",
        "да нет ні так evet hayır",
    )
    for word in words(line)
)
_OFFERING = frozenset({"permission", "kind", "me", "you", "tell"})
_NEEDY = frozenset({"decide", "waiting", "missing", "held"})


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
    calls = tools.calls_of(last_tools)
    aims = frozenset(tasks.from_goal(goal, said))
    work = _work(aims, calls)
    listed = question_list(spoken)
    wanted = listed if aims & _WITH_QUESTIONS else []
    passed_over = catalogue(spoken) or wanted
    asking = [
        each for each in spoken if asks(each) and each not in passed_over and not offers(each, work)
    ]
    names = {"always"}
    names.update(_from_asking(spoken, asking, tasks.stems(goal)))
    names.update(_from_offers(spoken, asking, work))
    if listed and not wanted:
        names.add("questions that nobody ordered")
    if len(text) < _BRIEF and spoken and asking and all(_asks_back(each) for each in spoken):
        names.add("only asks back")
    if "goal wants prose" in aims and len(text) > _BRIEF and not calls:
        names.add("prose of its own")
    names.update(stopping.from_stopping(spoken))
    names.update(stopping.from_shape(said, text, goal, wanted))
    names.update(aims)
    names.update(tools.from_calls(calls))
    names.update(counting.from_counts(goal, said, last_tools))
    names.update(tasks.from_both(goal, said, calls))
    names -= _explained(names, asking)
    names.update(_from_whole(names, spoken, asking, calls))
    if stopping.signless(names):
        names.add("no sign of stopping")
    strongest = max((strength(each) for each in asking), default=0)
    names.add(f"asking of strength {min(max(strongest, 0), 5)}")
    if not asking:
        names.add("no sign of asking")
    elif all(map(faint, asking)):
        names.add("faint signs of asking")
    if not any(each in asking for each in spoken[-2:]):
        names.add("ends without asking")
    if spoken and spoken[0].words and spoken[0].words[0] in _YES_NO:
        names.add("starts with yes or no")
    names.update(together(names))
    ordered = sorted(asking, key=lambda each: (strength(each), each.block), reverse=True)
    return Reading(said, frozenset(names), ordered)


def _explained(names: Set[str], asking: Sequence[Sentence]) -> Set[str]:
    """Return features that something else explains: a greeting is answered by a greeting, and
    who asks about a failure does not hide it.
    """
    polite = {"acknowledges and no more"} if "goal is small talk" in names else set[str]()
    return polite | ({"claims what failed"} if asking else set())


def _from_whole(
    names: Set[str],
    spoken: Sequence[Sentence],
    asking: Sequence[Sentence],
    calls: Sequence[tools.Call],
) -> Iterable[str]:
    """Name what only a text, its goal and its calls say together."""
    idle = not any(call.ok and call.kind != "looked" for call in calls)
    plain = [each for each in asking if strength(each) >= PLAIN and not each.item]
    at_end = any(each in stopping.tail_of(spoken) for each in plain)
    if idle and at_end and "goal acts" in names:
        yield "asks before any work"
    if not asking and "a tool found nothing" in names and "goal asks to look" in names:
        yield "looked and found nothing"
    if not asking and {"checked the change", "done anywhere"} <= names:
        yield "done and checked"


def asks(sentence: Sentence) -> bool:
    """Tell whether a sentence may ask the person for something."""
    return sentence.question or bool(sentence.cues & ASKING)


def faint(sentence: Sentence) -> bool:
    """Tell whether a sentence has no more of an ask than one word that is often none."""
    found = sentence.cues
    return not sentence.question and "you" not in found and len(found & ASKING) == 1


def kinds_of(sentence: Sentence) -> frozenset[str]:
    """Return the ways in which a sentence asks; a question word counts only in a question."""
    found = sentence.cues & ASKING
    return found | ({"which"} if sentence.question and "which" in sentence.cues else set())


def _work(aims: frozenset[str], calls: Sequence[tools.Call]) -> str:
    """Tell how far work has come: "open" where none was done for a goal that acts, "done", ""."""
    changed = any(call.ok and call.kind == "changed" for call in calls)
    if changed and not tools.troubles(calls):
        return "done"
    return "open" if calls and "goal acts" in aims else ""


def _asks_back(sentence: Sentence) -> bool:
    return sentence.question or bool(sentence.cues & {"ack", "tell", "missing", "kind"})


def offers(sentence: Sentence, work: str = "") -> bool:
    """Tell whether a sentence offers more than was asked for, out of courtesy.

    What is offered before any `work` is done is the work itself.
    """
    found = sentence.cues
    if work == "open" and found & {"tell", "permission"} and not found & {"kind"}:
        return False
    if work == "done" and {"if", "tell"} <= found and not found & {"waiting", "missing", "decide"}:
        return not sentence.question
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
    tail = stopping.tail_of(spoken)
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
        yield from (f"{a}+{b}" for a, b in PAIRS if {a, b} <= sentence.cues)
        if not sentence.item and len(sentence.cues & ASKING) >= 3:
            yield "three asking cues in one"
        if strength(sentence) >= PLAIN:
            yield "asks plainly"
    if asking and len(spoken) <= 2:
        yield "nothing but asking"
    if asking and asking[0] is spoken[0]:
        yield "starts with asking"


def _from_offers(
    spoken: Sequence[Sentence], asking: Sequence[Sentence], work: str
) -> Iterable[str]:
    if any(offers(each, work) for each in spoken[-2:]):
        yield "offer at the end"
        if not any(each.question or "tell" in each.cues for each in asking):
            yield "offer and no other question"
    elif any(offers(each, work) for each in spoken):
        yield "offer before the end"

"""What a text asks, as a card shows it: the sentences that ask, and the answers it offers."""

import re
from collections.abc import Sequence

from service.agent.endings.features import Reading, asks, offers
from service.agent.endings.text import Sentence, plain

LONGEST = 300
LONGEST_CHOICE = 60
_OR = re.compile(
    r"\s*,?\s+(?:or|oder|ou|of|eller|albo|czy|lub|nebo|или|чи|або|veya|yoksa|hay|atau|vagy|vai|ή|sau|या|o|u)\s+"
    r"|\s*(?:それとも|还是|或者|아니면|أم)\s*",
    re.I,
)
_HEAD = re.compile(r"^(.*?)(?:\s+[–—-]\s+|\s*[:：(（,，;；]|[.。]\s|$)", re.S)
_BEFORE = re.compile(r"^.*(?:[:：,，]|\b(?:to|in|as|on|at|with|use|do|keep)\b)\s+", re.I | re.S)


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return the text as plain words, cut at a word where it is too long."""
    text = plain(text)
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > longest // 2 else head).rstrip(" ,;:") + "…"


def ask_of(reading: Reading, text: str) -> str:
    """Return the one to three sentences that ask, or the end of the text if none stands out."""
    if not reading.asking:
        last = reading.said.sentences[-2:]
        return shortened(" ".join(each.text for each in last) or text)
    best = reading.asking[0]
    spoken = reading.said.sentences
    at = spoken.index(best)
    taken = [best.text]
    for step in (1, 2):
        after = spoken[at + step] if at + step < len(spoken) else None
        if after is None or after.block != best.block or offers(after) or not asks(after):
            break
        taken.append(after.text)
    before = spoken[at - 1] if at else None
    if len(taken) < 3 and before and before.block == best.block and _belongs(before):
        taken.insert(0, before.text)
    while len(taken) > 1 and len(plain(" ".join(taken))) > LONGEST:
        taken.remove(min(taken, key=lambda each: each == best.text))
    return shortened(" ".join(taken))


def _belongs(before: Sentence) -> bool:
    """Tell whether the sentence before an ask is needed to understand it."""
    return before.question or bool(before.cues & {"tell", "missing", "permission", "waiting"})


def choices_of(reading: Reading) -> Sequence[str]:
    """Return the two to five short answers that the text offers, or none."""
    if not reading.asking:
        return ()
    best = reading.asking[0]
    listed = _listed(reading.said.sentences, best)
    if listed:
        return listed
    return _either(best.text) if best.question else ()


def _listed(spoken: Sequence[Sentence], ask: Sentence) -> Sequence[str]:
    """Read a list of options beside an ask that chooses between them."""
    if not ask.cues & {"which", "decide", "or", "tell"} or ask.item:
        return ()
    runs: list[list[Sentence]] = [[]]
    for sentence in spoken:
        if sentence.item and (not runs[-1] or sentence.block - runs[-1][-1].block <= 1):
            runs[-1].append(sentence)
        elif not sentence.item and runs[-1]:
            runs.append([])
    for run in reversed(runs):
        firsts = list({each.block: each for each in reversed(run)}.values())[::-1]
        names = tuple(dict.fromkeys(_name(each.text) for each in firsts))
        near = bool(run) and abs(ask.block - run[0].block) <= len(firsts) + 1
        if near and 2 <= len(names) <= 5 and all(0 < len(each) <= LONGEST_CHOICE for each in names):
            return names
    return ()


def _name(item: str) -> str:
    text = plain(item)
    found = _HEAD.match(text)
    return (found[1] if found and found[1].strip() else text).strip(" .。;")


def _either(question: str) -> Sequence[str]:
    """Read "A or B?", where both are short."""
    text = plain(question).rstrip(" ?？؟")
    parts = [part for part in _OR.split(text) if part]
    if len(parts) != 2:
        return ()
    left = _BEFORE.sub("", parts[0]).strip(" ,")
    right = parts[1].strip(" ,")
    several = [each.strip() for each in left.split(",")]
    names = tuple(dict.fromkeys((*several, right)))
    if 2 <= len(names) <= 5 and all(0 < len(each) <= 40 for each in names):
        return names
    return ()

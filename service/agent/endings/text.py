"""What of a text is said to the person: its sentences, without code, quotes, tables, drafts.

Every step is linear in the text's length, and of a long text only its head and tail count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.agent.endings.lexicon import letters
from service.agent.endings.patterns import cues, languages, words

HEAD = 3000
TAIL = 9000
MOST_SENTENCES = 60
_SURROGATES = re.compile("[\ud800-\udfff]")
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^\s{0,3}(#{1,6}\s+\S.*|\*\*[^*]{1,80}\*\*:?\s*$|__[^_]{1,80}__:?\s*$)")
_LEAD = re.compile(
    r"^\*\*([^*\n]{1,80}[?？؟.:。：])\*\*\s*(?=\S)|^\*\*([^*\n]{1,80})\*\*\s*[:：]\s*(?=\S)"
)
_ITEM = re.compile(r"^\s*(?:[-*•+–·]|\(?\d{1,3}[.):、]|\(?[a-zA-Z][.)])\s+(?=\S)")
_MARKS = "✅✔☑⏳🔄⬜☐❌⏸🔲➡🚧⌛"
_PENDING = re.compile(r"[⏳🔄⬜☐⏸🔲🚧⌛]|\[ \]|\b(?:In progress|in progress|TODO|WIP)\b")
_GAP = re.compile(
    r"^\s*(?:[-*•]\s*)?(?:\([^()]{4,70}\)|\[[^\]]{4,70}\]|<[^<>]{4,70}>|TODO:?|TBD:?)\s*$"
)
_TABLE = re.compile(r"^\s*\|.*")
_DRAFT = re.compile(letters.DRAFT, re.I)
_SIGNED = re.compile(letters.SIGNED, re.I)
_QUOTED = re.compile(
    r'"[^"\n]{1,900}"|“[^”\n]{1,900}”|„[^“”\n]{1,900}[“”]|«[^»\n]{1,900}»|「[^」\n]{1,900}」'
    r"|『[^』\n]{1,900}』|»[^«\n]{1,900}«",
)
_CODE = re.compile(r"`[^`\n]{1,200}`")
_LINK = re.compile(r"\[([^\]\n]{1,200})\]\([^)\s]{1,500}\)|<?https?://\S+")
_MARKED = re.compile(rf"{_CODE.pattern}|{_LINK.pattern}|[*#`]+|(?<!\w)_+|_+(?!\w)")
_END = re.compile(
    r"(?<=[.!?…])(?<!\b\d\.)(?<!\b\d\d\.)[\"'”’»)*_]{0,3}\s+(?=[^\sa-zà-þа-я])|(?<=[。！？؟।｡])[\"'”’»」』)*]{0,2}\s*"
    r"|(?<=[;；])\s+(?=\S)"
)
_ASKS = re.compile(r"[?？؟;]?[\s\"'”’»」』)*_:]*[?？؟][\s\"'”’»」』)*_。.!！]*$")
ASKING = frozenset({"permission", "tell", "decide", "missing", "waiting", "held"})
"""The cues that ask a person for something."""
_TO_SOMEBODY = frozenset({"tell", "permission", "held", "if"})
_ALLOWING = frozenset(letters.ALLOWING.split("|"))
_LEFT = frozenset({"held", "partial", "decide", "missing", "unable"})
_ORDERED = re.compile(letters.ORDERED)
_INTACT = re.compile(letters.INTACT)
_QUESTION = re.compile("[?？؟]")
_QUOTES = re.compile('["“„«「『»]')
_MARKS_IN = re.compile(r"[`*_#\[]|https?://")
_PENDING_IN = re.compile(r"\[ \]|rogress|TODO|WIP")
_GAP_ENDS = ")]>:ODB \t"
_PAST = frozenset(letters.PAST.split())
_NO_TROUBLE = re.compile(letters.NO_TROUBLE)
_STOP = re.compile("[.!?…。！？؟।｡;；]")
_WORDY = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A sentence to the person. `item` stands in a list; `alone` makes up its whole block.

    `question` ends in a question mark. `block` counts paragraphs and list items from 0.
    """

    text: str
    question: bool
    item: bool
    alone: bool
    block: int
    words: tuple[str, ...]
    cues: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence whose cues are still unread, with its text `clean` of marks."""

    text: str
    question: bool
    item: bool
    alone: bool
    block: int
    clean: str
    words: tuple[str, ...]

    def sentence(self, among: Sequence[int]) -> Sentence:
        found = settled(
            cues(self.clean, self.words, among), self.clean, self.words, question=self.question
        )
        return Sentence(
            self.text, self.question, self.item, self.alone, self.block, self.words, found
        )


@dataclass(slots=True)
class Said:
    """A text in parts: `sentences` to the person, and what was left out of them."""

    sentences: list[Sentence] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    table: list[str] = field(default_factory=list)
    last: str = ""
    last_kind: str = ""
    fence_open: bool = False
    quoted: bool = False
    drafted: bool = False
    pending: bool = False
    gaps: bool = False
    size: int = 0


@dataclass(slots=True)
class _Reader:
    """Goes through the lines once."""

    said: Said = field(default_factory=Said)
    blocks: list[tuple[str, bool]] = field(default_factory=list)
    fence: str = ""
    draft: bool = False
    signed: int = 0
    joined: bool = False

    def line(self, line: str) -> None:
        fence = _FENCE.match(line)
        if self.fence:
            if fence and fence[1].startswith(self.fence):
                self.fence = ""
            else:
                self.said.code.append(line)
            return
        if fence:
            self.fence, self.joined = fence[1], False
            self.said.last_kind = "code"
            return
        if not line.strip():
            self.joined = False
            return
        self.said.last = line.strip()
        self.said.last_kind = kind = self.kind(line)
        if not line.isascii() or _PENDING_IN.search(line):
            self.said.pending = self.said.pending or bool(_PENDING.search(line))
        if line[-1] in _GAP_ENDS:
            self.said.gaps = self.said.gaps or bool(_GAP.match(line))
        getattr(self, kind)(line)

    def kind(self, line: str) -> str:
        if line.lstrip().startswith((">", "    ")) or line.startswith(("    ", "\t")):
            return "item" if _ITEM.match(line) else "quote"
        if _TABLE.match(line):
            return "table"
        if _HEADING.match(line):
            return "heading"
        if self.draft or _DRAFT.match(line):
            return "drafted"
        return "item" if _ITEM.match(line) else "prose"

    def quote(self, _: str) -> None:
        self.said.quoted, self.joined = True, False

    def table(self, line: str) -> None:
        self.said.table.append(line.strip())
        self.joined = False

    def heading(self, line: str) -> None:
        self.said.headings.append(line.strip(" #*_"))
        self.joined = False

    def drafted(self, line: str) -> None:
        self.said.drafted, self.draft, self.joined = True, True, False
        if self.signed:
            self.signed += 1
            if self.signed > 2 or not line.strip():
                self.draft, self.signed = False, 0
        elif _SIGNED.match(line):
            self.signed = 1

    def item(self, line: str) -> None:
        self.blocks.append((_ITEM.sub("", line).strip(), True))
        self.joined = True

    def prose(self, line: str) -> None:
        if self.joined and self.blocks:
            text, item = self.blocks.pop()
            self.blocks.append((f"{text}\n{line.strip()}", item))
        else:
            self.blocks.append((line.strip(), False))
        self.joined = True


def read(text: str, goal: str = "") -> Said:
    """Take a text apart; `goal` helps to tell its language. Never raises."""
    text = _SURROGATES.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n").rstrip()
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]}\n\n{text[-TAIL:]}"
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line[:4000] if len(line) > 8000 else line)
        if reader.signed and not line.strip():
            reader.signed += 1
    said = reader.said
    said.fence_open, said.size = bool(reader.fence), len(text)
    parts = [
        part
        for number, (block, item) in enumerate(reader.blocks)
        for part in _parts(block, number, said, item=item)
    ]
    if len(parts) > MOST_SENTENCES:
        parts = parts[:15] + parts[15 - MOST_SENTENCES :]
    spoken = [word for part in parts for word in part.words]
    among = languages([*spoken[:250], *spoken[-250:], *words(goal[:400])])
    said.sentences = [part.sentence(among) for part in parts]
    return said


def settled(
    found: frozenset[str], text: str, spoken: tuple[str, ...], *, question: bool
) -> frozenset[str]:
    """Drop the cues that something else explains: who promises a result waits for nobody, what
    is promised is not done, and who says what somebody can do asks nothing of them.
    """
    if not found:
        return found
    if "later" in found and not question and not found & _TO_SOMEBODY:
        found -= {"waiting", "decide", "missing"}
    if " ".join(spoken[:2]) in _ALLOWING and not question:
        found -= {"tell", "permission", "waiting", "decide"}
    if found & _LEFT and not question and _ORDERED.search(text.lower()):
        found -= _LEFT
    if "unable" in found and "me" not in found and ("if" in found or _PAST & set(spoken)):
        found -= {"unable"}
    if "unable" in found and _NO_TROUBLE.search(text.lower()):
        found -= {"unable"}
    if "partial" in found and "me" not in found and _INTACT.search(text.lower()):
        found -= {"partial"}
    if ("me" in found and found & {"later", "next"}) or ("if" in found and not question):
        found -= {"done"}
    return found


def plain(text: str) -> str:
    """Return a text as plain words: no marks of emphasis, code or links."""
    text = _LINK.sub(lambda found: found[1] or found[0], text)
    return re.sub(r"\s+", " ", re.sub(r"[*`#]+|(?<!\w)_+|_+(?!\w)", "", text)).strip()


def _parts(block: str, number: int, said: Said, *, item: bool) -> list[_Part]:
    """Cut a block into sentences, their cues still unread."""
    bare, quotes = _QUOTED.subn(_unquoted, block) if _QUOTES.search(block) else (block, 0)
    lead = _LEAD.match(bare) if bare.startswith("**") else None
    if lead:
        said.headings.append(lead[1] or lead[2])
        bare = bare[lead.end() :]
    said.quoted = said.quoted or bool(quotes)
    pieces = _END.split(bare) if _STOP.search(bare) else [bare]
    parts = [part.strip() for part in pieces if part and _WORDY.search(part)]
    found = []
    for part in parts[-40:]:
        clean = _without_marks(part[-1500:])
        question = bool(_QUESTION.search(part[-40:])) and bool(_ASKS.search(part[-40:]))
        alone = len(parts) == 1
        found.append(_Part(part, question, item, alone, number, clean, tuple(words(clean))))
    return found


def _without_marks(text: str) -> str:
    """Put a word in the place of each link and each piece of code; drop emphasis."""
    if not _MARKS_IN.search(text):
        return text
    return _MARKED.sub(lambda found: " xcode " if found[0][0] in "`[<h" else "", text)


def _unquoted(found: re.Match[str]) -> str:
    """Keep a short quote that names something, as in "Confirm"; drop what somebody says."""
    inside = found[0]
    return inside if len(inside) < 30 and not re.search(r"[?？؟!]", inside) else " xquote "

"""What a person said in a session is erased, and what heddle itself repeated of it there.

Everything here runs in a transaction that locked the session's owner and the session. What the
agent made of their words stays: that is its work, and somebody else's session.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from service.agent.compaction import GOAL, without
from service.agent.context import DELETED
from service.domain import held as holding
from service.domain.breadcrumbs import DONE, NEXT, first_line
from service.domain.events import HINT, Control, Event, Kind
from service.domain.ids import PersonId
from service.domain.items import Item, ItemKind
from service.domain.persons import Person
from service.domain.sessions import Session
from service.ports.store import Tx
from service.usecases import held

_TEXTS = (Kind.MESSAGE, Kind.NOTE, Kind.ANSWER, Kind.CONTROL)
_REMARKS = {
    Kind.NOTICE: "text",
    Kind.BREADCRUMB: "text",
    Kind.ALERT: "text",
    Kind.STATE: "why",
    Kind.COMPACTION: "summary",
}
"""What heddle writes into a session by itself, and where its words stand."""
_WORDED = frozenset({ItemKind.ALERT, ItemKind.CHECK_IN, ItemKind.RESULT})
"""Items whose text is heddle's own, and may name what was asked for."""
_BEGINNING = 40
_SAYS_ENOUGH = 20
"""Characters from which on words that stand in a remark are taken for those of who wrote them."""
_BEFORE = "|".join(map(re.escape, ("“", NEXT, DONE, HINT, GOAL)))
"""What heddle writes before words that it repeats."""


@dataclass(frozen=True, slots=True)
class Whose:
    """A person who goes, the ids of all that they were, and what they are called afterwards."""

    person: PersonId
    ids: Collection[PersonId]
    name: str


def whose(person: PersonId, formerly: Sequence[Person]) -> Whose:
    """Return who a person is and was before accounts were linked."""
    return Whose(person, {person, *(each.id for each in formerly)}, f"Erased {person[-4:]}")


def erase_words(tx: Tx, session: Session, who: Whose, title: str = "") -> int:
    """Erase it; return how many events. Where a `title` goes too, so does what repeats it."""
    number = session.number
    wrote = [each for each in tx.events.after(number, 0, _TEXTS) if not each.erased]
    items = tx.erasing.items(number)
    kept = [each for each in items if each.facts.get("author") in who.ids]
    theirs = _Said.of([each for each in wrote if each.actor in who.ids], kept, title)
    others = [each for each in items if each.kind is ItemKind.HELD and each not in kept]
    told = theirs.but_for(_Said.of([each for each in wrote if each.actor not in who.ids], others))
    held.forget(tx, session, who.person)
    count = tx.erasing.said_by(number, who.person)
    if session.owner_id not in who.ids:
        # What an owner was told goes with the owner.
        tx.erasing.shown(number, told.names)
    for event in tx.events.after(number, 0, _REMARKS):
        _reword(tx, event, told)
    for item in items:
        if item in kept:
            facts = holding.facts(who.person, who.name)
            tx.erasing.reword(replace(item, ask=DELETED, facts=facts))
        elif item.kind in _WORDED and told.stands_in(item.ask):
            tx.erasing.reword(replace(item, ask=DELETED))
    if told.stands_in(session.breadcrumb):
        tx.sessions.save(replace(tx.sessions.lock(number), breadcrumb=DELETED))
    return count


@dataclass(frozen=True, slots=True)
class _Said:
    """By which names people wrote, and how began what they said; `authors` are the names by which
    something of theirs was held back, `files` those of what they attached.
    """

    names: Collection[str]
    authors: Collection[str]
    lines: Collection[str]
    files: Collection[str]

    @classmethod
    def of(cls, said: Sequence[Event], kept: Sequence[Item], title: str = "") -> "_Said":
        """Gather it from what they said and what was held back, before that is erased."""
        messages = [each for item in kept for each in holding.messages(item)]
        texts = [title, *map(_text, said), *(each.said for each in messages)]
        authors = {str(each.facts["name"]) for each in kept}
        return cls(
            authors | {str(each.payload["name"]) for each in said},
            authors,
            {start for text in texts for start in (_start(first_line(text)), _start(text))} - {""},
            {str(file["name"]) for each in said for file in each.payload.get("attachments", ())},
        )

    def but_for(self, others: "_Said") -> "_Told":
        """Return what tells that a text is theirs; what others said as well does not."""
        parts = [
            *((each, _repeats(each)) for each in {*self.lines} - {*others.lines}),
            *((each, _hands_on(each)) for each in {*self.files} - {*others.files}),
            *((each, _tells_of(each)) for each in {*self.authors} - {*others.names}),
        ]
        return _Told(self.names, parts)


@dataclass(frozen=True, slots=True)
class _Told:
    """By which names they wrote, and each of their words with the pattern of its repetition."""

    names: Collection[str]
    parts: Collection[tuple[str, str]]

    def stands_in(self, text: str) -> bool:
        """Tell whether the text repeats what they said."""
        line = " ".join(text.split())
        return any(part in line and re.search(pattern, line) for part, pattern in self.parts)


def _text(event: Event) -> str:
    if event.kind is Kind.CONTROL and event.payload["order"] != Control.RETRY:
        return ""
    return str(event.payload["text"])


def _start(text: str) -> str:
    return " ".join(text.split())[:_BEGINNING].rstrip()


def _repeats(start: str) -> str:
    """Whoever writes little writes what others do: that counts where all of it is quoted."""
    words = re.escape(start)
    if len(start) < _SAYS_ENOUGH:
        return rf"(?:^|{_BEFORE}){words}(?:”|$)"
    # What was cut may end within a word.
    return rf"(?<!\w){words}" if len(start) == _BEGINNING else rf"(?<!\w){words}(?!\w)"


def _hands_on(file: str) -> str:
    """That is how the agent is told of an attached file."""
    name = re.escape(file)
    return rf"^The attached file {name} (?:was|could|is) |\(attached: .*inbox/{name} \("


def _tells_of(name: str) -> str:
    """That is how what is held is told of, with its author's last words."""
    return rf"(?<!\w){re.escape(name)} wrote(?: \d+ messages, the last one)?: “"


def _reword(tx: Tx, event: Event, told: _Told) -> None:
    if event.erased or event.actor != "heddle":
        return
    where = _REMARKS[event.kind]
    words = str(event.payload[where])
    if event.kind is Kind.COMPACTION:
        left = without(words, told.names, told.stands_in)
    else:
        left = DELETED if told.stands_in(words) else words
    if left != words:
        tx.events.replace_payload(event.session, event.seq, {**event.payload, where: left})

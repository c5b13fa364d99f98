"""What a person said in a session is erased, and what heddle itself repeated of it there.

Everything here runs in a transaction that locked the session's owner and the session. What the
agent made of their words stays: that is its work, and somebody else's session.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from service.agent.compaction import without
from service.agent.context import DELETED
from service.domain import held as holding
from service.domain.breadcrumbs import first_line
from service.domain.events import Control, Event, Kind
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
_SAYS_ENOUGH = 8
"""Characters from which on a line that stands in a remark is one that was repeated there."""


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
    said = [each for each in tx.events.after(number, 0, _TEXTS) if each.actor in who.ids]
    items = tx.erasing.items(number)
    kept = [each for each in items if each.facts.get("author") in who.ids]
    told = _Told.of([each for each in said if not each.erased], kept, title)
    held.forget(tx, session, who.person)
    count = tx.erasing.said_by(number, who.person)
    tx.erasing.shown(number)
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
class _Told:
    """By which names they wrote, and how the lines begin that heddle may have repeated."""

    names: Collection[str]
    lines: Collection[str]

    @classmethod
    def of(cls, said: Sequence[Event], kept: Sequence[Item], title: str) -> "_Told":
        """Gather it from what they said and what was held back, before that is erased."""
        authors = {str(each.facts["name"]) for each in kept}
        lines = {_beginning(text) for each in said for text in _texts(each)}
        lines |= {_beginning(each.said) for item in kept for each in holding.messages(item)}
        lines = {each for each in lines if len(each) >= _SAYS_ENOUGH}
        # That is how what is held is told of, with their last words.
        lines |= {f"{name} wrote" for name in authors}
        names = authors | {str(each.payload["name"]) for each in said}
        return cls(names, lines | {_beginning(title)} - {""})

    def stands_in(self, text: str) -> bool:
        """Tell whether the text repeats what they said."""
        line = " ".join(text.split())
        return any(each in line for each in self.lines)


def _texts(event: Event) -> Sequence[str]:
    if event.kind is Kind.CONTROL and event.payload["order"] != Control.RETRY:
        return ()
    files = event.payload.get("attachments", ())
    return (str(event.payload["text"]), *(str(each["name"]) for each in files))


def _beginning(text: str) -> str:
    return " ".join(first_line(text).split())[:_BEGINNING].rstrip()


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

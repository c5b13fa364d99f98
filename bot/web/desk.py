"""What all pages of one person share: their board, their inbox, and what they were just told."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.presenter.notices import Notice, notice
from bot.web.cards import Card, Viewer
from bot.web.notices import Told, read_told
from service.domain.ids import PersonId
from service.domain.items import Item, ItemKind
from service.domain.policy import Policy
from service.ports.reads import Reads
from service.queries.board import Board, board
from service.queries.inbox import Entry, Inbox, inbox
from service.queries.standing import Standing


@dataclass(frozen=True, slots=True)
class Summary:
    """What happened while it was quiet: its words, and what of it is still open."""

    notice: Notice
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's view of everything; `told` are the loud deliveries of the last minute."""

    viewer: Viewer
    board: Board
    inbox: Inbox
    summary: Summary | None
    told: Sequence[Told]

    @property
    def count(self) -> int:
        """How many things need the person now."""
        return self.inbox.count

    def cards(self, entries: Sequence[Entry]) -> list[Card]:
        """Return entries of the inbox as cards."""
        return [_card(each, self.viewer, self.inbox.now) for each in entries]

    def asks(self, now: Standing) -> list[Card]:
        """Return what a session's thread shows as cards: results stand in it anyway."""
        owner = "" if now.owner.id == self.viewer.id else now.owner.name
        return [
            Card(each, now.session, self.viewer, now.now, owner)
            for each in now.items
            if each.kind is not ItemKind.RESULT
        ]

    def news(self, now: Standing) -> bool:
        """Tell whether the session has a result that the person has not seen."""
        return any(
            each.kind is ItemKind.RESULT and each.owner_id == self.viewer.id for each in now.items
        )


def read_desk(reads: Reads, person: PersonId, policy: Policy) -> Desk:
    """Read it. Raises Refused if there is no such person."""
    seen, found = board(reads, person, policy), inbox(reads, person)
    viewer = read_viewer(reads, person)
    return Desk(viewer, seen, found, _summary(reads, found, viewer), read_told(reads, person))


def read_viewer(reads: Reads, person: PersonId) -> Viewer:
    """Return how the person looks at cards."""
    others = [each for each in reads.persons() if each.id != person]
    others.sort(key=lambda each: each.name.casefold())
    return Viewer(person, reads.preferences(person).zone, others)


def read_card(reads: Reads, item: Item, person: PersonId) -> Card | None:
    """Return one item as a card; None if its session is not the person's to see."""
    session = reads.session(item.session)
    if session is None or not reads.may_see(person, session.number):
        return None
    names = [reads.person(each) if each else None for each in (session.owner_id, item.resolved_by)]
    owner, by = (each.name if each else "" for each in names)
    owner = "" if session.owner_id == person else owner
    return Card(item, session, read_viewer(reads, person), reads.now(), owner, by)


def _card(entry: Entry, viewer: Viewer, now: float) -> Card:
    return Card(entry.item, entry.session, viewer, now, entry.asked_by, entry.resolved_by)


def _summary(reads: Reads, found: Inbox, viewer: Viewer) -> Summary | None:
    if found.summary is None:
        return None
    named = set(found.summary.facts["items"])
    entries = [*found.needs_you, *found.results, *found.on_track, *found.snoozed]
    still = [each for each in entries if each.item.id in named]
    pairs = [(each.item, each.session) for each in still]
    words = notice(found.summary, pairs, reads.preferences(viewer.id), found.now)
    return Summary(words, [_card(each, viewer, found.now) for each in still])

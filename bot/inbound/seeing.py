"""What a chat platform's front end looks up before it hands something in, and shows on its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.inbound.looking import Looking
from bot.presenter.cards import AskCard, HomeCard, SettingsCard
from bot.presenter.item_cards import ask_card
from bot.presenter.session_cards import home_card, settings_card
from service.domain import held
from service.domain.captures import Captured
from service.domain.deliveries import Delivery
from service.domain.errors import Refused
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import Item
from service.domain.persons import Identity, Person
from service.domain.receipts import Receipt
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.domain.whereabouts import Whereabouts
from service.domain.workers import check_pool, pools_of
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.store import Tx
from service.queries.board import Board, board
from service.queries.inbox import Entry, Inbox, inbox
from service.queries.steering import steered

_SHOWN = 8
"""Rows of a group whose captures are told."""
_GONE = "That does not exist any more. `!inbox` shows what needs you."


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery that somebody replied to, and the item that it was about, if it was one."""

    delivery: Delivery
    item: Item | None = None
    session: Session | None = None


class Seeing:
    """Looks things up for one front end; `link` gives a thread's address, empty for none."""

    def __init__(self, ports: Ports, link: Callable[[ThreadKey], str]) -> None:
        self._ports = ports
        self._link = link
        self._look = Looking(ports)

    async def person(self, identity: Identity) -> Person | None:
        """Return whose identity it is, None if it is new."""
        return await self._ports.store.read(lambda reads: reads.person_by_identity(identity))

    async def session_of(self, thread: ThreadKey) -> Session | None:
        """Return the thread's session, if it has one."""
        return await self._look.session_of(thread)

    async def session(
        self, person: PersonId, number: SessionNumber, at: Whereabouts | None = None
    ) -> Session:
        """Return a session that the person may steer from where they are. Raises Refused."""
        return await self._look.session(person, number, at)

    async def ask(self, person: PersonId, item: ItemId, at: Whereabouts | None = None) -> AskCard:
        """Return an item as the person sees it from where they are. Raises Refused if it is not
        theirs to see.
        """

        def query(reads: Reads) -> AskCard:
            found = reads.item(item)
            session = reads.session(found.session) if found else None
            if found is None or session is None:
                raise Refused(_GONE)
            asked = person in (found.owner_id, found.colleague_id)
            if not asked:
                steered(reads, person, session.number, at)
            zone = reads.preferences(person).zone
            by = reads.person(found.resolved_by) if found.resolved_by else None
            entry = Entry(found, session, "", by.name if by else "")
            return ask_card(entry, reads.now(), zone, self._link(session.thread))

        return await self._ports.store.read(query)

    async def hint(
        self, person: PersonId, item: ItemId | None, at: Whereabouts | None = None
    ) -> str:
        """Return what an alert suggests to tell another try; empty without one, or once it is
        over. Raises Refused if it is not theirs to see.
        """
        return "" if item is None else (await self.ask(person, item, at)).hint

    async def told(self, lane: str, receipt: str) -> Told | None:
        """Return what was told in the lane by the platform's message of that id."""

        def query(reads: Reads) -> Told | None:
            delivery = reads.delivery_by_receipt(lane, receipt)
            if delivery is None:
                return None
            item = reads.item(delivery.item) if delivery.item else None
            return Told(delivery, item, reads.session(item.session) if item else None)

        return await self._ports.store.read(query)

    async def receipt(self, key: str, *, deadline: float | None = None) -> Receipt | None:
        """Return what became of a message or a press, None if it was never taken in.

        Raises Temporary where that cannot be told within `deadline` seconds.
        """
        found, _ = await self._ports.store.run(lambda tx: tx.receipts.get(key), deadline=deadline)
        return found

    async def author(self, key: str) -> PersonId | None:
        """Return who wrote a message that was taken in, None if that is not known."""

        def work(tx: Tx) -> PersonId | None:
            receipt = tx.receipts.get(key)
            if receipt is None or receipt.session is None:
                return None
            if receipt.seq is not None:
                event = tx.events.get(receipt.session, receipt.seq)
                return PersonId(event.actor) if event else None
            for item in tx.items.open_of(receipt.session):
                if any(each.key == key for each in held.messages(item)):
                    return held.author(item)
            return None

        found, _ = await self._ports.store.run(work)
        return found

    async def concerned(self, number: SessionNumber) -> frozenset[PersonId]:
        """Return who has the session on their lists."""

        def query(reads: Reads) -> frozenset[PersonId]:
            session = reads.session(number)
            others = {each.id for each in reads.collaborators(number)}
            return frozenset(others | ({session.owner_id} if session else set()))

        return await self._ports.store.read(query)

    async def settings(self, person: PersonId) -> SettingsCard:
        """Return how a person is told."""
        return await self._ports.store.read(lambda reads: self._settings(reads, person))

    async def home(self, person: PersonId) -> HomeCard:
        """Return all that a person has going on. Raises Refused if there is no such person."""

        def query(reads: Reads) -> HomeCard:
            seen, found = board(reads, person, self._ports.policy), inbox(reads, person)
            sessions = [*(row.session for row in seen.rows), *_sessions(found)]
            links = {each.number: self._link(each.thread) for each in sessions}
            captures = _captures(reads, seen, found)
            return home_card(found, seen, self._settings(reads, person), captures, links)

        return await self._ports.store.read(query)

    async def pools(self) -> Sequence[str]:
        """Return the pools that a session may be started in, the usual one first."""
        usual = self._ports.policy.default_pool
        workers = await self._ports.store.read(lambda reads: reads.workers())
        return pools_of(usual, (each.pool for each in workers))

    async def check_pool(self, pool: str) -> None:
        """Raises Refused if a pool is named that is not there, Temporary."""
        if pool:
            check_pool(pool, await self.pools())

    def _settings(self, reads: Reads, person: PersonId) -> SettingsCard:
        found = reads.person(person)
        policy = self._ports.policy
        cap = policy.cap_of(found.cap if found else None)
        names = {each.id: each.name for each in reads.persons()}
        return settings_card(
            reads.preferences(person),
            cap,
            policy.cap_max,
            reads.phones(person),
            reads.identities(person),
            names,
        )


def _sessions(found: Inbox) -> Sequence[Session]:
    return [each.session for each in (*found.needs_you, *found.results)]


def _captures(reads: Reads, seen: Board, found: Inbox) -> dict[SessionNumber, Captured]:
    rows = [*(row.session for row in seen.recent[:_SHOWN])]
    news = [each.session for each in found.results[:_SHOWN]]
    every = {each.number: reads.captures(each.number) for each in (*rows, *news)}
    return {number: captured[-1] for number, captured in every.items() if captured}

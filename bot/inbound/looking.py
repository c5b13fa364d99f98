"""What commands and answers need to know first, for whom it is theirs to know."""

from collections.abc import Callable, Sequence

from bot.presenter import standing
from bot.presenter.preferences import Names
from service.domain import ladders
from service.domain.errors import Refused
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import Item, ItemKind
from service.domain.persons import Person
from service.domain.phones import Phone
from service.domain.preferences import Preferences
from service.domain.sessions import Session
from service.domain.states import CLOSED, State
from service.domain.threads import ThreadKey
from service.domain.triage import ordered
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.queries import inbox, lists, place, why
from service.queries.inbox import Inbox
from service.queries.lists import Listing
from service.queries.place import Slots
from service.queries.steering import steered
from service.queries.why import Why

_MOMENTS = 1


class Looking:
    """Reads on behalf of one person."""

    def __init__(self, ports: Ports) -> None:
        self._store = ports.store
        self._policy = ports.policy

    async def session_of(self, thread: ThreadKey) -> Session | None:
        """Return the thread's session, if it has one."""
        return await self._store.read(lambda reads: reads.session_by_thread(thread))

    async def session(
        self, person: PersonId, number: SessionNumber, at: Whereabouts | None = None
    ) -> Session:
        """Return a session that the person may steer from where they are. Raises Refused."""
        return await self._store.read(lambda reads: steered(reads, person, number, at))

    async def listing(self, person: PersonId, which: str) -> Listing:
        """Return a list of the person's sessions: open, all, or in one state."""
        states = _states(which)
        return await self._store.read(
            lambda reads: lists.listed(
                reads, person, states, self._policy.session_limits, needs=which == "open"
            )
        )

    async def slots(self, person: PersonId) -> Slots:
        """Return the person's slots and queue."""
        return await self._store.read(lambda reads: place.slots(reads, person, self._policy))

    async def why(
        self, person: PersonId, number: SessionNumber, at: Whereabouts | None = None
    ) -> tuple[Why, list[Item], str]:
        """Return where a session that the person may steer from there stands, what it asks for,
        oldest first, and the person's time zone.

        Raises Refused for others.
        """

        def query(reads: Reads) -> tuple[Why, list[Item], str]:
            steered(reads, person, number, at)
            zone = reads.preferences(person).zone
            return why.why(reads, number, self._policy, _MOMENTS), _open(reads, number), zone

        return await self._store.read(query)

    async def queued(self, number: SessionNumber, viewer: PersonId, subject: str = "It") -> str:
        """Say where a queued session stands; empty if it is not queued."""

        def query(reads: Reads) -> str:
            session = reads.session(number)
            found = place.place(reads, session, self._policy) if session else None
            if session is None or found is None:
                return ""
            return standing.queued(found, subject, own=viewer == session.owner_id)

        return await self._store.read(query)

    async def to_answer(
        self, person: PersonId, number: SessionNumber, text: str, at: Whereabouts | None = None
    ) -> ItemId:
        """Return the oldest open item of the session that the text can answer.

        Raises Refused if nothing is open or none takes the text.
        """

        def query(reads: Reads) -> ItemId:
            session = steered(reads, person, number, at)
            found = _open(reads, number)
            mine = [i for i in found if i.kind == ItemKind.QUESTION or _holds(session, i, person)]
            item = next((i for i in mine if _takes(i, text)), None) or next(
                iter(mine or found), None
            )
            if item is None:
                raise Refused(
                    f"Session {number} asks nothing now. `!redirect {number} <text>` or a message"
                    " in its thread reaches the agent.",
                )
            return item.id

        return await self._store.read(query)

    async def most_urgent(
        self, person: PersonId, number: SessionNumber, at: Whereabouts | None = None
    ) -> ItemId:
        """Return the session's open item that needs the person first.

        Raises Refused if none stands in their inbox.
        """

        def query(reads: Reads) -> ItemId:
            session = steered(reads, person, number, at)
            mine = [each for each in _open(reads, number) if _holds(session, each, person)]
            if not mine:
                raise Refused(f"Session {number} needs nothing from you now. `!inbox` shows all.")
            return ordered(mine, {number: session}, reads.now())[0].id

        return await self._store.read(query)

    async def inbox(self, person: PersonId) -> tuple[Inbox, str]:
        """Return the person's inbox and their time zone."""
        return await self._store.read(
            lambda reads: (inbox.inbox(reads, person), reads.preferences(person).zone)
        )

    async def preferences(self, person: PersonId) -> tuple[Preferences, Names]:
        """Return how the person is told, and how to name the colleagues in it."""

        def query(reads: Reads) -> tuple[Preferences, Names]:
            chosen = reads.preferences(person)
            return chosen, names_in(chosen, reads.person)

        return await self._store.read(query)

    async def phones(self, person: PersonId) -> tuple[Sequence[Phone], str]:
        """Return the person's phones and their time zone."""
        return await self._store.read(
            lambda reads: (reads.phones(person), reads.preferences(person).zone)
        )

    async def is_shared(self, number: SessionNumber) -> bool:
        """Tell whether more people than its owner read the session's thread."""
        return await self._store.read(lambda reads: bool(reads.collaborators(number)))

    async def item(self, item: ItemId) -> Item | None:
        """Return an attention item."""
        return await self._store.read(lambda reads: reads.item(item))


def _open(reads: Reads, number: SessionNumber) -> list[Item]:
    return sorted(reads.items(session=number), key=lambda item: (item.opened_at, item.id))


def _holds(session: Session, item: Item, person: PersonId) -> bool:
    """Tell whether the item stands in the person's inbox, or is about their own session."""
    return person in (session.owner_id, item.owner_id)


def names_in(chosen: Preferences, find: Callable[[PersonId], Person | None]) -> Names:
    """Look up the colleagues in somebody's ladders and return how to name each."""
    rungs = ladders.rungs([*chosen.ladder, *chosen.important])
    found = {each.colleague: find(each.colleague) for each in rungs if each.colleague}
    names = {who: person.name for who, person in found.items() if person}
    return lambda who: names.get(who, "somebody")


def _takes(item: Item, text: str) -> bool:
    if item.kind == ItemKind.QUESTION:
        return True
    return text.strip().lower() in [choice.lower() for choice in item.choices]


def _states(which: str) -> frozenset[State] | None:
    if which == "all":
        return None
    if which == "open":
        return frozenset(State) - CLOSED
    return frozenset({State(which)})

"""Whatever two people order in whatever order, the rules about sessions hold."""

import random
from collections.abc import Awaitable, Callable

import pytest

from bot.channel import Heard
from service.domain.ids import SessionNumber
from service.domain.items import ItemKind
from service.domain.persons import Person
from service.domain.receipts import PENDING, Fate
from service.domain.sessions import Session
from service.domain.states import HOLDS_SLOT, State
from service.domain.turns import TurnState
from service.ports.reads import Reads
from tests.bot.inbound.scene import Scene

MOST = 5
ORDERS = [
    "stop {n}",
    "park {n}",
    "resume {n}",
    "retry {n} harder",
    "redirect {n} elsewhere",
    "answer {n} Stripe",
    "answer {n} Go on",
    "answer {n} Stop here",
    "answer {n} Retry",
    "answer {n} Dismiss",
    "note {n} remember",
    "queue up {n}",
    "queue first {n}",
    "cap 1",
    "cap 3",
    "model {n} fast",
    "share {n} @bob",
    "unshare {n} @bob",
    "mute {n}",
    "rename {n} Other",
    "status {n}",
    "list",
    "queue",
]


class Crowd:
    """Two people who order, write and answer at random, and an agent."""

    def __init__(self, scene: Scene, people: list[Person], seed: int) -> None:
        self.scene = scene
        self.people = people
        self.random = random.Random(seed)
        self.story: list[str] = []
        self.opened = 0

    async def act(self) -> None:
        """Do one thing."""
        self.scene.clock.advance(self.random.choice([0, 1, 60]))
        acts: list[Callable[[], Awaitable[None]]] = [self._say, self._order, self._agent]
        await self.random.choices(acts, [2, 5, 3])[0]()

    async def _say(self) -> None:
        person = self.random.choice(self.people)
        number = self.random.randint(0 if self.opened < MOST else 1, self.opened)
        thread = (await self.scene.session(number)).thread if number else None
        heard = await self.scene.say(person, "text", thread)
        if not number:
            await self.scene.order(person, f"share {heard.session} @bob")
        self._note(f"{person.name} writes in {number}", heard)

    async def _order(self) -> None:
        person = self.random.choice(self.people)
        number = self.random.randint(1, max(1, self.opened))
        line = self.random.choice(ORDERS).format(n=number)
        self._note(f"{person.name}: {line}", await self.scene.order(person, line))

    async def _agent(self) -> None:
        running = [n for n in range(1, self.opened + 1) if await self._runs(n)]
        if not running:
            return
        number, scene = self.random.choice(running), self.scene
        does: dict[str, Callable[[], Awaitable[object]]] = {
            "works": lambda: scene.works(number),
            "fails": lambda: scene.fails(number),
            "is done": lambda: scene.is_done(number),
            "asks": lambda: scene.asks(number, "Stripe or Adyen?"),
            "is over budget": lambda: scene.is_over_budget(number),
        }
        what = self.random.choice(list(does))
        self.story.append(f"the agent of {number} {what}")
        await does[what]()

    async def _runs(self, number: int) -> bool:
        return (await self.scene.session(number)).state == State.RUNNING

    def _note(self, what: str, heard: Heard) -> None:
        self.story.append(f"{what} -> {heard.text}")
        self.opened = max(self.opened, heard.session or 0)
        assert heard.text, what

    async def check(self) -> None:
        """Everything that must hold between any two acts."""
        await self.scene.read(self._everything)

    def _everything(self, reads: Reads) -> None:
        for person in self.people:
            self._person(reads, person)
        for number in range(1, self.opened + 1):
            self._session(reads, SessionNumber(number))

    def _person(self, reads: Reads, person: Person) -> None:
        now = reads.person(person.id)
        assert now is not None
        mine = [each for each in reads.sessions(person.id) if each.owner_id == person.id]
        holding = [each for each in mine if each.state in HOLDS_SLOT]
        queued = {each.number for each in mine if each.state == State.QUEUED}
        cap = self.scene.ports.policy.cap_of(now.cap)
        assert set(reads.queue(person.id)) == queued
        assert not queued or len(holding) >= cap, "a free slot beside a queue"

    def _session(self, reads: Reads, number: SessionNumber) -> None:
        session = reads.session(number)
        assert session is not None
        open_turns = [t.id for t in reads.turns(number, 1000) if t.state != TurnState.ENDED]
        works = session.state == State.RUNNING
        assert open_turns == ([session.turn_id] if works else [])
        assert works or session.turn_id is None
        events = reads.events(number)
        assert [each.seq for each in events] == list(range(1, session.next_seq))
        self._items(reads, session)
        self._receipts(reads, session)

    def _items(self, reads: Reads, session: Session) -> None:
        items = reads.items(session=session.number)
        if session.state == State.WAITING:
            assert items, "it waits for nothing that anybody could give"
        if session.state in (State.DONE, State.STOPPED):
            assert not items, "something closed still asks"
        budgets = [each for each in items if each.kind == ItemKind.BUDGET]
        assert not budgets or session.state in (State.WAITING, State.PARKED, State.QUEUED)

    def _receipts(self, reads: Reads, session: Session) -> None:
        fates = {each.fate for each in reads.receipts(session.number)} & PENDING
        allowed = {
            State.QUEUED: {Fate.QUEUED, Fate.KEPT},
            State.RUNNING: {Fate.NEXT},
            State.WAITING: {Fate.KEPT},
            State.PARKED: {Fate.KEPT},
            State.FAILED: {Fate.KEPT},
        }
        assert fates <= allowed.get(session.state, set()), (session.state, fates)


@pytest.mark.parametrize("seed", range(40))
async def test_any_orders(scene: Scene, ann: Person, bob: Person, seed: int) -> None:
    crowd = Crowd(scene, [ann, bob], seed)
    for _ in range(60):
        await crowd.act()
        try:
            await crowd.check()
        except AssertionError as broken:
            pytest.fail(f"{broken}\n" + "\n".join(crowd.story))

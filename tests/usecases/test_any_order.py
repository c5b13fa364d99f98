"""Sessions, slots and the queue under any order of deeds."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from service.adapters.store.sqlite import InlineStore, SqliteFile
from service.domain.errors import Refused
from service.domain.ids import SessionNumber
from service.domain.receipts import PENDING
from service.domain.states import CLOSED, HOLDS_SLOT, State
from service.domain.turns import TurnState
from service.usecases.configure import set_cap
from service.usecases.edit import delete
from service.usecases.move_up import move_up
from service.usecases.park import park
from service.usecases.redirect import redirect
from service.usecases.resume import resume, retry
from service.usecases.stop import stop
from tests.fakes.clock import FakeClock, FakeIds
from tests.usecases.scene import ANN, Scene, ask, calls, finish, prose, work

THREADS = st.sampled_from("abcde")
LINES = st.sampled_from(["prose", "tool", "ask", "finish", "broken"])


def line_of(name: str) -> Any:
    return {
        "prose": prose(),
        "tool": calls(work()),
        "ask": calls(ask()),
        "finish": calls(finish()),
        "broken": RuntimeError("a bug"),
    }[name]


class Deeds(RuleBasedStateMachine):
    """One person, five threads, a cap, and everything that may be done."""

    template: Path
    folder: Path
    made = 0

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        type(self).made += 1
        path = Path(shutil.copy(self.template, self.folder / f"{self.made}.db"))
        clock = FakeClock()
        self.store = InlineStore(SqliteFile(path, clock), clock)
        self.scene = Scene(self.store, clock, FakeIds(clock), cap=2, park_when_queued=20.0)
        self.do(self.scene.meet(ANN))
        self.cap = 2
        self.order = 0

    def teardown(self) -> None:
        self.do(self.store.close())
        self.runner.close()

    def do(self, work: Any) -> Any:
        try:
            return self.runner.run(work)
        except Refused:
            return None

    @rule(thread=THREADS)
    def says(self, thread: str) -> None:
        self.do(self.scene.says("Go", thread))

    @rule(lines=st.lists(LINES, max_size=4))
    def works(self, lines: list[str]) -> None:
        self.scene.model.script.clear()
        self.scene.script(*map(line_of, lines), *[prose() for _ in range(20)])
        rings = self.scene.rings()
        for ring in rings:
            self.do(self.scene.follow(ring))

    @rule(seconds=st.integers(1, 30))
    def passes(self, seconds: int) -> None:
        self.do(self.scene.passes(seconds))

    @rule(number=st.integers(1, 5), what=st.sampled_from(["stop", "park", "resume", "retry"]))
    def orders(self, number: int, what: str) -> None:
        verb = {"stop": stop, "park": park, "resume": resume, "retry": retry}[what]
        self.do(verb(self.scene.ports, ANN, SessionNumber(number)))

    @rule(number=st.integers(1, 5))
    def redirects(self, number: int) -> None:
        self.order += 1
        self.do(redirect(self.scene.ports, ANN, SessionNumber(number), "There", f"r{self.order}"))

    @rule(number=st.integers(1, 5), to_head=st.booleans())
    def moves_up(self, number: int, to_head: bool) -> None:
        self.do(move_up(self.scene.ports, ANN, SessionNumber(number), to_head=to_head))

    @rule(cap=st.integers(1, 4))
    def sets_cap(self, cap: int) -> None:
        self.do(set_cap(self.scene.ports, ANN, cap))
        self.cap = max(self.cap, cap) if self.holding() > cap else cap

    @rule(key=st.integers(1, 10))
    def deletes(self, key: int) -> None:
        self.do(delete(self.scene.ports, ANN, f"k{key}"))

    @rule(number=st.integers(1, 5), text=st.sampled_from(["Retry", "Dismiss", "This one"]))
    def answers(self, number: int, text: str) -> None:
        if self.do(self.scene.items(number)):
            self.do(self.scene.answers(text, number))

    def all(self) -> list[Any]:
        found: list[Any] = self.do(self.store.read(lambda reads: reads.sessions(None)))
        return found

    def holding(self) -> int:
        return sum(each.state in HOLDS_SLOT for each in self.all())

    @invariant()
    def the_cap_is_kept_and_nothing_waits_beside_a_free_slot(self) -> None:
        person = self.do(self.store.read(lambda reads: reads.person(ANN)))
        cap, holding = person.cap or 2, self.holding()
        assert holding <= max(cap, self.cap)
        queued = [each for each in self.all() if each.state == State.QUEUED]
        assert not queued or holding >= cap
        if holding <= cap:
            self.cap = cap

    @invariant()
    def running_is_one_open_turn(self) -> None:
        for session in self.all():
            turns = self.do(self.scene.turns(session.number))
            open_now = [each.id for each in turns if each.state != TurnState.ENDED]
            if session.state == State.RUNNING:
                assert open_now == [session.turn_id]
            else:
                assert (open_now, session.turn_id) == ([], None)

    @invariant()
    def events_are_gapless(self) -> None:
        for session in self.all():
            numbers = [each.seq for each in self.do(self.scene.events(number=session.number))]
            assert numbers == list(range(1, session.next_seq))

    async def receipts(self, number: SessionNumber) -> Any:
        return await self.store.read(lambda reads: reads.receipts(number))

    @invariant()
    def every_message_has_one_fate_that_fits(self) -> None:
        for session in self.all():
            receipts = self.do(self.receipts(session.number))
            assert len({each.key for each in receipts}) == len(receipts)
            if session.state in CLOSED - {State.FAILED}:
                assert not [each for each in receipts if each.fate in PENDING]

    @invariant()
    def a_waiting_session_asks_something(self) -> None:
        for session in self.all():
            if session.state == State.WAITING:
                assert self.do(self.scene.items(session.number))


def test_any_order_of_deeds_keeps_the_rules(sqlite_template: Path, tmp_path: Path) -> None:
    Deeds.template, Deeds.folder = sqlite_template, tmp_path
    run_state_machine_as_test(
        Deeds, settings=settings(max_examples=40, stateful_step_count=30, deadline=None)
    )

"""Who may steer a session, whoever they are, wherever they act and whatever its room says."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.adapters.store.sqlite import InlineStore, SqliteFile
from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.rooms import RoomKey, Who
from service.domain.whereabouts import Whereabouts
from service.ports.store import Tx
from service.queries.steering import steered
from service.usecases.access import owned_session, session_for
from tests.fakes.clock import FakeClock, FakeIds
from tests.usecases.scene import ANN, BOB
from tests.usecases.strangers import EVE, ROOM, Strangers
from tests.usecases.telling import Telling

ONE = SessionNumber(1)
ELSEWHERE = RoomKey("slack", "T1", "C2")
UNKNOWN = "You have no session 1"
KINDLY = "Session 1 belongs to Ann"
ROLES = st.frozensets(st.sampled_from(["R1", "R2", "R3"]))
AT = st.none() | st.builds(
    Whereabouts, st.sampled_from([ROOM, ELSEWHERE]), st.sampled_from(["", "t", "t2"]), ROLES
)


class Place:
    """Ann's session 1 in the room, where Bob collaborates and Eve does not; roles are R…"""

    def __init__(self, path: Path) -> None:
        clock = FakeClock()
        self.runner = asyncio.Runner()
        self.store = InlineStore(SqliteFile(path, clock), clock)
        scene = Telling(self.store, clock, FakeIds(clock))
        self.room = Strangers(scene)
        self.runner.run(scene.meet(ANN, BOB, EVE))
        self.runner.run(self.room.write("Build it", ANN))
        self.runner.run(self.store.run(lambda tx: tx.sessions.share(ONE, BOB)))

    def answers(self, person: PersonId, at: Whereabouts | None) -> list[str]:
        """Return what each place that decides says to the person: nothing, or why not."""

        async def ask() -> list[str]:
            return [
                await self.said(lambda tx: session_for(tx, person, ONE, at)),
                await self._read(person, at),
            ]

        return self.runner.run(ask())

    def owns(self, person: PersonId, at: Whereabouts | None) -> str:
        return self.runner.run(self.said(lambda tx: owned_session(tx, person, ONE, at)))

    async def said(self, work: Callable[[Tx], object]) -> str:
        try:
            await self.store.run(work)
        except Refused as refused:
            return str(refused)
        return ""

    async def _read(self, person: PersonId, at: Whereabouts | None) -> str:
        try:
            await self.store.read(lambda reads: steered(reads, person, ONE, at))
        except Refused as refused:
            return str(refused)
        return ""


@pytest.fixture
def place(sqlite_path: Path) -> Iterator[Place]:
    made = Place(sqlite_path)
    yield made
    made.runner.run(made.store.close())
    made.runner.close()


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    person=st.sampled_from([ANN, BOB, EVE]),
    at=AT,
    steer=st.sampled_from(Who),
    start=st.sampled_from(Who),
    wanted=ROLES,
)
def test_a_room_lets_in_by_its_present_settings_and_only_who_reads_the_thread(
    place: Place,
    person: PersonId,
    at: Whereabouts | None,
    steer: Who,
    start: Who,
    wanted: frozenset[str],
) -> None:
    place.runner.run(place.room.rules(start=start, steer=steer, roles=tuple(sorted(wanted))))
    reads_it = at is not None and at.room == ROOM and at.thread in ("", "t")
    among = steer is Who.EVERYBODY or (
        steer is Who.ROLES and at is not None and bool(at.roles & wanted)
    )
    let_in = person in (ANN, BOB) or (reads_it and among)
    for answer in place.answers(person, at):
        if let_in:
            assert not answer
        else:
            assert answer.startswith(KINDLY if reads_it else UNKNOWN)
    owns = place.owns(person, at)
    assert (not owns) is (person == ANN)
    if let_in and person != ANN:
        assert owns == "Only Ann, who owns session 1, can do that."


def test_a_number_that_there_is_not_tells_nothing(place: Place) -> None:
    """It sounds like somebody else's session, from everywhere."""
    at = Whereabouts(ROOM, "", frozenset({"R1"}))

    def ask(number: int) -> str:
        def work(tx: Tx) -> None:
            session_for(tx, EVE, SessionNumber(number), at)

        return place.runner.run(place.said(work))

    place.runner.run(place.room.rules(steer=Who.EVERYBODY))
    assert not ask(1)
    assert ask(2).startswith("You have no session 2")

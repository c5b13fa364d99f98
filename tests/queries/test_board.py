"""What a person has going on, and how one of it stands."""

from collections.abc import Sequence

import pytest

from service.domain import events
from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import Reason
from service.domain.outlook import Level, Sign
from service.domain.persons import Person
from service.ports.store import Tx
from service.queries.board import Board, Row, board
from service.queries.standing import Standing, standing
from service.usecases import lifecycle
from tests.bot.inbound.scene import Scene


async def board_of(scene: Scene, person: Person) -> Board:
    return await scene.read(lambda reads: board(reads, person.id, scene.ports.policy))


async def standing_of(scene: Scene, number: int) -> Standing:
    found = await scene.read(
        lambda reads: standing(reads, SessionNumber(number), scene.ports.policy)
    )
    assert found is not None
    return found


def numbers(rows: Sequence[Row]) -> list[int]:
    return [row.session.number for row in rows]


async def test_each_session_stands_in_one_group(scene: Scene) -> None:
    ann = await scene.person("Ann")
    for _ in range(5):
        await scene.started(ann)
    await scene.asks(1, "Which?", "A", "B")
    await scene.is_done(2)  # 4 starts in its place
    seen = await board_of(scene, ann)
    assert numbers(seen.needs_you) == [1]
    assert numbers(seen.running) == [3, 4]
    assert numbers(seen.queued) == [5]
    assert numbers(seen.recent) == [2]
    assert (seen.holding, seen.cap) == (3, 3)
    assert seen.queued[0].position == 1
    assert [item.ask for item in seen.needs_you[0].items] == ["Which?"]


async def test_what_is_severe_comes_first_then_what_waits_longest(scene: Scene) -> None:
    ann = await scene.person("Ann")
    for _ in range(3):
        await scene.started(ann)
    await scene.asks(2, "First asked")
    scene.clock.advance(5)
    await scene.asks(1, "Then asked")
    scene.clock.advance(5)
    await scene.fails(3)
    assert numbers((await board_of(scene, ann)).needs_you) == [2, 1, 3]
    await scene.alerts(3, Reason.CAPTURE_FAILED)
    assert numbers((await board_of(scene, ann)).needs_you) == [3, 2, 1]


async def test_what_needs_somebody_stays_in_sight_however_old(scene: Scene) -> None:
    ann = await scene.person("Ann")
    await scene.started(ann)
    await scene.fails(1)
    for number in range(2, 34):
        scene.clock.advance(1)
        await scene.started(ann)
        await scene.is_done(number)
    seen = await board_of(scene, ann)
    assert numbers(seen.needs_you) == [1]
    assert len(seen.recent) == 30


async def test_a_shared_session_names_its_owner_and_needs_only_the_owner(scene: Scene) -> None:
    ann, bob = await scene.person("Ann"), await scene.person("Bob")
    await scene.started(ann)
    await scene.started(ann)
    await scene.order(ann, "share 1 @bob")
    await scene.asks(1, "Which?")
    seen = await board_of(scene, bob)
    assert [(row.session.number, row.owner) for row in seen.rows] == [(1, "Ann")]
    assert numbers(seen.running) == [1]
    assert seen.holding == 0


async def test_nobody_has_no_board(scene: Scene) -> None:
    with pytest.raises(Refused, match="Sign in again"):
        await scene.read(lambda reads: board(reads, PersonId("x"), scene.ports.policy))


async def test_a_session_tells_its_slot_its_place_and_who_sees_it(scene: Scene) -> None:
    ann, bob = await scene.person("Ann"), await scene.person("Bob")
    for _ in range(5):
        await scene.started(ann)
    second, fifth = await standing_of(scene, 2), await standing_of(scene, 5)
    assert (second.slot, second.holding, second.cap, second.position) == (2, 3, 3, None)
    assert (fifth.slot, fifth.position, fifth.queued) == (None, 2, 2)
    assert second.ready_since is not None
    assert second.seen_by(ann.id)
    assert not second.seen_by(bob.id)
    await scene.order(ann, "share 2 @bob")
    assert (await standing_of(scene, 2)).seen_by(bob.id)


async def test_there_is_no_standing_of_what_is_not_there(scene: Scene) -> None:
    missing = await scene.read(lambda reads: standing(reads, SessionNumber(9), scene.ports.policy))
    assert missing is None


async def test_who_is_likely_to_need_somebody_next_comes_before_who_needs_nobody(
    scene: Scene,
) -> None:
    ann = await scene.person("Ann")
    for _ in range(3):
        await scene.started(ann)

    def work(tx: Tx) -> None:
        row = tx.sessions.lock(SessionNumber(3))
        nudges = [events.nudge("same_call", "Look elsewhere")] * 2
        tx.sessions.save(lifecycle.append(tx, row, nudges))

    await scene.tx(work)
    seen = await board_of(scene, ann)
    assert numbers(seen.running) == [3, 1, 2]
    assert [row.outlook.level for row in seen.running] == [
        Level.LIKELY,
        Level.NEEDS_NOBODY,
        Level.NEEDS_NOBODY,
    ]
    assert seen.running[0].outlook.signs == ((Sign.NUDGED, 2.0),)


async def test_what_is_muted_comes_last_of_what_needs_somebody(scene: Scene) -> None:
    ann = await scene.person("Ann")
    for _ in range(2):
        await scene.started(ann)
    await scene.asks(1, "Which?")
    scene.clock.advance(5)
    await scene.asks(2, "And which?")
    await scene.order(ann, "mute 1")
    assert numbers((await board_of(scene, ann)).needs_you) == [2, 1]

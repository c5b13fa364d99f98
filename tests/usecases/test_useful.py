"""What became of each alert is kept on it, and counted."""

from collections.abc import Awaitable, Callable

import pytest

from service.domain.ids import SessionNumber
from service.domain.items import IGNORE, RESTART, STOP, AlertOutcome, Item, Reason
from service.domain.sessions import Session
from service.ports.store import Tx
from service.usecases import settling
from service.usecases.answer import Answer, answer_item
from service.usecases.close_turn import open_alert
from service.usecases.commit import commit
from service.usecases.dismiss import dismiss
from service.usecases.note import note
from service.usecases.park import park
from service.usecases.redirect import redirect
from service.usecases.resume import retry
from service.usecases.stop import stop
from tests.fakes.working import Hang
from tests.usecases.scene import ANN, Scene, prose, until

ONE = SessionNumber(1)
Act = Callable[[Scene, Item], Awaitable[object]]


async def alert(scene: Scene, reason: Reason = Reason.STUCK) -> Item:
    """Ann's session works, and an alert about it is opened."""
    hang = Hang(prose())
    scene.script(hang)
    await scene.says("Build it")
    scene.working = scene.begins()  # type: ignore[attr-defined]
    await until(hang.begun.is_set)
    scene.hang = hang  # type: ignore[attr-defined]
    scene.clock.advance(1)

    def work(tx: Tx) -> Session:
        tx.persons.lock(ANN)
        session = tx.sessions.lock(ONE)
        facts = {"hint": "Do not", "signature": "same_call:1", "rule": "same_call"}
        choices = (RESTART, STOP, IGNORE)
        session = open_alert(tx, scene.ports, session, None, reason, "x ×4", choices, facts)
        tx.sessions.save(session)
        return session

    await commit(scene.ports, work)
    scene.clock.advance(1)
    (item,) = await scene.items()
    return item


async def ends(scene: Scene) -> None:
    """The turn comes to its end by itself, if nobody ended it."""
    scene.hang.go_on.set()  # type: ignore[attr-defined]
    await scene.working  # type: ignore[attr-defined]


async def outcome(scene: Scene, item: Item) -> AlertOutcome:
    found = await scene.store.read(lambda reads: reads.item(item.id))
    assert found is not None
    counted = [each for each in scene.telemetry.facts if each[0] == "over"]
    assert counted == [("over", str(item.reason), str(found.outcome))]
    return found.outcome


def chosen(choice: str) -> Act:
    return lambda scene, item: answer_item(scene.ports, item.id, Answer(ANN, choice, "web"))


ACTS: dict[str, Act] = {
    "restart": chosen(RESTART),
    "stop it": chosen(STOP),
    "message": lambda scene, _: scene.says("Look elsewhere"),
    "note": lambda scene, _: note(scene.ports, ANN, ONE, "By the way"),
    "redirect": lambda scene, _: redirect(scene.ports, ANN, ONE, "Look elsewhere", "k"),
    "retry": lambda scene, _: retry(scene.ports, ANN, ONE, "another hint"),
    "stop": lambda scene, _: stop(scene.ports, ANN, ONE),
    "park": lambda scene, _: park(scene.ports, ANN, ONE),
}


@pytest.mark.parametrize("act", ACTS)
async def test_whatever_a_person_does_is_acting_on_it(scene: Scene, act: str) -> None:
    item = await alert(scene)
    scene.script(prose("Another way."))
    await ACTS[act](scene, item)
    await ends(scene)
    assert await outcome(scene, item) is AlertOutcome.ACTED


async def test_it_is_dismissed(scene: Scene) -> None:
    item = await alert(scene)
    await dismiss(scene.ports, ANN, item.id, "web")
    await ends(scene)
    assert await outcome(scene, item) is AlertOutcome.DISMISSED


async def test_a_pattern_that_is_ignored_was_no_use(scene: Scene) -> None:
    item = await alert(scene)
    await chosen(IGNORE)(scene, item)
    await ends(scene)
    assert await outcome(scene, item) is AlertOutcome.DISMISSED


async def test_it_passes_with_the_turn(scene: Scene) -> None:
    item = await alert(scene)
    await ends(scene)
    assert await outcome(scene, item) is AlertOutcome.PASSED


async def test_a_message_to_a_session_at_rest_acts_on_what_failed(scene: Scene) -> None:
    item = await alert(scene, Reason.TURN_FAILED)
    await ends(scene)
    scene.script(prose("Better."))
    scene.clock.advance(1)
    await scene.says("Try it another way")
    await scene.works()
    assert await outcome(scene, item) is AlertOutcome.ACTED


async def test_what_is_over_is_counted_once(scene: Scene) -> None:
    item = await alert(scene)
    await commit(scene.ports, lambda tx: settling.withdraw(tx, item, None, "over"))
    await commit(scene.ports, lambda tx: settling.withdraw(tx, item, None, "over"))
    await ends(scene)
    assert await outcome(scene, item) is AlertOutcome.PASSED

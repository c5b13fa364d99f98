"""A turn from its trigger to its outcome, and what people do to it meanwhile."""

from service.domain.events import Kind
from service.domain.ids import SessionNumber
from service.domain.states import State
from service.domain.turns import Outcome
from service.usecases.park import park
from service.usecases.redirect import redirect
from service.usecases.resume import resume
from service.usecases.stop import stop
from tests.fakes.working import Hang
from tests.usecases.conftest import Setting
from tests.usecases.scene import ANN, Scene, ask, calls, finish, prose, until, work

ONE = SessionNumber(1)


async def test_an_answer_is_captured_then_done_and_the_next_one_starts(setting: Setting) -> None:
    scene = await setting(cap=1)
    await scene.says("Compare", "a")
    queued = await scene.says("Summarise", "b")
    assert (queued.session.state, queued.position) == (State.QUEUED, 1)
    scene.script(prose("First."), prose("Second."))
    await scene.works()
    for number, text in ((1, "First."), (2, "Second.")):
        session = await scene.session(number)
        assert session.state == State.DONE
        assert session.breadcrumb == f"Done: {text}"
        assert await scene.fates(number) == ["read"]
    assert [each.result for each in scene.captures.bundles] == ["First.", "Second."]
    assert len(scene.book) == 0
    assert (await scene.session()).cost_usd == 0.01


async def test_tools_run_once_and_finish_names_the_result(scene: Scene) -> None:
    await scene.says("Compare")
    scene.script(calls(work("a"), work("b")), calls(finish("Both compared.")))
    await scene.works()
    assert len(scene.tools.ran) == 2
    assert await scene.results() == ["worked 1", "worked 2", "Finished."]
    assert [each.outcome for each in await scene.turns()] == [Outcome.FINISHED]
    assert scene.captures.bundles[0].result == "Both compared."
    assert (await scene.session()).steps == 4


async def test_a_question_waits_and_its_answer_goes_on(scene: Scene) -> None:
    await scene.says("Compare")
    scene.script(calls(ask("Red or blue?", "Red", "Blue")), prose("Blue it is."))
    await scene.works()
    session = await scene.session()
    assert (session.state, session.breadcrumb) == (
        State.WAITING,
        "Waiting for you: Red or blue?",
    )
    received = await scene.says("Blue, please")
    assert (received.receipt.fate, received.session.state) == ("answered", State.RUNNING)
    await scene.works()
    assert "Ann answered: Blue, please" in scene.read()
    session = await scene.session()
    assert (session.state, session.breadcrumb) == (State.DONE, "Done: Blue it is.")


async def test_two_questions_need_two_answers(scene: Scene) -> None:
    await scene.says("Compare")
    scene.script(calls(ask("One?", identity="a"), ask("Two?", identity="b")), prose())
    await scene.works()
    assert [each.ask for each in await scene.items()] == ["One?", "Two?"]
    assert (await scene.answers("2", place=1)).state == State.WAITING
    assert (await scene.answers("1")).state == State.RUNNING
    await scene.works()
    assert "Ann answered: 1\nAnn answered: 2" in scene.read()


async def test_steering_is_read_before_the_next_step(scene: Scene) -> None:
    await scene.says("Compare")
    scene.script(scene.does(lambda: scene.says("Faster")), calls(finish()), prose("Faster."))
    await scene.works()
    assert "Faster" not in scene.read(0)
    assert "a new message came in before this" in scene.read()
    assert scene.read().endswith("Faster")
    assert await scene.fates() == ["read", "read"]


async def test_a_message_while_it_is_saved_opens_the_next_turn(scene: Scene) -> None:
    async def once() -> None:
        scene.captures.first = None
        await scene.says("One more")

    await scene.says("Compare")
    scene.captures.first = once
    scene.script(prose("Done."), prose("Done again."))
    await scene.works()
    assert len(await scene.turns()) == 2
    assert (await scene.session()).state == State.DONE
    assert await scene.fates() == ["read", "read"]


async def test_a_redirect_cancels_the_call_and_charges_it(scene: Scene) -> None:
    await scene.says("Compare")
    hang = Hang(prose("Never said."))
    scene.script(hang, prose("Instead."))
    working = scene.begins()
    await until(hang.begun.is_set)
    await redirect(scene.ports, ANN, ONE, "Do that instead", "r1")
    await scene.book.beat()
    await working
    assert "Do that instead" in scene.read()
    assert [e.payload["text"] for e in await scene.events(Kind.ASSISTANT)] == ["Instead."]
    assert (await scene.session()).cost_usd > 0.01


async def test_a_stop_fences_charges_late_and_is_told_next_time(scene: Scene) -> None:
    await scene.says("Compare")
    hang = Hang(prose("Never said."))
    scene.script(calls(work()), hang)
    scene.tools.first = scene.does(lambda: stop(scene.ports, ANN, ONE))
    await scene.works()
    session = await scene.session()
    assert (session.state, session.turn_id) == (State.STOPPED, None)
    assert await scene.results() == []
    scene.model.script.clear()
    scene.tools.first = None
    scene.script(hang)
    await scene.says("Go on")
    working = scene.begins()
    await until(hang.begun.is_set)
    assert (await scene.results())[0].startswith("Interrupted while it ran: Ann stopped")
    before = (await scene.session()).cost_usd
    await stop(scene.ports, ANN, ONE)
    await scene.book.beat()
    await working
    session = await scene.session()
    assert session.state == State.STOPPED
    assert session.cost_usd > before
    spent, _ = await scene.store.read(lambda reads: reads.spent(ANN, "2027-01-15"))
    assert spent.cost_usd == session.cost_usd


async def test_parking_waits_for_the_step_and_keeps_what_is_unread(scene: Scene) -> None:
    await scene.says("Compare")
    scene.script(calls(work("a"), work("b")))
    scene.tools.first = scene.does(lambda: park(scene.ports, ANN, ONE))
    await scene.works()
    assert (await scene.session()).state == State.PARKED
    assert await scene.results() == ["worked 1"]
    scene.tools.first = None
    scene.script(prose())
    await resume(scene.ports, ANN, ONE)
    await scene.works()
    assert await scene.results() == ["worked 1", "worked 2"]
    assert (await scene.session()).state == State.DONE


async def test_who_parks_gets_the_slot_also_when_the_step_asks(scene: Scene) -> None:
    await scene.says("Compare")
    scene.script(scene.does(lambda: park(scene.ports, ANN, ONE)), calls(ask()), prose())
    await scene.works()
    session = await scene.session()
    assert (session.state, session.breadcrumb) == (State.PARKED, "Waiting for you: Which?")
    received = await scene.says("This one")
    assert (received.receipt.fate, received.session.state) == ("answered", State.RUNNING)
    await scene.works()
    assert (await scene.session()).state == State.DONE

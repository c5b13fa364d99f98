"""What ends or delays a turn: budgets, storage, models, files, edits, windows."""

from service.domain.budgets import Limits
from service.domain.errors import Permanent, Temporary
from service.domain.events import Attachment, Kind
from service.domain.ids import BlobId, SessionNumber
from service.domain.items import GO_ON, LEAVE_FILES, RETRY, STOP_HERE, TRY_AGAIN, ItemKind
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.usecases.edit import delete, edit
from service.usecases.note import note
from service.usecases.receive import Arrival, receive
from service.usecases.upload import upload
from tests.fakes.working import Hang
from tests.usecases.conftest import Setting
from tests.usecases.scene import ANN, Scene, calls, finish, prose, until, work

ONE = SessionNumber(1)


async def test_a_budget_asks_and_goes_on_or_stops(setting: Setting) -> None:
    scene = await setting(turn_limits=Limits(steps=2), session_limits=Limits(steps=4))
    await scene.says("Compare")
    scene.script(*[calls(work(str(index))) for index in range(9)])
    await scene.works()
    (item,) = await scene.items()
    assert (item.kind, item.ask) == (ItemKind.BUDGET, "This turn used 2 of 2 steps. Go on?")
    assert (await scene.says("yes please")).receipt.fate == "kept"
    await scene.answers(GO_ON)
    await scene.works()
    assert "yes please" in scene.read()
    (item,) = await scene.items()
    assert item.facts["scope"] == "turn"
    await scene.answers(GO_ON)
    await scene.works()
    (item,) = await scene.items()
    assert item.ask == "This session used 4 of 4 steps. Go on?"
    assert (await scene.answers(STOP_HERE)).state == State.STOPPED
    assert await scene.items() == []


async def test_a_session_has_the_budget_that_it_was_started_with(setting: Setting) -> None:
    scene = await setting(session_limits=Limits(cost_usd=0.01, steps=100))
    thread = ThreadKey("web", "", "r", "t")
    await receive(scene.ports, Arrival("k", thread, ANN, "Compare", "web", budget_usd=0.02))
    scene.script(*[calls(work(str(index))) for index in range(9)])
    for allowed in ("$0.02 of $0.02", "$0.04 of $0.04"):
        await scene.works()
        (item,) = await scene.items()
        assert item.ask == f"This session used {allowed}. Go on?"
        await scene.answers(GO_ON)


async def test_the_days_budget_is_granted_again(setting: Setting) -> None:
    scene = await setting(day_limits=Limits(cost_usd=0.01))
    await scene.says("Compare", "a")
    scene.script(calls(work()), prose())
    await scene.works()
    (item,) = await scene.items()
    assert item.facts["scope"] == "day"
    await scene.answers(GO_ON)
    await scene.works()
    assert (await scene.session()).state == State.DONE


async def test_saving_fails_three_times_then_its_owner_decides(scene: Scene) -> None:
    await scene.says("Compare")
    scene.script(prose())
    for choice, state in ((TRY_AGAIN, State.WAITING), (LEAVE_FILES, State.DONE)):
        scene.captures.failures.extend(Temporary("the disk is full") for _ in range(3))
        await scene.works_while_time_passes()
        (item,) = await scene.items()
        assert "the disk is full" in item.ask
        session = await scene.answers(choice)
        assert session.state in (State.RUNNING, state)
    assert scene.captures.bundles == []
    assert (await scene.session()).state == State.DONE


async def test_a_model_that_fails_for_good_is_told_and_retried(scene: Scene) -> None:
    await scene.says("Compare")
    scene.script(Permanent("The key of m is wrong; set another one."), prose())
    await scene.works()
    assert (await scene.session()).state == State.FAILED
    (item,) = await scene.items()
    assert item.ask == "The key of m is wrong; set another one."
    await scene.answers(RETRY)
    await scene.works()
    assert (await scene.session()).state == State.DONE
    assert await scene.items() == []


async def test_attachments_are_placed_or_explained(scene: Scene) -> None:
    file = await upload(scene.ports, ANN, "a.txt", "text/plain", b"one")
    gone = Attachment(BlobId("gone"), "b.txt", "text/plain", 3)
    await scene.says("Read these", files=[file, gone])
    scene.script(prose())
    await scene.works()
    assert scene.workspaces.of(ONE).files == {"inbox/a.txt": b"one"}
    assert "inbox/a.txt (3 bytes)" in scene.read()
    assert "b.txt was deleted before you could read it" in scene.read()


async def test_an_edit_before_it_is_read_is_what_is_read(scene: Scene) -> None:
    await scene.says("Compare")
    scene.script(calls(work("a"), work("b")), prose())

    async def interfere() -> None:
        if len(scene.tools.ran) == 1:
            await scene.says("the wrong words")
            await scene.says("a secret")
        else:
            await edit(scene.ports, ANN, "k2", "the right words")
            await delete(scene.ports, ANN, "k3")

    scene.tools.first = interfere
    await scene.works()
    assert "the right words" in scene.read()
    assert "wrong" not in scene.read()
    assert "secret" not in scene.read()


async def test_an_edit_while_the_model_reads_is_read_all_the_same(scene: Scene) -> None:
    await scene.says("the wrong words")
    hang = Hang(prose("About the wrong words."))
    scene.script(hang, prose("About the right words."))
    working = scene.begins()
    await until(hang.begun.is_set)
    await edit(scene.ports, ANN, "k1", "the right words")
    hang.go_on.set()
    await working
    replies = [event.payload["text"] for event in await scene.events(Kind.ASSISTANT)]
    assert replies == ["About the right words."]
    assert "the right words" in scene.read()
    assert (await scene.session()).cost_usd > 0.01, "the dropped reply is charged as well"


async def test_a_note_starts_nothing_and_is_read_in_the_next_turn(scene: Scene) -> None:
    await scene.says("Compare")
    scene.script(prose(), prose())
    await scene.works()
    await note(scene.ports, ANN, ONE, "Mind the budget")
    await scene.works()
    assert len(scene.model.requests) == 1
    await scene.says("Again")
    await scene.works()
    assert "Mind the budget" in scene.read()


async def test_a_long_session_is_compacted_and_goes_on(scene: Scene) -> None:
    scene.model.size = 2000
    await scene.says("The goal of it all")
    words = " ".join(f"word{n}" for n in range(130))
    scene.script(*[calls(work(str(n)), text=f"{n} {words}"[:900]) for n in range(6)])
    scene.script(calls(finish()), calls(finish()))
    await scene.works()
    assert (await scene.session()).state == State.DONE
    (compaction,) = await scene.events(Kind.COMPACTION)
    assert "Goal: The goal of it all" in compaction.payload["summary"]
    assert (await scene.session()).context_from == compaction.payload["keep_from"]

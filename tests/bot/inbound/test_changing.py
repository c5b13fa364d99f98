"""Messages that are edited or deleted after they were sent."""

from service.domain.events import Kind
from service.domain.persons import Person
from service.domain.receipts import Fate
from tests.bot.inbound.scene import Scene

SECRET = "hunter2"


async def texts(scene: Scene) -> str:
    """All that is kept of what people said in session 1."""
    items = await scene.read(lambda reads: reads.items(session=None, open_only=False))
    return repr([each.payload for each in await scene.events(1)]) + repr(items)


async def test_an_unread_message_is_edited(scene: Scene, ann: Person) -> None:
    await scene.say(ann, "Compare thre papers", message="m")
    heard = await scene.inbound.edit(ann, scene.key("m"), "Compare three papers")
    assert heard.text == "Changed; the agent reads the new text."
    assert (await scene.events(1, Kind.MESSAGE))[0].payload["text"] == "Compare three papers"


async def test_a_read_message_is_not_edited(scene: Scene, ann: Person) -> None:
    await scene.say(ann, "Compare", message="m")
    await scene.is_done(1)
    heard = await scene.inbound.edit(ann, scene.key("m"), "Compare three papers")
    assert heard.refused
    assert "new message" in heard.text


async def test_a_message_does_not_become_a_command_and_a_command_stays_done(
    scene: Scene, ann: Person
) -> None:
    session = await scene.started(ann)
    await scene.say(ann, "stop", session.thread, "m")
    await scene.say(ann, "!mute", session.thread, "c")
    assert (await scene.inbound.edit(ann, scene.key("m"), "!stop")).refused
    edited = await scene.inbound.edit(ann, scene.key("c"), "unmuted")
    assert edited.refused
    assert edited.text.startswith("This was a command")


async def test_only_the_author_changes_a_message(scene: Scene, ann: Person, bob: Person) -> None:
    await scene.say(ann, "Compare", message="m")
    await scene.order(ann, "share 1 @bob")
    assert (await scene.inbound.edit(bob, scene.key("m"), "Mine")).refused
    assert (await scene.inbound.delete(bob, scene.key("m"))).refused
    assert (await scene.inbound.delete(ann, scene.key("none"))).refused


async def test_a_deleted_message_keeps_its_number_and_loses_its_text(
    scene: Scene, ann: Person
) -> None:
    session = await scene.started(ann)
    await scene.say(ann, SECRET, session.thread, "m")
    heard = await scene.inbound.delete(ann, scene.key("m"))
    assert heard.text == "Deleted: its text is gone."
    assert (await scene.events(1, Kind.MESSAGE))[-1].erased
    assert SECRET not in await texts(scene)
    receipt = await scene.receipt(scene.key("m"))
    assert receipt is not None
    assert receipt.fate == Fate.DELETED


async def test_a_deleted_redirect_leaves_no_text(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    await scene.say(ann, f"!redirect {SECRET}", session.thread, "m")
    assert not (await scene.inbound.delete(ann, scene.key("m"))).refused
    assert SECRET not in await texts(scene)


async def test_a_deleted_note_leaves_no_text(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    await scene.say(ann, f"!note {SECRET}", session.thread, "m")
    assert not (await scene.inbound.delete(ann, scene.key("m"))).refused
    assert SECRET not in await texts(scene)


async def test_a_deleted_answer_leaves_no_text_and_stays_an_answer(
    scene: Scene, ann: Person
) -> None:
    session = await scene.started(ann)
    await scene.asks(1, "Which password?")
    await scene.say(ann, SECRET, session.thread, "m")
    await scene.inbound.delete(ann, scene.key("m"))
    answer = (await scene.events(1, Kind.ANSWER))[0]
    assert answer.payload["call"] == "call-Which password?"
    assert SECRET not in await texts(scene)


async def test_a_deleted_answer_command_leaves_no_text(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    await scene.asks(1, "Which password?")
    await scene.say(ann, f"!answer {SECRET}", session.thread, "m")
    await scene.inbound.delete(ann, scene.key("m"))
    assert SECRET not in await texts(scene)


async def test_deleting_twice_is_harmless(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    await scene.asks(1, "Which password?")
    await scene.say(ann, SECRET, session.thread, "m")
    for _ in range(2):
        assert not (await scene.inbound.delete(ann, scene.key("m"))).refused

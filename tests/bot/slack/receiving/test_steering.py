"""Inside its threads: steering, orders, edits, deletions, other people, files, what comes twice."""

import pytest

from service.domain.states import State
from tests.bot.slack.receiving.scene import Scene, notices, shown
from tests.servers.slack import messages
from tests.servers.slack.person import Person
from tests.servers.slack.workspace import Channel


async def test_steering_needs_no_mention_and_shows_eyes_at_most(
    either: Scene, ann: Person, general: Channel
) -> None:
    session = await either.begun(ann, general)
    await either.works(session.number)
    root = session.thread.thread
    more = await either.says(ann, general, "use the *new* cache <https://c.example>", thread=root)
    assert await either.texts(session.number) == [
        "fix the build",
        "use the *new* cache https://c.example",
    ]
    assert either.reactions(general, more["ts"]) == ["eyes"]
    assert notices(ann) == []
    assert either.own(general) == []


async def test_what_is_said_to_somebody_else_is_not_for_the_agent(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    root = session.thread.thread
    await scene.says(ann, general, f"<@{bob.id}> what do you think?", thread=root)
    await scene.says(ann, general, f"ask <@{bob.id}> about it", thread=root)
    assert await scene.texts(session.number) == ["fix the build", "ask @Bob about it"]


async def test_orders_are_answered_to_their_giver_alone(
    either: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await either.begun(ann, general)
    root = session.thread.thread
    await either.says(ann, general, "!status", thread=root)
    assert f"Session {session.number}" in notices(ann)[0] or "fix the build" in notices(ann)[0]
    await either.says(ann, general, f"{either.bot} stop it, please", thread=root)
    assert (await either.session(session.number)).state is State.STOPPED
    assert len(notices(ann)) == 2
    assert notices(bob) == []
    assert await either.texts(session.number) == ["fix the build"]


async def test_sentences_are_orders_only_as_a_whole(
    scene: Scene, ann: Person, general: Channel
) -> None:
    await scene.says(ann, general, f"{scene.bot} list my agents")
    assert await scene.sessions() == []
    # Outside of threads a command alone would reach nobody.
    assert "`/heddle start " in notices(ann)[0]
    said = await scene.says(ann, general, f"{scene.bot} stop the build from failing")
    session = await scene.at(general, said["ts"])
    assert session.title == "stop the build from failing"
    assert session.state is State.RUNNING
    await scene.says(ann, general, f"{scene.bot} status {session.number}")
    assert len(notices(ann)) == 2
    assert len(await scene.sessions()) == 1


async def test_sharing_finds_whom_it_mentions(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    root = session.thread.thread
    await scene.says(ann, general, f"!share <@{bob.id}>", thread=root)
    await scene.says(bob, general, "from me too", thread=root)
    assert await scene.texts(session.number) == ["fix the build", "from me too"]
    eve = scene.slack.person("eve", "guest")
    await scene.says(ann, general, f"!share <@{eve.id}>", thread=root)
    assert "Guests" in notices(ann)[-1]
    await scene.says(ann, general, f"!share {scene.bot}", thread=root)


async def test_a_stranger_s_message_is_held_and_they_hear_it_once(
    either: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await either.begun(ann, general)
    root = session.thread.thread
    for text in ("may I?", "please"):
        await either.says(bob, general, text, thread=root)
    [told] = notices(bob)
    assert "waits" in told
    [item] = await either.open_items(session.number)
    posted = await either.posted(ann, item.id)
    await either.acked(ann.press(posted, "heddle.choose.0"))
    assert await either.texts(session.number) == ["fix the build", "may I?", "please"]


async def test_an_aside_is_not_for_the_agent(scene: Scene, ann: Person, general: Channel) -> None:
    session = await scene.begun(ann, general)
    await scene.says(ann, general, "!aside I doubt it", thread=session.thread.thread)
    assert await scene.texts(session.number) == ["fix the build"]
    assert notices(ann) == []


async def test_an_edit_of_what_waits_counts_and_a_late_one_is_told(
    either: Scene, ann: Person, general: Channel
) -> None:
    session = await either.begun(ann, general)
    root = session.thread.thread
    more = await either.says(ann, general, "use Stripe", thread=root)
    ann.edits(general, more["ts"], "use Adyen")
    await either.settled()
    assert await either.texts(session.number) == ["fix the build", "use Adyen"]
    await either.is_done(session.number)
    ann.edits(general, more["ts"], "use neither")
    await either.settled()
    assert await either.texts(session.number) == ["fix the build", "use Adyen"]
    assert "read this already" in notices(ann)[-1]


async def test_an_edit_of_the_first_message_keeps_heddle_s_mention_out(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    ann.edits(general, session.thread.thread, f"{scene.bot} fix the tests")
    await scene.settled()
    assert await scene.texts(session.number) == ["fix the tests"]


async def test_a_preview_of_a_link_is_no_edit(scene: Scene, ann: Person, general: Channel) -> None:
    session = await scene.begun(ann, general)
    await scene.is_done(session.number)
    with scene.slack.core.changed:
        message = general.message(session.thread.thread)
        preview = {"attachments": [{"from_url": "https://c.example", "text": "C"}]}
        messages.change(scene.slack.core, general, message, preview)
    await scene.settled()
    assert notices(ann) == []


async def test_edits_of_other_talk_are_left_alone(
    scene: Scene, ann: Person, general: Channel
) -> None:
    said = await scene.says(ann, general, "lunch?")
    ann.edits(general, said["ts"], "dinner?")
    ann.edits(general, said["ts"], f"{scene.bot} dinner?")
    await scene.settled()
    assert notices(ann) == []
    assert await scene.sessions() == []


async def test_a_deleted_message_is_erased(either: Scene, ann: Person, general: Channel) -> None:
    session = await either.begun(ann, general)
    more = await either.says(ann, general, "the password is x", thread=session.thread.thread)
    ann.deletes(general, more["ts"])
    await either.settled()
    assert await either.texts(session.number) == ["fix the build", ""]


async def test_a_deleted_first_message_leaves_the_session_without_a_thread(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    await scene.says(ann, general, "more", thread=session.thread.thread)
    ann.deletes(general, session.thread.thread)
    await scene.settled()
    card = await scene.read(lambda reads: reads.card(session.number))
    assert card is not None
    assert "deleted" in card.lost


async def test_the_agent_s_question_is_answered_in_the_thread(
    either: Scene, ann: Person, general: Channel
) -> None:
    session = await either.begun(ann, general)
    await either.asks(session.number, "Which one?", "Stripe", "Adyen")
    said = await either.says(ann, general, "Adyen, but in test mode", thread=session.thread.thread)
    assert (await either.session(session.number)).state is State.RUNNING
    assert await either.texts(session.number) == ["fix the build", "Adyen, but in test mode"]
    assert either.reactions(general, said["ts"]) == ["eyes"]


async def test_bots_and_heddle_itself_are_never_heard(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    robot = scene.slack.person("robot", "bot")
    robot.joins(general)
    await scene.says(robot, general, f"{scene.bot} work for me")
    await scene.says(robot, general, "more", thread=session.thread.thread)
    await scene.api.call(
        "chat.postMessage", channel=general.id, text="to myself", thread_ts=session.thread.thread
    )
    await scene.settled()
    assert await scene.texts(session.number) == ["fix the build"]
    assert len(await scene.sessions()) == 1
    assert notices(robot) == []


async def test_mistyped_orders_reach_no_agent(scene: Scene, ann: Person, general: Channel) -> None:
    session = await scene.begun(ann, general)
    await scene.says(ann, general, "!stpo", thread=session.thread.thread)
    assert "Did you mean `!stop`" in notices(ann)[0]
    assert await scene.texts(session.number) == ["fix the build"]


@pytest.mark.alone
async def test_under_load_everything_is_acknowledged_in_time(
    scene: Scene, ann: Person, general: Channel
) -> None:
    roots = [ann.says(general, f"{scene.bot} task {number}") for number in range(20)]
    await scene.settled()
    for root in roots:
        for number in range(2):
            ann.says(general, f"more {number}", thread=root["ts"])
    await scene.settled()
    # What heddle posts itself comes back as events too, of which the last may still be on its way.
    hers = [each for each in scene.slack.deliveries if each.event.get("user") == ann.id]
    took = [each.attempts[0].acked_after for each in hers]
    assert len(took) >= 60
    assert all(each is not None and each < 3 for each in took)
    for root in roots:
        session = await scene.at(general, root["ts"])
        assert len(await scene.texts(session.number)) == 3


async def test_direct_replies_come_as_plain_messages(scene: Scene, ann: Person) -> None:
    await scene.says(ann, ann.dm, "list my agents")
    [told] = scene.own(ann.dm)
    assert "thread_ts" not in told
    assert shown(told)
    assert await scene.sessions() == []

"""Sessions are started by a mention, a post, a direct message, a command, a form, a menu."""

import pytest

from service.domain.events import Kind
from service.domain.receipts import Fate
from tests.bot.discord.receiving.scene import Scene
from tests.servers.discord.person import Person
from tests.servers.discord.world import Channel


async def test_a_mention_opens_a_thread_on_its_message_with_who_asked_in_it(
    scene: Scene, ann: Person, general: Channel
) -> None:
    said = await scene.says(ann, general, f"{scene.bot} fix the build ||now||")
    session = await scene.at(general, said["id"])
    assert session.title == "fix the build ||now||"
    thread = scene.place(session)
    assert thread.name == "fix the build ||now||"
    assert ann.id in thread.of_thread.members
    assert (await scene.person_of(ann)).name == "Ann"
    assert scene.said(thread) == []
    receipt = await scene.receipt_of(general, said["id"])
    assert receipt is not None
    assert receipt.fate is Fate.NEXT


async def test_heddles_role_counts_as_heddle(scene: Scene, ann: Person, general: Channel) -> None:
    role = next(each for each in scene.fake.guild.roles.values() if each.managed)
    said = await scene.says(ann, general, f"{role.mention}, fix the build")
    assert (await scene.at(general, said["id"])).title == "fix the build"


async def test_other_talk_is_left_alone(scene: Scene, ann: Person, general: Channel) -> None:
    said = await scene.says(ann, general, "lunch?")
    await scene.says(ann, general, "yes", reply_to=said)
    talk = ann.opens_thread(general, "talk", said)
    await scene.says(ann, talk, "!deploy")
    scene.fake.webhook_says(general, f"{scene.bot} fix it")
    machine = scene.fake.person("machine", kind="bot")
    await scene.says(machine, general, f"{scene.bot} fix it")
    assert await scene.sessions() == []
    assert scene.own(general) == []


async def test_a_mention_in_a_thread_takes_the_thread_along(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    first = await scene.says(bob, general, "the build is red since noon")
    talk = bob.opens_thread(general, "the build", first)
    await scene.says(ann, talk, "it is the cache")
    await scene.says(ann, talk, f"{scene.bot} can you fix it?")
    session = await scene.at(general, talk.id)
    [text] = await scene.texts(session.number)
    assert text.startswith("can you fix it?\n\n")
    assert "Bob: the build is red since noon\nAnn: it is the cache" in text


async def test_a_post_in_a_forum_of_heddles_is_a_session(
    at_rest: Scene, ann: Person, bob: Person
) -> None:
    tasks, other = at_rest.fake.forum("tasks"), at_rest.fake.forum("other")
    async with at_rest.running(forums=("tasks",)):
        post = ann.posts(tasks, "Fix the build", "It is red since noon.")
        elsewhere = ann.posts(other, "Lunch", "Where?")
        await at_rest.settled()
        session = await at_rest.at(tasks, post.id)
        assert session.title == "Fix the build"
        assert await at_rest.texts(session.number) == ["Fix the build\n\nIt is red since noon."]
        ann.edits(post.messages[post.id], "It is red since two.")
        await at_rest.settled()
        assert await at_rest.texts(session.number) == ["Fix the build\n\nIt is red since two."]
        assert (await at_rest.session(session.number)).title == "Fix the build"
        await at_rest.says(ann, post, "and the tests")
        assert (await at_rest.texts(session.number))[1:] == ["and the tests"]
        await at_rest.says(bob, elsewhere, f"{at_rest.bot} find a place")
        assert (await at_rest.at(other, elsewhere.id)).title.startswith("find a place")


async def test_direct_messages_go_to_what_was_started_last_and_replies_to_their_own(
    scene: Scene, ann: Person
) -> None:
    first = await scene.begun(ann, ann.dm, "compare the papers")
    await scene.says(ann, ann.dm, "!start write the notes")
    second = next(each for each in await scene.sessions() if each.number != first.number)
    assert second.title == "write the notes"
    await scene.says(ann, ann.dm, "in English")
    assert await scene.texts(second.number) == ["write the notes", "in English"]
    root = ann.dm.messages[first.thread.thread]
    reply = await scene.says(ann, ann.dm, "all three", reply_to=root)
    await scene.says(ann, ann.dm, "and the fourth", reply_to=reply)
    assert (await scene.texts(first.number))[1:] == ["all three", "and the fourth"]


async def test_a_message_that_comes_twice_counts_once(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    channel = scene.client.get_partial_messageable(int(general.id))
    message = await channel.fetch_message(int(session.thread.thread))
    heard = await scene.receiving.take(message)
    assert heard is not None
    assert heard.again
    assert len(await scene.sessions()) == 1
    assert len(scene.fake.threads(general)) == 1


async def test_the_database_away_leaves_the_message_untaken_until_it_comes_again(
    scene: Scene, ann: Person, general: Channel
) -> None:
    await scene.begun(ann, general, "another")
    scene.store.away = 5
    said = await scene.says(ann, general, f"{scene.bot} fix the build")
    assert await scene.session_at(general, said["id"]) is None
    scene.store.away = 0
    channel = scene.client.get_partial_messageable(int(general.id))
    heard = await scene.receiving.take(await channel.fetch_message(int(said["id"])))
    assert heard is not None
    assert not heard.again
    assert (await scene.at(general, said["id"])).title == "fix the build"


@pytest.mark.parametrize("allowed", [True, False])
async def test_a_room_that_is_not_listed_is_turned_away_once(
    at_rest: Scene, ann: Person, general: Channel, allowed: bool
) -> None:
    rooms = ("general",) if allowed else ("other",)
    async with at_rest.running(rooms=rooms):
        await at_rest.says(ann, general, f"{at_rest.bot} fix the build")
        await at_rest.says(ann, general, f"{at_rest.bot} fix the build")
        assert len(await at_rest.sessions()) == (2 if allowed else 0)
        told = at_rest.said(ann.dm)
        assert len(told) == (0 if allowed else 1)
        assert all(each.startswith("In #general: heddle does not work") for each in told)


async def test_people_are_let_in_by_name_or_by_role(
    at_rest: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    cara = at_rest.fake.person("cara", "ops")
    bob.closes_dms()
    async with at_rest.running(people=("ann",), roles=("ops",)):
        for who in (ann, bob, cara):
            await at_rest.says(who, general, f"{at_rest.bot} fix the build")
        assert len(await at_rest.sessions()) == 2
        assert any("HEDDLE_DISCORD__PEOPLE" in each for each in at_rest.said(general))
        await at_rest.says(cara, cara.dm, "fix the build")
        assert len(await at_rest.sessions()) == 3


async def test_files_come_along_within_limits_that_are_said(
    scene: Scene, ann: Person, general: Channel
) -> None:
    big = scene.ports.policy.attachment_bytes + 1
    files = [("notes.txt", b"hello"), ("big.bin", b"x" * big)]
    said = await scene.says(ann, general, f"{scene.bot} read this", files=files)
    session = await scene.at(general, said["id"])
    [event] = await scene.events(session.number, Kind.MESSAGE)
    assert [each["name"] for each in event.payload["attachments"]] == ["notes.txt"]
    [told] = scene.said(general)
    assert told.startswith("Not taken along:\n\n- big.bin: it is larger than")

"""Sessions are started by a mention, a direct message, a command, a form, a shortcut."""

import pytest

from bot.slack.manifest import HAND_OVER, NEW_SESSION
from service.domain.events import Kind
from service.domain.receipts import Fate
from tests.bot.slack.receiving.scene import Scene, notices, shown
from tests.servers.slack.person import Person
from tests.servers.slack.workspace import Channel


async def test_a_mention_opens_a_thread_on_its_message(
    either: Scene, ann: Person, general: Channel
) -> None:
    said = await either.says(ann, general, f"{either.bot} fix the build &amp; say &lt;why&gt;")
    session = await either.at(general, said["ts"])
    assert session.title == "fix the build & say <why>"
    assert (await either.person_of(ann)).name == "Ann"
    assert notices(ann) == []
    assert either.own(general) == []
    receipt = await either.receipt_of(general, said["ts"])
    assert receipt is not None
    assert receipt.fate is Fate.NEXT


async def test_a_direct_message_opens_a_session(either: Scene, ann: Person) -> None:
    said = await either.says(ann, ann.dm, "compare the papers")
    assert (await either.at(ann.dm, said["ts"])).title == "compare the papers"


async def test_other_talk_is_left_alone(scene: Scene, ann: Person, general: Channel) -> None:
    said = await scene.says(ann, general, "lunch?")
    await scene.says(ann, general, "yes", thread=said["ts"])
    await scene.says(ann, general, "!deploy", thread=said["ts"])
    assert await scene.sessions() == []
    assert scene.slack.called("users.info") == []


async def test_a_mention_in_a_foreign_thread_takes_the_thread_along(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    first = await scene.says(bob, general, "the build is red since noon")
    await scene.says(ann, general, "it is the cache", thread=first["ts"])
    await scene.says(ann, general, f"{scene.bot} can you fix it?", thread=first["ts"])
    session = await scene.at(general, first["ts"])
    assert session.title.startswith("can you fix it?")
    [text] = await scene.texts(session.number)
    assert text.startswith("can you fix it?\n\n")
    assert "Bob: the build is red since noon\nAnn: it is the cache" in text
    await scene.says(bob, general, "hurry", thread=first["ts"])
    assert notices(bob)


async def test_a_command_starts_one_under_a_message_of_heddles(
    either: Scene, ann: Person, general: Channel
) -> None:
    line = '/heddle start --title "CI" --model fast --budget 2.50 fix <https://ci.example|it>'
    sent = await either.acked(ann.slash(line, general))
    assert sent.answer == {}
    [root] = either.own(general)
    session = await either.at(general, root["ts"])
    assert (session.title, session.model, session.budget_usd) == ("CI", "fast", 2.5)
    assert await either.texts(session.number) == ["fix it (https://ci.example)"]
    assert shown(root).startswith("Ann: fix it")


async def test_a_refused_start_leaves_nothing_behind(
    scene: Scene, ann: Person, general: Channel
) -> None:
    await scene.acked(ann.slash("/heddle start --model none fix it", general))
    assert "There is no model" in notices(ann)[0]
    await scene.acked(ann.slash("/heddle start --budget much fix it", general))
    assert "budget" in notices(ann)[1]
    assert scene.own(general) == []
    assert await scene.sessions() == []


async def test_a_start_where_heddle_is_not_says_what_to_do(scene: Scene, ann: Person) -> None:
    far = scene.slack.channel("far", ann, bot=False)
    await scene.acked(ann.slash("/heddle start fix it", far))
    assert "/invite @heddle" in notices(ann)[0]


async def test_an_uncertain_start_is_found_and_not_posted_twice(
    scene: Scene, ann: Person, general: Channel
) -> None:
    scene.slack.faults.drop("chat.postMessage", after=True)
    await scene.acked(ann.slash("/heddle start fix it", general))
    [root] = scene.own(general)
    assert (await scene.at(general, root["ts"])).title == "fix it"


async def test_a_form_starts_one(either: Scene, ann: Person, general: Channel) -> None:
    await either.acked(ann.slash("/heddle start", general))
    modal = ann.modal
    assert modal is not None
    await either.acked(
        ann.submits(text="write the notes", title="Notes", budget="3", model="smart")
    )
    assert ann.modal is None
    [root] = either.own(general)
    session = await either.at(general, root["ts"])
    assert (session.title, session.model, session.budget_usd) == ("Notes", "smart", 3.0)


async def test_a_form_s_files_go_along(scene: Scene, ann: Person, general: Channel) -> None:
    await scene.says(ann, general, "here", files=[("a.txt", b"alpha")])
    [file] = scene.slack.workspace.files.values()
    await scene.acked(ann.slash("/heddle start", general))
    shown_file = {"id": file.id, "name": file.name}
    await scene.acked(ann.submits(text="read it", files=[shown_file]))
    [session] = await scene.sessions()
    [event] = await scene.events(session.number, Kind.MESSAGE)
    assert [each["name"] for each in event.payload["attachments"]] == ["a.txt"]


async def test_a_message_is_handed_to_an_agent_with_its_thread(
    either: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    first = await either.says(bob, general, "the build is red")
    reply = await either.says(ann, general, "the cache again", thread=first["ts"])
    await either.acked(ann.shortcut(general, reply, HAND_OVER))
    assert ann.modal is not None
    await either.acked(ann.submits(text="fix the cache"))
    session = await either.at(general, first["ts"])
    [text] = await either.texts(session.number)
    assert text.startswith("fix the cache\n\n")
    assert "Bob: the build is red\nAnn: the cache again" in text


async def test_a_message_that_heddle_cannot_see_is_refused_at_the_form(
    scene: Scene, ann: Person
) -> None:
    far = scene.slack.channel("far", ann, bot=False)
    said = ann.says(far, "the build is red")
    await scene.acked(ann.shortcut(far, said, HAND_OVER))
    sent = await scene.acked(ann.submits())
    assert "/invite @heddle" in sent.answer["errors"]["text"]
    assert ann.modal is not None


async def test_from_anywhere_it_starts_in_direct_messages(scene: Scene, ann: Person) -> None:
    await scene.acked(ann.shortcut_anywhere(NEW_SESSION))
    await scene.acked(ann.submits(text="plan the trip"))
    [root] = scene.own(ann.dm)
    assert (await scene.at(ann.dm, root["ts"])).title == "plan the trip"


@pytest.mark.parametrize("kind", ["guest", "single-channel guest", "external"])
async def test_guests_and_connected_people_are_turned_away_once(scene: Scene, kind: str) -> None:
    eve = scene.slack.person("eve", kind)
    room = scene.slack.channel("shared", eve)
    for _ in range(3):
        await scene.says(eve, room, f"{scene.bot} let me in")
    assert await scene.sessions() == []
    [told] = notices(eve)
    assert "Guests" in told


async def test_guests_come_in_where_the_operator_says_so(at_rest: Scene) -> None:
    eve = at_rest.slack.person("eve", "guest")
    room = at_rest.slack.channel("shared", eve)
    async with at_rest.running(guests=True):
        said = await at_rest.says(eve, room, f"{at_rest.bot} let me in")
        assert (await at_rest.at(room, said["ts"])).title == "let me in"


async def test_lists_of_rooms_and_people(at_rest: Scene, ann: Person, bob: Person) -> None:
    lab, hall = (at_rest.slack.channel(name, ann, bob) for name in ("lab", "hall"))
    async with at_rest.running(rooms=("#lab",), people=("ann",)):
        said = await at_rest.says(ann, lab, f"{at_rest.bot} work")
        await at_rest.says(ann, hall, f"{at_rest.bot} work")
        await at_rest.says(bob, lab, f"{at_rest.bot} work")
        await at_rest.says(bob, bob.dm, "work")
        assert len(await at_rest.sessions()) == 1
        assert (await at_rest.at(lab, said["ts"])).title == "work"
        assert "HEDDLE_SLACK__ROOMS" in notices(ann)[0]
        assert "HEDDLE_SLACK__PEOPLE" in notices(bob)[0]
        assert at_rest.own(bob.dm) == []

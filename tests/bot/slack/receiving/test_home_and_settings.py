"""The App Home, how a person is told, and what a room allows."""

import asyncio
import itertools

from bot.chat.rendering import values
from bot.presenter.cards import Act
from service.domain.effects import Changed, Posted
from service.domain.ids import SessionNumber
from service.domain.rooms import RoomKey, Verbosity, Who
from tests.bot.slack.receiving.scene import Json, Scene, notices
from tests.bot.slack.receiving.test_answering import labels
from tests.servers.slack.person import Person
from tests.servers.slack.workspace import Channel


def text_of(view: Json | None) -> str:
    return str(view)


async def test_home_shows_what_needs_you_and_is_answered_there(
    either: Scene, ann: Person, general: Channel
) -> None:
    session = await either.begun(ann, general)
    await either.asks(session.number, "Which one?", "Stripe", "Adyen")
    await either.acked(ann.opens_home())
    assert ann.home is not None
    assert "Needs you: 1" in text_of(ann.home)
    assert f"/archives/{general.id}/p" in text_of(ann.home)
    await either.acked(ann.press(ann.home, labels(ann.home)["Adyen"]))
    assert await either.texts(session.number) == ["fix the build", "Adyen"]
    await either.until(lambda: "Needs you: 1" not in text_of(ann.home))


async def test_home_follows_what_happens_while_it_is_open_at_most_every_two_seconds(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    await scene.acked(ann.opens_home())
    await scene.acked(bob.opens_home())
    session = await scene.begun(ann, general)
    await scene.asks(session.number, "Which one?", "Stripe", "Adyen")
    for _ in range(5):
        await scene.signals.publish(Changed(SessionNumber(session.number)))
        await scene.signals.publish(Posted("slack:x", session.owner_id))
        await asyncio.sleep(0)
    await scene.until(lambda: "Needs you: 1" in text_of(ann.home))
    await scene.receiving.drained()
    published = scene.slack.called("views.publish")
    of_ann = [each.at for each in published if each.arguments["user_id"] == ann.id]
    assert 2 <= len(of_ann) <= 4
    assert all(after - before >= 1.9 for before, after in itertools.pairwise(of_ann))
    assert len(published) == len(of_ann) + 1


async def test_home_follows_for_an_hour_only(scene: Scene, ann: Person, general: Channel) -> None:
    await scene.acked(ann.opens_home())
    session = await scene.begun(ann, general)
    await scene.receiving.drained()
    before = len(scene.slack.called("views.publish"))
    scene.time.later += 3_700
    await scene.signals.publish(Changed(SessionNumber(session.number)))
    await scene.receiving.drained()
    assert len(scene.slack.called("views.publish")) == before


async def test_details_and_new_sessions_from_home(
    scene: Scene, ann: Person, general: Channel
) -> None:
    await scene.begun(ann, general)
    await scene.acked(ann.opens_home())
    home = ann.home
    assert home is not None
    await scene.acked(ann.press(home, labels(home)["Details"]))
    assert "fix the build" in text_of(ann.modal)
    ann.closes()
    await scene.acked(ann.press(home, labels(home)["New session…"]))
    await scene.acked(ann.submits(text="plan the trip"))
    [root] = scene.own(ann.dm)
    assert (await scene.at(ann.dm, root["ts"])).title == "plan the trip"


async def test_the_cap_is_chosen_on_home(scene: Scene, ann: Person) -> None:
    await scene.acked(ann.opens_home())
    home = ann.home
    assert home is not None
    chosen = values.encode(values.Value(Act.COMMAND, text="cap 2"), 150)
    await scene.acked(ann.selects(home, values.menu("cap"), chosen))
    assert (await scene.person_of(ann)).cap == 2


async def test_settings_are_changed_by_a_form_and_wrong_ones_stand_at_their_field(
    either: Scene, ann: Person, general: Channel
) -> None:
    await either.acked(ann.slash("/heddle settings", general))
    fields = {"ladder": "dm, phone 5m", "important": "dm", "quiet": "22-7", "zone": "Nowhere"}
    sent = await either.acked(ann.submits(**fields))
    assert set(sent.answer["errors"]) <= {"quiet", "zone", "ladder", "important"}
    assert "zone" in sent.answer["errors"]
    fields |= {"quiet": "22:00-07:00", "zone": "Europe/Berlin"}
    await either.acked(ann.submits(**fields))
    assert ann.modal is None
    person = await either.person_of(ann)
    chosen = await either.read(lambda reads: reads.preferences(person.id))
    assert chosen.zone == "Europe/Berlin"
    assert chosen.quiet_hours is not None


async def test_a_room_is_set_by_who_made_it_and_by_admins(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    await scene.acked(bob.slash("/heddle room", general))
    assert bob.modal is None
    assert "can change its settings" in notices(bob)[0]
    await scene.inbound.sign_in(scene.known_as(ann), "Ann", admin=True)
    await scene.acked(ann.slash("/heddle room", general))
    given = {
        "model": "fast",
        "start": "owner",
        "steer": "everybody",
        "verbosity": "silent",
        "task": "fix",
    }
    sent = await scene.acked(ann.submits(**given))
    assert "To start a session: only heddle's admins" in str(sent.answer["view"]["blocks"])
    assert "You are not" not in str(sent.answer)
    key = RoomKey("slack", scene.slack.workspace.team, general.id)
    room = await scene.read(lambda reads: reads.room(key))
    assert (room.model, room.start, room.steer) == ("fast", Who.OWNER, Who.EVERYBODY)
    assert (room.verbosity, room.name, room.task) == (Verbosity.SILENT, "general", "fix")
    said = await scene.says(bob, general, f"{scene.bot} work")
    assert await scene.session_at(general, said["ts"]) is None
    assert "admins" in notices(bob)[1]
    session = await scene.begun(ann, general)
    assert session.model == "fast"
    await scene.says(bob, general, "me too", thread=session.thread.thread)
    assert await scene.texts(session.number) == ["fix the build", "me too"]


async def test_who_locks_themselves_out_is_told_and_can_change_it_back(
    scene: Scene,
) -> None:
    chief = scene.slack.person("chief", "admin")
    room = scene.slack.channel("shop", chief)
    for start, shut_out in (("owner", True), ("everybody", False)):
        await scene.acked(chief.slash("/heddle room", room))
        given = {"model": "-", "steer": "owner", "verbosity": "full", "start": start}
        sent = await scene.acked(chief.submits(**given))
        assert ("You are not among those who start" in str(sent.answer)) is shut_out
        said = await scene.says(chief, room, f"{scene.bot} work")
        assert (await scene.session_at(room, said["ts"]) is None) is shut_out


async def test_direct_messages_have_no_room_settings(scene: Scene, ann: Person) -> None:
    await scene.acked(ann.slash("/heddle room", ann.dm))
    assert ann.modal is None
    assert "channel" in notices(ann)[0]


async def test_commands_are_answered_in_the_words_of_slash_commands(
    either: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await either.begun(ann, general)
    await either.acked(ann.slash("/heddle", general))
    assert "`/heddle help all`" in notices(ann)[0]
    assert "`/heddle stop &lt;session&gt;`" in notices(ann)[0]
    await either.acked(ann.slash("/heddle list", general))
    assert "fix the build" in notices(ann)[1]
    await either.acked(ann.slash(f"/heddle share {session.number} <@{bob.id}|bob>", general))
    assert "Bob" in notices(ann)[2]
    await either.acked(ann.slash("/heddle stop", general))
    assert "Which session?" in notices(ann)[3]
    await either.acked(ann.slash("/heddle aside hm", general))
    assert "`!aside …` in the thread" in notices(ann)[4]
    assert notices(bob) == []
    assert all(each["is_ephemeral"] for each in ann.notices)


async def test_with_the_database_away_a_command_says_what_to_do(
    scene: Scene, ann: Person, general: Channel
) -> None:
    await scene.begun(ann, general)
    scene.store.away = 1
    sent = await scene.acked(ann.slash("/heddle list", general))
    assert "nothing was done" in sent.answer["text"]
    scene.store.away = 1
    sent = await scene.acked(ann.slash("/heddle start fix it", general))
    assert "nothing was started" in sent.answer["text"]
    assert scene.own(general) == []
    scene.store.late = 1
    sent = await scene.acked(ann.slash("/heddle start fix it", general))
    [root] = scene.own(general)
    assert (await scene.at(general, root["ts"])).title == "fix it"


async def test_whom_heddle_does_not_let_in_sees_why_on_home(scene: Scene) -> None:
    eve = scene.slack.person("eve", "guest")
    await scene.acked(eve.opens_home())
    assert "Guests" in text_of(eve.home)
    await scene.acked(eve.opens_home("messages"))
    assert len(scene.slack.called("views.publish")) == 1


async def test_help_names_commands_as_they_can_be_given_outside_of_threads(
    either: Scene, ann: Person, general: Channel
) -> None:
    for line in ("help", "help all", "help stop", "help frobnicate"):
        await either.acked(ann.slash(f"/heddle {line}", general))
    first, *every, one, unknown = notices(ann)
    assert "`/heddle start [prompt]`" in first
    assert not any(form in first for form in ("--", "[session]", "`!"))
    assert "`/heddle settings`" in "".join(every)
    assert "`!aside" in "".join(every)
    assert "`/heddle stop &lt;session&gt;`" in one
    assert one.rstrip().endswith("For example: `/heddle stop 3`")
    assert "no such command" in unknown

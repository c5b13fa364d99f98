"""`/heddle …`, its suggestions, its forms, and messages handed to an agent."""

from typing import Any

from bot.commands.table import SPECS
from bot.discord.receiving.shapes import SHAPES, TYPED_ONLY
from bot.discord.receiving.tree import HAND_OVER
from bot.presenter.cards import Act, Button
from service.domain.rooms import RoomKey, Verbosity, Who
from service.domain.states import State
from tests.bot.discord.receiving.scene import Scene
from tests.servers.discord.person import Person
from tests.servers.discord.world import Channel


def test_every_command_of_the_grammar_is_one_of_discords() -> None:
    words = {each.word for each in SHAPES}
    assert {each.name for each in SPECS} - words == TYPED_ONLY
    top = {each.group or each.word for each in SHAPES}
    assert len(top) <= 25


async def test_a_start_is_posted_with_a_thread_on_it(
    scene: Scene, ann: Person, general: Channel
) -> None:
    file = ("notes.txt", b"hello")
    done = ann.slash(
        "/heddle start",
        general,
        prompt="fix *it*",
        title="CI",
        model="fast",
        budget=2.5,
        file=file,
        type="fix",
    )
    await scene.answered(done)
    [root] = scene.own(general)
    session = await scene.at(general, root["id"])
    assert (session.title, session.model, session.budget_usd) == ("CI", "fast", 2.5)
    assert (session.task, session.check_every) == ("fix", 600.0)
    assert "Started by Ann" in root["content"]
    assert done.text.startswith(f"Session {session.number} has started: <https://")
    assert ann.id in scene.place(session).of_thread.members
    assert scene.fake.pinged(root) == []


async def test_a_refused_start_leaves_nothing_behind(
    scene: Scene, ann: Person, general: Channel
) -> None:
    done = await scene.answered(ann.slash("/heddle start", general, prompt="x", model="none"))
    assert "There is no model" in done.text
    done = await scene.answered(ann.slash("/heddle start", general, prompt="x", type="none"))
    assert "There is no task type" in done.text
    scene.fake.permit(general, send_messages=False)
    done = await scene.answered(ann.slash("/heddle start", general, prompt="fix it"))
    assert "may not write here" in done.text
    scene.fake.permit(general, send_messages=True, create_public_threads=False)
    done = await scene.answered(ann.slash("/heddle start", general, prompt="fix it"))
    assert "may not open threads here" in done.text
    assert scene.own(general) == []
    assert await scene.sessions() == []


async def test_a_start_without_a_prompt_opens_a_form(
    scene: Scene, ann: Person, general: Channel
) -> None:
    asked = await scene.answered(ann.slash("/heddle start", general))
    given = {"text": "write the notes", "title": "Notes", "budget": "3", "model": "smart"}
    done = await scene.answered(ann.submits(asked, given))
    [root] = scene.own(general)
    session = await scene.at(general, root["id"])
    assert (session.title, session.model, session.budget_usd) == ("Notes", "smart", 3.0)
    assert done.text.startswith(f"Session {session.number} has started")


async def test_the_form_takes_a_type_in_front_of_the_text(
    scene: Scene, ann: Person, general: Channel
) -> None:
    asked = await scene.answered(ann.slash("/heddle start", general, type="review"))
    assert "--type review " in str(asked.modal)
    wrong = await scene.answered(ann.submits(asked, {"text": "--type none write it"}))
    assert "There is no task type" in wrong.text
    assert "> --type none write it" in wrong.text
    assert await scene.sessions() == []
    await scene.answered(ann.submits(asked, {"text": "--type fix write --model fast"}))
    [session] = await scene.sessions()
    assert (session.title, session.task) == ("write --model fast", "fix")


async def test_a_room_has_a_type_of_its_own_for_what_is_started_without_one(
    at_rest: Scene, ann: Person, general: Channel
) -> None:
    scene = at_rest
    scene.fake.role("chief", "manage_channels")
    scene.fake.sets_roles(ann, "chief")
    async with scene.running():
        wrong = await scene.answered(ann.slash("/heddle room", general, type="none"))
        assert "There is no task type" in wrong.text
        saved = await scene.answered(ann.slash("/heddle room", general, type="review"))
        assert "What is started without a type is of type `review`." in saved.text
        asked = await scene.answered(ann.slash("/heddle room", general))
        saved = await scene.answered(ann.submits(asked, {"steer": "everybody"}))
        assert "of type `review`" in saved.text, "the form leaves it as it is"
        await scene.answered(ann.slash("/heddle start", general, prompt="read it"))
        await scene.answered(ann.slash("/heddle start", general, prompt="fix it", type="fix"))
        await scene.answered(ann.slash("/heddle start", general, prompt="it", type="default"))
        assert {each.title: each.task for each in await scene.sessions()} == {
            "read it": "review",
            "fix it": "fix",
            "it": "default",
        }
        back = await scene.answered(ann.slash("/heddle room", general, type="default"))
        assert "of type" not in back.text


async def test_what_was_typed_into_a_wrong_form_is_given_back(
    scene: Scene, ann: Person, general: Channel
) -> None:
    asked = await scene.answered(ann.slash("/heddle start", general))
    done = await scene.answered(ann.submits(asked, {"text": "write\nit", "budget": "much"}))
    assert "budget" in done.text.lower()
    assert "> write\n> it" in done.text
    assert await scene.sessions() == []


async def test_start_in_direct_messages_opens_a_new_one(scene: Scene, ann: Person) -> None:
    await scene.begun(ann, ann.dm, "one")
    await scene.answered(ann.slash("/heddle start", ann.dm, prompt="two"))
    assert "Started by" in str([e for e in scene.own(ann.dm) if not scene.fake.pinged(e)])
    assert {each.title for each in await scene.sessions()} == {"one", "two"}


async def test_commands_mean_the_session_of_their_thread(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    thread = scene.place(session)
    done = await scene.answered(ann.slash("/heddle session rename", thread, title="Better"))
    assert (await scene.session(session.number)).title == "Better"
    done = await scene.answered(ann.slash("/heddle stop", thread))
    assert await scene.states(session.number) == [State.STOPPED]
    assert done.hidden or ann.notices
    done = await scene.answered(ann.slash("/heddle checkin", thread, every="10m"))
    assert "is checked in on every 10 min of work" in done.text
    assert (await scene.session(session.number)).check_every == 600.0
    elsewhere = await scene.answered(ann.slash("/heddle status", general))
    assert "Which session?" in elsewhere.text
    named = await scene.answered(ann.slash("/heddle status", general, session=session.number))
    assert "Better" in named.text


async def test_a_text_is_never_taken_for_a_sessions_number(
    scene: Scene, ann: Person, general: Channel
) -> None:
    first = await scene.begun(ann, general, "one")
    second = await scene.begun(ann, general, "two")
    text = f"{first.number} apples"
    await scene.answered(ann.slash(f"/heddle note text:{text}", scene.place(second)))
    kinds = [each.payload.get("text") for each in await scene.events(second.number)]
    assert text in kinds
    done = await scene.answered(ann.slash(f"/heddle note text:{text}", general))
    assert "Which session?" in done.text


async def test_people_are_chosen_and_let_in(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    thread = scene.place(session)
    done = await scene.answered(ann.slash("/heddle share", thread, person=bob))
    assert "Bob" in done.text
    await scene.says(bob, thread, "use the cache")
    assert (await scene.texts(session.number))[1:] == ["use the cache"]


async def test_suggestions_are_own_and_shared_sessions_and_the_models(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    first = await scene.begun(ann, general, "fix the build")
    await scene.begun(ann, general, "write the notes")
    await scene.begun(bob, general, "fix the tests")
    asked = await scene.answered(ann.autocompletes("/heddle stop", general, session="fix"))
    assert [each["value"] for each in asked.choices] == [first.number]
    assert asked.choices[0]["name"].startswith(f"{first.number} · fix the build")
    shared = await scene.begun(bob, general, "fix the docs")
    await scene.answered(bob.slash("/heddle share", general, session=shared.number, person=ann))
    asked = await scene.answered(ann.autocompletes("/heddle stop", general, session="fix"))
    assert [each["value"] for each in asked.choices] == [shared.number, first.number]
    asked = await scene.answered(ann.autocompletes("/heddle start", general, model="sm"))
    assert [each["value"] for each in asked.choices] == ["smart"]


async def test_lists_and_help_name_commands_as_they_are_given(
    scene: Scene, ann: Person, general: Channel
) -> None:
    await scene.begun(ann, general)
    listed = await scene.answered(ann.slash("/heddle list", general))
    assert "fix the build" in listed.text
    helped = await scene.answered(ann.slash("/heddle help", general, command="ladder"))
    assert "`/heddle me ladder" in helped.text
    long = await scene.answered(ann.slash("/heddle help", general, command="all"))
    assert len(long.followups) >= 1
    given = await scene.answered(ann.slash("/heddle help", general, command="cancel"))
    assert given.text.startswith("`/heddle stop [session:]`")
    for command, told in (
        ("", "`/heddle status [session:]`"),
        ("board", "`/heddle board [remove:]`"),
    ):
        given = await scene.answered(ann.slash("/heddle help", general, command=command))
        assert told in given.text
        assert not any(form in given.text for form in ("--", "[session]", "`!"))
    typed = await scene.answered(ann.slash("/heddle help", general, command="aside"))
    assert "`!aside <text>`" in typed.text
    unknown = await scene.answered(ann.slash("/heddle help", general, command="frobnicate"))
    assert "no such command" in unknown.text
    linked = await scene.answered(ann.slash("/heddle me link", general))
    assert "code" in linked.text.lower()


async def test_redirect_without_a_text_asks_for_it(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    asked = await scene.answered(ann.slash("/heddle redirect", scene.place(session)))
    await scene.answered(ann.submits(asked, {"text": "use Stripe"}))
    assert "use Stripe" in str(await scene.events(session.number))


async def test_settings_are_a_form_and_say_what_is_wrong(
    scene: Scene, ann: Person, general: Channel
) -> None:
    asked = await scene.answered(ann.slash("/heddle me settings", general))
    wrong = {"ladder": "pigeon 5m", "important": "dm", "quiet": "", "zone": "Europe/Berlin"}
    done = await scene.answered(ann.submits(asked, wrong))
    assert "pigeon" in done.text
    asked = await scene.answered(ann.slash("/heddle me settings", general))
    right = {**wrong, "ladder": "dm, thread 5m", "quiet": "22:00-07:00"}
    await scene.answered(ann.submits(asked, right))
    person = await scene.person_of(ann)
    chosen = await scene.read(lambda reads: reads.preferences(person.id))
    assert chosen.zone == "Europe/Berlin"


async def test_a_room_is_set_by_who_manages_it(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    scene.fake.role("chief", "manage_channels")
    scene.fake.sets_roles(ann, "chief")
    refused = await scene.answered(bob.slash("/heddle room", general))
    assert "manages this channel" in refused.text
    asked = await scene.answered(ann.slash("/heddle room", general))
    given = {"model": "fast", "start": "everybody", "steer": "everybody", "verbosity": "silent"}
    await scene.answered(ann.submits(asked, given))
    key = RoomKey("discord", scene.fake.guild.id, general.id)
    room = await scene.read(lambda reads: reads.room(key))
    assert (room.model, room.steer, room.verbosity) == ("fast", Who.EVERYBODY, Verbosity.SILENT)
    # Who locks everybody out, themselves too, is told so and can change it back.
    asked = await scene.answered(ann.slash("/heddle room", general))
    saved = await scene.answered(ann.submits(asked, {**given, "start": "owner"}))
    assert "You are not among those who start sessions here now" in saved.text
    await scene.says(ann, general, f"{scene.bot} fix it")
    assert scene.fake.threads(general) == []
    asked = await scene.answered(ann.slash("/heddle room", general))
    saved = await scene.answered(ann.submits(asked, given))
    assert "To start a session: everybody" in saved.text
    assert "You are not" not in saved.text
    assert (await scene.begun(ann, general)).number == 1
    direct = await scene.answered(ann.slash("/heddle room", ann.dm))
    assert "Direct messages have no settings" in direct.text


async def test_a_room_may_be_for_roles(
    at_rest: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    scene = at_rest
    cara = scene.fake.person("cara", "ops")
    scene.fake.role("chief", "manage_channels")
    scene.fake.sets_roles(ann, "chief", "ops")
    async with scene.running():
        none = await scene.answered(ann.slash("/heddle room", general))
        refused = await scene.answered(ann.submits(none, {"start": "roles"}))
        assert "Choose the roles" in refused.text
        asked = await scene.answered(ann.slash("/heddle room", general))
        given = {"start": "roles", "steer": "roles", "roles": [scene.fake.role("ops").id]}
        saved = (await scene.answered(ann.submits(asked, given))).text
        assert "its owner, whom they let in, and who has one of the roles" in saved
        asked = await scene.answered(ann.slash("/heddle room", general))
        assert f"'default_values': [{{'id': '{given['roles'][0]}'" in str(asked.modal)
        session = await scene.begun(ann, general)
        await scene.says(bob, general, f"{scene.bot} fix it")
        assert any("those with certain roles start" in each for each in scene.said(general))
        assert len(scene.fake.threads(general)) == 1
        await scene.says(bob, scene.place(session), "held")
        await scene.says(cara, scene.place(session), "use the cache")
        assert (await scene.texts(session.number))[1:] == ["use the cache"]
        done = await scene.answered(cara.slash("/heddle start", general, prompt="more"))
        assert "has started" in done.text


async def test_a_role_that_was_deleted_keeps_no_settings_from_opening(
    scene: Scene, ann: Person, general: Channel
) -> None:
    scene.fake.role("chief", "manage_channels")
    scene.fake.sets_roles(ann, "chief")
    await scene.answered(ann.slash("/heddle help", general))
    gone, there = "4242", scene.fake.role("chief").id
    key = RoomKey("discord", scene.fake.guild.id, general.id)
    await scene.inbound.set_room(
        await scene.person_of(ann),
        key,
        name="",
        model="",
        start=Who.ROLES,
        steer=Who.ROLES,
        verbosity=Verbosity.FULL,
        may=True,
        roles=[gone, there],
    )
    asked = await scene.answered(ann.slash("/heddle room", general))
    assert f"'default_values': [{{'id': '{there}', 'type': 'role'}}]" in str(asked.modal)
    await scene.answered(ann.submits(asked, {"roles": [there]}))
    assert (await scene.read(lambda reads: reads.room(key))).roles == (there,)


async def test_a_message_is_handed_to_an_agent_with_its_thread(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    first = await scene.says(bob, general, "the build is red")
    talk = bob.opens_thread(general, "build", first)
    said = await scene.says(bob, talk, "it is the cache")
    asked = await scene.answered(ann.context_menu(said, HAND_OVER))
    modal: Any = asked.modal
    assert "it is the cache" in str(modal)
    done = await scene.answered(ann.submits(asked, {"title": "Cache"}))
    session = await scene.at(general, talk.id)
    assert session.title == "Cache"
    [text] = await scene.texts(session.number)
    assert "Bob: the build is red" in text
    assert done.text.startswith(f"Session {session.number} has started")


async def test_a_message_of_a_room_gets_a_thread_when_it_is_handed_over(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    said = await scene.says(bob, general, "the build is red")
    asked = await scene.answered(ann.context_menu(said, HAND_OVER))
    await scene.answered(ann.submits(asked, {}))
    session = await scene.at(general, said["id"])
    assert await scene.texts(session.number) == ["the build is red"]


async def test_the_database_away_is_said_and_nothing_is_done(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    scene.store.away = 10
    done = await scene.answered(ann.slash("/heddle stop", general, session=session.number))
    assert "its database" in done.text
    scene.store.away = 0
    assert await scene.states(session.number) != [State.STOPPED]
    scene.store.late = 1
    done = await scene.answered(ann.slash("/heddle stop", general, session=session.number))
    assert await scene.states(session.number) == [State.STOPPED]
    assert "stopped" in done.text.lower()


async def test_a_board_is_pinned_once_kept_up_to_date_and_removed(
    scene: Scene, ann: Person, general: Channel
) -> None:
    scene.fake.role("chief", "manage_channels")
    scene.fake.sets_roles(ann, "chief")
    await scene.begun(ann, general)
    done = await scene.answered(ann.slash("/heddle board", general))
    assert "https://discord.com/channels/" in done.text
    [board] = _written(scene, general)
    assert "fix the build" in board["content"]
    assert list(general.pins) == [board["id"]]
    scene.time.later += 11
    await scene.begun(ann, general, "write the notes")
    await scene.until(lambda: "write the notes" in board["content"])
    again = await scene.answered(ann.slash("/heddle board", general))
    assert board["id"] in again.text
    assert len(_written(scene, general)) == 1
    await scene.answered(ann.slash("/heddle board", general, remove=True))
    assert _written(scene, general) == []


async def test_an_expired_interaction_is_answered_by_other_means(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    button = Button("Stop", Act.COMMAND, f"stop {session.number}", session=session.number)
    sent = await scene.shows(general, "card", button)
    pressed = ann.presses(sent, "Stop")
    scene.fake.later(4)
    await scene.until(lambda: scene.said(ann.dm))
    await scene.settled()
    assert not pressed.answered
    assert await scene.states(session.number) == [State.STOPPED]
    assert len(scene.said(ann.dm)) == 1


def _written(scene: Scene, room: Channel) -> list[Any]:
    """Return heddle's messages without Discord's own remarks."""
    return [each for each in scene.own(room) if each["content"]]

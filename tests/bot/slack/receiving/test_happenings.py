"""Rooms that go and come back, people who leave, and Slack's own stop button."""

from service.domain.states import State
from tests.bot.slack.receiving.scene import Scene, notices
from tests.servers.slack import events
from tests.servers.slack.person import Person
from tests.servers.slack.workspace import Channel


async def lost(scene: Scene, number: int) -> str:
    found = await scene.session(number)
    card = await scene.read(lambda reads: reads.card(found.number))
    assert card is not None
    return card.lost


async def test_slacks_stop_button_stops(either: Scene, ann: Person, general: Channel) -> None:
    session = await either.begun(ann, general)
    await either.acked(ann.stops_agent(general, session.thread.thread))
    assert (await either.session(session.number)).state is State.STOPPED
    assert notices(ann) == []


async def test_it_works_for_the_session_s_people_only(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    await scene.acked(bob.stops_agent(general, session.thread.thread))
    assert (await scene.session(session.number)).state is State.RUNNING
    assert len(notices(bob)) == 1
    said = await scene.says(bob, general, "lunch?")
    await scene.acked(bob.stops_agent(general, said["ts"]))


async def test_an_archived_room_is_lost_and_found(
    either: Scene, ann: Person, general: Channel
) -> None:
    session = await either.begun(ann, general)
    either.slack.archive(general)
    await either.settled()
    assert "archived" in await lost(either, session.number)
    general.archived = False
    with either.slack.core.changed:
        event = {"type": "channel_unarchive", "channel": general.id, "user": ann.id}
        at = either.slack.workspace.ts()
        events.emit(either.slack.core, {**event, "event_ts": at})
    await either.settled()
    assert await lost(either, session.number) == ""


async def test_heddle_is_removed_and_invited_again(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    scene.slack.remove_bot(general)
    await scene.settled()
    assert "removed" in await lost(scene, session.number)
    ann.invites_bot(general)
    await scene.settled()
    assert await lost(scene, session.number) == ""


async def test_who_invites_it_is_greeted(scene: Scene, ann: Person) -> None:
    lab = scene.slack.channel("lab", ann, bot=False)
    with scene.slack.core.changed:
        lab.members.append(scene.slack.workspace.bot)
        event = {
            "type": "member_joined_channel",
            "user": scene.slack.workspace.bot,
            "inviter": ann.id,
            "channel": lab.id,
            "channel_type": "C",
            "team": scene.slack.workspace.team,
            "event_ts": scene.slack.workspace.ts(),
        }
        events.emit(scene.slack.core, event)
    await scene.settled()
    [told] = notices(ann)
    assert "Mention me" in told
    bob = scene.slack.person("bob")
    bob.joins(lab)
    await scene.settled()
    assert notices(bob) == []


async def test_a_deleted_room_is_lost(scene: Scene, ann: Person, general: Channel) -> None:
    session = await scene.begun(ann, general)
    with scene.slack.core.changed:
        at = scene.slack.workspace.ts()
        event = {"type": "channel_deleted", "channel": general.id, "event_ts": at}
        events.emit(scene.slack.core, event)
    await scene.settled()
    assert "deleted" in await lost(scene, session.number)


async def test_the_sessions_of_who_leaves_park(
    either: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await either.begun(ann, general)
    await either.begun(bob, general)
    either.slack.deactivate(ann)
    await either.settled()
    found = await either.session(session.number)
    assert found.state is State.PARKED or found.park_asked
    other = [each for each in await either.sessions() if each.number != session.number]
    assert [each.state for each in other] == [State.RUNNING]

"""Threads, rooms and servers go and come back; what broke is said."""

import pytest

from service.domain.sessions import Session
from tests.bot.discord.receiving.scene import Scene
from tests.servers.discord.person import Person
from tests.servers.discord.world import Channel


async def lost(scene: Scene, session: Session) -> str:
    card = await scene.read(lambda reads: reads.card(session.number))
    assert card is not None
    return card.lost


async def test_a_deleted_thread_is_lost(scene: Scene, ann: Person, general: Channel) -> None:
    session = await scene.begun(ann, general)
    scene.fake.delete(scene.place(session))
    await scene.settled()
    assert await lost(scene, session) == "The thread was deleted"


async def test_a_locked_thread_is_lost_until_it_is_opened(
    scene: Scene, ann: Person, general: Channel
) -> None:
    scene.fake.permit(general, manage_threads=False)
    session = await scene.begun(ann, general)
    thread = scene.place(session)
    scene.fake.archive(thread)
    await scene.settled()
    assert await lost(scene, session) == ""
    scene.fake.archive(thread, locked=True)
    await scene.settled()
    assert await lost(scene, session) == "The thread was locked"
    chief = scene.fake.bot
    chief.changes_thread(thread, locked=False, archived=False)
    await scene.settled()
    assert await lost(scene, session) == ""


async def test_an_archived_thread_goes_on_when_somebody_writes(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    thread = scene.place(session)
    scene.fake.archive(thread)
    await scene.says(ann, thread, "still there?")
    assert (await scene.texts(session.number))[1:] == ["still there?"]


async def test_a_room_that_is_gone_loses_all_its_sessions(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    scene.fake.delete(general)
    await scene.settled()
    assert "was deleted" in await lost(scene, session)


async def test_a_server_that_heddle_is_put_out_of_loses_all_its_sessions(at_rest: Scene) -> None:
    other = at_rest.fake.server("other")
    away = at_rest.fake.channel("away", guild=other)
    ann = at_rest.fake.person("ann", guild=other)
    async with at_rest.running():
        session = await at_rest.begun(ann, away)
        at_rest.fake.kick_bot(other)
        await at_rest.settled()
        assert await lost(at_rest, session) == "heddle was removed from the server"


async def test_a_broken_message_is_said_once(
    scene: Scene, ann: Person, general: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(scene.inbound, "said", breaks)
    await scene.says(ann, general, f"{scene.bot} fix the build")
    assert any("broke over this" in each for each in scene.said(ann.dm))

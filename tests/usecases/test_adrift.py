"""A thread is gone: its session goes on, its owner hears once, and what it says comes to them."""

from service.domain.deliveries import DeliveryKind, DeliveryState
from service.domain.rooms import RoomKey
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.usecases.adrift import person_gone, room_back, thread_lost
from service.usecases.away import tell_away
from tests.usecases.chatting import DM, PRIVATE, THREAD, Chatting
from tests.usecases.scene import ANN, BOB, ask, calls, prose

SECOND = ThreadKey("chat", "w", "C1", "t2")
ROOM = RoomKey.of(THREAD)
WHY = "The channel was archived"


async def test_what_waits_and_what_comes_goes_to_direct_messages(chatting: Chatting) -> None:
    await chatting.prefers(ladder=("thread:0",))
    await chatting.uses(str(THREAD))
    await chatting.asks_in(THREAD, text="I compared both.")
    assert await thread_lost(chatting.ports, THREAD, WHY) == 1
    for kind in (DeliveryKind.ANSWER, DeliveryKind.ASK):
        old, new = await chatting.made(kind)
        assert (old.state, new.state) == (DeliveryState.WITHDRAWN, DeliveryState.WAITING)
        assert (old.facts, new.lane) == (new.facts, DM)
    (told,) = await chatting.made(DeliveryKind.ADRIFT)
    assert (told.lane, told.facts["session"], told.facts["why"]) == (DM, 1, WHY)
    assert (await chatting.session()).state is State.WAITING
    chatting.script(prose("Stripe it is."))
    await chatting.answers("Stripe")
    await chatting.works()
    assert (await chatting.made(DeliveryKind.ANSWER))[-1].lane == DM


async def test_each_owner_hears_once_of_a_room(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    await chatting.writes("Build another", SECOND)
    bobs = ThreadKey("chat", "w", "C1", "t3")
    await chatting.writes("Bob's", bobs, BOB)
    elsewhere = await chatting.writes("Elsewhere", ThreadKey("chat", "w", "C2", "t1"))
    assert await thread_lost(chatting.ports, ROOM, WHY) == 3
    assert await thread_lost(chatting.ports, ROOM, WHY) == 0
    told = {each.person_id: each for each in await chatting.made(DeliveryKind.ADRIFT)}
    assert len(await chatting.made(DeliveryKind.ADRIFT)) == 2
    assert [told[ANN].facts["session"], *told[ANN].facts["others"]] == [1, 2]
    assert told[BOB].facts["others"] == []
    shown = await chatting.store.read(lambda reads: reads.card(elsewhere.session.number))
    assert shown is not None
    assert shown.lost == ""


async def test_what_is_over_and_said_is_no_news(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    chatting.script(prose())
    await chatting.works()
    async with chatting.carrying():
        await chatting.stirs()
    assert await thread_lost(chatting.ports, THREAD, WHY) == 1
    assert not await chatting.made(DeliveryKind.ADRIFT)


async def test_a_room_that_is_back_shows_its_sessions_again(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    await thread_lost(chatting.ports, ROOM, WHY)
    assert await room_back(chatting.ports, ROOM) == 1
    chatting.script(prose())
    await chatting.works()
    (answer,) = await chatting.made(DeliveryKind.ANSWER)
    assert answer.lane == str(THREAD)
    async with chatting.showing():
        await chatting.stirs()
    assert chatting.card().state == "Done and saved"


async def test_questions_go_by_direct_message_from_then_on(chatting: Chatting) -> None:
    await chatting.writes("Build it", PRIVATE)
    await thread_lost(chatting.ports, PRIVATE, "Its first message was deleted")
    await chatting.uses(str(PRIVATE))
    chatting.script(calls(ask("Which?")))
    await chatting.works()
    async with chatting.carrying():
        await chatting.stirs()
    assert [str(each.place) for each in chatting.chat.posts()] == [DM, DM]


async def test_what_was_asked_in_the_thread_alone_is_asked_again(chatting: Chatting) -> None:
    await chatting.prefers(ladder=("thread:0", "dm:600"))
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
    async with chatting.carrying():
        await chatting.stirs()
        (asked,) = await chatting.made(DeliveryKind.ASK)
        assert (asked.state, asked.lane) == (DeliveryState.SENT, str(THREAD))
        assert await thread_lost(chatting.ports, ROOM, WHY) == 1
        await chatting.goes_by(3)
    _, again = await chatting.made(DeliveryKind.ASK)
    assert (again.lane, again.item, again.state) == (DM, item.id, DeliveryState.SENT)
    assert len(await chatting.made(DeliveryKind.ADRIFT)) == 1


async def test_what_was_asked_directly_as_well_is_not_asked_again(chatting: Chatting) -> None:
    await chatting.prefers(ladder=("dm:0", "thread:60"))
    await chatting.asks_in(THREAD, "Stripe", "Adyen")
    async with chatting.carrying():
        await chatting.stirs()
        await chatting.leaps(61.0)
        await chatting.goes_by(3)
        assert len(await chatting.made(DeliveryKind.ASK)) == 2
        assert await thread_lost(chatting.ports, ROOM, WHY) == 1
        await chatting.goes_by(3)
    assert len(await chatting.made(DeliveryKind.ASK)) == 2


async def test_the_sessions_of_who_is_gone_park(chatting: Chatting) -> None:
    await chatting.asks_in(THREAD)
    await chatting.writes("Build another", SECOND)
    assert await person_gone(chatting.ports, ANN, "Your account was deactivated") == 2
    assert [(await chatting.session(n)).state for n in (1, 2)] == [State.PARKED] * 2
    assert await person_gone(chatting.ports, ANN, "Your account was deactivated") == 0
    assert len(await chatting.made(DeliveryKind.ADRIFT)) == 1


async def test_each_owner_is_told_quietly_of_an_outage(chatting: Chatting) -> None:
    await chatting.link(ANN)
    now = chatting.clock.now()
    await tell_away(chatting.ports, now - 540.0, now, {ANN: 3, BOB: 1}, ["#general"])
    async with chatting.carrying():
        await chatting.stirs()
    first, second = chatting.chat.posts()
    assert not first.loud
    assert first.said.title == "Away 07:51–08:00 UTC, picked up your three messages."  # type: ignore[union-attr]
    assert "#general" in first.said.lines[0]  # type: ignore[union-attr]
    assert second.said.title.endswith("picked up your message.")  # type: ignore[union-attr]

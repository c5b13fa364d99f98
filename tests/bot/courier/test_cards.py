"""Status cards: soon where it matters, seldom else, never for nothing, and right in the end."""

import asyncio
from dataclasses import replace

import pytest

from bot.courier.pacing import STEADY
from bot.courier.showing import POLL
from bot.courier.tending import PATIENCE
from bot.presenter.cards import Mark
from service.domain.errors import Permanent
from service.domain.ids import SessionNumber
from service.domain.rooms import Room, RoomKey, Verbosity
from service.usecases import cards
from service.usecases.configure import rename
from service.usecases.stop import stop
from tests.fakes.chat import limited, lost_answer
from tests.fakes.working import Hang
from tests.usecases.chatting import PRIVATE, THREAD, Chatting
from tests.usecases.scene import ANN, calls, prose, work


async def test_a_new_session_has_its_card_at_once(chatting: Chatting) -> None:
    async with chatting.showing():
        await chatting.stirs()
        await chatting.writes("Build it")
        await chatting.stirs()
        card = chatting.card()
        assert (card.number, card.title, card.place) == (1, "Build it", "slot 1 of 3")
        assert (card.state, card.elapsed, card.doing) == ("Working", "", "")


async def test_people_are_told_when_no_worker_answers(chatting: Chatting) -> None:
    async with chatting.showing():
        await chatting.writes("Build it")
        await chatting.goes_by(3)
        assert chatting.card().state == "Working"
        await chatting.goes_by(12)
        assert chatting.card().state == "Calling a worker"
        chatting.script(prose())
        await chatting.works()
        await chatting.goes_by(3)
    assert chatting.card().state == "Done and saved"


async def test_a_worker_that_answers_at_once_costs_no_edit(chatting: Chatting) -> None:
    line = Hang(prose())
    async with chatting.showing():
        await chatting.writes("Build it")
        chatting.script(line)
        working = chatting.begins()
        await chatting.goes_by(8)
        assert len(chatting.chat.made("show")) == 1
        line.go_on.set()
        await working
        await chatting.goes_by(3)
        assert len(chatting.chat.made("show")) == 2
    assert chatting.card().state == "Done and saved"


async def test_nothing_changed_is_no_call(chatting: Chatting) -> None:
    async with chatting.showing():
        await chatting.writes("Build it")
        chatting.script(prose())
        await chatting.works()
        await chatting.goes_by(30)
        calls_made = len(chatting.chat.calls)
        await chatting.goes_by(300, 5.0)
    assert len(chatting.chat.calls) == calls_made
    assert chatting.card().state == "Done and saved"


async def test_the_reaction_waits_for_steady_work_and_ends_at_once(chatting: Chatting) -> None:
    line = Hang(prose())
    async with chatting.showing():
        await chatting.writes("Build it")
        chatting.script(line)
        working = chatting.begins()
        await chatting.goes_by(STEADY - 0.5)
        assert str(THREAD) not in chatting.chat.marks
        await chatting.goes_by(1.5)
        line.go_on.set()
        await working
        await chatting.stirs()
    assert [mark for _, mark in chatting.chat.marks[str(THREAD)]] == [Mark.WORKING, Mark.DONE]


async def test_a_short_turn_shows_one_reaction(chatting: Chatting) -> None:
    async with chatting.showing():
        await chatting.writes("Build it")
        chatting.script(prose())
        await chatting.works()
        await chatting.goes_by(10)
    assert [mark for _, mark in chatting.chat.marks[str(THREAD)]] == [Mark.DONE]


async def test_the_card_carries_the_questions_buttons_and_loses_them(chatting: Chatting) -> None:
    async with chatting.showing():
        item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
        await chatting.goes_by(3)
        (asked,) = chatting.card().asks
        assert [each.label for each in asked.choices] == ["Stripe", "Adyen"]
        chatting.script(prose())
        await chatting.takes(item, "Stripe")
        await chatting.works()
        await chatting.goes_by(3)
        assert not chatting.card().asks


async def test_a_crash_while_it_is_posted_leaves_one_card(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    posted, true = asyncio.Event(), chatting.chat.show

    async def shows_and_dies(view):  # type: ignore[no-untyped-def]
        await true(view)
        posted.set()
        await asyncio.Event().wait()

    chatting.chat.show = shows_and_dies  # type: ignore[method-assign]
    async with chatting.showing("first"):
        await posted.wait()
    chatting.chat.show = true  # type: ignore[method-assign]
    async with chatting.showing("second"):
        await chatting.goes_by(5)
    assert chatting.card().number == 1


@pytest.mark.parametrize("error", [lost_answer(), limited(5.0)])
async def test_trouble_delays_the_card_and_doubles_nothing(
    chatting: Chatting, error: Exception
) -> None:
    if "broke" in str(error):
        chatting.chat.stumbles("show", error)
    else:
        chatting.chat.fails("show", error)
    async with chatting.showing():
        await chatting.writes("Build it")
        await chatting.goes_by(4 if "broke" in str(error) else 6)
    assert chatting.card().number == 1
    assert len(chatting.chat.made("show")) == 2


async def test_a_limit_delays_that_card_only_and_never_a_post(chatting: Chatting) -> None:
    chatting.chat.fails("show", limited(60.0))
    async with chatting.showing(), chatting.carrying():
        await chatting.writes("Build it")
        await chatting.stirs()
        await chatting.writes("Build another", PRIVATE)
        chatting.script(prose("One."), prose("Two."))
        await chatting.works()
        await chatting.goes_by(5)
        assert sorted(chatting.said()) == ["One.", "Two."]
        assert chatting.chat.card(1) is None
        assert chatting.card(2).state == "Done and saved"
        await chatting.goes_by(60, 1.0)
        assert chatting.card(1).state == "Done and saved"


async def test_a_silent_room_has_no_card_and_keeps_one_that_stands(chatting: Chatting) -> None:
    key = RoomKey.of(THREAD)
    async with chatting.showing():
        await chatting.store.run(lambda tx: tx.rooms.save(Room(key, verbosity=Verbosity.SILENT)))
        await chatting.writes("Build it")
        chatting.script(prose())
        await chatting.works()
        await chatting.goes_by(5)
        assert chatting.chat.card(1) is None
        await chatting.store.run(lambda tx: tx.rooms.save(Room(key)))
        await chatting.writes("More")
        await chatting.goes_by(3)
        assert chatting.card().state == "Working"


async def test_milestones_leave_out_steps(chatting: Chatting) -> None:
    key = RoomKey.of(THREAD)
    await chatting.store.run(lambda tx: tx.rooms.save(Room(key, verbosity=Verbosity.MILESTONES)))
    line = Hang(prose())
    async with chatting.showing():
        await chatting.writes("Build it")
        chatting.script(calls(work(), text="Secret plans."), line)
        working = chatting.begins()
        await chatting.goes_by(15)
        assert (chatting.card().doing, chatting.card().steps) == ("", 2)
        line.go_on.set()
        await working


async def test_two_processes_show_one_card(chatting: Chatting) -> None:
    async with chatting.showing("one"), chatting.showing("two"):
        await chatting.writes("Build it")
        chatting.script(prose())
        await chatting.works()
        await chatting.goes_by(10)
    assert chatting.card().state == "Done and saved"


async def test_the_place_in_the_queue_is_kept_up_to_date(chatting: Chatting) -> None:
    async with chatting.showing():
        for number in range(5):
            thread = type(THREAD)("chat", "w", "C1", f"q{number}")
            await chatting.writes(f"Task {number}", thread)
        await chatting.goes_by(2)
        assert chatting.card(5).place == "position 2 of 2"
        chatting.script(*[prose()] * 3)
        await chatting.follow(chatting.rings()[0])
        await chatting.goes_by(3)
        assert chatting.card(5).place == "position 1 of 1"


async def test_a_card_that_can_never_be_shown_tells_the_owner_once(chatting: Chatting) -> None:
    async with chatting.showing(), chatting.carrying():
        await chatting.writes("Build it")
        await chatting.stirs()
        chatting.chat.gone.add("C1")
        await rename(chatting.ports, ANN, (await chatting.session()).number, "Another title")
        await chatting.goes_by(10)
        shown = len(chatting.chat.made("show"))
        await rename(chatting.ports, ANN, (await chatting.session()).number, "A third title")
        await chatting.goes_by(10)
    assert len(chatting.chat.made("show")) == shown
    (told,) = chatting.chat.posts()
    assert told.place.room == "UANN"


async def test_a_refused_reaction_hurts_nothing(chatting: Chatting) -> None:
    chatting.chat.fails("mark", Permanent("no such reaction"))
    async with chatting.showing():
        await chatting.writes("Build it")
        chatting.script(prose())
        await chatting.works()
        await chatting.goes_by(10)
    assert len(chatting.chat.made("mark")) == 1
    assert chatting.card().state == "Done and saved"


async def test_a_card_goes_on_soon_after_the_process_that_held_it_was_killed(
    chatting: Chatting,
) -> None:
    async with chatting.showing("first"):
        await chatting.writes("Build it")
        await chatting.goes_by(3)
    await stop(chatting.ports, ANN, SessionNumber(1))
    assert len(await cards.claim_cards(chatting.ports, "killed", ["chat"], 9)) == 1
    async with chatting.showing("second"):
        await chatting.goes_by(cards.CLAIM - 1)
        assert chatting.card().mark is Mark.WORKING
        await chatting.goes_by(POLL + 1)
        assert chatting.card().mark is Mark.STOPPED


async def test_a_platform_that_is_slow_is_not_asked_by_another_meanwhile(
    chatting: Chatting,
) -> None:
    async with chatting.showing("first"):
        await chatting.writes("Build it")
        await chatting.goes_by(3)
    shown = len(chatting.chat.made("show"))

    async def slowly() -> None:
        await chatting.clock.sleep(PATIENCE - 0.5)

    chatting.chat.fails("show", slowly)
    async with chatting.showing("first"), chatting.showing("second"):
        await stop(chatting.ports, ANN, SessionNumber(1))
        await chatting.goes_by(PATIENCE + 5)
    assert len(chatting.chat.made("show")) == shown + 1
    assert chatting.card().mark is Mark.STOPPED


async def test_a_first_copy_that_is_on_its_way_is_waited_for(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    (shown,) = await cards.claim_cards(chatting.ports, "stands still", ["chat"], 9)
    begun = replace(shown, begun_at=chatting.clock.now())
    assert await cards.save_card(chatting.ports, begun, "stands still")
    assert await cards.keep_card(chatting.ports, shown.session, "stands still"), "shortens nothing"
    async with chatting.showing("second"):
        await chatting.goes_by(cards.CLAIM - 1)
        assert chatting.chat.card(1) is None
        await chatting.goes_by(POLL + 1)
        assert chatting.card().number == 1
    assert not await cards.keep_card(chatting.ports, shown.session, "stands still")

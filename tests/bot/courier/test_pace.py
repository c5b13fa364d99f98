"""How often a card is shown and looked at: soon where it matters, never for nothing."""

from itertools import pairwise

import pytest

from bot.courier.pacing import SELDOM, SOON, STEADY
from bot.courier.tending import Tending
from service.domain.cards import Shown
from service.usecases.configure import rename
from tests.fakes.chat import limited
from tests.usecases.chatting import Chatting
from tests.usecases.scene import ANN, calls, prose, work


async def test_what_matters_is_shown_at_most_every_second_and_a_half(chatting: Chatting) -> None:
    async with chatting.showing():
        await chatting.writes("Build it")
        await chatting.stirs()
        for number in range(20):
            await rename(chatting.ports, ANN, (await chatting.session()).number, f"Title {number}")
            await chatting.goes_by(0.25, 0.25)
        await chatting.goes_by(3)
    shown = chatting.chat.made("show")
    assert all(b - a >= SOON for a, b in pairwise(shown))
    assert 4 <= len(shown) <= 6
    assert chatting.card().title == "Title 19"


async def test_steps_alone_are_shown_at_most_every_ten_seconds(chatting: Chatting) -> None:
    async with chatting.showing():
        await chatting.writes("Build it")

        async def passes() -> None:
            await chatting.goes_by(1.0)

        for number in range(20):
            chatting.script(passes, calls(work(f"w{number}")))
        chatting.script(passes, prose())
        await chatting.works()
        await chatting.goes_by(5)
    shown = chatting.chat.made("show")
    # When it starts, when a worker has it, when it saves and when it is done matters at once.
    seldom = [b - a for a, b in pairwise(shown[1:-2])]
    assert all(each >= SELDOM for each in seldom)
    assert len(shown) <= 7
    assert chatting.card().steps == 41


async def test_steps_cost_no_look_at_the_card(
    chatting: Chatting, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, tend = list[float](), Tending.tend

    async def counted(self: Tending, shown: Shown) -> float | None:
        looks.append(chatting.clock.now())
        return await tend(self, shown)

    monkeypatch.setattr(Tending, "tend", counted)
    async with chatting.showing():
        await chatting.writes("Build it")

        async def passes() -> None:
            await chatting.goes_by(1.0)

        for number in range(60):
            chatting.script(passes, calls(work(f"w{number}")))
        chatting.script(passes, prose())
        began = chatting.clock.now()
        await chatting.works()
        at_work = [each for each in looks if began + STEADY + SOON < each < began + 60]
    assert len(at_work) <= 60 / SELDOM


async def test_steps_wait_for_room_on_the_platform_and_a_title_does_not(
    chatting: Chatting,
) -> None:
    titles = list[str]()

    async def passes() -> None:
        await chatting.goes_by(1.0)

    async def renames() -> None:
        titles.append(chatting.card().title)
        await rename(chatting.ports, ANN, (await chatting.session()).number, "Another title")
        await chatting.goes_by(3)
        titles.append(chatting.card().title)

    async with chatting.showing():
        await chatting.writes("Build it")
        await chatting.stirs()
        chatting.chat.fails("show", limited(600.0))
        for number in range(20):
            chatting.script(passes, calls(work(f"w{number}")))
        chatting.script(renames, prose())
        await chatting.works()
    assert not chatting.chat.script["show"]
    assert titles == ["Build it", "Another title"]

"""Words appear while they are written, and whatever becomes of that, the answer arrives."""

from itertools import pairwise

import pytest

from bot.courier.platform import Answered
from service.domain.effects import Preview
from service.domain.errors import Permanent, Temporary
from service.usecases.stop import stop
from tests.fakes.chat import limited
from tests.fakes.working import Hang
from tests.usecases.chatting import PRIVATE, THREAD, Chatting
from tests.usecases.scene import ANN, calls, prose, work


async def streaming(chatting: Chatting, line: Hang) -> None:
    """The agent writes in Ann's direct messages, and has not finished."""
    await chatting.stirs()
    await chatting.writes("Go on", PRIVATE)
    chatting.script(line)
    chatting.working = chatting.begins()
    await chatting.goes_by(1)


async def writes_on(chatting: Chatting, text: str) -> None:
    session = await chatting.session()
    assert session.turn_id is not None
    await chatting.signals.publish(Preview(session.number, session.turn_id, text))


async def ends(chatting: Chatting, line: Hang) -> None:
    line.go_on.set()
    assert chatting.working is not None
    await chatting.working
    await chatting.goes_by(3)


async def test_the_stream_becomes_the_answer(chatting: Chatting) -> None:
    line = Hang(prose("It is built, all of it."), text="It is")
    async with chatting.showing(), chatting.carrying():
        await streaming(chatting, line)
        (stream,) = [each for each in chatting.chat.messages.values() if each.tag == "stream"]
        assert (stream.said, stream.place, stream.streaming) == ("It is", PRIVATE, True)
        await ends(chatting, line)
    assert stream.said == Answered("It is built, all of it.", stream.id)
    assert not stream.streaming
    assert chatting.chat.posts() == [stream]
    assert not chatting.chat.made("end_stream")


async def test_at_most_one_addition_a_second(chatting: Chatting) -> None:
    line = Hang(prose("Done."), text="0")
    async with chatting.showing(), chatting.carrying():
        await streaming(chatting, line)
        for number in range(40):
            await writes_on(chatting, f"0 {number}")
            await chatting.goes_by(0.25, 0.25)
        await chatting.goes_by(2)
        (stream,) = [each for each in chatting.chat.messages.values() if each.tag == "stream"]
        assert stream.said == "0 39"
        await ends(chatting, line)
    made = chatting.chat.made("stream")
    assert all(b - a >= 1.0 for a, b in pairwise(made))
    assert len(made) <= 13


async def test_in_rooms_nothing_is_streamed(chatting: Chatting) -> None:
    line = Hang(prose("Done."))
    async with chatting.showing(), chatting.carrying():
        await chatting.stirs()
        await chatting.writes("Go on", THREAD)
        chatting.script(line)
        working = chatting.begins()
        await chatting.goes_by(3)
        line.go_on.set()
        await working
        await chatting.goes_by(3)
    assert not chatting.chat.made("stream")
    assert chatting.said() == ["Done."]


@pytest.mark.parametrize("error", [Permanent("no streams here"), limited(5.0), Temporary("away")])
async def test_a_stream_that_cannot_begin_loses_nothing(
    chatting: Chatting, error: Exception
) -> None:
    chatting.chat.fails("stream", error)
    line = Hang(prose("Done."))
    async with chatting.showing(), chatting.carrying():
        await streaming(chatting, line)
        await ends(chatting, line)
    assert chatting.said() == ["Done."]


@pytest.mark.parametrize("error", [Permanent("the platform ended it"), Temporary("away")])
async def test_a_stream_that_breaks_off_loses_nothing(chatting: Chatting, error: Exception) -> None:
    chatting.chat.fails("stream", None, error)
    line = Hang(prose("Done and more."), text="Done")
    async with chatting.showing(), chatting.carrying():
        await streaming(chatting, line)
        await writes_on(chatting, "Done and")
        await chatting.goes_by(3)
        await ends(chatting, line)
    assert chatting.said() == ["Done and more."]
    assert len([each for each in chatting.chat.messages.values() if each.tag == "stream"]) == 0


async def test_a_turn_without_an_answer_ends_its_stream(chatting: Chatting) -> None:
    line = Hang(prose("Never said."))
    async with chatting.showing(), chatting.carrying():
        await streaming(chatting, line)
        await stop(chatting.ports, ANN, (await chatting.session()).number)
        await chatting.book.beat()
        await chatting.goes_by(5)
        assert chatting.working is not None
        await chatting.working
    assert len(chatting.chat.made("end_stream")) == 1
    assert not any(each.streaming for each in chatting.chat.messages.values())
    assert not chatting.said()


async def test_another_process_finishes_in_the_stream_of_one_that_died(
    chatting: Chatting,
) -> None:
    line = Hang(prose("It is built."), text="It is")
    async with chatting.showing("first"):
        await streaming(chatting, line)
    line.go_on.set()
    assert chatting.working is not None
    await chatting.working
    async with chatting.showing("second"), chatting.carrying(chatting.courier("second")):
        await chatting.goes_by(5)
    assert chatting.said() == ["It is built."]
    assert not any(each.tag == "stream" for each in chatting.chat.messages.values())


async def test_a_later_step_goes_on_in_the_same_stream(chatting: Chatting) -> None:
    line = Hang(prose("Here you are."), text="Here")
    async with chatting.showing(), chatting.carrying():
        await chatting.stirs()
        await chatting.writes("Go on", PRIVATE)
        first = Hang(calls(work(), text="Let me look."), text="Let me")
        chatting.script(first, line)
        chatting.working = chatting.begins()
        await chatting.goes_by(2)
        first.go_on.set()
        await chatting.goes_by(3)
        streams = [each for each in chatting.chat.messages.values() if each.tag == "stream"]
        assert [each.said for each in streams] == ["Here"]
        await ends(chatting, line)
    assert chatting.said() == ["Here you are."]

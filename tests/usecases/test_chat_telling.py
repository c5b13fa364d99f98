"""Whoever works in a chat channel is told there: once, and in the right place."""

from dataclasses import replace

import pytest

from service.domain.captures import Captured, CapturedFile
from service.domain.deliveries import DeliveryKind, DeliveryState
from service.domain.errors import Permanent
from service.domain.items import ItemKind
from service.domain.persons import Identity
from service.domain.threads import ThreadKey
from tests.fakes.working import FakeCaptures
from tests.usecases.chatting import DM, PRIVATE, THREAD, Chatting
from tests.usecases.scene import ANN, BOB, ask, calls, finish, prose, work

OTHER = ThreadKey("chat", "w", "C2", "t9")


async def lanes(chatting: Chatting, kind: DeliveryKind) -> list[str]:
    return [each.lane for each in await chatting.made(kind)]


async def test_a_question_goes_to_the_direct_messages_of_who_is_not_there(
    chatting: Chatting,
) -> None:
    await chatting.asks_in(THREAD)
    assert await lanes(chatting, DeliveryKind.ASK) == [DM]


async def test_a_question_comes_into_its_own_thread_while_it_is_used(chatting: Chatting) -> None:
    await chatting.uses(str(THREAD))
    await chatting.asks_in(THREAD)
    assert await lanes(chatting, DeliveryKind.ASK) == [str(THREAD)]


async def test_a_question_never_pops_up_in_another_thread(chatting: Chatting) -> None:
    await chatting.uses(str(OTHER))
    await chatting.asks_in(THREAD)
    assert await lanes(chatting, DeliveryKind.ASK) == [DM]


async def test_who_is_on_the_web_is_told_there(chatting: Chatting) -> None:
    await chatting.uses("web:local:inbox:ann")
    await chatting.asks_in(THREAD)
    assert await lanes(chatting, DeliveryKind.ASK) == ["web:local:inbox:ann"]


async def test_a_question_of_the_web_goes_to_direct_messages_as_well(chatting: Chatting) -> None:
    await chatting.asks()
    assert await lanes(chatting, DeliveryKind.ASK) == [DM]


async def test_the_workspace_used_last_is_the_one_that_tells(chatting: Chatting) -> None:
    chatting.clock.advance(1.0)
    second = Identity("chat", "second", "U2")
    await chatting.store.run(lambda tx: tx.persons.link(second, ANN))
    await chatting.asks(thread="one")
    await chatting.uses("chat:second:C7:t7")
    chatting.clock.advance(3600.0)
    await chatting.asks(thread="two")
    assert await lanes(chatting, DeliveryKind.ASK) == [DM, "chat:second:U2:dm"]


async def test_the_thread_rung_of_a_ladder_is_the_thread(chatting: Chatting) -> None:
    await chatting.prefers(ladder=("thread:0",))
    await chatting.asks_in(THREAD)
    assert await lanes(chatting, DeliveryKind.ASK) == [str(THREAD)]


async def test_each_turn_that_said_something_is_answered_once(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    chatting.script(calls(work(), text="Let me look."), prose("Here you are."))
    await chatting.works()
    (answer,) = await chatting.made(DeliveryKind.ANSWER)
    assert (answer.lane, answer.loud) == (str(THREAD), False)
    assert answer.facts["session"] == 1
    await chatting.writes("And now?")
    chatting.script(calls(finish("Both are done.")))
    await chatting.works()
    turns = [each.facts["turn"] for each in await chatting.made(DeliveryKind.ANSWER)]
    assert turns == [each.id for each in await chatting.turns()]


async def test_on_the_web_nothing_is_posted(chatting: Chatting) -> None:
    await chatting.starts()
    assert not await chatting.made(DeliveryKind.ANSWER)


async def test_what_was_said_before_a_question_is_posted_before_it(chatting: Chatting) -> None:
    await chatting.prefers(ladder=("thread:0",))
    await chatting.asks_in(THREAD, text="I compared both. They cost the same.")
    found = await chatting.store.read(lambda reads: reads.deliveries())
    assert [each.kind for each in found] == [DeliveryKind.ANSWER, DeliveryKind.ASK]


@pytest.mark.parametrize("text", ["", "Stripe or Adyen?", "  stripe  or Adyen? \n"])
async def test_a_question_alone_is_not_posted_twice(chatting: Chatting, text: str) -> None:
    await chatting.asks_in(THREAD, text=text)
    assert not await chatting.made(DeliveryKind.ANSWER)


async def test_a_turn_that_failed_is_told_by_its_alert(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    chatting.script(Permanent("the key is wrong"))
    await chatting.works()
    assert not await chatting.made(DeliveryKind.ANSWER)
    assert await lanes(chatting, DeliveryKind.ASK) == [DM]


async def long_result(chatting: Chatting) -> None:
    async def takes() -> None:
        chatting.clock.advance(120.0)

    await chatting.writes("Build it")
    chatting.script(takes, prose("It is built."))
    await chatting.works()


async def test_the_answer_in_the_thread_tells_of_the_result(chatting: Chatting) -> None:
    await long_result(chatting)
    (item,) = await chatting.items()
    assert (item.kind, item.told, list(item.ladder)) == (ItemKind.RESULT, 1, [])
    assert len(await chatting.made(DeliveryKind.ANSWER)) == 1
    await chatting.leaps(3 * 3600.0)
    assert not await chatting.made(DeliveryKind.ASK)


async def test_the_morning_brings_the_results_of_the_night(chatting: Chatting) -> None:
    await chatting.prefers(quiet="00:00-23:59")
    await long_result(chatting)
    (item,) = await chatting.items()
    assert item.tell_at is not None
    await chatting.leaps(25 * 3600.0)
    (summary,) = await chatting.made(DeliveryKind.SUMMARY)
    assert summary.facts["items"] == [item.id]
    assert not await chatting.made(DeliveryKind.ASK)


class Growing(FakeCaptures):
    """Each capture holds one file more, and the first one changes."""

    async def write(self, bundle, workspace):  # type: ignore[no-untyped-def]
        captured: Captured = await super().write(bundle, workspace)
        changing = CapturedFile("report.md", 10, f"{bundle.version:064}")
        given = CapturedFile("inbox/note.txt", 1, "0" * 64)
        more = [CapturedFile(f"{n}.txt", n, "0" * 64) for n in range(bundle.version)]
        return replace(captured, files=[changing, given, *more])


async def test_files_are_posted_after_the_answer_and_only_what_is_new(chatting: Chatting) -> None:
    chatting.captures = Growing()
    chatting.worker = chatting.new_worker("w1")
    for text in ("Build it", "More"):
        await chatting.writes(text)
        chatting.script(prose())
        await chatting.works()
    found = await chatting.made(DeliveryKind.FILES)
    assert [each.facts["paths"] for each in found] == [
        ["report.md", "0.txt"],
        ["report.md", "1.txt"],
    ]
    kinds = [each.kind for each in await chatting.store.read(lambda reads: reads.deliveries())]
    assert kinds == [DeliveryKind.ANSWER, DeliveryKind.FILES] * 2


async def test_a_colleague_in_the_thread_is_asked_there(chatting: Chatting) -> None:
    await chatting.prefers(ladder=(f"colleague:0:{BOB}",))
    await chatting.uses(str(THREAD), BOB)
    await chatting.asks_in(THREAD)
    assert await lanes(chatting, DeliveryKind.ASK) == [str(THREAD)]


async def test_in_direct_messages_the_question_comes_once(chatting: Chatting) -> None:
    await chatting.asks_in(PRIVATE)
    async with chatting.carrying():
        await chatting.stirs()
    (asking,) = chatting.asking()
    assert asking.place == PRIVATE
    (made,) = await chatting.made(DeliveryKind.ASK)
    assert made.state is DeliveryState.SENT


async def test_words_before_a_question_in_direct_messages_arrive_first(chatting: Chatting) -> None:
    await chatting.asks_in(PRIVATE, text="I compared both.")
    async with chatting.carrying():
        await chatting.stirs()
    assert [type(each.said).__name__ for each in chatting.chat.posts()] == ["Answered", "AskCard"]
    assert {each.place for each in chatting.chat.posts()} == {PRIVATE}


async def test_two_questions_of_a_turn_are_asked_once_each(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    chatting.script(calls(ask("First?", identity="a"), ask("Second?", identity="b")))
    await chatting.works()
    asked = [each.facts["items"] for each in await chatting.made(DeliveryKind.ASK)]
    assert len(asked) == 2
    assert asked[0] != asked[1]

"""Lanes of chat channels: in order, once whatever dies, again after trouble, told in the end."""

import asyncio

from bot.courier.platform import Answered, Files, Offer
from bot.courier.posting import LARGEST
from bot.presenter.cards import Act, AskCard, NoticeCard, ResultCard
from service.domain.captures import Captured, CapturedFile
from service.domain.deliveries import DeliveryKind, DeliveryState
from service.domain.errors import Permanent, Temporary
from service.domain.ids import DeliveryId
from service.ports.store import Tx
from service.usecases import notices
from tests.fakes.chat import limited, lost_answer
from tests.fakes.working import FakeCaptures
from tests.usecases.chatting import DM, PRIVATE, THREAD, Chatting
from tests.usecases.scene import ANN, BOB, calls, finish, prose, work

SENT, DEAD, WAITING = DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.WAITING


async def answered(chatting: Chatting, *texts: str) -> None:
    """Each text is the answer of a turn."""
    for text in texts:
        await chatting.writes("Go on")
        chatting.script(prose(text))
        await chatting.works()


async def test_answers_arrive_in_order_and_their_receipts_are_kept(chatting: Chatting) -> None:
    async with chatting.carrying():
        await answered(chatting, "One.", "Two.", "Three.")
        await chatting.stirs()
    assert chatting.said() == ["One.", "Two.", "Three."]
    found = await chatting.made(DeliveryKind.ANSWER)
    assert [each.receipt for each in found] == ["m1", "m2", "m3"]
    assert [each.place for each in chatting.chat.posts()] == [THREAD] * 3


async def test_an_answer_is_its_text_and_its_summary(chatting: Chatting) -> None:
    await chatting.writes("Go on")
    chatting.script(calls(work(), text="Let me see."), calls(finish("All is *done*."), text="So."))
    await chatting.works()
    async with chatting.carrying():
        await chatting.stirs()
    assert chatting.said() == ["So.\n\nAll is *done*."]


async def test_lanes_of_channels_that_are_not_connected_wait(chatting: Chatting) -> None:
    chatting.channels.clear()
    async with chatting.carrying():
        await answered(chatting, "One.")
        await chatting.goes_by(10)
        assert [each.state for each in await chatting.made(DeliveryKind.ANSWER)] == [WAITING]
        chatting.channels["chat"] = chatting.chat
        await chatting.goes_by(3)
    assert chatting.said() == ["One."]


async def test_a_crash_between_post_and_receipt_posts_nothing_twice(chatting: Chatting) -> None:
    await answered(chatting, "One.")
    died = asyncio.Event()

    async def dies() -> None:
        died.set()
        await asyncio.Event().wait()

    first = chatting.courier("first")
    true = chatting.chat.post

    async def posts_and_dies(post):  # type: ignore[no-untyped-def]
        await true(post)
        await dies()

    chatting.chat.post = posts_and_dies  # type: ignore[method-assign]
    async with chatting.carrying(first):
        await died.wait()
    chatting.chat.post = true  # type: ignore[method-assign]
    async with chatting.carrying(chatting.courier("second")):
        await chatting.goes_by(3)
    assert chatting.said() == ["One."]
    (delivery,) = await chatting.made(DeliveryKind.ANSWER)
    assert (delivery.state, delivery.receipt) == (SENT, "m1")


async def test_an_answer_that_the_platform_never_confirmed_is_looked_up(chatting: Chatting) -> None:
    chatting.chat.stumbles("post", lost_answer())
    async with chatting.carrying():
        await answered(chatting, "One.")
        await chatting.goes_by(30)
    assert chatting.said() == ["One."]
    assert len(chatting.chat.made("post")) == 2


async def test_what_surely_did_not_go_out_is_not_looked_up(chatting: Chatting) -> None:
    chatting.chat.fails("post", limited(30.0))
    async with chatting.carrying():
        await answered(chatting, "One.")
        await chatting.stirs()
        (delivery,) = await chatting.made(DeliveryKind.ANSWER)
        assert (delivery.attempts, delivery.begun_at) == (0, None)
        assert delivery.due_at == chatting.clock.now() + 30.0
        await chatting.goes_by(31)
    assert chatting.said() == ["One."]


async def test_rate_limits_never_use_up_the_attempts(chatting: Chatting) -> None:
    chatting.chat.fails("post", *[limited(20.0)] * 60)
    async with chatting.carrying():
        await answered(chatting, "One.", "Two.")
        await chatting.goes_by(60 * 25, 5.0)
    assert chatting.said() == ["One.", "Two."]


async def test_an_outage_of_an_hour_loses_nothing(chatting: Chatting) -> None:
    chatting.chat.fails("post", *[Temporary("away")] * 14)
    async with chatting.carrying():
        await answered(chatting, "One.", "Two.")
        await chatting.goes_by(3600, 10.0)
    assert chatting.said() == ["One.", "Two."]


async def test_what_can_never_be_posted_is_told_directly_and_the_lane_goes_on(
    chatting: Chatting,
) -> None:
    chatting.chat.fails("post", Permanent("It is too long for the platform"))
    async with chatting.carrying():
        await answered(chatting, "One.", "Two.")
        await chatting.goes_by(5)
    states = [each.state for each in await chatting.made(DeliveryKind.ANSWER)]
    assert states == [DEAD, SENT, SENT]
    told, moved = [each for each in chatting.chat.posts() if str(each.place) == DM]
    assert isinstance(told.said, NoticeCard)
    assert told.said.title == "1 · Go on: lost its thread."
    assert "It is too long for the platform." in told.said.lines[0]
    assert "`/heddle status 1`" in told.said.lines[0]
    assert moved.said == Answered("One.")
    assert (told.loud, told.person) == (True, "UANN")


async def test_without_direct_messages_the_phone_rings_and_else_the_web_tells(
    chatting: Chatting,
) -> None:
    await chatting.has_phone()
    chatting.chat.gone.add("UANN")
    async with chatting.carrying():
        item = await chatting.asks_in(THREAD)
        await chatting.goes_by(5)
        assert [push.title for _, push in chatting.pusher.sent] == [
            "1 · Build it: Stripe or Adyen?"
        ]
        chatting.pusher.script.append(Permanent("no such phone"))
        other = await chatting.asks()
        await chatting.goes_by(5)
    found = [each for each in await chatting.made(DeliveryKind.ASK) if each.item == other.id]
    assert [each.lane.partition(":")[0] for each in found] == ["chat", "phone", "web"]
    assert item.id != other.id


async def test_a_push_carries_the_address_of_the_thread(chatting: Chatting) -> None:
    await chatting.has_phone()
    await chatting.prefers(ladder=("phone:0",))
    await chatting.asks_in(THREAD)
    async with chatting.carrying():
        await chatting.goes_by(1)
    assert chatting.pusher.sent[0][1].link == "https://chat.test/C1/t1"


async def test_every_copy_of_a_question_shows_who_answered_it(chatting: Chatting) -> None:
    await chatting.prefers(ladder=("dm:0", "thread:60"))
    async with chatting.carrying():
        item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
        await chatting.stirs()
        await chatting.leaps(61.0)
        await chatting.goes_by(3)
        direct, thread = chatting.asking()
        assert {str(direct.place), str(thread.place)} == {DM, str(THREAD)}
        assert isinstance(direct.said, AskCard)
        assert [each.label for each in direct.said.choices] == ["Stripe", "Adyen"]
        assert direct.said.link == "https://chat.test/C1/t1"
        await chatting.takes(item, "Stripe", via="phone")
        await chatting.goes_by(3)
    for each in chatting.asking():
        assert isinstance(each.said, AskCard)
        assert "Answered by Ann on phone" in each.said.outcome
        assert not each.said.choices
        assert len(each.edits) == 1


async def test_a_question_from_before_a_restart_shows_its_outcome(chatting: Chatting) -> None:
    item = await chatting.asks_in(PRIVATE, "Stripe", "Adyen")
    async with chatting.carrying():
        await chatting.stirs()
    await chatting.takes(item, "Adyen")
    async with chatting.carrying(chatting.courier("another")):
        await chatting.goes_by(1)
    (asking,) = chatting.asking()
    assert isinstance(asking.said, AskCard)
    assert asking.said.outcome.endswith(": Adyen")


async def test_a_question_answered_while_it_is_posted_shows_that_as_well(
    chatting: Chatting,
) -> None:
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")

    async def answer() -> None:
        await chatting.takes(item, "Adyen")

    chatting.chat.fails("post", answer)
    async with chatting.carrying():
        await chatting.goes_by(1)
    (asking,) = chatting.asking()
    assert isinstance(asking.said, AskCard)
    assert asking.said.outcome.endswith(": Adyen")


async def test_a_result_of_the_web_shows_that_it_was_seen(chatting: Chatting) -> None:
    async def takes() -> None:
        chatting.clock.advance(120.0)

    await chatting.says("Build it")
    chatting.script(takes, prose("It is built."))
    await chatting.works()
    async with chatting.carrying():
        await chatting.goes_by(1)
        (shown,) = chatting.chat.posts()
        assert isinstance(shown.said, ResultCard)
        assert shown.said.link == "http://127.0.0.1:8420/threads/1"
        (item,) = await chatting.items()
        await chatting.takes(item, "Dismiss")
        await chatting.goes_by(1)
    assert isinstance(shown.said, ResultCard)
    assert shown.said.outcome.startswith("Seen by Ann")


class Made(FakeCaptures):
    """What the agent made: one file fits, one is too large."""

    async def write(self, bundle, workspace):  # type: ignore[no-untyped-def]
        await super().write(bundle, workspace)
        files = [
            CapturedFile("small.txt", 3, "1" * 64),
            CapturedFile("big.bin", LARGEST + 1, "2" * 64),
        ]
        return Captured(bundle.session, bundle.version, "/captures", files)

    async def read(self, session, version, path):  # type: ignore[no-untyped-def]
        return f"{session}/{version}/{path}".encode()


async def test_files_are_carried_and_the_large_ones_named(chatting: Chatting) -> None:
    chatting.captures = Made()
    chatting.worker = chatting.new_worker("w1")
    async with chatting.carrying():
        await answered(chatting, "Done.")
        await chatting.goes_by(1)
    _, files = chatting.chat.posts()
    assert isinstance(files.said, Files)
    (small,) = files.said.files
    assert (small.path, await small.read()) == ("small.txt", b"1/1/files/small.txt")
    assert list(files.said.left) == ["big.bin (26 MB): http://127.0.0.1:8420/threads/1"]


async def test_a_stray_message_is_offered_to_what_is_open(chatting: Chatting) -> None:
    item = await chatting.asks_in(THREAD)
    facts = {"message": "77.1", "excerpt": "yes", "session": None}

    def offer(tx: Tx) -> DeliveryId:
        made = notices.post(
            tx, chatting.ports, ANN, DM, DeliveryKind.OFFER, [item.id], loud=False, **facts
        )
        return made.id

    await chatting.store.run(offer)
    async with chatting.carrying():
        await chatting.goes_by(1)
    said = chatting.chat.posts()[-1].said
    assert isinstance(said, Offer)
    assert (said.message, said.excerpt) == ("77.1", "yes")
    assert [(each.act, each.item) for each in said.buttons] == [
        (Act.TAKE, item.id),
        (Act.TAKE, None),
    ]


async def test_a_mistake_of_our_own_stops_nobody_else(chatting: Chatting) -> None:
    chatting.chat.fails("post", ValueError("what?"))
    async with chatting.carrying():
        await answered(chatting, "One.")
        await chatting.asks_in(PRIVATE)
        await chatting.goes_by(15)
    assert chatting.said() == ["One."]
    assert len(chatting.asking()) == 1


async def test_a_question_in_a_room_names_only_whom_it_is_for(chatting: Chatting) -> None:
    await chatting.prefers(ladder=("thread:0",))
    await chatting.asks_in(THREAD)
    async with chatting.carrying():
        await chatting.goes_by(1)
    (asking,) = chatting.asking()
    assert (asking.person, asking.loud) == ("UANN", True)


async def test_an_answer_is_for_the_owner_of_its_session(chatting: Chatting) -> None:
    await chatting.writes("Build it", PRIVATE, BOB)
    chatting.script(prose("Yours, Bob."))
    await chatting.works()
    async with chatting.carrying():
        await chatting.goes_by(1)
    assert [each.person for each in chatting.chat.posts()] == ["UBOB"]

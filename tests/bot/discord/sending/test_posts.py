"""Posts arrive once, mention the right person and nobody else, and say why they cannot arrive."""

from dataclasses import replace

import pytest

from bot.chat.rendering import values
from bot.courier.platform import Answered, Content, Offer
from bot.discord.api.web import Api
from bot.discord.client import DiscordClient
from bot.presenter.cards import Act, Button
from service.domain.errors import Permanent, Temporary
from tests.bot.discord.sending.scene import Scene, other, shown
from tests.bot.slack.rendering import scenes
from tests.fakes.working import FakeTelemetry

EVIL = "<@{0}> <@!{0}> @everyone @here <@&1> `@everyone` ```\n<@{0}>\n``` [<@{0}>](https://x.io)"


async def test_an_ask_mentions_its_person_in_a_room_and_only_there(scene: Scene) -> None:
    ask = scenes.ask_cards()["question"]
    await scene.channel.post(scene.post(ask))
    [message] = scene.said()
    assert message["content"].startswith(f"<@{scene.ann.id}> ❓ **3 · Checkout")
    assert scene.discord.pinged(message) == ["ann"]
    await scene.channel.post(scene.post(ask, scene.direct))
    [direct] = scene.said(scene.ann.dm)
    assert "<@" not in direct["content"]
    assert direct["message_reference"]["message_id"] == scene.direct_root["id"]
    assert direct["mentions"] == []


async def test_what_must_not_notify_is_silent(scene: Scene) -> None:
    ask = scenes.ask_cards()["question"]
    await scene.channel.post(scene.post(ask, loud=False))
    await scene.channel.post(scene.post(ask, scene.lane, loud=False))
    for message in (*scene.said(), *scene.said(scene.ann.dm)):
        assert message["flags"] & 1 << 12
        assert scene.discord.pinged(message) == []


@pytest.mark.parametrize("lane", ["thread", "direct", "lane"])
async def test_agents_mention_nobody(scene: Scene, lane: str) -> None:
    bob, ask = scene.discord.person("bob"), scenes.ask_cards()["many"]
    evil = EVIL.format(bob.id)
    contents: list[Content] = [
        Answered(evil),
        replace(ask, body=evil, title=evil, choices=[replace(ask.choices[0], label=evil)]),
        replace(scenes.result(), text=evil, title=evil, facts=evil),
        replace(scenes.summary(), title=evil, lines=[evil]),
        Offer(scene.direct_root["id"], evil, [Button(evil, Act.TAKE, "1")]),
    ]
    for number, content in enumerate(contents):
        post = scene.post(content, getattr(scene, lane))
        await scene.channel.post(replace(post, id=other(str(number))))
    said = [*scene.said(), *scene.said(scene.ann.dm)]
    assert len(said) == len(contents)
    for message in said:
        assert set(scene.discord.pinged(message)) <= {"ann"}
        assert not message["mention_everyone"]
        assert {each["username"] for each in message["mentions"]} <= {"ann"}


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("later", [0.0, 1_000.0])
@pytest.mark.parametrize("kind", ["question", "answered", "answer"])
async def test_a_cut_connection_makes_no_second_message(
    scene: Scene, after: bool, later: float, kind: str
) -> None:
    content = Answered("Done.") if kind == "answer" else scenes.ask_cards()[kind]
    scene.discord.faults.drop("create_message", after=after)
    id_ = await scene.twice(
        lambda began: scene.channel.post(scene.post(content, begun_at=began)), later
    )
    [message] = scene.said()
    assert message["id"] == id_


async def test_the_same_words_of_another_delivery_are_posted_again(scene: Scene) -> None:
    await scene.channel.post(scene.post(Answered("Done.")))
    scene.clock.advance(60)
    scene.discord.faults.drop("create_message")
    post = replace(scene.post(Answered("Done.")), id=other("b"))
    await scene.twice(lambda began: scene.channel.post(replace(post, begun_at=began)), 1_000.0)
    assert len(scene.said()) == 2


async def test_what_the_library_repeats_by_itself_stands_there_once(scene: Scene) -> None:
    scene.discord.faults.fail("create_message", 500, after=True)
    await scene.channel.post(scene.post(Answered("Done.")))
    assert len(scene.discord.called("create_message")) == 2
    assert len(scene.said()) == 1


async def test_a_client_that_is_signed_out_is_waited_for(
    scene: Scene, client: DiscordClient
) -> None:
    await client.close()
    with pytest.raises(Temporary, match="not signed in") as caught:
        await scene.channel.post(scene.post(Answered("Done.")))
    assert not caught.value.uncertain
    never = DiscordClient(client.given)
    with pytest.raises(Temporary, match="not signed in"):
        await Api(never.http, FakeTelemetry(), scene.clock).me()


async def test_a_discord_that_is_away_is_waited_for(scene: Scene) -> None:
    scene.discord.stop()
    with pytest.raises(Temporary) as caught:
        await scene.channel.post(scene.post(Answered("Done.")))
    assert caught.value.source == "discord"
    scene.discord.start()
    await scene.channel.post(scene.post(Answered("Done.")))
    assert len(scene.said()) == 1


async def test_a_server_error_may_have_done_it(scene: Scene) -> None:
    scene.discord.faults.fail("create_message", 503)
    with pytest.raises(Temporary, match="503") as caught:
        await scene.channel.post(scene.post(Answered("Done.")))
    assert caught.value.uncertain


async def test_a_short_limit_is_waited_for_and_a_long_one_told(scene: Scene) -> None:
    scene.discord.faults.storm("create_message", retry_after=0.05, times=2)
    await scene.channel.post(scene.post(Answered("Done.")))
    scene.discord.faults.storm("create_message", retry_after=90.0, times=1)
    calls = len(scene.discord.called("create_message"))
    for _ in range(2):
        with pytest.raises(Temporary, match="limits create_message") as caught:
            await scene.channel.post(replace(scene.post(Answered("More.")), id=other("c")))
        assert caught.value.limited
        assert not caught.value.uncertain
    assert caught.value.retry_after == pytest.approx(90.0, abs=1.0)
    # The second one was not even sent.
    assert len(scene.discord.called("create_message")) == calls + 1
    scene.clock.advance(91)
    await scene.channel.post(replace(scene.post(Answered("More.")), id=other("c")))
    assert [each["content"] for each in scene.said()][1:] == [f"<@{scene.ann.id}> More."]


async def test_closed_direct_messages_lead_into_the_thread(scene: Scene) -> None:
    scene.ann.closes_dms()
    ask = scenes.ask_cards()["question"]
    receipt = await scene.channel.post(scene.post(ask, scene.lane, thread=scene.thread))
    [message] = scene.said()
    assert scene.discord.pinged(message) == ["ann"]
    assert message["mentions"][0]["id"] == scene.ann.id
    assert "your direct messages are closed to heddle" in message["content"]
    await scene.channel.settle(scene.lane, receipt, scenes.ask_cards()["answered"])
    assert "Answered by Bob" in scene.said()[0]["content"]
    assert scene.said()[0]["components"] == []


async def test_closed_direct_messages_are_named_where_nothing_else_helps(scene: Scene) -> None:
    scene.ann.closes_dms()
    with pytest.raises(Permanent, match="privacy settings"):
        await scene.channel.post(scene.post(scenes.summary(), scene.lane))
    with pytest.raises(Permanent, match="privacy settings"):
        await scene.channel.post(
            scene.post(scenes.ask_cards()["question"], scene.lane, thread=scene.direct)
        )


async def test_an_archived_thread_is_opened_again(scene: Scene) -> None:
    id_ = await scene.channel.post(scene.post(scenes.ask_cards()["question"]))
    scene.discord.archive(scene.at)
    await scene.channel.settle(scene.thread, id_, scenes.ask_cards()["answered"])
    assert "Answered by Bob" in scene.said()[0]["content"]
    scene.discord.archive(scene.at)
    await scene.channel.post(replace(scene.post(Answered("Done.")), id=other("b")))
    assert not scene.at.of_thread.archived


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda scene: scene.discord.delete(scene.at), "channel or thread was deleted"),
        (
            lambda scene: scene.discord.permit(scene.room, send_messages_in_threads=False),
            "“Send Messages in Threads”",
        ),
        (lambda scene: scene.discord.permit(scene.room, view_channel=False), "“View Channel”"),
        (
            lambda scene: scene.discord.faults.refuse("create_message", 160005),
            "thread is locked. Unlock it",
        ),
    ],
)
async def test_what_will_never_work_names_the_fix(scene: Scene, spoil: object, said: str) -> None:
    assert callable(spoil)
    spoil(scene)
    with pytest.raises(Permanent, match=said):
        await scene.channel.post(scene.post(Answered("Done.")))


async def test_a_locked_thread_needs_a_permission_that_is_named(scene: Scene) -> None:
    id_ = await scene.channel.post(scene.post(scenes.ask_cards()["question"]))
    scene.discord.permit(scene.room, manage_threads=False)
    scene.discord.archive(scene.at, locked=True)
    with pytest.raises(Permanent, match="“Manage Threads”"):
        await scene.channel.settle(scene.thread, id_, scenes.ask_cards()["answered"])


async def test_where_boxes_are_forbidden_a_card_is_text(scene: Scene) -> None:
    scene.discord.faults.refuse("create_message", 50006)
    await scene.channel.show(scene.view())
    [message] = scene.said()
    assert "4 · Speed up the product search" in message["content"]


async def test_a_refused_layout_goes_out_as_text(scene: Scene) -> None:
    scene.discord.faults.refuse("create_message", 50035)
    await scene.channel.post(scene.post(scenes.ask_cards()["many"]))
    [message] = scene.said()
    assert "Which of the twelve suppliers" in message["content"]
    assert message["embeds"] == message["components"] == []


async def test_an_offer_answers_the_message_that_it_is_about(scene: Scene) -> None:
    stray = scene.ann.says(scene.ann.dm, "use the new one")
    item = scenes.WHICH.id
    buttons = [
        Button("3 · Checkout", Act.TAKE, stray["id"], item=item),
        Button("New", Act.TAKE, stray["id"]),
    ]
    await scene.channel.post(scene.post(Offer(stray["id"], "use the new one", buttons), scene.lane))
    [message] = scene.said(scene.ann.dm)
    assert message["message_reference"]["message_id"] == stray["id"]
    assert "What is this about? “use the new one”" in message["content"]
    pressed = message["components"][0]["components"][0]["custom_id"]
    assert values.decode(pressed).item == item


async def test_a_result_and_a_summary(scene: Scene) -> None:
    await scene.channel.post(scene.post(scenes.result(), scene.lane))
    await scene.channel.post(replace(scene.post(scenes.summary(), scene.lane), id=other("b")))
    result, summary = scene.said(scene.ann.dm)
    assert "✅" in result["content"]
    assert "`prices.csv`" in shown(result)
    assert "Checkout" in shown(summary)
    assert summary["components"]


def test_links(scene: Scene) -> None:
    guild = scene.discord.guild.id
    assert scene.channel.link(scene.thread) == f"https://discord.com/channels/{guild}/{scene.at.id}"
    dm, root = scene.ann.dm.id, scene.direct_root["id"]
    assert scene.channel.link(scene.direct) == f"https://discord.com/channels/@me/{dm}/{root}"
    assert scene.channel.link(scene.lane) == ""
    assert scene.channel.is_direct(scene.lane)
    assert scene.channel.is_direct(scene.direct)
    assert not scene.channel.is_direct(scene.thread)


@pytest.mark.parametrize("kind", ["question", "answered"])
async def test_what_may_stand_there_is_found_and_never_posted(scene: Scene, kind: str) -> None:
    for lane in (scene.thread, scene.lane):
        post = scene.post(scenes.ask_cards()[kind], lane, begun_at=scene.clock.now())
        assert await scene.channel.find(post) == ""
        posted = await scene.channel.post(replace(post, begun_at=None))
        assert await scene.channel.find(post) == posted
    calls = len(scene.discord.called("create_message"))
    assert calls == 2


async def test_what_went_into_the_thread_instead_is_found_there(scene: Scene) -> None:
    scene.ann.closes_dms()
    asked = scene.post(scenes.ask_cards()["question"], scene.lane, thread=scene.thread)
    began = replace(asked, begun_at=scene.clock.now())
    assert await scene.channel.find(began) == ""
    posted = await scene.channel.post(asked)
    assert posted.startswith(f"{scene.at.id}/")
    assert await scene.channel.find(began) == posted

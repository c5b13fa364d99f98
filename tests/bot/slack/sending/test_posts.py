"""Posts reach their place once, in their layout."""

from dataclasses import replace

import pytest

from bot.courier.platform import Content, Offer
from bot.presenter.cards import Act, Button
from bot.slack.api.refusals import SlackRefused
from bot.slack.sending.poster import EVENT
from service.domain.errors import Temporary
from service.domain.ids import DeliveryId, SessionNumber
from tests.bot.slack.rendering import scenes
from tests.bot.slack.sending.scene import ID, Scene, answered, pings, shown

OFFER = Offer(
    "1.2",
    "yes <!channel>",
    (
        Button("3 · Checkout", Act.COMMAND, "answer 3 yes", SessionNumber(3)),
        Button("New session", Act.START),
    ),
)
CONTENTS: dict[str, Content] = {
    **scenes.ask_cards(),
    "result": scenes.result(),
    "summary": scenes.summary(),
    "answer": answered(scenes.ANSWER),
    "offer": OFFER,
}


@pytest.mark.parametrize("name", CONTENTS)
async def test_everything_can_be_posted_anywhere(scene: Scene, name: str) -> None:
    for lane in (scene.thread, scene.direct, scene.lane):
        ts = await scene.channel.post(scene.post(CONTENTS[name], lane, person=""))
        message = scene.said(lane)[-1]
        assert message["ts"] == ts
        assert message["metadata"] == {
            "event_type": EVENT,
            "event_payload": {"id": ID, "part": 0},
        }
        assert pings(message) == []
        assert message.get("thread_ts") == (None if lane == scene.lane else lane.thread)
    for call in scene.slack.called("chat.postMessage"):
        kept = {name: call.arguments[name] for name in ("link_names", "parse")}
        assert kept == {"link_names": False, "parse": "none"}
        assert call.arguments["unfurl_links"] is call.arguments["unfurl_media"] is False


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", ["fail", "drop"])
async def test_what_nobody_saw_the_end_of_is_posted_once(
    scene: Scene, name: str, kind: str, after: bool
) -> None:
    for lane in (scene.thread, scene.lane):
        getattr(scene.slack.faults, kind)("chat.postMessage", after=after)
        ts = await scene.twice(
            lambda began, lane=lane: scene.channel.post(  # type: ignore[misc]
                scene.post(CONTENTS[name], lane, begun_at=began)
            )
        )
        assert [each["ts"] for each in scene.said(lane)] == [ts]


async def test_it_is_found_among_many(scene: Scene) -> None:
    for number in range(450):
        scene.ann.says(scene.room, f"chatter {number}", scene.root)
    scene.slack.faults.drop("chat.postMessage", after=True)
    await scene.twice(lambda began: scene.channel.post(scene.post(scenes.result(), begun_at=began)))
    for number in range(450):
        scene.ann.says(scene.room, f"chatter {number}", scene.root)
    await scene.channel.post(scene.post(scenes.result(), begun_at=scene.clock.now()))
    assert len(scene.said()) == 1


async def test_one_like_it_of_another_delivery_is_not_taken_for_it(scene: Scene) -> None:
    await scene.channel.post(replace(scene.post(scenes.result()), id=DeliveryId(ID[:-1] + "b")))
    await scene.channel.post(scene.post(scenes.result(), begun_at=scene.clock.now()))
    assert len(scene.said()) == 2


async def test_only_what_is_loud_in_a_room_mentions_and_only_its_person(scene: Scene) -> None:
    mention = f"<@{scene.ann.id}>"
    for content in CONTENTS.values():
        await scene.channel.post(scene.post(content))
        message = scene.said()[-1]
        assert message["text"].startswith(f"{mention} ")
        assert mention in shown(message)
        assert set(pings(message)) == {"<@U"}
        await scene.channel.post(scene.post(content, loud=False))
        assert pings(scene.said()[-1]) == []
        await scene.channel.post(scene.post(content, scene.direct))
        assert pings(scene.said(scene.direct)[-1]) == []
        await scene.channel.post(scene.post(content, scene.lane))
        assert pings(scene.said(scene.lane)[-1]) == []
        # One a second is what a channel takes.
        scene.clock.advance(5)


async def test_who_has_no_account_is_not_mentioned(scene: Scene) -> None:
    for person in ("", "!channel", "U1> <!here", "ann"):
        await scene.channel.post(scene.post(scenes.result(), person=person))
        assert pings(scene.said()[-1]) == []
        scene.clock.advance(2)


@pytest.mark.parametrize("name", CONTENTS)
async def test_a_layout_that_slack_refuses_goes_out_as_text(scene: Scene, name: str) -> None:
    scene.slack.faults.refuse("chat.postMessage", "invalid_blocks")
    await scene.channel.post(scene.post(CONTENTS[name]))
    [message] = scene.said()
    assert "blocks" not in message
    assert message["text"]


@pytest.mark.parametrize("code", ["is_archived", "channel_not_found", "not_in_channel"])
async def test_a_room_that_is_gone_is_for_ever(scene: Scene, code: str) -> None:
    scene.slack.faults.refuse("chat.postMessage", code)
    with pytest.raises(SlackRefused) as caught:
        await scene.channel.post(scene.post(scenes.result()))
    assert caught.value.code == code


async def test_archived_removed_and_deactivated(scene: Scene) -> None:
    slack = scene.slack
    bob = slack.person("bob")
    slack.deactivate(bob)
    lane = replace(scene.lane, room=bob.id)
    with pytest.raises(SlackRefused, match="deactivated"):
        await scene.channel.post(scene.post(scenes.result(), lane))
    slack.archive(scene.room)
    with pytest.raises(SlackRefused, match="archived"):
        await scene.channel.post(scene.post(answered("done")))
    with pytest.raises(SlackRefused, match="archived"):
        await scene.channel.show(scene.view())
    scene.room.archived = False
    slack.remove_bot(scene.room)
    with pytest.raises(SlackRefused, match="/invite"):
        await scene.channel.post(scene.post(answered("done"), begun_at=1.0))


async def test_a_limit_says_how_long(scene: Scene) -> None:
    scene.slack.faults.storm("chat.postMessage", retry_after=40, times=1)
    with pytest.raises(Temporary) as caught:
        await scene.channel.post(scene.post(scenes.result()))
    assert (caught.value.limited, caught.value.retry_after) == (True, 40)
    assert not caught.value.uncertain
    scene.clock.advance(40)
    await scene.channel.post(scene.post(scenes.result()))
    assert len(scene.said()) == 1


async def test_a_settled_card_shows_how_it_ended(scene: Scene) -> None:
    asked = next(each for each in scenes.ask_cards().values() if each.choices)
    for lane in (scene.thread, scene.lane):
        ts = await scene.channel.post(scene.post(asked, lane))
        ended = replace(asked, outcome="Answered by Ann on web at 14:02: Stripe")
        await scene.channel.settle(lane, ts, ended)
        [message] = scene.said(lane)
        assert "Answered by Ann" in shown(message)
        assert "actions" not in [each["type"] for each in message["blocks"]]
        scene.slack.faults.refuse("chat.update", "message_not_found")
        await scene.channel.settle(lane, ts, ended)
    result = scenes.result()
    ts = await scene.channel.post(scene.post(result))
    await scene.channel.settle(scene.thread, ts, replace(result, outcome="Read by Ann."))
    assert "Read by Ann" in shown(scene.said()[-1])
    assert '"value"' not in str(scene.said()[-1]["blocks"]).replace("'", '"')


async def test_addresses_and_directness(scene: Scene) -> None:
    base = "https://loom.slack.com/archives"
    room = f"{base}/{scene.room.id}/p{scene.root.replace('.', '')}"
    assert scene.channel.link(scene.thread) == room
    assert scene.channel.link(scene.lane) == ""
    assert scene.channel.link(scene.direct).startswith(f"{base}/{scene.ann.dm.id}/p")
    directness = [
        scene.channel.is_direct(each) for each in (scene.thread, scene.direct, scene.lane)
    ]
    assert directness == [False, True, True]
    assert scene.channel.streams(scene.direct)
    assert not scene.channel.streams(scene.thread)


@pytest.mark.parametrize("kind", ["question", "answered"])
async def test_what_may_stand_there_is_found_and_never_posted(scene: Scene, kind: str) -> None:
    for lane in (scene.thread, scene.lane):
        post = scene.post(scenes.ask_cards()[kind], lane, begun_at=scene.clock.now())
        assert await scene.channel.find(post) == ""
        posted = await scene.channel.post(replace(post, begun_at=None))
        assert await scene.channel.find(post) == posted
    calls = len(scene.slack.called("chat.postMessage"))
    assert calls == 2

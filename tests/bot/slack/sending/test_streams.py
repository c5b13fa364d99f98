"""Streams: whatever becomes of them, the answer is whole in the end."""

import random

import pytest

from service.domain.errors import Temporary
from tests.bot.slack.sending.scene import Scene, answered, mentions, pings, shown
from tests.bot.slack.sending.test_answers import EVIL, LONG

STORY = "Once upon a time, there was a *loom* that kept every thread apart."


async def streamed(scene: Scene, text: str, *, ts: str = "", step: int = 7) -> str:
    """Stream a text as it grows, and return the stream."""
    session = scene.session(scene.direct)
    for end in range(step, len(text) + step, step):
        ts = await scene.channel.stream(session, ts, text[:end])
        scene.clock.advance(1.0)
    return ts


async def finish(scene: Scene, text: str, ts: str) -> str:
    """Post the answer that was streamed."""
    return await scene.channel.post(scene.post(answered(text, ts), scene.direct))


async def test_the_stream_becomes_the_answer(scene: Scene) -> None:
    ts = await streamed(scene, STORY)
    [message] = scene.said(scene.direct)
    assert message["streaming"]
    assert await finish(scene, STORY, ts) == ts
    [message] = scene.said(scene.direct)
    assert message["text"] == STORY
    assert "streaming" not in message
    assert not scene.slack.called("chat.update")
    assert not scene.slack.called("chat.postMessage")


async def test_what_is_missing_comes_with_its_end(scene: Scene) -> None:
    ts = await streamed(scene, STORY[:20])
    await finish(scene, STORY, ts)
    assert scene.said(scene.direct)[0]["text"] == STORY
    methods = [call.method for call in scene.slack.calls if call.method.startswith("chat.")]
    assert methods == [
        "chat.startStream",
        "chat.appendStream",
        "chat.appendStream",
        "chat.stopStream",
    ]


async def test_another_answer_replaces_it(scene: Scene) -> None:
    ts = await streamed(scene, STORY)
    await finish(scene, "No. It was a heddle.", ts)
    [message] = scene.said(scene.direct)
    assert shown(message) == "No. It was a heddle."
    assert message["text"] == "No. It was a heddle."


async def test_steps_stand_below_each_other_until_the_answer(scene: Scene) -> None:
    ts = await streamed(scene, "Let me look.")
    ts = await streamed(scene, "Found it.", ts=ts)
    assert scene.said(scene.direct)[0]["text"] == "Let me look.\n\nFound it."
    await finish(scene, "Found it.", ts)
    assert shown(scene.said(scene.direct)[0]) == "Found it."


async def test_a_long_answer_goes_on_below_its_stream(scene: Scene) -> None:
    ts = await streamed(scene, "Thinking about it.")
    await finish(scene, LONG, ts)
    said = scene.said(scene.direct)
    assert said[0]["ts"] == ts
    whole = "\n".join(shown(each) for each in said)
    assert all(f"{number}. The build" in whole for number in range(20))
    assert [each["metadata"]["event_payload"]["part"] for each in said] == list(range(len(said)))


async def test_slack_may_end_it_at_any_time(scene: Scene) -> None:
    ts = await streamed(scene, STORY[:30])
    scene.slack.expire_streams()
    assert await streamed(scene, STORY, ts=ts) == ts
    assert len(scene.slack.called("chat.appendStream")) <= 5 + 1
    await finish(scene, STORY, ts)
    [message] = scene.said(scene.direct)
    assert shown(message) == STORY.replace("*loom*", "_loom_")


async def test_slack_may_end_it_right_before_the_end(scene: Scene) -> None:
    for whole in (STORY, STORY[:20]):
        ts = await streamed(scene, whole)
        scene.slack.expire_streams()
        await finish(scene, STORY, ts)
        message = scene.said(scene.direct)[-1]
        assert "kept every thread apart." in shown(message)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", ["fail", "drop"])
@pytest.mark.parametrize("method", ["chat.stopStream", "chat.update"])
async def test_an_end_that_nobody_saw(scene: Scene, method: str, kind: str, after: bool) -> None:
    other = "It ends otherwise. "
    for answer in (STORY, other, LONG):
        ts = await streamed(scene, STORY)
        scene.clock.advance(200)
        if method == "chat.update" and answer == STORY:
            continue
        count = len(scene.said(scene.direct))
        getattr(scene.slack.faults, kind)(method, after=after)
        await scene.twice(
            lambda began, answer=answer, ts=ts: scene.channel.post(  # type: ignore[misc]
                scene.post(answered(answer, ts), scene.direct, begun_at=began)
            )
        )
        message = next(each for each in scene.said(scene.direct) if each["ts"] == ts)
        assert answer.strip()[:15] in shown(message)
        if answer != LONG:
            assert len(scene.said(scene.direct)) == count
        scene.clock.advance(200)


async def test_an_end_that_was_seen_but_not_written_down(scene: Scene) -> None:
    for answer in (STORY, "It ends otherwise.", LONG):
        began = scene.clock.now()
        ts = await streamed(scene, STORY)
        await finish(scene, answer, ts)
        count = len(scene.said(scene.direct))
        again = scene.post(answered(answer, ts), scene.direct, begun_at=began)
        assert await scene.channel.post(again) == ts
        assert len(scene.said(scene.direct)) == count
        scene.clock.advance(600)


async def test_a_beginning_that_nobody_saw_is_found(scene: Scene) -> None:
    session = scene.session(scene.direct)
    await scene.channel.show(scene.view(thread=scene.direct))
    scene.clock.advance(1)
    scene.slack.faults.drop("chat.startStream", after=True)
    with pytest.raises(Temporary):
        await scene.channel.stream(session, "", STORY[:10])
    ts = await scene.channel.stream(session, "", STORY[:20])
    assert len(scene.slack.called("chat.startStream")) == 1
    await finish(scene, STORY, ts)
    assert "kept every thread apart" in shown(scene.said(scene.direct)[-1])
    assert len(scene.said(scene.direct)) == 2


async def test_a_beginning_that_nobody_saw_holds_the_answer_too(scene: Scene) -> None:
    session = scene.session(scene.direct)
    scene.slack.faults.drop("chat.startStream", after=True)
    with pytest.raises(Temporary):
        await scene.channel.stream(session, "", STORY[:10])
    await finish(scene, STORY, "")
    [message] = scene.said(scene.direct)
    assert "kept every thread apart" in shown(message)
    assert "streaming" not in message


async def test_a_process_that_knows_nothing_of_it_goes_on(scene: Scene) -> None:
    ts = await streamed(scene, STORY[:20])
    scene.channel.__init__(scene.channel._api, scene.clock)  # type: ignore[misc]
    await streamed(scene, STORY, ts=ts)
    await finish(scene, STORY, ts)
    [message] = scene.said(scene.direct)
    assert shown(message) == STORY.replace("*loom*", "_loom_")


async def test_a_stream_that_was_deleted_is_posted(scene: Scene) -> None:
    ts = await streamed(scene, STORY)
    del scene.ann.dm.messages[ts]
    assert await streamed(scene, STORY + " And more.", ts=ts) == ts
    posted = await finish(scene, STORY, ts)
    assert [each["ts"] for each in scene.said(scene.direct)] == [posted]


@pytest.mark.parametrize("way", ["unknown_method", "missing_scope", "feature"])
async def test_a_workspace_without_streams(scene: Scene, way: str) -> None:
    if way == "feature":
        scene.slack.core.features.discard("streaming")
    else:
        scene.slack.faults.refuse("chat.startStream", way, times=1)
    assert await streamed(scene, STORY) == ""
    assert not scene.channel.streams(scene.direct)
    assert len(scene.slack.called("chat.startStream")) == 1
    await finish(scene, STORY, "")
    [message] = scene.said(scene.direct)
    assert "kept every thread apart" in shown(message)


async def test_streams_that_stop_existing_meanwhile(scene: Scene) -> None:
    ts = await streamed(scene, STORY[:20])
    scene.slack.core.features.discard("streaming")
    await streamed(scene, STORY, ts=ts)
    scene.slack.faults.refuse("chat.update", "streaming_state_conflict", times=1)
    await finish(scene, STORY, ts)
    assert "kept every thread apart" in shown(scene.said(scene.direct)[-1])


async def test_a_thread_that_takes_none_rests(scene: Scene) -> None:
    scene.slack.faults.refuse("chat.startStream", "something_new", times=1)
    assert await streamed(scene, STORY) == ""
    assert len(scene.slack.called("chat.startStream")) == 1
    scene.clock.advance(61)
    assert await streamed(scene, STORY) != ""


async def test_a_lost_addition_is_made_good(scene: Scene) -> None:
    for after in (False, True):
        ts = await streamed(scene, STORY[:21])
        scene.slack.faults.drop("chat.appendStream", after=after)
        with pytest.raises(Temporary):
            await scene.channel.stream(scene.session(scene.direct), ts, STORY[:30])
        await streamed(scene, STORY, ts=ts)
        await finish(scene, STORY, ts)
        assert shown(scene.said(scene.direct)[-1]) == STORY.replace("*loom*", "_loom_")


async def test_a_limit_on_the_end_loses_nothing(scene: Scene) -> None:
    ts = await streamed(scene, STORY[:20])
    scene.slack.faults.storm("chat.stopStream", retry_after=9, times=1)
    await scene.twice(
        lambda began: scene.channel.post(
            scene.post(answered(STORY, ts), scene.direct, begun_at=began)
        )
    )
    [message] = scene.said(scene.direct)
    assert message["text"] == STORY
    assert not scene.slack.called("chat.update")


async def test_without_an_answer_it_just_ends(scene: Scene) -> None:
    session = scene.session(scene.direct)
    ts = await streamed(scene, STORY)
    await scene.channel.end_stream(session, ts)
    [message] = scene.said(scene.direct)
    assert message["text"] == STORY
    assert "streaming" not in message
    await scene.channel.end_stream(session, ts)
    await scene.channel.end_stream(session, "1.2")


async def test_no_stream_mentions_anybody_however_it_is_cut(scene: Scene) -> None:
    for step in (1, 2, 3, 5, 50):
        text = EVIL if step > 3 else EVIL[:120]
        ts = await streamed(scene, text, step=step)
        assert not mentions(scene.said(scene.direct)[-1]["text"])
        await finish(scene, text, ts)
        assert not pings(scene.said(scene.direct)[-1])
        scene.clock.advance(60)


async def test_no_random_cut_makes_a_mention(scene: Scene) -> None:
    chance = random.Random(3)
    pieces = ["<!channel>", "@here", "<@U000000001>", "@", "<", "!", "here", "channel", " ", "a"]
    for _ in range(20):
        text = "x" + "".join(chance.choice(pieces) for _ in range(30))
        ts, end = "", 1
        while end < len(text):
            ts = await scene.channel.stream(scene.session(scene.direct), ts, text[:end])
            end += chance.randrange(1, 9)
            scene.clock.advance(1.0)
        await finish(scene, text, ts)
        assert not mentions(scene.said(scene.direct)[-1]["text"])
        scene.clock.advance(60)


async def test_a_burst_of_text_fits(scene: Scene) -> None:
    text = "word " * 9_000
    ts = ""
    for _ in range(3):
        ts = await scene.channel.stream(scene.session(scene.direct), ts, text)
    await finish(scene, text, ts)
    [preview, file] = scene.said(scene.direct)
    assert preview["ts"] == ts
    assert scene.slack.workspace.files[file["files"][0]["id"]].content == text.encode()


async def test_channels_have_none(scene: Scene) -> None:
    assert await scene.channel.stream(scene.session(), "", STORY) == ""
    assert not scene.slack.called("chat.startStream")

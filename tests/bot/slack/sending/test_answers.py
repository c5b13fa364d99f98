"""An answer is never lost, never doubled, and mentions nobody."""

import random

import pytest

from bot.slack.api.refusals import SlackRefused
from bot.slack.sending.answers import PARTS
from service.domain.errors import Temporary
from tests.bot.slack.rendering import scenes
from tests.bot.slack.sending.scene import ID, MENTION, Scene, answered, pings, shown, texts

SENTENCE = "The build fails because the linker finds two definitions of one symbol. "
LONG = "\n\n".join(f"{number}. {SENTENCE * 8}" for number in range(20))
HUGE = "\n\n".join(f"{number}. {SENTENCE * 8}" for number in range(200))
EVIL = (
    "<!channel> <!here|here> <!everyone> <!subteam^S1> <@U000000001> <#C1> @here @channel "
    "@everyone `<!channel>` `@here` [<!here>](https://example.com/<@U1>) "
    "[x](<!channel>) ![<@U1>](https://example.com/@channel)\n\n"
    "```\n<!channel> @here <@U000000001>\n```\n\n"
    "| a | <!here> |\n|---|---|\n| @everyone | <@U000000001> |\n\n&lt;!channel&gt; <https://x|@here>"
)


async def test_a_long_answer_is_several_messages_in_order(scene: Scene) -> None:
    first = await scene.channel.post(scene.post(answered(LONG), scene.direct))
    said = scene.said(scene.direct)
    assert 2 < len(said) <= PARTS
    assert said[0]["ts"] == first
    assert [each["metadata"]["event_payload"] for each in said] == [
        {"id": ID, "part": part} for part in range(len(said))
    ]
    whole = "\n".join(shown(each) for each in said)
    places = [whole.index(f"{number}. The build") for number in range(20)]
    assert places == sorted(places)


@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("after", [False, True])
async def test_each_part_comes_once(scene: Scene, part: int, after: bool) -> None:
    began = scene.clock.now()
    post = scene.post(answered(LONG), scene.direct, begun_at=began)
    # Every try gets one part further, until one does not.
    scene.slack.faults.drop("chat.postMessage", after=True, times=part)
    scene.slack.faults.drop("chat.postMessage", after=after)
    errors: list[Temporary] = []
    for _ in range(20):
        try:
            await scene.channel.post(post)
        except Temporary as error:
            errors.append(error)
            scene.clock.advance((error.retry_after or 0) + 1)
        else:
            break
    assert len(errors) == part + 1
    assert all(each.uncertain for each in errors)
    parts = [each["metadata"]["event_payload"]["part"] for each in scene.said(scene.direct)]
    assert parts == list(range(len(parts)))
    assert len(parts) > 3


async def test_a_limit_between_parts_says_that_some_are_there(scene: Scene) -> None:
    began = scene.clock.now()
    scene.slack.faults.limit("chat.postMessage", 1, 30.0, by_channel=True)
    with pytest.raises(Temporary) as caught:
        await scene.channel.post(scene.post(answered(LONG), scene.direct))
    assert caught.value.limited
    assert caught.value.uncertain
    assert len(scene.said(scene.direct)) == 1
    scene.slack.faults.calm()
    scene.clock.advance(30)
    await scene.channel.post(scene.post(answered(LONG), scene.direct, begun_at=began))
    parts = [each["metadata"]["event_payload"]["part"] for each in scene.said(scene.direct)]
    assert parts == list(range(len(parts)))


async def test_a_very_long_answer_is_a_file_with_a_preview(scene: Scene) -> None:
    for lane in (scene.thread, scene.lane):
        first = await scene.channel.post(scene.post(answered(HUGE), lane, loud=False))
        [preview, file] = scene.said(lane)
        assert file["thread_ts"] == (first if lane == scene.lane else lane.thread)
        assert preview["ts"] == first
        assert "0. The build" in shown(preview)
        assert "answer.md" in preview["text"]
        [upload] = file["files"]
        kept = scene.slack.workspace.files[upload["id"]]
        assert kept.content == HUGE.encode()
        assert kept.name == "answer.md"


@pytest.mark.parametrize("method", ["chat.postMessage", "files.completeUploadExternal"])
@pytest.mark.parametrize("after", [False, True])
async def test_a_very_long_answer_comes_once(scene: Scene, method: str, after: bool) -> None:
    scene.slack.faults.drop(method, after=after)
    await scene.twice(lambda began: scene.channel.post(scene.post(answered(HUGE), begun_at=began)))
    said = scene.said()
    assert len(said) == 2
    assert [len(each.get("files", [])) for each in said] == [0, 1]


async def test_where_no_file_is_taken_everything_is_posted(scene: Scene) -> None:
    scene.slack.core.scopes.discard("files:write")
    began = scene.clock.now()
    await scene.channel.post(scene.post(answered(HUGE), begun_at=began))
    whole = "\n".join(shown(each) for each in scene.said())
    assert all(f"{number}. The build" in whole for number in range(200))
    parts = [each["metadata"]["event_payload"]["part"] for each in scene.said()]
    assert parts == list(range(len(parts)))


async def test_an_empty_answer_is_said_too(scene: Scene) -> None:
    await scene.channel.post(scene.post(answered("  \n")))
    assert scene.said()[0]["text"].endswith("The agent ended without a word.")


async def test_no_answer_mentions_anybody(scene: Scene) -> None:
    for text in (EVIL, EVIL * 20, EVIL * 200):
        await scene.channel.post(scene.post(answered(text), loud=False))
        scene.clock.advance(60)
    assert len(scene.said()) > 3
    for message in scene.said():
        assert pings(message) == []


async def test_no_cut_makes_a_mention(scene: Scene) -> None:
    chance = random.Random(7)
    pieces = ["<!channel>", "@here", "<@U000000001>", "x" * 90, " ", "\n\n", "`", "```\n", "@", "<"]
    for _ in range(15):
        text = "".join(chance.choice(pieces) for _ in range(900))
        await scene.channel.post(scene.post(answered(text), loud=False))
        scene.clock.advance(60)
    # A bare "@here" is only text to Slack: names are not linked.
    for message in scene.said():
        assert not [text for text in texts(message) if MENTION.search(text)]


async def test_layouts_refused_in_the_middle_stay_readable(scene: Scene) -> None:
    scene.slack.faults.refuse("chat.postMessage", "invalid_blocks", times=1)
    await scene.channel.post(scene.post(answered(scenes.ANSWER), loud=False))
    [message] = scene.said()
    assert "twelve suppliers" in message["text"]
    assert "Aurora" in message["text"]


async def test_a_deleted_thread_is_for_ever(scene: Scene) -> None:
    scene.ann.deletes(scene.room, scene.root)
    with pytest.raises(SlackRefused) as caught:
        await scene.channel.post(scene.post(answered("done"), begun_at=1.0))
    assert caught.value.code == "thread_not_found"

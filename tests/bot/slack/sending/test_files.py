"""What the agent made comes as files, or its absence is explained."""

import pytest

from bot.courier.platform import Files, Made
from bot.slack.api.refusals import SlackRefused
from service.domain.errors import Refused, Temporary
from tests.bot.slack.sending.scene import Scene, made, pings

TWO = Files((made("out/plan.md", b"# Plan"), made("data.csv", b"a,b\n1,2\n")))


async def test_files_come_as_one_message(scene: Scene) -> None:
    for lane in (scene.thread, scene.direct):
        first = await scene.channel.post(scene.post(TWO, lane))
        [message] = scene.said(lane)
        assert [each["title"] for each in message["files"]] == ["out/plan.md", "data.csv"]
        assert message["files"][0]["id"] == first
        assert pings(message) == []


@pytest.mark.parametrize(
    ("method", "after"),
    [
        ("files.getUploadURLExternal", False),
        ("files.getUploadURLExternal", True),
        ("upload", False),
        ("files.completeUploadExternal", False),
        ("files.completeUploadExternal", True),
    ],
)
async def test_files_come_once(scene: Scene, method: str, after: bool) -> None:
    scene.slack.faults.drop(method, after=after)
    await scene.twice(lambda began: scene.channel.post(scene.post(TWO, begun_at=began)))
    [message] = scene.said()
    assert len(message["files"]) == 2


async def test_the_next_turns_file_of_that_name_comes_too(scene: Scene) -> None:
    await scene.channel.post(scene.post(TWO))
    scene.clock.advance(60)
    scene.slack.faults.drop("files.completeUploadExternal", after=False)
    await scene.twice(lambda began: scene.channel.post(scene.post(TWO, begun_at=began)))
    assert len(scene.said()) == 2


async def test_what_is_left_out_is_said(scene: Scene) -> None:
    left = ("video.mp4 is too large: it is on the web <!channel>",)
    await scene.channel.post(scene.post(Files(TWO.files, left)))
    [message] = scene.said()
    assert "video.mp4 is too large" in message["text"]
    assert pings(message) == []


async def test_what_cannot_be_read_or_is_empty_is_said(scene: Scene) -> None:
    async def gone() -> bytes:
        raise Refused("it was deleted from the workspace.")

    files = Files((Made("a.txt", 3, gone), made("empty.txt", b""), *TWO.files))
    await scene.channel.post(scene.post(files))
    [message] = scene.said()
    assert len(message["files"]) == 2
    assert "a.txt: it was deleted" in message["text"]
    assert "empty.txt is empty." in message["text"]


async def test_with_nothing_to_upload_it_is_a_message(scene: Scene) -> None:
    files = Files((), tuple(f"{number}.bin is too large" for number in range(30)))
    scene.slack.faults.drop("chat.postMessage", after=True)
    await scene.twice(lambda began: scene.channel.post(scene.post(files, begun_at=began)))
    [message] = scene.said()
    assert "0.bin" in message["text"]
    assert "and 10 more" in message["text"]


async def test_a_workspace_without_uploads(scene: Scene) -> None:
    scene.slack.core.scopes.discard("files:write")
    await scene.channel.post(scene.post(TWO))
    [message] = scene.said()
    assert "out/plan.md, data.csv" in message["text"]
    assert "files:write" in message["text"]


async def test_a_room_that_is_gone_takes_no_files(scene: Scene) -> None:
    scene.slack.archive(scene.room)
    with pytest.raises(SlackRefused, match="archived"):
        await scene.channel.post(scene.post(TWO))


async def test_storage_that_is_away_passes(scene: Scene) -> None:
    async def away() -> bytes:
        raise Temporary("the store is away")

    with pytest.raises(Temporary):
        await scene.channel.post(scene.post(Files((Made("a.txt", 3, away),))))
    assert scene.said() == []

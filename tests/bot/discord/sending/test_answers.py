"""Answers and streams: whole, once, in order, and in place of what was streamed."""

from dataclasses import replace

import pytest

from bot.chat.rendering.splitting import FILE
from bot.courier.platform import Answered, Files
from bot.discord.sending.streams import PACE
from service.domain.errors import Permanent, Refused, Temporary
from tests.bot.discord.sending.scene import Scene, made, other
from tests.servers.discord.errors import KNOWN

LONG = "\n\n".join(f"Paragraph {place}. {'word ' * 60}" for place in range(12))
HUGE = "\n\n".join(f"Paragraph {place}. {'word ' * 60}" for place in range(80))


async def test_a_long_answer_comes_in_parts_of_which_one_notifies(scene: Scene) -> None:
    first = await scene.channel.post(scene.post(Answered(LONG)))
    said = scene.said()
    assert [scene.discord.pinged(each) for each in said] == [["ann"], [], []]
    assert said[0]["id"] == first
    words = " ".join(each["content"] for each in said).split()
    assert words[1:] == LONG.split()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("later", [0.0, 1_000.0])
async def test_parts_that_arrived_are_not_sent_again(
    scene: Scene, after: bool, later: float
) -> None:
    class Second(Exception):
        """The first part went out."""

    began = scene.clock.now()
    scene.discord.faults.limit("create_message", 1, 3_000.0)
    with pytest.raises(Temporary) as caught:
        await scene.channel.post(scene.post(Answered(LONG)))
    # What stands there already must be looked for the next time.
    assert caught.value.uncertain
    scene.discord.faults.calm()
    if after:
        scene.discord.faults.drop("create_message", after=True)
    scene.clock.advance(3_100 + later)
    for _ in range(2):
        try:
            await scene.channel.post(scene.post(Answered(LONG), begun_at=began))
        except Temporary:
            scene.clock.advance(1)
    assert len(scene.said()) == 3
    words = " ".join(each["content"] for each in scene.said()).split()
    assert words[1:] == LONG.split()


async def test_a_huge_answer_is_a_preview_with_a_file(scene: Scene) -> None:
    await scene.channel.post(scene.post(Answered(HUGE)))
    [message] = scene.said()
    assert "all of it" in message["content"]
    [file] = message["attachments"]
    assert file["filename"] == FILE
    assert scene.discord.content(file).decode() == HUGE


async def test_where_no_file_may_be_a_huge_answer_comes_in_many_parts(scene: Scene) -> None:
    scene.discord.faults.refuse("create_message", 50013)
    await scene.channel.post(scene.post(Answered(HUGE)))
    words = " ".join(each["content"] for each in scene.said()).split()
    assert words[1:] == HUGE.split()


async def test_an_answer_without_a_word(scene: Scene) -> None:
    await scene.channel.post(scene.post(Answered("")))
    assert "ended without a word" in scene.said()[0]["content"]


async def test_links_are_not_previewed(scene: Scene) -> None:
    await scene.channel.post(scene.post(Answered("See https://x.io")))
    assert scene.said()[0]["flags"] & 1 << 2


async def test_a_stream_grows_in_one_message_and_becomes_the_answer(scene: Scene) -> None:
    session, channel = scene.session(scene.direct), scene.channel
    id_ = await channel.stream(session, "", "I look")
    assert await channel.stream(session, id_, "I look at **the") == id_
    assert scene.said(scene.ann.dm)[0]["content"].startswith("I look at")
    assert await channel.stream(session, id_, "Now the") == id_
    assert scene.said(scene.ann.dm)[0]["content"] == "I look at **the\n\nNow the"
    sent = await channel.post(scene.post(Answered(LONG, id_), scene.direct))
    assert sent == id_
    said = scene.said(scene.ann.dm)
    assert said[0]["id"] == id_
    assert " ".join(each["content"] for each in said).split() == LONG.split()
    assert all(each["message_reference"]["message_id"] == scene.direct_root["id"] for each in said)


async def test_a_stream_is_edited_at_a_pace(scene: Scene) -> None:
    session = scene.session(scene.direct)
    id_ = await scene.channel.stream(session, "", "0")
    began = scene.clock.monotonic()
    for count in range(10):
        await scene.channel.stream(session, id_, "0" + " more" * count)
    assert scene.clock.monotonic() - began >= 9 * PACE - 0.1


async def test_only_direct_messages_stream(scene: Scene) -> None:
    assert not scene.channel.streams(scene.thread)
    assert scene.channel.streams(scene.direct)
    assert await scene.channel.stream(scene.session(), "", "words") == ""
    assert await scene.channel.stream(scene.session(scene.direct, turn_id=None), "", "w") == ""
    assert scene.said() == []


async def test_a_stream_whose_beginning_nobody_saw_becomes_the_answer(scene: Scene) -> None:
    scene.discord.faults.drop("create_message", after=True)
    with pytest.raises(Temporary):
        await scene.channel.stream(scene.session(scene.direct), "", "I look")
    await scene.channel.post(scene.post(Answered("Done."), scene.direct))
    assert [each["content"] for each in scene.said(scene.ann.dm)] == ["Done."]


async def test_a_deleted_stream_loses_no_answer(scene: Scene) -> None:
    session = scene.session(scene.direct)
    id_ = await scene.channel.stream(session, "", "I look")
    scene.ann.dm.messages.pop(id_)
    with pytest.raises(Permanent):
        await scene.channel.stream(session, id_, "I look at")
    await scene.channel.end_stream(session, id_)
    await scene.channel.post(scene.post(Answered("Done.", id_), scene.direct))
    assert [each["content"] for each in scene.said(scene.ann.dm)] == ["Done."]


async def test_a_huge_answer_ends_its_stream_with_a_file(scene: Scene) -> None:
    id_ = await scene.channel.stream(scene.session(scene.direct), "", "I look")
    await scene.channel.post(scene.post(Answered(HUGE, id_), scene.direct))
    [message] = scene.said(scene.ann.dm)
    assert message["id"] == id_
    assert scene.discord.content(message["attachments"][0]).decode() == HUGE


async def test_files_go_out_together(scene: Scene) -> None:
    files = [made("import/run.py", b"run"), made("notes <@1>.md", b"notes"), made("no.md", b"")]
    await scene.channel.post(scene.post(Files(files, ("big.bin (99 MB): https://h.io/threads/4",))))
    [message] = scene.said()
    names = [each["filename"] for each in message["attachments"]]
    assert names == ["import_run.py", "notes_1_.md"]
    assert [scene.discord.content(each) for each in message["attachments"]] == [b"run", b"notes"]
    assert "big.bin (99 MB): https://h.io/threads/4" in message["content"]
    assert "no.md is empty." in message["content"]


@pytest.mark.parametrize("later", [0.0, 1_000.0])
@pytest.mark.parametrize("after", [False, True])
async def test_files_are_attached_once(scene: Scene, after: bool, later: float) -> None:
    scene.discord.faults.drop("create_message", after=after)
    files = Files([made("a.md", b"a"), made("b.md", b"bb")])
    await scene.twice(lambda began: scene.channel.post(scene.post(files, begun_at=began)), later)
    assert [len(each["attachments"]) for each in scene.said()] == [2]


async def test_files_that_discord_does_not_take_are_named(scene: Scene) -> None:
    KNOWN.setdefault(40005, (413, "Request entity too large"))
    scene.discord.faults.refuse("create_message", 40005)
    files = Files([made("small.md", b"a"), made("large.bin", b"x" * 10_000_001)])
    await scene.channel.post(scene.post(files))
    [message] = scene.said()
    assert [each["filename"] for each in message["attachments"]] == ["small.md"]
    assert "did not take these files: large.bin.\nIt is too large" in message["content"]
    scene.discord.faults.refuse("create_message", 50013)
    await scene.channel.post(replace(scene.post(Files([made("a.md", b"a")])), id=other("b")))
    assert (
        "“Attach Files” in the channel's settings, for heddle's role."
        in (scene.said()[1]["content"])
    )
    assert scene.said()[1]["attachments"] == []


async def test_a_file_that_is_gone_is_named(scene: Scene) -> None:
    async def read() -> bytes:
        raise Refused("it was erased")

    gone = replace(made("a.md", b"a"), read=read)
    await scene.channel.post(scene.post(Files([gone])))
    assert "a.md: it was erased" in scene.said()[0]["content"]

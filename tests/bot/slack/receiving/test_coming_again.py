"""Files that go along, and what comes again, comes to nothing at first or breaks."""

import pytest

from service.domain.errors import Temporary
from service.domain.events import Kind
from service.domain.receipts import Fate
from tests.bot.slack.receiving.scene import Scene, notices
from tests.servers.slack.person import Person
from tests.servers.slack.workspace import Channel


async def test_files_go_along_and_what_does_not_is_said(
    either: Scene, ann: Person, general: Channel
) -> None:
    session = await either.begun(ann, general)
    files = [(f"{number}.txt", b"x") for number in range(11)]
    said = await either.says(ann, general, "see", thread=session.thread.thread, files=files)
    event = (await either.events(session.number, Kind.MESSAGE))[-1]
    assert len(event.payload["attachments"]) == 10
    [told] = notices(ann)
    assert "10.txt" in told
    assert said["subtype"] == "file_share"


async def test_too_large_a_file_is_not_taken(scene: Scene, ann: Person, general: Channel) -> None:
    session = await scene.begun(ann, general)
    big = b"0" * (scene.ports.policy.attachment_bytes + 1)
    await scene.says(ann, general, "see", thread=session.thread.thread, files=[("big", big)])
    assert (await scene.texts(session.number))[-1] == "see"
    assert "25 MB" in notices(ann)[0]


async def test_a_file_that_cannot_be_fetched_now_keeps_its_message_waiting(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    scene.slack.faults.fail("download", 500)
    said = await scene.says(ann, general, "see", session.thread.thread, files=[("a.txt", b"a")])
    mine = [each for each in scene.slack.deliveries if each.event.get("ts") == said["ts"]]
    assert [len(each.attempts) > 1 and each.acked for each in mine] == [True]
    event = (await scene.events(session.number, Kind.MESSAGE))[-1]
    assert [each["name"] for each in event.payload["attachments"]] == ["a.txt"]
    assert len(await scene.texts(session.number)) == 2


async def test_slack_s_own_retry_waits_for_the_same_work(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    scene.slack.core.patience = 0.2
    scene.slack.core.retry_waits = (0.0, 0.1, 5.0)
    download = scene.receiving.desk.api.download
    fetched: list[str] = []

    async def slowly(url: str, most: int) -> bytes:
        fetched.append(url)
        await scene.until(lambda: any(len(each.attempts) > 1 for each in scene.slack.deliveries))
        return await download(url, most)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scene.receiving.desk.api, "download", slowly)
        said = await scene.says(ann, general, "see", session.thread.thread, files=[("a", b"a")])
        await scene.receiving.drained()
    mine = [each for each in scene.slack.deliveries if each.event.get("ts") == said["ts"]]
    assert max(len(each.attempts) for each in mine) > 1
    assert len(fetched) == 1
    assert len(await scene.texts(session.number)) == 2


async def test_everything_that_comes_twice_counts_once(
    either: Scene, ann: Person, general: Channel
) -> None:
    either.slack.core.duplicates = True
    session = await either.begun(ann, general)
    root = session.thread.thread
    more = await either.says(ann, general, "more", thread=root)
    await either.says(ann, general, "!status", thread=root)
    await either.says(ann, ann.dm, "!list")
    assert await either.texts(session.number) == ["fix the build", "more"]
    assert len(notices(ann)) == 1
    assert len(either.own(ann.dm)) == 1
    assert either.reactions(general, more["ts"]) == ["eyes"]


async def test_with_the_database_away_nothing_is_acknowledged_and_then_once(
    either: Scene, ann: Person, general: Channel
) -> None:
    either.store.away = 3
    said = await either.says(ann, general, f"{either.bot} fix the build")
    mine = [each for each in either.slack.deliveries if each.event.get("ts") == said["ts"]]
    assert all(each.acked for each in mine)
    assert max(len(each.attempts) for each in mine) > 1
    session = await either.at(general, said["ts"])
    assert await either.texts(session.number) == ["fix the build"]


async def test_what_was_added_before_the_session_began_is_not_lost(
    either: Scene, ann: Person, general: Channel
) -> None:
    slack = either.slack
    slack.core.retry_waits = (0.1,) * 300
    either.store.away = 10_000
    said = ann.says(general, f"{either.bot} fix the build")
    await either.until(lambda: any(len(each.attempts) > 1 for each in slack.deliveries))
    texts = ["and the docs", "and the site"]
    added = [ann.says(general, each, said["ts"])["ts"] for each in texts]
    more = [each for each in slack.deliveries if each.event.get("ts") in added]
    await either.until(lambda: all(each.acked for each in more))  # nobody is concerned, so far
    either.store.away = 0
    await either.settled()
    session = await either.at(general, said["ts"])
    assert await either.texts(session.number) == ["fix the build", *texts]
    assert len(await either.sessions()) == 1


async def test_replies_to_what_comes_again_survive_a_failure_on_the_way(
    scene: Scene, ann: Person, general: Channel
) -> None:
    scene.slack.core.retry_waits = ()
    scene.store.away = 10_000
    said = await scene.says(ann, general, f"{scene.bot} fix the build")
    await scene.says(ann, general, "and the docs", thread=said["ts"])
    scene.store.away = 0
    [start] = [
        dict(each.event)
        for each in scene.slack.deliveries
        if each.event.get("ts") == said["ts"] and each.event["type"] == "message"
    ]
    scene.slack.faults.fail("conversations.replies", 500)
    with pytest.raises(Temporary):
        await scene.receiving.messages.take(start, retried=True)
    session = await scene.at(general, said["ts"])
    assert await scene.texts(session.number) == ["fix the build"]
    await scene.receiving.messages.take(start, retried=True)
    assert await scene.texts(session.number) == ["fix the build", "and the docs"]


async def test_what_is_read_from_the_history_does_not_read_its_thread_by_itself(
    scene: Scene, ann: Person, general: Channel
) -> None:
    said = ann.says(general, f"{scene.bot} fix the build")
    await scene.settled()
    [start] = [
        dict(each.event)
        for each in scene.slack.deliveries
        if each.event.get("ts") == said["ts"] and each.event["type"] == "message"
    ]
    scene.time.later = 60.0
    heard = await scene.receiving.messages.take(start, retried=False, late=True)
    assert heard is not None
    assert heard.session == (await scene.at(general, said["ts"])).number
    assert scene.slack.called("conversations.replies") == []
    await scene.receiving.messages.take(start, retried=False)
    assert len(scene.slack.called("conversations.replies")) == 1, "live, it was on its way for long"


async def test_what_was_stored_although_nobody_said_so_is_answered_when_it_comes_again(
    scene: Scene, ann: Person
) -> None:
    await scene.begun(ann, ann.dm)
    scene.store.late = 1
    await scene.says(ann, ann.dm, "!list")
    receipts = [await scene.receipt_of(ann.dm, each["ts"]) for each in ann.dm.messages.values()]
    assert [each.fate for each in receipts if each][-1] is Fate.COMMAND
    assert len(scene.own(ann.dm)) == 1


async def test_an_answer_that_was_sent_is_not_sent_again(scene: Scene, ann: Person) -> None:
    scene.slack.faults.fail("chat.postMessage", 500, after=True)
    said = await scene.says(ann, ann.dm, "!list")
    for each in scene.slack.deliveries:
        if each.event.get("ts") == said["ts"]:
            event = {**each.event}
            await scene.receiving.messages.take(event, retried=True)
    assert len(scene.own(ann.dm)) == 1


async def test_a_bug_is_told_and_kills_nothing(
    scene: Scene, ann: Person, general: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(scene.inbound, "said", broken)
    said = await scene.says(ann, general, f"{scene.bot} fix the build")
    await scene.until(lambda: all(each.acked for each in scene.slack.deliveries))
    assert "Something in heddle broke" in notices(ann)[0]
    monkeypatch.undo()
    assert await scene.session_at(general, said["ts"]) is None
    assert (await scene.begun(ann, general)).title == "fix the build"


async def test_what_opened_a_session_bears_no_further_sign_when_another_bot_hears_it_again(
    at_rest: Scene, ann: Person, general: Channel
) -> None:
    async with at_rest.running():
        session = await at_rest.begun(ann, general)
    events = [each.event for each in at_rest.slack.deliveries]
    [event] = [each for each in events if each["type"] == "message"]
    async with at_rest.running():
        heard = await at_rest.receiving.messages.take(event, retried=True, late=False)
    assert heard is not None
    assert heard.again
    assert at_rest.reactions(general, session.thread.thread) == []
    assert notices(ann) == []

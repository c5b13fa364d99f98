"""Slack end to end when it hurts: killed in the middle of something, limited, away for long."""

import json
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from service.domain import demo
from tests.channels.promises.by_slack import Slack, slack
from tests.e2e.running import answers, wait_until
from tests.e2e.slacking import CLAIMED, Json, ends_well, kill_bot, kill_worker, marks, replies
from tests.servers.slack import schemas
from tests.servers.slack.core import Call
from tests.servers.slack.workspace import Channel

pytestmark = pytest.mark.timeout(600)
THREADS, ROOMS, EACH = 25, 5, 20
"""Sessions in so many channels, each of which misses so many messages."""
TIERS = {
    "conversations.history": 50,
    "conversations.info": 50,
    "conversations.replies": 50,
    "conversations.members": 100,
    "users.conversations": 50,
    "users.info": 100,
}
"""Calls a minute that Slack takes of what is used to catch up."""


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Slack]:
    schemas.needed()
    with slack(tmp_path, direct=False) as running:
        yield running


@pytest.fixture
def direct(tmp_path: Path) -> Iterator[Slack]:
    schemas.needed()
    with slack(tmp_path, direct=True) as running:
        yield running


def listens(front: Slack) -> None:
    """Wait until a bot is up that Slack can reach."""
    wait_until(lambda: answers(front.up), "the bot answers")
    front.slack.until(lambda: front.slack.sockets.connections, patience=30)


def calls_after(front: Slack, count: int, method: str = "") -> None:
    """Wait until Slack was called once more, by this method if one is named."""
    wait_until(
        lambda: any(method in ("", each.method) for each in list(front.slack.calls)[count:]),
        method or "another call",
    )


def test_killed_in_a_stream_the_answer_stands_there_once(direct: Slack) -> None:
    chance = random.Random(7)
    for number in range(4):
        ann = direct.person(f"p{number}")
        before = len(direct.slack.calls)
        talk, _ = ann.start(demo.LETTER if number % 2 else demo.HAIKU)
        calls_after(direct, before, "chat.startStream")
        if chance.random() < 0.5:
            calls_after(direct, len(direct.slack.calls))
        (kill_worker if number == 2 else kill_bot)(direct.up)
        ends_well(direct, talk.room, talk.root)
        wait_until(partial(_still, direct, talk.room, talk.root), "no text streams on", CLAIMED)
        told = replies(direct, talk.room, talk.root)
        words = [str(each["text"]) for each in told]
        assert len(words) == len(set(words)), words
        listens(direct)


def _still(front: Slack, room: Channel, root: str) -> bool:
    """Tell whether all that was streamed into a thread was brought to its end."""
    return not any(each.get("streaming") for each in replies(front, room, root))


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_killed_in_an_upload_the_files_stand_there_once(front: Slack, method: str) -> None:
    assert front.room is not None
    talk, _ = front.person("ann").start(demo.COMPARE)
    wait_until(lambda: len(talk.choices()) >= 2, "the question's buttons")
    before = len(front.slack.calls)
    talk.press(talk.choices()[0])
    calls_after(front, before, method)
    kill_bot(front.up)
    ends_well(front, front.room, talk.root)

    def files() -> Sequence[str]:
        told = replies(front, talk.room, talk.root)
        return [file["name"] for each in told for file in each.get("files", [])]

    wait_until(files, "its files", CLAIMED)
    listens(front)
    assert max(Counter(files()).values()) == 1, files()


def test_killed_while_it_catches_up_it_takes_in_each_message_once(front: Slack) -> None:
    assert front.room is not None
    ann = front.person("ann")
    talks = [ann.start(demo.HAIKU)[0] for _ in range(4)]
    for each in talks:
        ends_well(front, front.room, each.root)
    with front.slack.outage():
        front.slack.drop_sockets()
        texts = [f"And one more, number {n}." for n in range(12)]
        for number, text in enumerate(texts):
            talks[number % 4].say(text)
        begun = [ann.start(demo.NAMES)[1].message["ts"] for _ in range(4)]
        for method in ("users.conversations", "conversations.replies", "conversations.history"):
            kill_bot(front.up)
            calls_after(front, len(front.slack.calls), method)
    kill_bot(front.up)
    for ts in begun:
        ends_well(front, front.room, ts)
    wait_until(lambda: written(front, texts) == dict.fromkeys(texts, 1), "all of them", CLAIMED)
    listens(front)


def test_a_storm_on_every_method_delays_and_loses_nothing(front: Slack) -> None:
    assert front.room is not None
    ann = front.person("ann")
    begun = [ann.start(demo.HAIKU)[1].message["ts"] for _ in range(2)]
    front.slack.faults.storm("*", retry_after=1, times=60)
    begun += [ann.start(demo.NAMES)[1].message["ts"] for _ in range(2)]
    front.slack.drop_sockets()
    for ts in begun:
        ends_well(front, front.room, ts)


def test_five_hundred_missed_messages_are_taken_in_within_a_minute(front: Slack) -> None:
    ann = front.slack.person("ann")
    rooms = [front.slack.channel(f"room{number}", ann) for number in range(ROOMS)]
    mention = f"<@{front.slack.workspace.bot}> "
    roots = [
        (room, str(ann.says(room, mention + demo.HAIKU)["ts"]))
        for number in range(THREADS)
        for room in [rooms[number % ROOMS]]
    ]
    for room, root in roots:
        wait_until(partial(answered, front, room, root, root), "its answer", CLAIMED)
    texts, last = list[str](), dict[str, str]()
    with front.slack.outage():
        front.slack.drop_sockets()
        for number in range(THREADS * EACH):
            room, root = roots[number % THREADS]
            texts.append(f"Missed {number}.")
            last[root] = str(ann.says(room, texts[-1], thread=root)["ts"])
        kill_bot(front.up)
        before = len(front.slack.calls)
        front.slack.faults.slacks_limits()
        calls_after(front, before, "auth.test")
    began = time.monotonic()
    wait_until(lambda: sum(written(front, texts).values()) >= len(texts), "all of them", 60)
    taken = time.monotonic() - began
    assert written(front, texts) == dict.fromkeys(texts, 1)
    for room, root in roots:
        wait_until(partial(goes_on, front, room, root, last[root]), "its reaction", CLAIMED)
    calls = list(front.slack.calls)[before:]
    print(f"taken in within {taken:.1f} s", Counter(each.method for each in calls))
    assert {method: most for method, most in busiest(calls).items() if most > TIERS[method]} == {}
    assert not [each for each in calls if each.method in TIERS and each.status == 429]


def goes_on(front: Slack, room: Channel, root: str, after: str) -> bool:
    """Tell whether the thread shows that it went on after a message: it is in the queue or at
    work, or was answered.
    """
    return marks(front, room, root) in ({"eyes"}, {"gear"}) or answered(front, room, root, after)


def written(front: Slack, texts: Sequence[str]) -> dict[str, int]:
    """Return how often each of the texts was taken in."""
    with closing(sqlite3.connect(f"file:{front.up.folder}/heddle.db?mode=ro", uri=True)) as file:
        rows = file.execute("SELECT payload FROM events WHERE kind = 'message'").fetchall()
    found = Counter(str(json.loads(payload)["text"]) for (payload,) in rows)
    return {each: found[each] for each in texts if each in found}


def answered(front: Slack, room: Channel, root: str, after: str) -> bool:
    """Tell whether heddle answered after a message; cards have buttons, and files no words."""
    told: list[Json] = [each for each in replies(front, room, root) if each["ts"] > after]
    return any("metadata" in each and "actions" not in json.dumps(each) for each in told)


def busiest(calls: Sequence[Call]) -> dict[str, int]:
    """Return the most calls of each limited method within any minute."""
    found = dict[str, int]()
    for method in TIERS:
        at = sorted(each.at for each in calls if each.method == method)
        found[method] = max((sum(0 <= b - a < 60 for b in at) for a in at), default=0)
    return found

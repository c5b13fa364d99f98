"""Slack end to end: real processes, killed at any moment, and a platform with bad days."""

import random
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from service.domain import demo
from tests.channels.promises.by_slack import Slack, slack
from tests.e2e.running import Up, answers, wait_until
from tests.servers.slack import schemas
from tests.servers.slack.workspace import Channel

pytestmark = pytest.mark.timeout(300)
Json = dict[str, Any]
SIGNS_OF_THE_END = {"white_check_mark", "x", "octagonal_sign"}


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Slack]:
    schemas.needed()
    with slack(tmp_path, direct=False) as running:
        yield running


def kill_bot(up: Up) -> None:
    bot = up.child("bot", "bot")
    if bot is not None:
        bot.send_signal(signal.SIGKILL)


def kill_worker(up: Up) -> None:
    worker = up.child("service", "worker")
    if worker is not None:
        worker.send_signal(signal.SIGKILL)


def replies(front: Slack, room: Channel, ts: str) -> list[Json]:
    bot = front.slack.workspace.bot
    return [each for each in front.slack.messages(room, ts) if each.get("user") == bot]


def marks(front: Slack, room: Channel, ts: str) -> set[str]:
    first = next(each for each in front.slack.messages(room) if each["ts"] == ts)
    return {each["name"] for each in first.get("reactions", [])}


def is_over(front: Slack, room: Channel, ts: str) -> bool:
    return bool(marks(front, room, ts) & SIGNS_OF_THE_END)


def doubled(messages: list[Json]) -> list[str]:
    """Return the deliveries of which more than one message stands there."""
    parts = [
        f"{payload.get('id')}/{payload.get('part', 0)}"
        for each in messages
        if (payload := each.get("metadata", {}).get("event_payload"))
    ]
    return [each for each in set(parts) if parts.count(each) > 1]


def test_whatever_is_killed_each_message_has_one_outcome(front: Slack) -> None:
    chance = random.Random(20261121)
    people = [front.person(f"p{number}") for number in range(4)]
    assert front.room is not None
    begun: list[str] = []
    for turn in range(12):
        _, sent = people[turn % 4].start(demo.HAIKU if turn % 2 else demo.LETTER)
        begun.append(sent.message["ts"])
        if turn % 3 == 2:
            chance.choice([kill_bot, kill_worker])(front.up)
    for ts in begun:
        wait_until(partial(is_over, front, front.room, ts), f"the end of {ts}", 90)
    for ts in begun:
        told = replies(front, front.room, ts)
        assert marks(front, front.room, ts) == {"white_check_mark"}
        assert len(told) >= 2, "its card and its answer"
        assert doubled(told) == []
    wait_until(lambda: answers(front.up), "the bot answers")


def test_a_storm_of_limits_and_errors_delays_and_loses_nothing(front: Slack) -> None:
    assert front.room is not None
    front.slack.faults.storm("chat.postMessage", retry_after=1, times=6)
    front.slack.faults.fail("chat.postMessage", times=2, after=True)
    front.slack.faults.fail("chat.update", times=2)
    front.slack.faults.storm("reactions.add", retry_after=1, times=3)
    begun = [front.person(f"p{number}").start(demo.HAIKU)[1].message["ts"] for number in range(3)]
    for ts in begun:
        wait_until(partial(is_over, front, front.room, ts), f"the end of {ts}", 90)
        assert doubled(replies(front, front.room, ts)) == []
        assert len(replies(front, front.room, ts)) >= 2


def test_cut_connections_and_an_outage_are_caught_up(front: Slack) -> None:
    platform, room = front.slack, front.room
    assert room is not None
    ann = front.person("ann")
    talk, _ = ann.start(demo.DECIDE)
    wait_until(lambda: "Stripe" in talk.choices(), "the question's buttons")
    with platform.outage():
        platform.drop_sockets()
        talk.say("Adyen, please")
        missed = [ann.start(demo.HAIKU)[1].message["ts"] for _ in range(2)]
        platform.until(lambda: platform.sockets.connections, patience=30)
    platform.drop_sockets()
    for ts in [talk.root, *missed]:
        wait_until(partial(is_over, front, room, ts), f"the end of {ts}", 90)
        assert doubled(replies(front, room, ts)) == []


def test_a_question_asked_before_a_restart_is_answered_after_it(front: Slack) -> None:
    ann = front.person("ann")
    talk, _ = ann.start(demo.DECIDE)
    wait_until(lambda: "Stripe" in talk.choices(), "the question's buttons")
    kill_bot(front.up)
    wait_until(lambda: answers(front.up), "another bot")
    front.slack.until(lambda: front.slack.sockets.connections, patience=30)
    talk.press("Stripe")
    assert front.room is not None
    wait_until(partial(is_over, front, front.room, talk.root), "its end", 60)
    wait_until(lambda: "Stripe" not in talk.choices(), "every copy shows the outcome")

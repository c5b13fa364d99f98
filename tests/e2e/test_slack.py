"""Slack end to end: real processes, killed at any moment, and a platform with bad days."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.domain import demo
from tests.channels.promises.by_slack import Slack, slack
from tests.e2e.running import answers, wait_until
from tests.e2e.slacking import CLAIMED, asks_sent, ends_well, kill_bot, kill_worker
from tests.servers.slack import schemas

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Slack]:
    schemas.needed()
    with slack(tmp_path, direct=False) as running:
        yield running


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
        ends_well(front, front.room, ts)
    wait_until(lambda: answers(front.up), "the bot answers")


def test_a_storm_of_limits_and_errors_delays_and_loses_nothing(front: Slack) -> None:
    assert front.room is not None
    front.slack.faults.storm("chat.postMessage", retry_after=1, times=6)
    front.slack.faults.fail("chat.postMessage", times=2, after=True)
    front.slack.faults.fail("chat.update", times=2)
    front.slack.faults.storm("reactions.add", retry_after=1, times=3)
    begun = [front.person(f"p{number}").start(demo.HAIKU)[1].message["ts"] for number in range(3)]
    for ts in begun:
        ends_well(front, front.room, ts)


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
        ends_well(front, room, ts)


def test_a_question_asked_before_a_restart_is_answered_after_it(front: Slack) -> None:
    ann = front.person("ann")
    talk, _ = ann.start(demo.DECIDE)
    wait_until(lambda: "Stripe" in talk.choices(), "the question's buttons")
    wait_until(lambda: asks_sent(front.up), "heddle knows that it is asked")
    kill_bot(front.up)
    wait_until(lambda: answers(front.up), "another bot")
    front.slack.until(lambda: front.slack.sockets.connections, patience=30)
    talk.press("Stripe")
    assert front.room is not None
    ends_well(front, front.room, talk.root)
    wait_until(lambda: "Stripe" not in talk.choices(), "every copy shows the outcome", CLAIMED)

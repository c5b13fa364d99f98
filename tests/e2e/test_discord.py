"""Discord end to end: real processes, killed at any moment, and a platform with bad days."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.domain import demo
from tests.channels.promises.by_discord import Discord, discord
from tests.e2e.discording import ends_well
from tests.e2e.running import answers, wait_until
from tests.e2e.slacking import CLAIMED, asks_sent, kill_bot, kill_worker
from tests.servers.discord import schemas

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Discord]:
    schemas.needed()
    with discord(tmp_path, direct=False) as running:
        yield running


def test_whatever_is_killed_each_message_has_one_outcome(front: Discord) -> None:
    chance = random.Random(20261121)
    people = [front.person(f"p{number}") for number in range(4)]
    begun: list[str] = []
    for turn in range(12):
        _, sent = people[turn % 4].start(demo.HAIKU if turn % 2 else demo.LETTER)
        begun.append(sent.message["id"])
        if turn % 3 == 2:
            chance.choice([kill_bot, kill_worker])(front.up)
    for root in begun:
        ends_well(front, root)
    wait_until(lambda: answers(front.up), "the bot answers")


def test_a_storm_of_limits_and_errors_delays_and_loses_nothing(front: Discord) -> None:
    faults = front.discord.faults
    faults.storm("create_message", retry_after=1, times=6)
    faults.fail("create_message", times=2, after=True)
    faults.fail("update_message", times=2)
    faults.storm("add_my_message_reaction", retry_after=1, times=3)
    begun = [front.person(f"p{number}").start(demo.HAIKU)[1].message["id"] for number in range(3)]
    for root in begun:
        ends_well(front, root)


def test_cut_connections_and_an_outage_are_caught_up(front: Discord) -> None:
    platform = front.discord
    ann = front.person("ann")
    talk, _ = ann.start(demo.DECIDE)
    wait_until(lambda: "Stripe" in talk.choices(), "the question's buttons")
    with platform.outage():
        talk.say("Adyen, please")
        missed = [ann.start(demo.HAIKU)[1].message["id"] for _ in range(2)]
    platform.until(lambda: platform.identified, patience=60)
    platform.drop_sockets()
    for root in [talk.root, *missed]:
        ends_well(front, root)


def test_a_question_asked_before_a_restart_is_answered_after_it(front: Discord) -> None:
    ann = front.person("ann")
    talk, _ = ann.start(demo.DECIDE)
    wait_until(lambda: "Stripe" in talk.choices(), "the question's buttons")
    wait_until(lambda: asks_sent(front.up), "heddle knows that it is asked")
    kill_bot(front.up)
    wait_until(lambda: answers(front.up), "another bot")
    front.discord.until(lambda: front.discord.identified, patience=60)
    talk.press("Stripe")
    ends_well(front, talk.root)
    wait_until(lambda: "Stripe" not in talk.choices(), "every copy shows the outcome", CLAIMED)

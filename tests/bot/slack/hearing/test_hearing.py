"""What counts as heard, and since when something was missed."""

import asyncio

import pytest

from bot.chat.hearing import Hearing, Pulse
from bot.slack.intake import place_of
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeTelemetry


@pytest.fixture
def hearing(clock: FakeClock) -> Hearing:
    return Hearing("slack", clock, FakeTelemetry())


def test_nothing_is_heard_before_a_connection(hearing: Hearing, clock: FakeClock) -> None:
    assert hearing.heard_upto() is None
    assert not hearing.connected
    hearing.opened()
    assert hearing.heard_upto() == clock.now()


def test_what_is_being_handled_holds_the_mark_back(hearing: Hearing, clock: FakeClock) -> None:
    hearing.opened()
    clock.advance(5)
    first = hearing.began(clock.now() - 1)
    clock.advance(5)
    second = hearing.began(None)
    assert hearing.heard_upto() == clock.now() - 6
    hearing.ended(first, taken=True)
    clock.advance(5)
    hearing.sign()
    assert hearing.heard_upto() == clock.now() - 5
    hearing.ended(second, taken=True)
    assert hearing.heard_upto() == clock.now()
    assert hearing.missed_since is None


def test_only_signs_of_life_move_the_mark(hearing: Hearing, clock: FakeClock) -> None:
    hearing.opened()
    opened = clock.now()
    clock.advance(50)
    assert hearing.heard_upto() == opened


def test_the_last_connection_to_end_begins_a_gap(hearing: Hearing, clock: FakeClock) -> None:
    hearing.opened()
    hearing.opened()
    clock.advance(5)
    hearing.sign()
    clock.advance(5)
    hearing.closed()
    assert hearing.missed_since is None
    hearing.closed()
    assert hearing.missed_since == clock.now() - 5


def test_what_was_not_taken_was_missed(hearing: Hearing, clock: FakeClock) -> None:
    hearing.opened()
    at = clock.now()
    clock.advance(9)
    hearing.ended(hearing.began(at), taken=False)
    assert hearing.missed_since == at
    hearing.noted(at + 1)
    assert hearing.missed_since == at
    hearing.noted(at)
    assert hearing.missed_since is None


def test_what_comes_late_tells_of_what_came_before_it(hearing: Hearing, clock: FakeClock) -> None:
    hearing.opened()
    now = clock.now()
    for at in (now - 100, now - 70, now - 10):
        hearing.ended(hearing.began(at), taken=True)
    hearing.came_late(now - 40)
    assert hearing.missed_since == now - 70


async def test_a_gap_waits_for_a_connection(hearing: Hearing, clock: FakeClock) -> None:
    waiting = asyncio.create_task(hearing.misses())
    hearing.missed(17.0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not waiting.done()
    hearing.opened()
    assert await waiting == 17.0


async def test_a_pulse_stops_only_without_any_beat(hearing: Hearing, clock: FakeClock) -> None:
    pulse = Pulse(hearing, clock, 60.0)
    stopped = asyncio.create_task(pulse.stopped())
    for _ in range(5):
        await asyncio.sleep(0)
        clock.advance(50)
        pulse.beat()
    for _ in range(5):
        await asyncio.sleep(0)
    assert not stopped.done()
    for _ in range(4):
        clock.advance(20)
        for _ in range(5):
            await asyncio.sleep(0)
    assert stopped.done()


@pytest.mark.parametrize(
    ("event", "place"),
    [
        ({"type": "message", "channel": "C1", "ts": "1.0"}, ("C1", "1.0")),
        ({"type": "app_mention", "channel": "C1", "ts": "2.0", "thread_ts": "1.0"}, ("C1", "1.0")),
        ({"type": "message", "channel": "D1", "ts": "2.0"}, ("D1", "")),
        ({"type": "message", "channel": "D1", "ts": "2.0", "thread_ts": "1.0"}, ("D1", "1.0")),
        (
            {
                "type": "message",
                "subtype": "message_changed",
                "channel": "C1",
                "ts": "9.0",
                "message": {"ts": "2.0", "thread_ts": "1.0"},
            },
            ("C1", "1.0"),
        ),
        ({"type": "reaction_added"}, None),
    ],
)
def test_what_belongs_to_one_place(event: dict[str, object], place: tuple[str, str] | None) -> None:
    assert place_of(event) == place

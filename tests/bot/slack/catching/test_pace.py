"""Reading no faster than Slack allows."""

import asyncio

from bot.slack.catching.pace import KEPT, MOST, Pace
from tests.fakes.clock import FakeClock


async def calls(pace: Pace, method: str, count: int, made: list[str]) -> None:
    for _ in range(count):
        await pace.enter(method, hurried=False)
        made.append(method)


async def test_no_more_than_slack_takes_in_any_minute() -> None:
    clock, made = FakeClock(), list[str]()
    at = list[float]()
    pace = Pace(clock)
    tasks = [asyncio.create_task(calls(pace, "conversations.replies", 60, made)) for _ in range(4)]
    while len(made) < 240:
        before = len(made)
        for _ in range(20):
            await asyncio.sleep(0)
        at += [clock.monotonic()] * (len(made) - before)
        clock.advance(1.0)
    await asyncio.gather(*tasks)
    assert all(sum(1 for each in at if begin <= each < begin + 60) <= MOST - KEPT for begin in at)
    # And not slower than that, either.
    assert clock.monotonic() < 60 * (240 / (MOST - KEPT)) + 10


async def test_something_is_kept_for_who_is_in_a_hurry() -> None:
    clock, made = FakeClock(), list[str]()
    pace = Pace(clock)
    task = asyncio.create_task(calls(pace, "conversations.replies", 100, made))
    for _ in range(200):
        await asyncio.sleep(0)
    assert len(made) == MOST - KEPT
    for _ in range(KEPT):
        await asyncio.wait_for(pace.enter("conversations.replies", hurried=True), 1)
    hurried = asyncio.create_task(pace.enter("conversations.replies", hurried=True))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not hurried.done()
    other = list[str]()
    await calls(pace, "conversations.history", 10, other)
    assert len(other) == 10
    task.cancel()
    hurried.cancel()
    await asyncio.gather(task, hurried, return_exceptions=True)

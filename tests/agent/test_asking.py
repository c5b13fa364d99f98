"""Asking until there is an answer: fallbacks, visible waits, and what it costs."""

import asyncio
from dataclasses import replace

import pytest

from service.adapters.gate.memory import MemoryGate
from service.agent.asking import Asking, Listener, Meter, Pause
from service.domain.budgets import Usage
from service.domain.errors import ContextOverflow, Permanent, Temporary
from service.domain.events import Reply
from service.domain.limits import Condition, released
from service.domain.policy import Policy
from service.ports.model import ModelMessage
from tests.fakes.clock import FakeClock, FakeIds
from tests.fakes.working import FakeTelemetry, Hang, Line, ScriptedModel

GOOD = Reply("Hello", (), "stop", "m", 10, 5, 0.5, 1.0)
MESSAGES = [ModelMessage("user", "x" * 350)]


def limited(retry_after: float | None = None) -> Temporary:
    return Temporary("A is busy.", retry_after=retry_after, source="a", limited=True)


def down() -> Temporary:
    return Temporary("A is down.", source="a")


class Desk:
    """Asks with a clock that moves exactly as far as each wait asks for."""

    def __init__(self, *script: Line, **policy: float) -> None:
        self.clock = FakeClock()
        self.model = ScriptedModel(*script)
        self.telemetry = FakeTelemetry()
        self.waits: list[tuple[str, float]] = []
        self.texts: list[str] = []
        self.meter = Meter()
        ids = FakeIds(self.clock)
        self.gate = MemoryGate(self.clock, ids)
        self.asking = Asking(
            self.model,
            self.gate,
            self.clock,
            ids,
            replace(Policy(), **policy),  # type: ignore[arg-type]
            self.telemetry,
            self.meter,
            Listener(self._hear, self._wait),
        )

    async def _hear(self, text: str) -> None:
        self.texts.append(text)

    async def _wait(self, pause: Pause) -> bool:
        self.waits.append((pause.reason, pause.until - self.clock.now()))
        self.clock.advance(pause.until - self.clock.now())
        return False

    async def ask(self, *names: str) -> Reply:
        return await self.asking.ask(names or ("a",), MESSAGES, ())

    @property
    def asked(self) -> list[str]:
        return [each.model for each in self.model.requests]


async def test_a_reply_is_heard_charged_and_reported() -> None:
    desk = Desk(GOOD)
    assert await desk.ask() == GOOD
    assert desk.texts == ["Hello"]
    assert desk.meter.drain() == Usage(0, 15, 0.5, 0.0)
    assert desk.meter.drain() == Usage()
    assert desk.telemetry.facts == [("model", "a", "ok")]


async def test_a_limited_model_falls_back_without_a_wait() -> None:
    desk = Desk(limited(30.0), GOOD)
    await desk.ask("a", "b")
    assert desk.asked == ["a", "b"]
    assert desk.waits == []


async def test_a_wait_is_announced_outside_the_call_and_honoured() -> None:
    desk = Desk(limited(30.0), GOOD)
    await desk.ask()
    ((reason, seconds),) = desk.waits
    assert reason == "A is busy."
    assert 30.0 <= seconds <= 31.0


async def test_the_first_to_be_free_is_asked_first() -> None:
    desk = Desk(limited(60.0), limited(10.0), GOOD)
    await desk.ask("a", "b")
    assert desk.asked == ["a", "b", "b"]
    assert desk.waits[0][1] < 12


async def test_a_limit_without_a_time_backs_off_further_each_time() -> None:
    desk = Desk(limited(), limited(0.0), limited(0.0), limited(0.0), GOOD)
    await desk.ask()
    waits = [seconds for _, seconds in desk.waits]
    assert [int(each) for each in waits] in ([1, 2, 4, 8], [1, 2, 4, 9])


async def test_it_gives_up_after_the_attempts_with_advice() -> None:
    desk = Desk(*(down() for _ in range(9)), model_attempts=2)
    with pytest.raises(Permanent, match=r"A is down\. Tried 2 times; retry when it is back"):
        await desk.ask()
    assert len(desk.asked) == 2


async def test_while_a_provider_is_down_for_everybody_no_attempts_are_used_up() -> None:
    desk = Desk(*(down() for _ in range(20)), GOOD, model_attempts=6)
    assert await desk.ask() == GOOD
    assert len(desk.asked) == 21
    waits = [round(seconds) for _, seconds in desk.waits if seconds > 1.5]
    assert waits[-1] <= 31
    assert {reason for reason, _ in desk.waits} == {"A is down."}


async def test_an_outage_is_waited_for_as_long_as_allowed() -> None:
    desk = Desk(*(down() for _ in range(99)), model_wait_max=120.0)
    with pytest.raises(Permanent, match=r"A is down\. Waited [12] min; retry when it is back"):
        await desk.ask()
    assert sum(seconds for _, seconds in desk.waits) <= 120


async def test_a_limit_that_another_call_met_is_no_failure_but_a_wait() -> None:
    desk = Desk(GOOD, model_attempts=1)
    await desk.gate.limited("a", desk.clock.now() + 20, "A is busy with others.")
    await desk.ask()
    ((reason, seconds),) = desk.waits
    assert reason == "A is busy with others."
    assert 20 <= seconds < 21
    assert ("waited", "a", "limited", seconds) in desk.telemetry.facts


async def test_a_limit_that_another_call_met_is_passed_over_at_once() -> None:
    desk = Desk(GOOD)
    await desk.gate.limited("a", desk.clock.now() + 20, "A is busy with others.")
    await desk.ask("a", "b")
    assert desk.asked == ["b"]
    assert ("fell_back", "a", "b") in desk.telemetry.facts


async def test_what_one_call_meets_is_noted_for_the_others() -> None:
    desk = Desk(limited(20.0), down(), GOOD)
    await desk.ask("a", "b", "c")
    assert desk.asked == ["a", "b", "c"]
    a, b = await desk.gate.look("a"), await desk.gate.look("b")
    assert (a.condition, a.reason) == (Condition.LIMITED, "A is busy.")
    assert (b.condition, b.failures) == (Condition.OPEN, 1)


async def test_a_wait_that_ends_early_asks_at_once() -> None:
    desk = Desk(limited(60.0), GOOD)

    async def woken(pause: Pause) -> bool:
        limit = desk.gate._limits["a"]
        desk.gate._limits["a"] = released(limit, desk.clock.now())
        return True

    desk.asking.listener = Listener(desk._hear, woken)
    assert await desk.ask() == GOOD


async def test_giving_up_one_model_leaves_the_others() -> None:
    desk = Desk(down(), limited(20.0), down(), GOOD, model_attempts=2)
    assert await desk.ask("a", "b") == GOOD
    assert desk.asked == ["a", "b", "a", "b"]


async def test_too_long_a_wait_falls_back_and_only_then_fails() -> None:
    desk = Desk(limited(7200.0), GOOD)
    assert await desk.ask("a", "b") == GOOD
    desk = Desk(limited(7200.0))
    with pytest.raises(Permanent, match="It asks to wait 120 min; retry later"):
        await desk.ask("a")
    assert desk.waits == []


async def test_a_permanent_failure_falls_to_the_next_and_the_last_one_is_raised() -> None:
    desk = Desk(Permanent("A has no key."), GOOD)
    assert await desk.ask("a", "b") == GOOD
    desk = Desk(Permanent("A has no key."), Permanent("B has no key."))
    with pytest.raises(Permanent, match="B has no key"):
        await desk.ask("a", "b")


async def test_an_overflow_is_for_the_caller() -> None:
    desk = Desk(ContextOverflow("too long"))
    with pytest.raises(ContextOverflow):
        await desk.ask("a", "b")
    assert desk.asked == ["a"]


async def test_a_cut_or_silent_stream_is_asked_again() -> None:
    desk = Desk(down(), Reply("", model="m"), GOOD)
    assert (await desk.ask()).text == ""
    assert desk.asked == ["a", "a"]


async def test_a_cancelled_stream_is_charged_by_estimate() -> None:
    hang = Hang(GOOD, text="y" * 40)
    desk = Desk(hang)
    asking = asyncio.ensure_future(desk.ask())
    await hang.begun.wait()
    asking.cancel()
    await asyncio.wait([asking])
    used = desk.meter.drain()
    assert used.tokens > 100
    assert used.cost_usd == pytest.approx(used.tokens / 1000)
    assert desk.telemetry.facts == [("model", "a", "cancelled")]


async def test_a_wait_that_must_not_go_on_ends_the_asking() -> None:
    desk = Desk(limited(30.0))

    async def refuse(pause: Pause) -> bool:
        raise RuntimeError("parked")

    desk.asking.listener = Listener(desk._hear, refuse)
    with pytest.raises(RuntimeError, match="parked"):
        await desk.ask()

"""How long a call may be silent: what is learned, what is assumed, and a hundred healthy runs."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.events import ToolCall
from service.domain.paces import Pace, bucket, with_times
from service.domain.watching import Patience
from service.usecases.flights import of_model, of_tool
from service.usecases.paces import PaceBook
from tests.fakes.clock import FakeClock
from tests.usecases.conftest import Setting

SECONDS = st.floats(0.0001, 1e5)


def learned(times: list[float]) -> Pace:
    pace = Pace("tool make")
    for each in times:
        pace = with_times(pace, {bucket(each): 1.0}, 0.0)
    return pace


@given(st.lists(SECONDS, min_size=1, max_size=60))
def test_a_share_of_the_times_is_known_to_within_a_factor(times: list[float]) -> None:
    pace, ordered = learned(times), sorted(times)
    for share in (0.5, 0.9, 1.0):
        exact = ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]
        assert pace.within(share) >= ordered[int(share * len(ordered)) - 1] * 0.999
        assert pace.within(share) <= max(exact, 0.001) * 1.5
    assert pace.weight == pytest.approx(len(times))


@given(st.lists(SECONDS, max_size=60))
def test_patience_keeps_its_floor_and_its_ceiling(times: list[float]) -> None:
    patience, pace = Patience(), learned(times)
    allowed = patience.for_tool("make", pace)
    slowest = max(times, default=0.0)
    assert allowed >= patience.tool_least
    assert allowed <= max(patience.tool, 3.0 * slowest)
    if len(times) < patience.calls:
        assert allowed == patience.tool
    if times and len(times) >= patience.calls:
        assert allowed > slowest, "what has happened before is not too long"


def test_what_was_long_ago_fades() -> None:
    pace = learned([100.0] * 300 + [1.0] * 3000)
    assert pace.within(0.99) < 2.0
    assert pace.weight <= 400.0
    assert len(pace.counts) == 1


def test_a_ceiling_for_one_tool_holds_for_that_tool_alone() -> None:
    patience = Patience(tools={"search_files": 30.0})
    assert patience.for_tool("search_files", Pace("")) == 30.0
    assert patience.for_tool("make", Pace("")) == patience.tool
    assert patience.for_tool("search_files", learned([0.01] * 20)) == 30.0


def model_call(rng: random.Random, thinks: float, pause: float) -> Iterator[float]:
    """Yield the silences of one reply: a long one before its first word, shorter ones after."""
    yield thinks * rng.lognormvariate(0, 0.35)
    for _ in range(rng.randint(1, 60)):
        yield pause * rng.lognormvariate(0, 0.8)


def session(rng: random.Random, book: PaceBook, patience: Patience) -> list[str]:
    """Run a healthy agent, and return what would have been told of it."""
    clock, alarms = FakeClock(), list[str]()
    thinks, pause = rng.choice(((1.5, 0.05), (6.0, 0.2), (25.0, 2.0), (35.0, 6.0)))
    name = f"acme/{thinks}"
    builds = rng.choice((("make all", 20.0), ("make all", 240.0), ("cargo build", 900.0)))
    for _ in range(60):
        silent = list(model_call(rng, thinks, pause))
        if silent[0] > 80.0 or max(silent[1:]) > 55.0:
            continue  # heddle cuts those
        flight = of_model(clock, name, ())
        for each in silent:
            clock.advance(each)
            if clock.monotonic() > flight.expected(book, patience)[0]:
                alarms.append(f"{name} silent for {each:.0f} s")
            flight.lives()
        flight.learn(book)
        command, usual = rng.choice((("ls", 0.05), ("pytest -q", 30.0), builds))
        call = ToolCall("c", "bash", "")
        tool = of_tool(clock, call, {"command": command})
        clock.advance(min(usual * rng.lognormvariate(0, 0.3), 1700.0))
        if clock.monotonic() > tool.expected(book, patience)[0]:
            alarms.append(f"{command} takes {clock.monotonic() - tool.began:.0f} s")
        tool.learn(book)
    return alarms


async def test_a_hundred_healthy_runs_alarm_nobody(setting: Setting) -> None:
    """Slow models and long builds among quick ones, by the defaults, learning as they go."""
    scene, rng, alarms = await setting(), random.Random(7), list[str]()
    for _ in range(100):
        alarms += session(rng, scene.book.paces, Patience())
        await scene.book.paces.keep(scene.ports)
    assert alarms == []
    paces, _ = await scene.store.run(lambda tx: tx.paces.all())
    names = {each.name for each in paces}
    assert {"tool bash: make all", "tool bash: cargo build", "tool bash: ls"} < names
    assert len(names) == 12

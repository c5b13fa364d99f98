"""Many live sessions: a round of the sweep, and what a pile of due timers does to intake."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.sweeper import sweep_for_ever
from service.domain.timers import Timer, TimerKind
from service.domain.turns import TurnState
from service.ports.store import Tx
from service.usecases.sweep import Sweeper
from tests.bench import ground
from tests.bench.deployment import Deployment, deployment
from tests.bench.figures import Figure, Sizes, middle, percentile
from tests.bench.loads import Load, paced
from tests.bench.rows.intake import taking

DUE = 100
INTAKE_RATE = 50
ROUNDS = 8


def measure(sizes: Sizes) -> Sequence[Figure]:
    """A sweep among many live sessions, and intake beside a pile of due timers."""
    return asyncio.run(_measure(sizes))


async def _measure(sizes: Sizes) -> Sequence[Figure]:
    async with deployment(fill=partial(ground.lay, stored=0, live=sizes.live)) as on:
        held = middle([await _round(on, ready=False) for _ in range(ROUNDS)])
        unclaimed = middle([await _round(on, ready=True) for _ in range(ROUNDS)])
        alone = await _intake(on, "alone", sizes.seconds)
        beside, rate = await _beside_a_pile(on, sizes)
    live = f"{sizes.live:,} live sessions"
    added = percentile(beside.waits, 0.95) - percentile(alone.waits, 0.95)
    note = f"alone {alone.shares()}; beside {beside.shares()}; {rate:.0f} timers/s; {live}"
    return [
        Figure(f"sweep, {DUE} leases to look after", held, "ms", 50, note=live),
        Figure(f"sweep, {DUE} turns to ring for again", unclaimed, "ms", 50, note=live),
        Figure(f"{sizes.due_many:,} due, added to intake's p95", added, "ms", 20, note=note),
    ]


async def _round(on: Deployment, *, ready: bool) -> float:
    """Return the milliseconds of one round with `DUE` timers."""
    await on.service.store.run(lambda tx: _make_due(tx, range(1, DUE + 1), ready=ready))
    sweeper = Sweeper(on.ports, "bench", on.service.timers_at_once)
    began = time.perf_counter()
    swept = await sweeper.sweep()
    took = (time.perf_counter() - began) * 1000
    assert swept.handled == DUE, swept
    return took


def _make_due(tx: Tx, numbers: range, *, ready: bool) -> None:
    for number in numbers:
        turn = tx.turns.get(ground.turn(number))
        assert turn is not None
        if ready:
            tx.turns.save(replace(turn, state=TurnState.READY, worker=None, ready_at=tx.now()))
        tx.timers.set(Timer(TimerKind.TURN, turn.id, 0.0))


async def _intake(on: Deployment, mark: str, seconds: float) -> Load:
    people = [ground.person(number) for number in range(ground.PEOPLE)]
    return await paced(taking(on.ports, people, mark), seconds, INTAKE_RATE)


async def _beside_a_pile(on: Deployment, sizes: Sizes) -> tuple[Load, float]:
    """Take messages in while the bot's loop works on the pile; return also its timers/s."""
    pile = range(DUE + 1, DUE + 1 + min(sizes.due_many, sizes.live - DUE))
    await on.service.store.run(lambda tx: _make_due(tx, pile, ready=False))
    began = time.monotonic()
    sweeping = asyncio.create_task(
        sweep_for_ever(Sweeper(on.ports, "bench", on.service.timers_at_once), on.ports.clock)
    )
    load = await _intake(on, "beside", sizes.seconds)
    while await on.service.store.read(lambda reads: reads.census(3, 10).timers_due):
        await on.ports.clock.sleep(0.05)
    rate = len(pile) / (time.monotonic() - began)
    sweeping.cancel()
    await asyncio.wait([sweeping])
    return load, rate

"""What recording a tool's step costs, beside two bare commits."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial

from service.domain import events
from service.domain.budgets import Usage
from service.domain.events import ToolCall
from service.domain.turns import Lease
from service.ports.bundle import Ports
from service.usecases.claim import claim
from service.usecases.commit import commit
from service.usecases.record import Step, record
from service.worker.bootstrap import built
from tests.bench.bare_statements import BareSqlite
from tests.bench.deployment import Deployment, deployment
from tests.bench.figures import Figure, Sizes, middle
from tests.bench.loads import timed

CONTENT = '{"path":"summary.md","content":"A summary of the three papers, in ten lines."}'


def measure(sizes: Sizes) -> Sequence[Figure]:
    """Recording the start and the end of a tool call."""
    return asyncio.run(_measure(sizes.samples))


async def _measure(samples: int) -> Sequence[Figure]:
    async with AsyncExitStack() as stack:
        on = await stack.enter_async_context(deployment())
        bare = BareSqlite(on.folder / "bare.db")
        stack.callback(bare.close)
        recording = Recording(await _held(on))
        commits, steps, shown = [], [], []
        for number in range(0, 2 * samples, 2):
            commits.append(await _both(bare.commit, number))
            steps.append(await _both(partial(recording.half, on.storing_only), number))
            shown.append(await _both(partial(recording.half, on.ports), number))
    what = "two bare commits"
    own, alone = middle(steps), middle(commits)
    note = f"{own:.2f} ms, {what} {alone:.2f} ms"
    return [
        Figure("ratio", own / alone, "×", 1.5, note=note),
        Figure("recorded", own, "ms", beside=alone, beside_what=what),
        Figure("recorded and told", middle(shown), "ms", beside=alone, beside_what=what),
    ]


async def _both(half: Callable[[int], Awaitable[object]], number: int) -> float:
    return await timed(half, number) + await timed(half, number + 1)


async def _held(on: Deployment) -> Lease:
    """Start a session and claim its turn, as a worker does."""
    received = await on.say(await on.person(), "steps")
    turn = received.session.turn_id
    assert turn is not None
    async with built(on.settings) as parts:
        claimed = await claim(parts.ports, turn, 1)
    assert claimed is not None
    return claimed.lease


class Recording:
    """Records a tool's calls under a lease."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._known = 0

    async def half(self, ports: Ports, number: int) -> None:
        """Record the start of a call, or with an odd number the end of it."""
        call = ToolCall(f"c{number}", "write_file", CONTENT)
        if number % 2 == 0:
            step = Step(self._known, (events.tool_started(call),))
        else:
            ended = events.tool_ended(call, ok=True, result="Written.", seconds=0.01)
            step = Step(self._known, (ended,), Usage(steps=1, seconds=0.01))
        recorded = await commit(ports, lambda tx: record(tx, self._lease, step))
        self._known = recorded.events[-1].seq

"""What a turn costs a bot, its workers, PostgreSQL and Valkey, with one worker, two and four."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

from tests.bench.children import call, child
from tests.bench.figures import Figure, Sizes
from tests.bench.rows.chatting import STRAGGLERS, Chat, Spot
from tests.bench.rows.dispatch import as_request
from tests.bench.rows.intake import durable_postgres
from tests.bench.rows.slack import open_slack
from tests.bench.spending import Spent
from tests.bench.staff import Staff, staff
from tests.bench.visiting import Visitor, people
from tests.servers.openai import Exchange, OpenAiServer

MODEL = "bench"
TOKEN = "a token of the bench that nobody else has"
PEOPLE = 24
WORKERS = (1, 2, 4)
RATE = 5.0
"""Turns a second; each is about two seconds long."""
STEERED = 4
"""One of so many turns is written into while it runs."""
WORDS = 20
"""Pieces in which the model's text comes."""
SPEED = 0.01
"""Seconds between two of them."""
THOUGHT = 0.3
"""Seconds before the first."""
STEER_AFTER = 0.7
"""Seconds from a message to the one that steers: the first call is over then, not the turn."""
CALLS = 3
"""Calls of the model in a turn."""
FLAT = 1.15
"""How many times what it costs with one worker a turn may cost with four."""
WARM = 6
"""Sessions of two turns for each worker before anything is measured."""
ROOMS = 6
"""Channels of Slack that sessions begin in: each takes a post a second."""
ENDED = "SELECT count(*) FROM turns WHERE state = 'ended'"

Measured = Callable[[Spent], float]


def measure(sizes: Sizes) -> Sequence[Figure]:
    """What a turn costs everybody, from one worker to four."""
    with durable_postgres() as url:
        return asyncio.run(_measure(url.replace("/postgres?", "/bench?"), sizes))


async def behave(exchange: Exchange) -> None:
    """Write a file, read it, finish: three calls a turn, each with some text before it."""
    done = _done(exchange.body)
    await asyncio.sleep(THOUGHT)
    await exchange.begin()
    await exchange.chunk({"role": "assistant", "content": ""})
    for piece in range(WORDS):
        await exchange.chunk({"content": f"word {piece} and "})
        await asyncio.sleep(SPEED)
    name, arguments = (
        ("write_file", {"path": f"part-{done}.md", "content": f"Part {done}.\n" * 40}),
        ("read_file", {"path": f"part-{done - 1}.md"}),
        ("finish", {"summary": "The part is written and read again."}),
    )[done % CALLS]
    function = {"name": name, "arguments": json.dumps(arguments)}
    call = {"index": 0, "id": f"c{done}", "type": "function", "function": function}
    await exchange.chunk({"tool_calls": [call]})
    await exchange.chunk({}, "tool_calls")
    await exchange.usage(900, 120)
    await exchange.end()


@dataclass(frozen=True, slots=True)
class Phase:
    """What was used in a while, with so many workers and turns."""

    workers: int
    turns: int
    spent: Spent
    alone: float = 0.0
    """Seconds of CPU that litellm takes alone for the calls of a turn, in so many processes."""


async def _measure(url: str, sizes: Sizes) -> Sequence[Figure]:
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(OpenAiServer(behave).running())
        chat = stack.enter_context(open_slack(limits=False))
        given = {**_settings(model.base), **chat.variables()}
        on = await stack.enter_async_context(staff(url, TOKEN, **given))
        await on.start("bot")
        everybody = await people(on.address, TOKEN, PEOPLE)
        turns, phases, idle = round(sizes.seconds * RATE) * 4, list[Phase](), list[Phase]()
        for workers in WORKERS:
            await on.start("worker", workers - len(on.processes) + 1)
            await _load(on, everybody, await _threads(everybody, WARM * workers), 2 * RATE)
            if workers != WORKERS[1]:
                idle.append(await _during(on, workers, asyncio.sleep(sizes.seconds)))
            threads = await _threads(everybody, turns // 2)
            phase = await _during(on, workers, _load(on, everybody, threads, RATE))
            phases.append(replace(phase, alone=await _alone(model, workers, turns)))
        in_slack = await _in_slack(on, chat, turns // 8)
    return _figures([Net(each, *idle) for each in phases], Net(in_slack[0], *idle), in_slack[1])


async def _alone(model: OpenAiServer, processes: int, turns: int) -> float:
    """Return the seconds of CPU that litellm takes alone for the calls of a turn, so paced."""
    requests = list[dict[str, Any]]()
    for number in range(CALLS):
        bodies = (each.body for each in reversed(model.requests))
        requests.append(as_request(next(each for each in bodies if _done(each) % CALLS == number)))
    calls, every = turns * CALLS // processes, processes / (RATE * CALLS)

    async def one(stack: AsyncExitStack) -> float:
        bare = await stack.enter_async_context(child("bare", "litellm", model.base))
        assert await bare.told() == "ready"
        await call(bare, *requests, calls=WARM * CALLS, every=every)
        told = await call(bare, *requests, calls=calls, every=every)
        return float(told["cpu"]) / calls

    async with AsyncExitStack() as stack:
        taken = await asyncio.gather(*(one(stack) for _ in range(processes)))
    return CALLS * sum(taken) / processes


def _done(body: Any) -> int:
    """Return how many tools were called until a request."""
    return sum(each["role"] == "tool" for each in body["messages"])


async def _in_slack(on: Staff, chat: Chat, turns: int) -> tuple[Phase, float]:
    """Let people in channels begin a session each, one a second; return the calls per turn too.

    So many as Slack takes in a minute without that anything has to wait.
    """
    rooms = [chat.room(f"p{each}", f"room{each}") for each in range(ROOMS)]
    spots = [rooms[each % ROOMS] for each in range(turns + 1)]
    await _write(spots[-1:])
    await on.until_all_over()
    called = chat.called()

    async def load() -> None:
        await _write(spots[:turns])
        await on.until_all_over()
        await asyncio.sleep(STRAGGLERS)

    phase = await _during(on, WORKERS[-1], load())
    return phase, (chat.called() - called) / turns


async def _write(spots: Sequence[Spot]) -> None:
    for spot in spots:
        await asyncio.to_thread(spot.write, "Write the next part, and check it")
        await asyncio.sleep(1.0)


def _settings(base: str) -> Mapping[str, str]:
    return {
        "HEDDLE_MODELS__BASE_URL": base,
        "HEDDLE_MODELS__DEFAULT": MODEL,
        "HEDDLE_MODELS__ALIASES": json.dumps({MODEL: [f"openai/{MODEL}"]}),
        "OPENAI_API_KEY": "not-a-key",
    }


async def _during(on: Staff, workers: int, doing: Awaitable[object]) -> Phase:
    before, ended = await on.spent(), await on.one(ENDED)
    await doing
    return Phase(workers, await on.one(ENDED) - ended, (await on.spent()).since(before))


async def _threads(everybody: Sequence[Visitor], count: int) -> Sequence[str]:
    return [await everybody[each % PEOPLE].thread() for each in range(count)]


async def _load(
    on: Staff, everybody: Sequence[Visitor], threads: Sequence[str], rate: float
) -> None:
    """Let people start a session in each thread, and go on with each when all are over, so many a
    second; some write once more while the agent works.
    """
    loop = asyncio.get_running_loop()
    numbers: dict[int, int] = {}

    async def one(turn: int, began: float, *, first: bool) -> None:
        who = everybody[turn % PEOPLE]
        await asyncio.sleep(began + turn / rate - loop.time())
        if first:
            numbers[turn] = await who.start(threads[turn], f"Write part {turn}, and check it")
        else:
            await who.say(numbers[turn], f"Now write the next one of part {turn} as well")
        if turn % STEERED == 0:
            await asyncio.sleep(STEER_AFTER)
            await who.say(numbers[turn], "Keep it short")

    for first in (True, False):
        began = loop.time()
        await asyncio.gather(*(one(turn, began, first=first) for turn in range(len(threads))))
        await on.until_all_over()


class Net:
    """A phase without what its processes use idle, per turn."""

    def __init__(self, phase: Phase, few: Phase, many: Phase) -> None:
        self.workers, self.turns, self._spent = phase.workers, phase.turns, phase.spent
        self.alone = phase.alone * 1000
        self._few, self._many = few, many

    def per_turn(self, of: Measured) -> float:
        """Return what a turn takes of something, beyond what is used without turns."""
        idle = self.bot(of) + self.workers * self.worker(of)
        return (of(self._spent) - idle * self._spent.at) / self.turns

    def worker(self, of: Measured) -> float:
        """Return what each worker adds to that in a second."""
        apart = (
            of(self._many.spent) / self._many.spent.at - of(self._few.spent) / self._few.spent.at
        )
        return max(0.0, apart / (self._many.workers - self._few.workers))

    def bot(self, of: Measured) -> float:
        """Return what is used in a second without any worker."""
        rate = of(self._few.spent) / self._few.spent.at
        return max(0.0, rate - self._few.workers * self.worker(of))


COSTS: Sequence[tuple[str, str, Measured, bool]] = (
    ("workers' CPU", "ms", lambda spent: spent.cpu["worker"] * 1000, True),
    ("bot's CPU", "ms", lambda spent: spent.cpu["bot"] * 1000, True),
    ("PostgreSQL's CPU", "ms", lambda spent: spent.cpu["database"] * 1000, True),
    ("Valkey's CPU", "ms", lambda spent: spent.cpu["queue"] * 1000, False),
    ("statements", "", lambda spent: spent.everything.statements, True),
    ("transactions that write", "", lambda spent: spent.everything.written, False),
    ("transactions that read", "", lambda spent: spent.everything.read, False),
    ("round trips to PostgreSQL", "", lambda spent: spent.everything.trips, True),
    ("write-ahead log", "KB", lambda spent: spent.wal / 1000, False),
    ("commands at Valkey", "", lambda spent: spent.commands.total(), False),
    ("bytes through Valkey", "KB", lambda spent: spent.moved / 1000, False),
    ("database grows", "KB", lambda spent: spent.stored / 1000, False),
    ("captures grow", "KB", lambda spent: spent.files / 1000, False),
)
"""What is told of: its name and unit, how it is read, and whether it must be flat."""


def _figures(found: Sequence[Net], in_slack: Net, calls: float) -> Sequence[Figure]:
    one, two, four = found
    figures = _beside_litellm(*found)
    for name, unit, of, flat in COSTS:
        alone = one.per_turn(of)
        note = f"{two.per_turn(of):.3g} with two"
        if not name.endswith(("grow", "grows")):
            note += f"; idle {one.bot(of):.3g} a second, and {one.worker(of):.3g} each worker"
        most = alone * FLAT if flat else None
        told = "with one worker", note
        figures.append(Figure(name, four.per_turn(of), unit, most, False, alone, *told))
    for name, unit, of, flat in COSTS:
        if flat:
            figures.append(Figure(f"in Slack: {name}", in_slack.per_turn(of), unit))
    return [*figures, Figure("in Slack: calls to it", calls, "")]


def _beside_litellm(one: Net, two: Net, four: Net) -> list[Figure]:
    """Tell how the workers' CPU grows beside that of processes which do nothing but call the model:
    the more processes wait for the same few pieces a second, the less each does at a time.
    """
    first, second, last = (
        each.per_turn(lambda spent: spent.cpu["worker"] * 1000) / each.alone
        for each in (one, two, four)
    )
    alone = "with one process", f"{two.alone:.3g} with two"
    share = "with one worker", f"{second:.3g} with two"
    return [
        Figure(
            "litellm alone", four.alone, "ms", beside=one.alone, beside_what=alone[0], note=alone[1]
        ),
        Figure("workers' CPU beside it", last, "×", first * FLAT, False, first, *share),
    ]

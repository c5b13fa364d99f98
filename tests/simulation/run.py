"""One seed from its beginning to its end."""

import asyncio
import gc
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from service.adapters.store import migrate
from tests.simulation import machines
from tests.simulation.alarming import Monitoring
from tests.simulation.braking import Operator
from tests.simulation.channel import Channel
from tests.simulation.crowd import Crowd
from tests.simulation.ending import add_up, drain
from tests.simulation.loop import Stuck, VirtualLoop
from tests.simulation.machines import Machine
from tests.simulation.people import arrive
from tests.simulation.story import Story, telling
from tests.simulation.world import World

Bug = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a seed; times in seconds."""

    seed: int
    story: Story
    virtual: float
    real: float
    callbacks: int


@cache
def _folder() -> Path:
    shared = Path("/dev/shm")
    base = shared if shared.is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="heddle-simulation-", dir=base))
    migrate.migrate(f"sqlite:///{folder / 'template.db'}")
    gc.freeze()
    return folder


def simulate(seed: int, bug: Bug = nullcontext) -> Result:
    """Run one seed; with `bug`, against code that has one."""
    template = _folder() / "template.db"
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=_folder()) as folder:
        path = Path(shutil.copy(template, Path(folder) / "heddle.db"))
        loop = VirtualLoop()
        world = World(seed, path, loop)
        # A collection would end abandoned generators at a moment that no seed decides.
        gc.disable()
        try:
            with telling(world.story), bug():
                _run(world, loop)
        finally:
            gc.enable()
            world.close()
            loop.close()
    gc.collect()
    real = time.perf_counter() - started
    return Result(seed, world.story, loop.time(), real, world.story.counts["commit"])


def _run(world: World, loop: VirtualLoop) -> None:
    loop.set_exception_handler(lambda _, context: _unexpected(world, context))
    task = loop.create_task(_live(world))
    try:
        loop.run_until_complete(task)
    except Stuck as error:
        world.story.broken(0, str(error))
    world.halted.set()
    left = asyncio.all_tasks(loop)
    for each in left:
        each.cancel()
    if left:
        loop.run_until_complete(asyncio.wait(left))
    loop.run_until_complete(loop.shutdown_asyncgens())


def _unexpected(world: World, context: dict[str, object]) -> None:
    error = context.get("exception")
    if isinstance(error, Exception) and not world.halted.is_set():
        world.story.broken(0, f"nobody took care of {error!r}: {context.get('message')}")
        world.halted.set()


async def _live(world: World) -> None:
    halted = asyncio.ensure_future(world.halted.wait())
    life = asyncio.ensure_future(_days(world))
    await asyncio.wait([halted, life], return_when=asyncio.FIRST_COMPLETED)
    if life.done():
        life.result()
    halted.cancel()
    life.cancel()


async def _days(world: World) -> None:
    """Everybody arrives; things go wrong for a while; everything comes to rest."""
    rng = world.chaos.stream("days")
    bots = [Machine(world, "bot", place) for place in range(2)]
    workers = [Machine(world, "worker", place) for place in range(rng.randint(1, 3))]
    crowd = Crowd(world, Channel(world, bots))
    world.chaos.on = False
    running = [asyncio.ensure_future(bot.keep_running(machines.bot)) for bot in bots]
    await arrive(crowd)
    world.chaos.on = True
    running += [asyncio.ensure_future(each.keep_running(machines.worker)) for each in workers]
    watch = asyncio.ensure_future(_watch(world))
    weather = asyncio.ensure_future(_weather(world))
    operator = Operator(world, crowd)
    braking = asyncio.ensure_future(operator.live())
    monitoring = Monitoring(world, crowd)
    alarming = asyncio.ensure_future(monitoring.live())
    until = asyncio.get_running_loop().time() + rng.uniform(100.0, 500.0)
    await asyncio.gather(*(somebody.live(until) for somebody in crowd.people))
    weather.cancel()
    world.chaos.on = False
    braking.cancel()
    alarming.cancel()
    await asyncio.wait([alarming])
    await operator.let_go()
    await monitoring.all_clear()
    await drain(world, crowd)
    watch.cancel()
    if world.story.violation is None:
        for session, text in add_up(world, crowd):
            world.story.broken(session, text)


async def _watch(world: World) -> None:
    while True:
        await asyncio.sleep(5.0)
        world.look_for_deserted()
        world.look_for_unbraked()
        world.look_for_forgotten()
        world.look_for_silent()


async def _weather(world: World) -> None:
    """Set the clock, and empty the queue, now and then."""
    rng = world.chaos.stream("weather")
    while True:
        await asyncio.sleep(rng.expovariate(1 / 150.0))
        if rng.random() < 0.5:
            world.queue.empty()
            world.story.count("queue emptied")
        else:
            jump = rng.choice((-60.0, -60.0, -3.0, -3.0, 3.0, 3.0, 60.0, 60.0, 3700.0))
            world.story.count("clock jumped")
            world.story.tell("clock", 0, f"jumps by {jump} s")
            world.wall.jumped += jump
            world.set_back += max(0.0, -jump)

"""A deployment of a row's own: a folder, a database, a queue and, if asked for, workers."""

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from service.bootstrap.opening import Opened, opened
from service.bootstrap.operating import migrate
from service.domain.effects import Changed
from service.domain.ids import PersonId, SessionNumber
from service.domain.persons import Person
from service.domain.receipts import receipt_key
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.settings.groups import Caps, Models
from service.settings.service import ServiceSettings
from service.usecases.receive import Arrival, Received, receive
from tests.e2e.running import environment
from tests.fakes.hints import FakeDoorbell, FakeSignals
from tests.servers.valkey import Valkey

MODEL = "bench"
CAP = 1000
PATIENCE = 60.0
LOOK_AGAIN = 5.0


@dataclass(frozen=True, slots=True)
class Deployment:
    """What a row works with."""

    folder: Path
    settings: ServiceSettings
    service: Opened

    @property
    def ports(self) -> Ports:
        """The ports of a front end, as production has them."""
        return self.service.ports

    @property
    def storing_only(self) -> Ports:
        """The same, but nobody is rung or told."""
        return replace(self.ports, doorbell=FakeDoorbell(), signals=FakeSignals())

    async def person(self, name: str = "ann") -> PersonId:
        """Add a person."""
        return (await self.people(1, name))[0]

    async def people(self, count: int, name: str = "p") -> Sequence[PersonId]:
        """Add persons in one transaction."""
        new = [Person(PersonId(f"{name}{n}"), f"{name}{n}", False, None, 0.0) for n in range(count)]

        def work(tx: Tx) -> None:
            for each in new:
                tx.persons.add(each)

        await self.service.store.run(work)
        return [each.id for each in new]

    async def say(self, person: PersonId, name: str, text: str = "Hello") -> Received:
        """Hand a message to intake that starts a session."""
        return await receive(self.ports, arrival(person, name, text))

    async def until(self, number: SessionNumber, *states: State) -> Session:
        """Wait until the session is in one of the states; signals may be lost."""
        async with asyncio.timeout(PATIENCE):
            while True:
                # A stream of signals ends when a wait for it does, so each look has its own.
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN):
                        return await self._until(number, states)

    async def _until(self, number: SessionNumber, states: Sequence[State]) -> Session:
        async with self.ports.signals.subscribe(Changed) as changes:
            while True:
                found = await self.service.store.read(lambda reads: reads.session(number))
                if found is not None and found.state in states:
                    return found
                await anext(changes)


def arrival(person: PersonId, name: str, text: str = "Hello") -> Arrival:
    """Return a message in a thread of its own."""
    key = receipt_key("bench", "w", "r", name)
    return Arrival(key, ThreadKey("bench", "w", "r", name), person, text, "bench")


@asynccontextmanager
async def deployment(
    *,
    database: str | None = None,
    model_base: str | None = None,
    fill: Callable[[Path], None] | None = None,
) -> AsyncIterator[Deployment]:
    """Open a deployment on SQLite, or on the empty database at the address.

    `fill` is handed the migrated file before anybody has opened it.
    """
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(_folder())
        valkey = Valkey(folder)
        stack.callback(valkey.close)
        valkey.start()
        settings = ServiceSettings(
            data_dir=folder,
            database_url=database,
            redis_url=valkey.url,
            models=_models(model_base),
            caps=Caps(default=CAP, max=CAP),
        )
        await asyncio.to_thread(migrate, settings)
        if fill:
            await asyncio.to_thread(fill, folder / "heddle.db")
        service = await stack.enter_async_context(opened(settings))
        yield Deployment(folder, settings, service)


def _models(base: str | None) -> Models:
    if base is None:
        return Models()
    return Models(default=MODEL, aliases={MODEL: [f"openai/{MODEL}"]}, base_url=base)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="heddle-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def worker(on: Deployment) -> AsyncIterator[psutil.Process]:
    """Run a worker process beside the deployment; returns when it has run its first turn."""
    aliases = json.dumps({MODEL: [f"openai/{MODEL}"]})
    variables = environment(
        on.folder,
        0,
        HEDDLE_REDIS_URL=on.settings.redis_url or "",
        HEDDLE_MODELS__BASE_URL=on.settings.models.base_url or "",
        HEDDLE_MODELS__DEFAULT=MODEL,
        HEDDLE_MODELS__ALIASES=aliases,
        HEDDLE_CAPS__DEFAULT=str(CAP),
        HEDDLE_CAPS__MAX=str(CAP),
        HEDDLE_WORKER__CONCURRENCY=str(CAP),
    )
    del variables["HEDDLE_HTTP__PORT"]
    with (on.folder / "worker.log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "service",
            "worker",
            env=variables,
            cwd=on.folder,
            stderr=log,
            stdout=log,
        )
        try:
            person = await on.person("first")
            first = await on.say(person, "warm-up")
            await on.until(first.session.number, State.DONE)
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            await process.wait()  # the worker ends itself after ten seconds at the latest


def cpu_seconds(process: psutil.Process) -> float:
    """Return the CPU time that a process has used."""
    used = process.cpu_times()
    return float(used.user + used.system)

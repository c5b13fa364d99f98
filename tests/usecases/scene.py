"""A deployment in one process: people write, a worker works, a sweeper sweeps, time stands."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from service.adapters.gate.stored import StoredGate
from service.domain.effects import Job, Ring
from service.domain.events import Attachment, Event, Kind, Reply, ToolCall
from service.domain.ids import PersonId, SessionNumber, TurnId, WorkerId
from service.domain.items import Item
from service.domain.persons import Person
from service.domain.policy import Policy
from service.domain.receipts import Receipt
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.domain.turns import Turn
from service.ports.bundle import Ports, WorkerPorts
from service.ports.store import Store
from service.usecases.answer import Answer, answer_item
from service.usecases.capture_later import capture_later
from service.usecases.leases import LeaseBook
from service.usecases.receive import Arrival, Received, receive
from service.usecases.run_turn import run_turn
from service.usecases.sweep import Sweeper
from tests.fakes.cipher import NoCipher
from tests.fakes.clock import FakeClock, FakeIds
from tests.fakes.hints import FakeDoorbell, FakeSignals
from tests.fakes.working import (
    FakeCaptures,
    FakeTelemetry,
    FakeTools,
    FakeWorkspaces,
    Line,
    ScriptedModel,
)

T = TypeVar("T")
ANN, BOB = PersonId("ann"), PersonId("bob")


def prose(text: str = "Here you are.") -> Reply:
    return Reply(text, (), "stop", "m", 10, 5, 0.01, 1.0)


def calls(*made: ToolCall, text: str = "") -> Reply:
    return Reply(text, made, "tool_calls", "m", 10, 5, 0.01, 1.0)


def work(identity: str = "w") -> ToolCall:
    return ToolCall(identity, "work", "{}")


def ask(question: str = "Which?", *choices: str, identity: str = "q", **more: Any) -> ToolCall:
    arguments = {"question": question, "choices": choices, **more}
    return ToolCall(identity, "ask_person", json.dumps(arguments))


def finish(summary: str = "All done.") -> ToolCall:
    return ToolCall("f", "finish", json.dumps({"summary": summary}))


async def until(condition: Callable[[], bool]) -> None:
    """Let every task run until the condition holds."""
    for _ in range(5000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to that")


class Scene:
    """People, one worker after another, and a sweeper over one store."""

    def __init__(self, store: Store, clock: FakeClock, ids: FakeIds, **policy: Any) -> None:
        self.clock = clock
        self.store = store
        self.bell = FakeDoorbell()
        self.signals = FakeSignals()
        self.telemetry = FakeTelemetry()
        self.ports = Ports(
            store,
            self.bell,
            self.signals,
            clock,
            ids,
            NoCipher(),
            self.telemetry,
            replace(Policy(), **policy),
        )
        self.model = ScriptedModel()
        self.tools = FakeTools()
        self.workspaces = FakeWorkspaces()
        self.captures = FakeCaptures()
        self.worker = self.new_worker("w1")
        self.book = LeaseBook(self.worker)
        self.sweeper = Sweeper(self.ports, "bot")
        self._heard: set[str] = set()
        self._keys = 0

    def new_worker(self, name: str) -> WorkerPorts:
        gate = StoredGate(self.store, self.clock, self.ports.ids)
        return WorkerPorts(
            self.ports,
            WorkerId(name),
            self.model,
            gate,
            self.tools,
            self.workspaces,
            self.captures,
        )

    async def meet(self, *people: PersonId) -> None:
        """Let people be known."""
        for each in people:
            person = Person(each, each.title(), False, None, self.clock.now())
            await self.store.run(lambda tx, row=person: tx.persons.add(row))  # type: ignore[misc]

    def script(self, *lines: Line) -> None:
        self.model.script.extend(lines)

    async def says(
        self,
        text: str,
        thread: str = "t",
        person: PersonId = ANN,
        files: Sequence[Attachment] = (),
    ) -> Received:
        self._keys += 1
        key = ThreadKey("web", "", "r", thread)
        return await receive(self.ports, Arrival(f"k{self._keys}", key, person, text, "web", files))

    async def answers(self, text: str, number: int = 1, place: int = 0) -> Session:
        item = (await self.items(number))[place]
        return await answer_item(self.ports, item.id, Answer(ANN, text, "web"))

    def rings(self) -> list[Ring]:
        """Return the rings that no worker has followed yet."""
        fresh = [ring for ring in self.bell.rings() if ring.id not in self._heard]
        self._heard |= {ring.id for ring in fresh}
        return fresh

    async def follow(self, ring: Ring) -> None:
        if ring.job == Job.TURN:
            await run_turn(self.worker, self.book, TurnId(ring.ref), ring.attempt)
        else:
            await capture_later(self.worker, SessionNumber(int(ring.ref)))

    async def works(self) -> None:
        """Follow all rings, and those that they cause."""
        while rings := self.rings():
            for ring in rings:
                await self.follow(ring)

    def begins(self) -> "asyncio.Task[None]":
        """Follow the rings in a task of its own."""
        return asyncio.ensure_future(self.works())

    async def works_while_time_passes(self) -> None:
        """Follow the rings, and let a second pass whenever everybody waits."""
        working = self.begins()
        for _ in range(5000):
            if working.done():
                break
            self.clock.advance(0.1)
            for _ in range(5):
                await asyncio.sleep(0)
        await working

    async def passes(self, seconds: float) -> None:
        """Let time pass in small steps, sweeping, without a worker."""
        for _ in range(int(seconds)):
            self.clock.advance(1.0)
            await self.sweeper.sweep()

    async def session(self, number: int = 1) -> Session:
        found = await self.store.read(lambda reads: reads.session(SessionNumber(number)))
        assert found is not None
        return found

    async def turns(self, number: int = 1) -> list[Turn]:
        """Return the turns, oldest first."""
        found = await self.store.read(lambda reads: reads.turns(SessionNumber(number)))
        return list(reversed(found))

    async def events(self, *kinds: Kind, number: int = 1) -> list[Event]:
        return list(
            await self.store.read(
                lambda reads: reads.events(SessionNumber(number), kinds=kinds or None)
            )
        )

    async def items(self, number: int = 1) -> list[Item]:
        return list(await self.store.read(lambda reads: reads.items(session=SessionNumber(number))))

    async def fates(self, number: int = 1) -> list[str]:
        found: Sequence[Receipt] = await self.store.read(
            lambda reads: reads.receipts(SessionNumber(number))
        )
        return [str(each.fate) for each in found]

    async def results(self, number: int = 1) -> list[str]:
        return [
            each.payload["result"] for each in await self.events(Kind.TOOL_ENDED, number=number)
        ]

    def read(self, call: int = -1) -> str:
        """Return all text that a model call was sent."""
        return "\n".join(each.text for each in self.model.requests[call].messages)

    def does(self, deed: Callable[[], Awaitable[Any]]) -> Callable[[], Awaitable[None]]:
        """Make a line of the script, or a tool's first deed, of what somebody does."""

        async def line() -> None:
            await deed()

        return line

"""The deployment of one seed: what all processes share, and what each is handed."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from service.adapters.gate.stored import StoredGate
from service.adapters.store.sqlite import InlineStore, SqliteFile
from service.domain.budgets import Limits
from service.domain.ids import WorkerId
from service.domain.policy import Policy
from service.domain.watching import Drift
from service.ports.bundle import Ports, WorkerPorts
from tests.fakes.cipher import NoCipher
from tests.simulation import alarming, braking, checkins, courses, strangers
from tests.simulation.chaos import Chaos
from tests.simulation.chat import SimChat, Talk
from tests.simulation.counting import CountingTelemetry
from tests.simulation.hints import Hub, Queue, SimDoorbell, SimSignals
from tests.simulation.invariants import Rules
from tests.simulation.mirror import Mirror
from tests.simulation.models import Reading, SimModel
from tests.simulation.outgoing import Outgoing
from tests.simulation.ports import EPOCHS, SimClock, SimIds, SimStore, WallClock
from tests.simulation.processes import Process
from tests.simulation.push import Service, SimPusher
from tests.simulation.silence import PATIENT, Silence
from tests.simulation.story import Story
from tests.simulation.telling import Telling
from tests.simulation.tickets import Tickets
from tests.simulation.working import Disk, SimCaptures, SimTools, SimWorkspaces

DESERTED = 120.0
"""Seconds: longer than any outage, its time of grace and a lease together. A clock that is
set back keeps leases longer by as much."""

SOON = 10.0
"""Seconds: how late a person is told at most where nothing ever breaks."""

MODELS = ("smart", "fast", "small")


def policy_of(chaos: Chaos) -> Policy:
    """Return limits that are reached, and times in which a short run sees everything."""
    rng, telling = chaos.stream("policy"), chaos.stream("policy of telling")
    providers, judges = chaos.stream("policy of providers"), chaos.stream("policy of judges")
    tight = rng.random() < 0.5
    return Policy(
        cap=3,
        cap_max=4,
        park_when_queued=rng.choice((30.0, 90.0)),
        park_anyway=rng.choice((120.0, 400.0)),
        capture_again=10.0,
        present=telling.choice((20.0, 120.0)),
        result_after=telling.choice((3.0, 30.0)),
        notices_an_hour=telling.choice((4, 8, 12, 12)),
        fold_above=telling.choice((1, 1, 3)),
        decide_after_least=telling.choice((20.0, 60.0)),
        push_attempts=telling.choice((2, 4, 6)),
        push_again=telling.choice((1.0, 3.0)),
        push_link_lifetime=telling.choice((40.0, 600.0)),
        model_attempts=4,
        model_wait_max=300.0,
        provider_down_after=providers.choice((2.0, 15.0)),
        rate_limited_after=providers.choice((10.0, 60.0)),
        model_backoff_max=20.0,
        patience=PATIENT,
        default_model="smart",
        models=MODELS,
        judge_model=judges.choice(("", "judge", "judge")),
        drift=Drift(1, judges.choice((1, 2)), 1, judges.choice((0.3, 0.9))),
        turn_limits=Limits(steps=12 if tight else 40, seconds=600.0),
        session_limits=Limits(steps=25 if tight else 90),
        day_limits=Limits(steps=60 if tight else 400),
        check_ins=checkins.pace_of(chaos),
    )


class World:
    """Everything of one run; whatever happens in it goes into its story."""

    def __init__(self, seed: int, path: Path, loop: asyncio.AbstractEventLoop) -> None:
        self.seed = seed
        self.loop = loop
        self.story = Story(clock=loop.time)
        self.chaos = Chaos(seed, loop.time)
        self.policy = policy_of(self.chaos)
        epochs = self.chaos.stream("epoch")
        epoch, self.zone = epochs.choice((EPOCHS[0], *EPOCHS))
        self.wall = WallClock(loop, epoch)
        self.inner = InlineStore(SqliteFile(path, self.wall), self.wall)
        self.mirror = Mirror(path)
        self.disk = Disk()
        self.service = Service(self.chaos, self.story)
        self.desk = SimPusher(Process("desk", self.chaos, self.story), self.service)
        self.tickets = Tickets(self.mirror, self.story, self.wall.now)
        self.silence = Silence(self.mirror, loop.time)
        self.rules = Rules(self.mirror, self.policy, self.disk)
        self.talk = Talk(self.chaos, self.story)
        self.outgoing = Outgoing(self.mirror, self.policy, self.service, self.talk, self.wall.now)
        self.service.ringing = self._rings
        self.telling = Telling(self.mirror, self.policy, self.outgoing, self.wall.now)
        self.queue = Queue(self.chaos, self.story)
        self.hub = Hub()
        self.reading = Reading()
        self.ids = SimIds(self.chaos, self.wall)
        self.halted = asyncio.Event()
        self.set_back = 0.0
        self.working: Counter[tuple[str, int]] = Counter()
        self._names: set[str] = set()
        self._deserted: dict[str, float] = {}
        self._unbraked: dict[str, float] = {}
        self._forgotten: dict[str, float] = {}

    def ports(self, process: Process) -> Ports:
        """Return a process's own ports."""
        chaos, story = self.chaos, self.story
        return Ports(
            store=SimStore(process, self.inner, chaos, story, self._committed),
            doorbell=SimDoorbell(process, self.queue, chaos, story),
            signals=SimSignals(process, self.hub, chaos, story),
            clock=SimClock(process, self.wall),
            ids=self.ids,
            cipher=NoCipher(),
            telemetry=CountingTelemetry(story),
            policy=self.policy,
        )

    def worker_ports(self, process: Process) -> WorkerPorts:
        """Return a worker's own ports."""
        chaos, story = self.chaos, self.story
        base = self.ports(process)
        return WorkerPorts(
            base=base,
            worker=WorkerId(process.name),
            gate=StoredGate(base.store, base.clock, base.ids),
            model=SimModel(process, self.reading, chaos, story, self.silence),
            tools=SimTools(process, self.disk, chaos, story, self._tool_starts, self.silence),
            workspaces=SimWorkspaces(process, self.disk),
            captures=self.captures(process),
        )

    def chat(self, process: Process) -> SimChat:
        """Return a process's own way to the chat platform."""
        return SimChat(process, self.talk)

    def captures(self, process: Process) -> SimCaptures:
        """Return a process's own way to what was saved."""
        return SimCaptures(process, self.disk, self.chaos, self.story)

    def pusher(self, process: Process) -> SimPusher:
        """Return a process's own way to the service for pushes."""
        return SimPusher(process, self.service)

    def named_again(self, process: Process) -> bool:
        """Tell whether a process of this name lived before."""
        again = process.name in self._names
        self._names.add(process.name)
        return again

    @contextmanager
    def at_work(self, turn: str, attempt: int) -> Iterator[None]:
        """Note that somebody works on a turn."""
        self.working[turn, attempt] += 1
        try:
            yield
        finally:
            self.working[turn, attempt] -= 1

    def look_for_deserted(self) -> None:
        """Break a rule if a turn is long under the lease of a worker that does nothing for it.

        One that has run out is the sweeper's, which stands still as often as it is made to.
        """
        deserted, renewed = {}, self.mirror.leased(self.wall.now())
        for turn in self.mirror.now.turns.values():
            if turn.id in renewed and not self.working[turn.id, turn.attempt]:
                since = deserted[turn.id] = self._deserted.get(turn.id, self.loop.time())
                if self.loop.time() - since > DESERTED + self.set_back:
                    self.story.broken(turn.session, f"{turn} is renewed and nobody works on it")
                    self.halted.set()
        self._deserted = deserted

    def look_for_unbraked(self) -> None:
        """Break a rule if somebody goes on for long with a turn that is held back."""
        at, going = self.loop.time(), {}
        for turn in sorted(braking.at_work(self.mirror)):
            since = going[turn] = self._unbraked.get(turn, at)
            if at - since > DESERTED + self.set_back:
                session = self.mirror.now.turns[turn].session
                self.story.broken(session, f"turn {turn} goes on although it is frozen")
                self.halted.set()
        self._unbraked = going

    def look_for_forgotten(self) -> None:
        """Break a rule if somebody is long overdue to be told of an item."""
        longest = SOON if self.chaos.calm else DESERTED + self.set_back
        now, at, overdue = self.wall.now(), self.loop.time(), {}
        for item in self.mirror.now.items.values():
            if item.tell_at is not None and item.tell_at < now:
                since = overdue[item.id] = self._forgotten.get(item.id, at)
                if at - since > longest:
                    self.story.broken(item.session, f"{item} is due and nobody is told")
                    self.halted.set()
        self._forgotten = overdue

    def look_for_silent(self) -> None:
        """Break a rule if a call hangs for long and nobody is told, where nothing else happens."""
        for session, text in self.silence.overlooked() if self.chaos.calm else ():
            self.story.broken(session, text)
            self.halted.set()

    def close(self) -> None:
        """Close the database."""
        self.mirror.close()
        self.loop.run_until_complete(self.inner.close())

    def _committed(self, process: Process, job: tuple[str, int] | None) -> None:
        """Check every rule right after a commit."""
        if self.halted.is_set() or not self.mirror.changed():
            return
        before = self.mirror.refresh()
        self._tell(process)
        for session, text in chain(
            self.rules.check(before, process.name, job),
            self.outgoing.check(before),
            self.telling.check(before),
            strangers.check(self.mirror),
            self.silence.check(calm=self.chaos.calm),
            braking.check(self.mirror, before),
            checkins.check(self.mirror, before),
            courses.check(self.mirror, self.policy),
            alarming.doubled(self.mirror),
        ):
            self.story.broken(session, text)
        if self.story.violation is not None:
            self.halted.set()

    def _tell(self, process: Process) -> None:
        now, name = self.mirror.now, process.name
        for event in now.fresh:
            self.story.count(f"event {event.kind}")
            said = str(event.payload)[:160]
            self.story.tell(name, event.session, f"{event.seq} {event.kind} {said}")
        for made in now.made:
            found = now.items.get(made.item or "")
            self.story.tell(name, found.session if found else 0, f"makes {made}")
        for settled, state in now.settled:
            self.story.tell(name, 0, f"{settled.kind} {settled.id} is {state}")

    def _rings(self, delivery: str) -> None:
        for session, text in self.outgoing.rings(delivery):
            self.story.broken(session, text)
            self.halted.set()

    def _tool_starts(self, number: int, token: str) -> None:
        """A tool begins: its start is recorded, its end is not, and it never ran before."""
        if (number, token) in self.disk.ran:
            self.story.broken(number, f"{token} runs a second time")
        events = self.mirror.events[number]
        starts = [
            event
            for event in events
            if event.kind == "tool_started" and f'"{token}"' in event.payload["arguments"]
        ]
        if not starts:
            self.story.broken(number, f"{token} runs without a record of its start")
            return
        call, since = starts[0].payload["call"], starts[0].seq
        if any(
            e.kind == "tool_ended" and e.seq > since and e.payload["call"] == call for e in events
        ):
            self.story.broken(number, f"{token} runs after the model was told its end")
        if self.story.violation is not None:
            self.halted.set()

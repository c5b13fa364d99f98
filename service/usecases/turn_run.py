"""What the holder of a turn knows, and how it records each step."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from service.agent.asking import Meter
from service.domain.budgets import Usage
from service.domain.dates import day_of
from service.domain.events import Draft, Event, History, Kind
from service.domain.items import Reason
from service.domain.limits import provider_of
from service.domain.tracking import BY_PEOPLE
from service.ports.bundle import WorkerPorts
from service.ports.tools import Workspace
from service.supervisor.drift import Drift
from service.supervisor.theme import Theme
from service.usecases import flights, outages
from service.usecases.claim import Claimed
from service.usecases.commit import commit
from service.usecases.leases import Held
from service.usecases.record import Recorded, Step, record
from service.usecases.watching import Watching


class TurnRun:
    """One attempt at a turn: what its holder knows, and how it records what it did."""

    def __init__(
        self,
        ports: WorkerPorts,
        held: Held,
        claimed: Claimed,
        workspace: Workspace,
        meter: Meter,
        beside: Meter,
    ) -> None:
        self.ports = ports
        self.held = held
        self.session = claimed.session
        self.turn = claimed.turn
        self.workspace = workspace
        self.meter = meter
        self.beside = beside
        self.placed_upto = claimed.session.read_upto
        self._events: list[Event] = []
        self._recording = asyncio.Lock()
        self._just_loaded = False
        self.day: tuple[Usage, int] = (Usage(), 0)
        self.tools = frozenset(spec.name for spec in ports.tools.specs())
        self.watching = Watching(ports.base.policy.watch)
        self.drift = _drift_of(ports, claimed)
        self.drift_told = False

    @contextmanager
    def watches(self, model: str) -> Iterator[Callable[[], None]]:
        """Let the beat tell of a call of that model for as long as it lasts."""
        flight = flights.of_model(self.ports.base.clock, model, self._others(model))
        with self.held.waits_for(flight):
            yield flight.lives

    def _others(self, model: str) -> Sequence[str]:
        """Return another alias that could be asked instead, if another provider serves one."""
        aliases, own = self.ports.base.policy.models, self.session.model
        others = outages.others_than(self.ports.model, aliases, provider_of(model), own)
        return others[:1]

    @property
    def history(self) -> History:
        """The events that the agent works from."""
        return History(self._events)

    @property
    def known(self) -> int:
        """The number of the last event in the history."""
        return self._events[-1].seq if self._events else self.session.context_from - 1

    async def record(self, *drafts: Draft, step: Step | None = None) -> Recorded:
        """Record a step and take in what is new: one's own events and other people's.

        One at a time, or an event could be taken in twice.
        """
        async with self._recording:
            given = replace(step or Step(0), known=self.known, doubt=self.watching.doubt)
            if drafts:
                given = replace(given, drafts=drafts)
            recorded = await commit(self.ports.base, lambda tx: record(tx, self.held.lease, given))
            self._take_in(recorded)
        return recorded

    async def refresh_unread(self) -> None:
        """Read again what no model has read yet: its author may have edited or deleted it."""
        if self._just_loaded:
            return
        read_upto, number = self.session.read_upto, self.session.number
        unread = self.unread()
        if not unread:
            return
        upto = unread[-1].seq + 1
        found = await self.ports.base.store.read(
            lambda reads: reads.events(
                number, after=read_upto, before=upto, kinds={Kind.MESSAGE, Kind.ANSWER}
            )
        )
        now = {event.seq: event for event in found}
        self._events = [now.get(event.seq, event) for event in self._events]

    def unread(self) -> list[Event]:
        """Return what people wrote that no model has read yet, as it is in the history."""
        return self.history.of(Kind.MESSAGE, Kind.ANSWER, after=self.session.read_upto)

    async def load(self) -> None:
        """Read the history that the agent works from."""
        number, start = self.session.number, self.session.context_from
        day = day_of(self.ports.base.clock.now())
        owner = self.session.owner_id
        kinds = {Kind.CONTROL} if self.drift is None else BY_PEOPLE | {Kind.JUDGED}
        before, loaded, self.day, items = await self.ports.base.store.read(
            lambda reads: (
                reads.events(number, after=0, before=start, kinds=kinds),
                reads.events(number, after=start - 1),
                reads.spent(owner, day),
                reads.items(session=number),
            )
        )
        self._events = list(loaded)
        self._just_loaded = True
        self.watching.see_again([*before, *loaded], items)
        if self.drift is not None:
            for event in (*before, *loaded):
                self.drift.see(event)
        self.drift_told = any(each.reason is Reason.DRIFT for each in items)

    def _take_in(self, recorded: Recorded) -> None:
        self._just_loaded = False
        if recorded.session.context_from != self.session.context_from:
            start = recorded.session.context_from
            self._events = [event for event in self._events if event.seq >= start]
        self.session, self.turn = recorded.session, recorded.turn
        self._events.extend(recorded.events)
        for event in recorded.events:
            self.watching.see(event)
            if self.drift is not None:
                self.drift.see(event)
        self.day = (recorded.day, recorded.day_grants)
        self.held.moved_at = self.ports.base.clock.monotonic()


def _drift_of(ports: WorkerPorts, claimed: Claimed) -> Drift | None:
    """Return what follows the agent's course; nothing does without a model that can judge it."""
    policy = ports.base.policy
    if not policy.judge_model:
        return None
    return Drift(policy.drift, Theme(claimed.session.title))

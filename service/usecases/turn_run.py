"""What the holder of a turn knows, and how it records each step."""

from dataclasses import replace

from service.agent.asking import Meter
from service.domain.budgets import Usage
from service.domain.events import Draft, Event, History
from service.ports.bundle import WorkerPorts
from service.ports.tools import Workspace
from service.usecases.claim import Claimed
from service.usecases.commit import commit
from service.usecases.leases import Held
from service.usecases.record import Recorded, Step, day_of, record


class TurnRun:
    """One attempt at a turn: what its holder knows, and how it records what it did."""

    def __init__(
        self, ports: WorkerPorts, held: Held, claimed: Claimed, workspace: Workspace, meter: Meter
    ) -> None:
        self.ports = ports
        self.held = held
        self.session = claimed.session
        self.turn = claimed.turn
        self.workspace = workspace
        self.meter = meter
        self.placed_upto = claimed.session.read_upto
        self._events: list[Event] = []
        self.day: tuple[Usage, int] = (Usage(), 0)
        self.tools = frozenset(spec.name for spec in ports.tools.specs())

    @property
    def history(self) -> History:
        """The events that the agent works from."""
        return History(self._events)

    @property
    def known(self) -> int:
        """The number of the last event in the history."""
        return self._events[-1].seq if self._events else self.session.context_from - 1

    async def record(self, *drafts: Draft, step: Step | None = None) -> Recorded:
        """Record a step and take in what is new: one's own events and other people's."""
        step = replace(step or Step(self.known), known=self.known)
        if drafts:
            step = replace(step, drafts=drafts)
        recorded = await commit(self.ports.base, lambda tx: record(tx, self.held.lease, step))
        self._take_in(recorded)
        return recorded

    async def load(self) -> None:
        """Read the history that the agent works from."""
        number, start = self.session.number, self.session.context_from
        day = day_of(self.ports.base.clock.now())
        owner = self.session.owner_id
        loaded, self.day = await self.ports.base.store.read(
            lambda reads: (reads.events(number, after=start - 1), reads.spent(owner, day))
        )
        self._events = list(loaded)

    def _take_in(self, recorded: Recorded) -> None:
        self.session, self.turn = recorded.session, recorded.turn
        self._events.extend(recorded.events)
        self.day = (recorded.day, recorded.day_grants)
        self.held.progress_at = recorded.turn.last_progress_at
        self.held.saw_redirect(recorded.turn.cancel_seq)

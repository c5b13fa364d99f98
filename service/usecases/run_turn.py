"""Running a turn: decide, do, record, until it ends. The worker's main job."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog

from service.agent import next_action as agent
from service.agent.asking import Meter
from service.domain import events
from service.domain.budgets import Exceeded, Scope, Usage, exceeded
from service.domain.errors import HeddleError, LeaseLost, Temporary
from service.domain.events import Draft, Event, History, Kind
from service.domain.ids import TurnId
from service.domain.items import GO_ON, STOP_HERE, Item, ItemKind
from service.domain.turns import Outcome, Phase
from service.ports.bundle import WorkerPorts
from service.ports.store import Tx
from service.ports.tools import Workspace
from service.usecases import close_turn, lifecycle
from service.usecases.attachments import place_attachments
from service.usecases.capture_turn import capture_turn
from service.usecases.claim import Claimed, claim, hand_over
from service.usecases.commit import commit
from service.usecases.leases import HandOver, Held, LeaseBook, Redirected
from service.usecases.model_step import ParkedWhileWaiting, model_step
from service.usecases.record import Recorded, Step, day_of, record

_log = structlog.get_logger(__name__)


async def run_turn(ports: WorkerPorts, book: LeaseBook, turn: TurnId, attempt: int) -> None:
    """Claim the turn and work on it until it ends, is taken away or must be handed over.

    A turn that somebody else has, or that is over, is left alone. Never raises for what a
    turn can run into; cancellation hands the turn over and goes on.
    """
    claimed = await claim(ports, turn, attempt)
    if claimed is None:
        return
    held = Held(
        claimed.lease,
        ports.base.clock.monotonic(),
        cancel_seq=claimed.turn.cancel_seq,
        progress_at=claimed.turn.last_progress_at,
    )
    with (
        book.holding(held),
        structlog.contextvars.bound_contextvars(
            session=claimed.session.number, turn=turn, attempt=attempt, worker=ports.worker
        ),
    ):
        await _hold(ports, held, claimed)


async def _hold(ports: WorkerPorts, held: Held, claimed: Claimed) -> None:
    """Work under the lease and decide what becomes of the turn if the work breaks off."""
    try:
        async with ports.workspaces.hold(claimed.session.number) as workspace:
            await TurnRun(ports, held, claimed, workspace).work()
    except LeaseLost:
        _log.info("turn_let_go")
    except HandOver:
        await _give_back(ports, held)
    except asyncio.CancelledError:
        await asyncio.shield(_give_back(ports, held))
        raise
    except Temporary as error:
        _log.warning("turn_broken_off", error=str(error), source=error.source)
        await _give_back(ports, held)
    except HeddleError as error:
        await _fail(ports, held, str(error))
    except Exception:
        _log.exception("turn_failed_by_bug")
        await _fail(ports, held, "heddle ran into an error of its own; the operator's log has it")


async def _give_back(ports: WorkerPorts, held: Held) -> None:
    """Hand the turn over; if even that cannot be stored, its lease runs out by itself."""
    try:
        await hand_over(ports.base, held.lease)
    except LeaseLost:
        _log.info("turn_let_go")
    except Temporary as error:
        _log.warning("hand_over_failed", error=str(error))


async def _fail(ports: WorkerPorts, held: Held, why: str) -> None:
    _log.error("turn_failed", why=why)
    try:
        await commit(
            ports.base, lambda tx: close_turn.close_failed(tx, ports.base, held.lease, why)
        )
        ports.base.telemetry.turn_ended(Outcome.FAILED, 0.0)
    except LeaseLost:
        _log.info("turn_let_go")
    except Temporary as error:
        _log.warning("fail_not_stored", error=str(error))


class TurnRun:
    """One attempt at a turn: what its holder knows, and the loop over its steps."""

    def __init__(
        self, ports: WorkerPorts, held: Held, claimed: Claimed, workspace: Workspace
    ) -> None:
        self.ports = ports
        self.held = held
        self.session = claimed.session
        self.turn = claimed.turn
        self.workspace = workspace
        self.meter = Meter()
        self.placed_upto = claimed.session.read_upto
        self._events: list[Event] = []
        self._day: tuple[Usage, int] = (Usage(), 0)
        self._tools = frozenset(spec.name for spec in ports.tools.specs())

    @property
    def history(self) -> History:
        """The events that the agent works from."""
        return History(self._events)

    @property
    def known(self) -> int:
        """The number of the last event in the history."""
        return self._events[-1].seq if self._events else self.session.context_from - 1

    async def work(self) -> None:
        """Take step after step until the turn ends."""
        await self._load()
        while True:
            self.held.check()
            if self.turn.phase == Phase.CAPTURE:
                await capture_turn(self)
                return None
            await place_attachments(self)
            action = agent.next_action(self.history, self.turn.id, self._tools)
            if self.session.park_asked and isinstance(action, agent.CallModel | agent.RunTool):
                return await self.park()
            if await self._carry_out(action):
                return None

    async def record(self, *drafts: Draft, step: Step | None = None) -> Recorded:
        """Record a step and take in what is new: one's own events and other people's."""
        step = replace(step or Step(self.known), known=self.known)
        if drafts:
            step = replace(step, drafts=drafts)
        recorded = await commit(self.ports.base, lambda tx: record(tx, self.held.lease, step))
        self._take_in(recorded)
        return recorded

    async def park(self) -> None:
        """Park after this step, as somebody asked."""
        base = self.ports.base
        await commit(base, lambda tx: close_turn.close_parked(tx, base, self.held.lease))
        base.telemetry.turn_ended(Outcome.PARKED, base.clock.now() - self.turn.opened_at)

    async def _load(self) -> None:
        number, start = self.session.number, self.session.context_from
        day = day_of(self.ports.base.clock.now())
        owner = self.session.owner_id
        loaded, self._day = await self.ports.base.store.read(
            lambda reads: (reads.events(number, after=start - 1), reads.spent(owner, day))
        )
        self._events = list(loaded)

    def _take_in(self, recorded: Recorded) -> None:
        self.session, self.turn = recorded.session, recorded.turn
        self._events.extend(recorded.events)
        self._day = (recorded.day, recorded.day_grants)
        self.held.progress_at = recorded.turn.last_progress_at
        self.held.saw_redirect(recorded.turn.cancel_seq)

    async def _carry_out(self, action: agent.Action) -> bool:
        """Do what was decided; return whether the turn is over."""
        match action:
            case agent.CallModel():
                return await self._call_model()
            case agent.RunTool():
                await self._run_tool(action)
            case agent.Settle(drafts):
                await self.record(*drafts)
            case agent.Ask(new):
                return await self._ask(new)
            case agent.Finish():
                done = events.tool_ended(action.call, ok=True, result="Finished.")
                await self._over(Outcome.FINISHED, done)
            case agent.End():
                await self._over(Outcome.ANSWERED)
            case agent.Fail(why):
                base = self.ports.base
                await commit(
                    base, lambda tx: close_turn.close_failed(tx, base, self.held.lease, why)
                )
                base.telemetry.turn_ended(Outcome.FAILED, base.clock.now() - self.turn.opened_at)
                return True
        return False

    async def _over(self, outcome: Outcome, *drafts: Draft) -> None:
        """The work is over; what is left is saving it, whoever does that."""
        await self.record(*drafts, step=Step(0, phase=Phase.CAPTURE, outcome=outcome))

    async def _call_model(self) -> bool:
        over = self._over_budget()
        if over is not None:
            return await self._wait_for_budget(over)
        try:
            await model_step(self)
        except Redirected:
            await self.record(step=Step(0, usage=self.meter.drain()))
        except ParkedWhileWaiting:
            await self.park()
            return True
        return False

    async def _run_tool(self, action: agent.RunTool) -> None:
        call, clock = action.call, self.ports.base.clock
        await self.record(events.tool_started(call))
        started = clock.monotonic()
        result = await self.held.guard(
            self.ports.tools.run(self.workspace, call.name, action.arguments)
        )
        seconds = clock.monotonic() - started
        ended = events.tool_ended(call, ok=result.ok, result=result.text, seconds=seconds)
        await self.record(ended, step=Step(0, usage=Usage(steps=1, seconds=seconds)))
        self.ports.base.telemetry.step_ended(call.name, result.ok, seconds)

    def _over_budget(self) -> Exceeded | None:
        policy = self.ports.base.policy
        day, day_grants = self._day
        return (
            exceeded(Scope.TURN, self.turn.usage, policy.turn_limits)
            or exceeded(
                Scope.SESSION, self.session.usage, policy.session_limits, self.session.grants
            )
            or exceeded(Scope.DAY, day, policy.day_limits, day_grants)
        )

    async def _wait_for_budget(self, over: Exceeded) -> bool:
        base, lease = self.ports.base, self.held.lease

        def work(tx: Tx) -> None:
            _, session, turn = close_turn.lock_for_holder(tx, lease)
            item = Item(
                lifecycle.new_item_id(base),
                session.number,
                session.owner_id,
                ItemKind.BUDGET,
                f"{over.sentence()}. Go on?",
                tx.now(),
                choices=(GO_ON, STOP_HERE),
                turn=turn.id,
                facts={"scope": over.scope, "unit": over.unit, "day": day_of(tx.now())},
            )
            lifecycle.open_item(tx, base, item)
            draft = events.question(item.id, "", item.ask, item.choices)
            session = lifecycle.append(tx, session, [draft], turn.id)
            close_turn.close_waiting(tx, base, session, turn, Outcome.OVER_BUDGET, item.ask)

        await commit(base, work)
        base.telemetry.turn_ended(Outcome.OVER_BUDGET, base.clock.now() - self.turn.opened_at)
        return True

    async def _ask(self, new: Sequence[agent.Question]) -> bool:
        """Open the questions and wait, unless a message came in before they were asked."""
        base, lease, known = self.ports.base, self.held.lease, self.known

        def work(tx: Tx) -> bool:
            _, session, turn = close_turn.lock_for_holder(tx, lease)
            if tx.events.after(session.number, known, {Kind.MESSAGE}):
                return False
            for question in new:
                item = self._item_of(tx, question)
                lifecycle.open_item(tx, base, item)
                draft = events.question(item.id, item.call, item.ask, item.choices)
                session = lifecycle.append(tx, session, [draft], turn.id)
            asked = tx.items.open_of(session.number)
            why = asked[0].ask if asked else "an answer"
            close_turn.close_waiting(tx, base, session, turn, Outcome.ASKED, why)
            return True

        if not await commit(base, work):
            await self.record()
            return False
        base.telemetry.turn_ended(Outcome.ASKED, base.clock.now() - self.turn.opened_at)
        return True

    def _item_of(self, tx: Tx, question: agent.Question) -> Item:
        arguments = question.arguments
        return Item(
            lifecycle.new_item_id(self.ports.base),
            self.session.number,
            self.session.owner_id,
            ItemKind.QUESTION,
            arguments.question.strip(),
            tx.now(),
            choices=tuple(
                dict.fromkeys(each.strip() for each in arguments.choices if each.strip())
            ),
            default=arguments.default,
            reversible=arguments.reversible,
            call=question.call.id,
            turn=self.turn.id,
        )

"""Running a turn: decide, do, record, until it ends. The worker's main job."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

import structlog

from service.agent import next_action as agent
from service.agent.asking import Meter
from service.domain import events
from service.domain.budgets import Exceeded, Scope, exceeded
from service.domain.dates import day_of
from service.domain.errors import HeddleError, LeaseLost, Temporary
from service.domain.events import Draft, Kind
from service.domain.ids import TurnId
from service.domain.items import GO_ON, STOP_HERE, Item, ItemKind, Severity
from service.domain.turns import Outcome, Phase
from service.ports.bundle import WorkerPorts
from service.ports.store import Tx
from service.usecases import close_turn, lifecycle, posting, settling
from service.usecases.attachments import place_attachments
from service.usecases.capture_turn import capture_turn
from service.usecases.claim import Claimed, claim, hand_over
from service.usecases.commit import commit
from service.usecases.judge_course import CourseJudge, judging
from service.usecases.judge_ending import judge_ending, stop_short
from service.usecases.leases import HandOver, Held, LeaseBook, Redirected
from service.usecases.model_step import model_step
from service.usecases.record import NOTHING, Outdated, Step, charge, used_by, without_time
from service.usecases.tool_step import run_tool
from service.usecases.turn_run import TurnRun
from service.usecases.waiting import HandedOver, ParkedWhileWaiting
from service.usecases.watch_turn import heed

_log = structlog.get_logger(__name__)


async def run_turn(
    ports: WorkerPorts, book: LeaseBook, turn: TurnId, attempt: int, *, unrung: bool = False
) -> None:
    """Claim the turn and work on it until it ends, is taken away or must be handed over.

    `unrung`: nobody could ring for it, and the worker found it by itself.

    A turn that somebody else has, or that is over, is left alone. Never raises for what a
    turn can run into; cancellation hands the turn over and goes on.
    """
    claimed = await claim(ports, turn, attempt)
    if claimed is None:
        return
    if unrung:
        ports.base.telemetry.turn_found()
    held = Held(
        claimed.lease,
        ports.base.clock.monotonic(),
        ports.base.clock.monotonic(),
        cancel_seq=claimed.turn.cancel_seq,
        pool=claimed.turn.pool,
        owner=claimed.session.owner_id,
        paces=book.paces,
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
    meter, beside = Meter(), Meter()
    try:
        async with AsyncExitStack() as stack:
            session = claimed.session
            hold = ports.workspaces.hold(session.number, session.created_at)
            workspace = await held.guard(stack.enter_async_context(hold))
            await _work(TurnRun(ports, held, claimed, workspace, meter, beside))
    except LeaseLost:
        _log.info("turn_let_go")
    except HandOver:
        await _give_back(ports, held, at_once=not held.frozen)
    except asyncio.CancelledError:
        await asyncio.shield(_give_back(ports, held))
        raise
    except Temporary as error:
        _log.warning("turn_broken_off", error=str(error), source=error.source)
        broke = "" if error.source == "database" else str(error)
        await _give_back(ports, held, broke, at_once=False)
    except HeddleError as error:
        await _fail(ports, held, str(error))
    except Exception:
        _log.exception("turn_failed_by_bug")
        await _fail(ports, held, "heddle ran into an error of its own; the operator's log has it")
    finally:
        await asyncio.shield(_charge_late(ports, held, meter, beside))


async def _give_back(
    ports: WorkerPorts, held: Held, broke: str = "", *, at_once: bool = True
) -> None:
    """Hand the turn over; if even that cannot be stored, its lease runs out by itself.

    `broke` says what went wrong in this attempt; it counts like a crash. `at_once` rings for
    the next holder now, and not when the turn's timer is due.
    """
    try:
        await hand_over(ports.base, held.lease, broke, at_once=at_once)
    except LeaseLost:
        _log.info("turn_let_go")
    except Temporary as error:
        _log.warning("hand_over_failed", error=str(error))


async def _charge_late(ports: WorkerPorts, held: Held, meter: Meter, beside: Meter) -> None:
    """Charge calls that no step recorded, as after a stop: they are over, their cost is not."""
    used, watched, number = meter.drain(), without_time(beside.drain()), held.lease.session
    if used == watched == NOTHING:
        return

    def work(tx: Tx) -> None:
        seen = tx.sessions.get(number)
        if seen is None:
            return
        owner, session = lifecycle.lock_both(tx, seen)
        tx.sessions.save(used_by(session, used, watched))
        charge(tx, owner.id, tx.now(), used.plus(watched))

    try:
        await commit(ports.base, work)
    except Temporary as error:
        _log.warning("charge_lost", error=str(error), cost_usd=used.plus(watched).cost_usd)


async def _fail(ports: WorkerPorts, held: Held, why: str) -> None:
    _log.error("turn_failed", why=why)
    try:
        await commit(
            ports.base, lambda tx: close_turn.close_failed(tx, ports.base, held.lease, why)
        )
    except LeaseLost:
        _log.info("turn_let_go")
    except Temporary as error:
        _log.warning("fail_not_stored", error=str(error))


async def _work(run: TurnRun) -> None:
    """Take step after step until the turn ends."""
    await run.load()
    async with judging(run) as course:
        await _step_by_step(run, course)


async def _step_by_step(run: TurnRun, course: CourseJudge) -> None:
    while True:
        run.held.check()
        if run.turn.phase == Phase.CAPTURE:
            await capture_turn(run)
            return None
        run.held.brake()
        await place_attachments(run)
        action = agent.next_action(run.history, run.turn.id, run.tools)
        if run.session.park_asked and isinstance(action, agent.CallModel | agent.RunTool):
            return await _park(run)
        if isinstance(action, agent.CallModel):
            await heed(run)
            await course.heed()
        if await _carry_out(run, action):
            return None


async def _park(run: TurnRun) -> None:
    """Park after this step, as somebody asked."""
    base = run.ports.base
    await commit(base, lambda tx: close_turn.close_parked(tx, base, run.held.lease))


async def _carry_out(run: TurnRun, action: agent.Action) -> bool:
    """Do what was decided; return whether the turn is over."""
    match action:
        case agent.CallModel():
            return await _call_model(run)
        case agent.RunTool():
            await run_tool(run, action)
        case agent.Settle(drafts):
            await run.record(*drafts)
        case agent.Ask(new):
            return await _ask(run, new)
        case agent.Finish():
            done = events.tool_ended(action.call, ok=True, result="Finished.")
            await _over(run, Outcome.FINISHED, done)
        case agent.Judge(text):
            await judge_ending(run, text)
        case agent.End():
            await _over(run, Outcome.ANSWERED)
        case agent.StopShort(text):
            return await stop_short(run, text)
        case agent.Fail(why):
            base = run.ports.base
            await commit(base, lambda tx: close_turn.close_failed(tx, base, run.held.lease, why))
            return True
    return False


async def _over(run: TurnRun, outcome: Outcome, *drafts: Draft) -> None:
    """The work is over; what is left is saving it, whoever does that."""
    await run.record(*drafts, step=Step(0, phase=Phase.CAPTURE, outcome=outcome))


async def _call_model(run: TurnRun) -> bool:
    over = _over_budget(run)
    if over is not None:
        return await _wait_for_budget(run, over)
    try:
        await model_step(run)
    except (Redirected, Outdated, HandedOver):
        await run.record(step=Step(0, usage=run.meter.drain()))
    except ParkedWhileWaiting:
        await _park(run)
        return True
    return False


def _over_budget(run: TurnRun) -> Exceeded | None:
    policy, session = run.ports.base.policy, run.session
    day, day_grants = run.day
    allowed = policy.session_limits.costing(session.budget_usd)
    return (
        exceeded(Scope.TURN, run.turn.usage, policy.turn_limits)
        or exceeded(Scope.SESSION, session.usage, allowed, session.grants)
        or exceeded(Scope.DAY, day, policy.day_limits, day_grants)
    )


async def _wait_for_budget(run: TurnRun, over: Exceeded) -> bool:
    base, lease = run.ports.base, run.held.lease

    def work(tx: Tx) -> None:
        _, session, turn = close_turn.lock_for_holder(tx, lease)
        settling.withdraw_with_turn(tx, session.number)
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
    return True


async def _ask(run: TurnRun, new: Sequence[agent.Question]) -> bool:
    """Open the questions and wait, unless a message or an answer came in before that."""
    base, lease, known = run.ports.base, run.held.lease, run.known

    def work(tx: Tx) -> bool:
        _, session, turn = close_turn.lock_for_holder(tx, lease)
        if tx.events.after(session.number, known, {Kind.MESSAGE, Kind.ANSWER}):
            return False
        settling.withdraw_with_turn(tx, session.number)
        posting.before_asking(tx, base, session, turn, [each.arguments.question for each in new])
        for question in new:
            item = _item_of(run, tx, question)
            lifecycle.open_item(tx, base, item)
            draft = events.question(item.id, item.call, item.ask, item.choices)
            session = lifecycle.append(tx, session, [draft], turn.id)
        asked = tx.items.open_of(session.number)
        why = asked[0].ask if asked else "an answer"
        close_turn.close_waiting(tx, base, session, turn, Outcome.ASKED, why)
        return True

    if not await commit(base, work):
        await run.record()
        return False
    return True


def _item_of(run: TurnRun, tx: Tx, question: agent.Question) -> Item:
    arguments = question.arguments
    minutes = arguments.decide_after_minutes
    return Item(
        lifecycle.new_item_id(run.ports.base),
        run.session.number,
        run.session.owner_id,
        ItemKind.QUESTION,
        arguments.question.strip(),
        tx.now(),
        choices=tuple(dict.fromkeys(each.strip() for each in arguments.choices if each.strip())),
        severity=Severity.IMPORTANT if arguments.important else Severity.NORMAL,
        default=arguments.default,
        reversible=arguments.reversible,
        decide_at=None if minutes is None else tx.now() + minutes * 60.0,
        call=question.call.id,
        turn=run.turn.id,
    )

"""One tool step: record its start, run it until it ends or somebody cancels it, record its end."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from service.agent.next_action import RunTool
from service.domain import events
from service.domain.budgets import Usage
from service.domain.errors import Temporary
from service.domain.events import Control, Kind
from service.ports.tools import ToolResult
from service.usecases import flights
from service.usecases.record import Step
from service.usecases.turn_run import TurnRun

_log = structlog.get_logger(__name__)


class Cancelled(Exception):
    """Somebody cancelled the call; the text says who."""


async def run_tool(run: TurnRun, action: RunTool) -> None:
    """Run the tool and record its result, or who cancelled it. Raises LeaseLost."""
    call, base = action.call, run.ports.base
    await run.record(events.tool_started(call))
    run.held.begin_call(run.known)
    work = run.ports.tools.run(run.workspace, call.name, action.arguments)
    started = base.clock.monotonic()
    try:
        with run.held.waits_for(flights.of_tool(base.clock, call, action.arguments)):
            result = await run.held.guard(_unless_cancelled(run, work))
    except Cancelled as cancelled:
        result = ToolResult(
            False,
            f"Cancelled: {cancelled} ended this call because nothing came of it. It may have taken"
            " effect in part: check before you repeat it, or find another way.",
        )
    seconds = base.clock.monotonic() - started
    ended = events.tool_ended(call, ok=result.ok, result=result.text, seconds=seconds)
    await run.record(ended, step=Step(0, usage=Usage(steps=1, seconds=seconds)))
    base.telemetry.step_ended(call.name, result.ok, seconds)


async def _unless_cancelled(run: TurnRun, work: Coroutine[Any, Any, ToolResult]) -> ToolResult:
    """Return what the tool returns; raise Cancelled once somebody cancelled it and it ended."""
    tool, asked = asyncio.ensure_future(work), asyncio.ensure_future(_who_cancels(run))
    try:
        await asyncio.wait([tool, asked], return_when=asyncio.FIRST_COMPLETED)
    finally:
        ended = tool.done()
        for each in (tool, asked):
            each.cancel()
        await asyncio.wait([tool, asked])
    if ended or not tool.cancelled():
        return tool.result()
    raise Cancelled(asked.result())


async def _who_cancels(run: TurnRun) -> str:
    """Return the name of whoever cancels the call, once somebody does. A redirect waits for its
    end.
    """
    base, number, known = run.ports.base, run.session.number, run.known
    while True:
        await run.held.interrupted()
        while True:
            try:
                orders = await base.store.read(
                    lambda reads: reads.events(number, after=known, kinds={Kind.CONTROL})
                )
                break
            except Temporary as error:
                _log.warning("order_not_read", error=str(error))
                await base.clock.sleep(base.policy.beat)
        for order in orders:
            if order.payload.get("order") == Control.CANCEL:
                return str(order.payload["name"])

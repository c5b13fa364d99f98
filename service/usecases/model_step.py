"""One model step: compact if need be, ask, show the wait, record the reply."""

from collections.abc import Sequence

import structlog

from service.agent import compaction
from service.agent.asking import Asking, Listener
from service.agent.context import estimate_tokens, render
from service.agent.prompt import system_prompt
from service.agent.toolset import CONTROL_SPECS
from service.domain import events
from service.domain.budgets import Usage
from service.domain.effects import Preview
from service.domain.errors import ContextOverflow, Permanent, Temporary
from service.domain.events import Reply
from service.ports.model import ModelMessage, ToolSpec
from service.usecases.record import Step
from service.usecases.turn_run import TurnRun

PREVIEW_EVERY = 0.25
LOOK_EVERY = 2.0
_log = structlog.get_logger(__name__)


class ParkedWhileWaiting(Exception):
    """Somebody parked the session while its turn waited for a provider."""


async def model_step(run: TurnRun) -> None:
    """Ask the session's model and record its reply.

    Raises Redirected, ParkedWhileWaiting, LeaseLost, or Permanent when no model answers.
    """
    names = run.ports.model.candidates(run.session.model)
    window = min(run.ports.model.window(name) for name in names)
    messages = _context(run)
    if compaction.too_long(estimate_tokens(messages), window):
        messages = await _compact(run, names, window)
    read_upto = run.known
    try:
        reply = await _ask(run, names, messages, _specs(run))
    except ContextOverflow:
        messages = await _compact(run, names, window)
        read_upto = run.known
        reply = await _ask(run, names, messages, _specs(run))
    used = run.meter.drain()
    step = Step(
        0,
        usage=Usage(1, used.tokens, used.cost_usd, used.seconds),
        read_upto=read_upto,
    )
    await run.record(events.assistant(reply, read_upto), step=step)
    run.ports.base.telemetry.step_ended("model", True, used.seconds)


def _context(run: TurnRun) -> list[ModelMessage]:
    session = run.session
    system = system_prompt(session.title, session.number, session.pool)
    return render(system, run.history)


def _specs(run: TurnRun) -> Sequence[ToolSpec]:
    return (*run.ports.tools.specs(), *CONTROL_SPECS)


async def _ask(
    run: TurnRun,
    names: Sequence[str],
    messages: Sequence[ModelMessage],
    specs: Sequence[ToolSpec],
) -> Reply:
    base = run.ports.base
    listener = Listener(_Previews(run).show, _Wait(run).wait)
    asking = Asking(
        run.ports.model, base.clock, base.ids, base.policy, base.telemetry, run.meter, listener
    )
    return await run.held.guard(asking.ask(names, messages, specs), redirectable=True)


async def _compact(run: TurnRun, names: Sequence[str], window: int) -> list[ModelMessage]:
    """Replace older events by a summary and return the context that is left.

    Raises Permanent if nothing can be dropped.
    """
    boundary = compaction.keep_from(run.history, window)
    if boundary is None:
        raise Permanent(
            f"The messages do not fit the model's window of {window:,} tokens. Attach long"
            " texts as files, or choose a model with a larger window.",
        )
    request = compaction.summary_request(run.history, boundary)
    try:
        summary = (await _ask(run, names, request, ())).text
    except Permanent as error:
        _log.warning("summary_failed", error=str(error))
        summary = compaction.plain_summary(run.history, boundary)
    summary += compaction.kept_verbatim(run.history, boundary)
    step = Step(0, usage=run.meter.drain(), context_from=boundary)
    await run.record(events.compaction(summary, boundary), step=step)
    return _context(run)


class _Previews:
    """Shows the text of this step as it streams, a few times a second, to whoever looks."""

    def __init__(self, run: TurnRun) -> None:
        self._run = run
        self._shown_at = float("-inf")

    async def show(self, text: str) -> None:
        base = self._run.ports.base
        now = base.clock.monotonic()
        self._run.held.progress_at = base.clock.now()
        if now - self._shown_at < PREVIEW_EVERY:
            return
        self._shown_at = now
        try:
            preview = Preview(self._run.session.number, self._run.turn.id, text)
            await base.signals.publish(preview)
        except Temporary as error:
            base.telemetry.hint_lost("preview")
            _log.debug("preview_lost", error=str(error))


class _Wait:
    """Waits for a provider in sight of people, and wakes for a park."""

    def __init__(self, run: TurnRun) -> None:
        self._run = run

    async def wait(self, reason: str, until: float) -> None:
        run, base = self._run, self._run.ports.base
        started, number = base.clock.now(), run.session.number
        step = Step(0, wait_until=until, wait_reason=reason)
        await run.record(events.wait(reason, until), step=step)
        while (left := until - base.clock.now()) > 0:
            await base.clock.sleep(min(left, LOOK_EVERY))
            session = await base.store.read(lambda reads: reads.session(number))
            if session is not None and session.park_asked:
                raise ParkedWhileWaiting
        base.telemetry.waited("provider", base.clock.now() - started)

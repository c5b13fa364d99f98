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
from service.usecases.attachments import place_attachments
from service.usecases.record import Outdated, Step
from service.usecases.turn_run import TurnRun
from service.usecases.waiting import Waiting

PREVIEW_EVERY = 0.25
_SHARES = (1.0, 0.5, 0.2)
_log = structlog.get_logger(__name__)


async def model_step(run: TurnRun) -> None:
    """Ask the session's model and record its reply.

    Raises Redirected, Outdated, ParkedWhileWaiting, HandedOver, LeaseLost, or Permanent when no
    model answers.
    """
    names = run.ports.model.candidates(run.session.model)
    window = min(run.ports.model.window(name) for name in names)
    reply, read_upto = await _reply(run, names, window)
    seen = [event for event in run.unread() if event.seq <= read_upto]
    used = run.meter.drain()
    step = Step(
        0,
        usage=Usage(1, used.tokens, used.cost_usd, used.seconds),
        read_upto=read_upto,
        seen=seen,
    )
    try:
        await run.record(events.assistant(reply, read_upto), step=step)
    except Outdated:
        run.meter.add(used)
        raise
    run.ports.base.telemetry.step_ended("model", True, used.seconds)


async def _reply(run: TurnRun, names: Sequence[str], window: int) -> tuple[Reply, int]:
    """Return the reply and up to which event it had read.

    Tokens are estimated, so a context that should fit may not; each try keeps less of it.
    """
    await run.refresh_unread()
    if compaction.too_long(estimate_tokens(_context(run)), window):
        await _compact(run, names, window)
    for share in (*_SHARES, None):
        read_upto = run.known
        try:
            listener = Listener(_Previews(run).show, Waiting(run).wait, run.watches)
            return await _ask(run, names, _context(run), _specs(run), listener), read_upto
        except ContextOverflow as error:
            if share is None:
                raise _too_much(window) from error
            await _compact(run, names, int(window * share))
    raise AssertionError  # the last round returns or raises


def _too_much(window: int) -> Permanent:
    return Permanent(
        f"The messages do not fit the model's window of {window:,} tokens. Attach long"
        " texts as files, or choose a model with a larger window.",
    )


def _context(run: TurnRun) -> list[ModelMessage]:
    session = run.session
    system = system_prompt(session.title, session.number, session.pool)
    return render(system, run.history, run.turn.id)


def _specs(run: TurnRun) -> Sequence[ToolSpec]:
    return (*run.ports.tools.specs(), *CONTROL_SPECS)


async def _ask(
    run: TurnRun,
    names: Sequence[str],
    messages: Sequence[ModelMessage],
    specs: Sequence[ToolSpec],
    listener: Listener,
) -> Reply:
    base = run.ports.base
    run.held.begin_call(run.known)
    asking = Asking(
        run.ports.model,
        run.ports.gate,
        base.clock,
        base.ids,
        base.policy,
        base.telemetry,
        run.meter,
        listener,
        run.session.owner_id,
    )
    return await run.held.guard(asking.ask(names, messages, specs), redirectable=True)


async def _compact(run: TurnRun, names: Sequence[str], window: int) -> None:
    """Replace older events by a summary.

    Raises Permanent if nothing can be dropped.
    """
    boundary = compaction.keep_from(run.history, window)
    if boundary is None:
        raise _too_much(window)
    request = compaction.summary_request(run.history, boundary)
    history, summary = run.history, ""
    try:
        listener = Listener(_unseen, Waiting(run).wait, run.watches)
        summary = (await _ask(run, names, request, (), listener)).text
    except Permanent as error:
        _log.warning("summary_failed", error=str(error))
    summary = summary if summary.strip() else compaction.plain_summary(history, boundary)
    summary = compaction.fitted(summary, window)
    summary += compaction.kept_verbatim(history, boundary, window)
    step = Step(0, usage=run.meter.drain(), context_from=boundary)
    await run.record(events.compaction(summary, boundary), step=step)
    await place_attachments(run)


async def _unseen(text: str) -> None:
    """Show nothing: a summary is for the model, and people would take it for a reply."""


class _Previews:
    """Shows the text of this step as it streams, a few times a second, to whoever looks."""

    def __init__(self, run: TurnRun) -> None:
        self._run = run
        self._shown_at = float("-inf")

    async def show(self, text: str) -> None:
        base = self._run.ports.base
        now = base.clock.monotonic()
        if now - self._shown_at < PREVIEW_EVERY:
            return
        self._shown_at = now
        try:
            preview = Preview(self._run.session.number, self._run.turn.id, text)
            await base.signals.publish(preview)
        except Temporary as error:
            base.telemetry.hint_lost("preview")
            _log.debug("preview_lost", error=str(error))

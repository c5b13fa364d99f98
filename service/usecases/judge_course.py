"""A judge beside a turn: does its agent still work on what it was asked for?

The agent goes on meanwhile; what the judge said is heeded between two steps.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from service.agent import courses, judges
from service.agent.context import estimate_tokens
from service.agent.wanted import BY_PEOPLE, Wanted, wanted_of
from service.domain import events
from service.domain.budgets import Usage
from service.domain.courses import RULE, Look, Opinion
from service.domain.errors import HeddleError
from service.domain.items import ON_TRACK, REDIRECT, STOP, Reason
from service.domain.judgements import judged
from service.domain.limits import provider_of
from service.domain.sessions import Session
from service.ports.model import ModelMessage
from service.ports.store import Tx
from service.supervisor.drift import Drift, affordable, speaks
from service.supervisor.watch import Stage
from service.usecases import close_turn, settling
from service.usecases.commit import commit
from service.usecases.record import NOTHING, Step, record, without_time
from service.usecases.turn_run import TurnRun

_DEMO = "demo"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Said:
    """A judge's opinion, and what people wanted when it was asked."""

    opinion: Opinion
    wanted: Wanted


@asynccontextmanager
async def judging(run: "TurnRun") -> AsyncIterator["CourseJudge"]:
    """Have the turn watched by a judge while the context is open; then it is asked no more."""
    judge = CourseJudge(run)
    try:
        yield judge
    finally:
        await judge.close()


class CourseJudge:
    """Asks one question at a time beside a turn, and heeds the answer."""

    def __init__(self, run: TurnRun) -> None:
        self._run = run
        self._look: Look | None = None
        self._asked: asyncio.Task[_Said | None] | None = None

    async def heed(self) -> None:
        """Between two steps: heed what the judge said meanwhile, and ask if it is time.

        Never waits for it. Raises LeaseLost.
        """
        drift = self._run.drift
        if drift is None or (self._asked is not None and not self._asked.done()):
            return
        if self._asked is not None and self._look is not None:
            said, asked_about = _result(self._asked), self._look
            self._asked = self._look = None
            await self._hear(drift, asked_about, said)
        await self._take_back(drift)
        look = drift.wanted()
        if look is not None and self._run.watching.told_at is None and self._names():
            self._look, self._asked = look, asyncio.ensure_future(self._ask(look))

    async def close(self) -> None:
        """Leave what is asked just now; what it used so far stays on the meter."""
        asked, self._asked = self._asked, None
        if asked is None:
            return
        asked.cancel()
        await asyncio.wait([asked])
        if not asked.cancelled():
            _result(asked)

    def _names(self) -> Sequence[str]:
        """Return the models that can judge; the demo model cannot."""
        alias = self._run.ports.base.policy.judge_model
        names = self._run.ports.model.candidates(alias)
        return [] if all(provider_of(each) == _DEMO for each in names) else names

    async def _ask(self, look: Look) -> _Said | None:
        run = self._run
        base, session = run.ports.base, run.session
        try:
            said = await base.store.read(
                lambda reads: reads.events(session.number, kinds=BY_PEOPLE)
            )
            wanted = wanted_of(said, session.title)
            messages = courses.prompt(wanted, look)
            if not self._affordable(messages):
                return None
        except HeddleError as error:
            _log.warning("course_not_judged", error=str(error))
            return None
        question = judges.asking(
            run.ports.model,
            run.ports.gate,
            base.clock,
            base.ids,
            base.policy,
            base.telemetry,
            run.beside,
            session.owner_id,
        )
        reply = await judges.put(question, base.policy.judge_model, messages)
        return None if reply is None else _Said(courses.read(reply, look), wanted)

    def _affordable(self, messages: Sequence[ModelMessage]) -> bool:
        """Tell whether the judge's share of the session's cost allows the question, and each of
        its models to break off once.
        """
        session, policy = self._run.session, self._run.ports.base.policy
        size = sum(len(each.text.encode("utf-8", "replace")) for each in messages)
        tokens = max(estimate_tokens(messages), size // 3)
        names, most = self._names(), judges.MAX_TOKENS
        cost = sum(self._run.ports.model.price(each, tokens, most) for each in names)
        question = Usage(0, len(names) * (tokens + most), cost)
        return affordable(policy.drift.share, session.usage, _watched(session), question)

    async def _hear(self, drift: Drift, look: Look, said: _Said | None) -> None:
        run = self._run
        used = without_time(run.beside.drain())
        telemetry = run.ports.base.telemetry
        if said is None:
            drift.tried(look)
            if used != NOTHING:
                telemetry.judged("silent", used)
                await run.record(step=Step(0, watched=used))
            return
        opinion, suspect = said.opinion, drift.suspect
        telemetry.judged(opinion.course, used)
        _log.info("course_judged", course=opinion.course, step=opinion.step, again=opinion.again)
        draft = judged(opinion, drift.number, used)
        fresh = opinion.drifts and not drift.told and opinion.spell == drift.spell
        if fresh and opinion.again and suspect is not None:
            await self._tell(said, suspect, Step(run.known, [draft], watched=used))
        elif fresh:
            telemetry.watched(RULE, Stage.NUDGE)
            nudge = events.nudge(RULE, _nudge(said))
            await run.record(draft, nudge, step=Step(0, watched=used))
        else:
            await run.record(draft, step=Step(0, watched=used))

    async def _tell(self, said: _Said, suspect: Opinion, step: Step) -> None:
        run = self._run
        base, lease = run.ports.base, run.held.lease

        def work(tx: Tx) -> bool:
            close_turn.lock_for_holder(tx, lease)
            recorded = record(tx, lease, step)
            if any(speaks(each) for each in recorded.events):
                return False
            facts = {
                "hint": said.opinion.hint,
                "why": said.opinion.why,
                "step": suspect.step,
                "spell": said.opinion.spell,
                "quotes": [suspect.quote, said.opinion.quote],
            }
            session = close_turn.open_alert(
                tx,
                base,
                recorded.session,
                recorded.turn,
                Reason.DRIFT,
                _evidence(said, suspect),
                (REDIRECT, STOP, ON_TRACK),
                facts,
            )
            tx.sessions.save(session)
            return True

        if await commit(base, work):
            base.telemetry.watched(RULE, Stage.TELL)
            run.drift_told = True
        await run.record()

    async def _take_back(self, drift: Drift) -> None:
        """Withdraw what the person was told once somebody wrote, or a judge sees it on track."""
        run = self._run
        if not run.drift_told or drift.told:
            return

        def work(tx: Tx) -> None:
            _, session, _ = close_turn.lock_for_holder(tx, run.held.lease)
            for item in tx.items.open_of(session.number):
                if item.reason is Reason.DRIFT:
                    wrote = item.facts["spell"] != drift.spell
                    why = "somebody wrote to it" if wrote else "it is on track again"
                    settling.withdraw(tx, item, None, why)

        await commit(run.ports.base, work)
        run.drift_told = False


def _result(asked: "asyncio.Task[_Said | None]") -> _Said | None:
    """Return what came of it. A bug in judging is the operator's, and no reason to fail a turn."""
    error = asked.exception()
    if isinstance(error, Exception):
        _log.error("course_judge_failed_by_bug", exc_info=error)
        return None
    return asked.result()


def _nudge(said: _Said) -> str:
    """Word it for the agent: the judge's own words might be those of what it has read."""
    return (
        "It looks as if you had turned to something other than what you were asked for"
        f" (“{said.wanted.asked}”), as with “{said.opinion.quote}”. If that does not serve it, go"
        " back to it now; if it does, go on."
    )


def _evidence(said: _Said, suspect: Opinion) -> str:
    return (
        f"Asked for “{said.wanted.asked}”; since step {suspect.step} it {said.opinion.why}:"
        f" “{suspect.quote}”."
    )


def _watched(session: Session) -> Usage:
    return Usage(0, session.watch_tokens, session.watch_usd)

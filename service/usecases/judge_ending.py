"""A turn ended in prose: judge how, and close a turn that stopped short."""

from service.agent.endings.judging import combine, needs_second_opinion, second_opinion
from service.agent.endings.rules import classify
from service.agent.endings.turns import goal_of, last_tools_of, stopped_at
from service.agent.judges import asking
from service.domain import events
from service.usecases import close_turn
from service.usecases.commit import commit
from service.usecases.record import Step
from service.usecases.turn_run import TurnRun


async def judge_ending(run: TurnRun, text: str) -> None:
    """Record how the last reply ends: by the rules, and where they are unsure by a small model
    if one is set. What the model used is charged with it.
    """
    goal, tools = goal_of(run.history, run.session.title), last_tools_of(run.history)
    verdict = classify(text, goal, tools)
    base = run.ports.base
    alias = base.policy.judge_model
    if alias and needs_second_opinion(verdict):
        question = asking(
            run.ports.model,
            run.ports.gate,
            base.clock,
            base.ids,
            base.policy,
            base.telemetry,
            run.meter,
            run.session.owner_id,
        )
        opinion = await run.held.guard(second_opinion(question, alias, text, goal, tools))
        verdict = combine(verdict, opinion)
    await run.record(events.ending(verdict), step=Step(0, usage=run.meter.drain()))


async def stop_short(run: TurnRun, text: str) -> bool:
    """Close the turn as one that stopped short, unless something came in; tell whether."""
    base, lease, known = run.ports.base, run.held.lease, run.known
    why = stopped_at(text)
    if not await commit(base, lambda tx: close_turn.close_short(tx, base, lease, known, why)):
        await run.record()
        return False
    return True

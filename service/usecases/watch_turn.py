"""What the watch finds in a turn: it is said to the agent first, then to the person."""

from dataclasses import replace

import structlog

from service.domain import events
from service.domain.items import IGNORE, RESTART, STOP, USE_OTHER, Item, Reason
from service.domain.sessions import Session
from service.ports.store import Tx
from service.supervisor.alerts import Alert
from service.supervisor.watch import Stage, Verdict
from service.usecases import close_turn, lifecycle, outcomes, settling
from service.usecases.commit import commit
from service.usecases.turn_run import TurnRun

_log = structlog.get_logger(__name__)


async def heed(run: TurnRun) -> None:
    """Before the model is asked again: nudge the agent, tell the person, or take back what they
    were told once the agent got on. Raises LeaseLost.

    What was found stands until an event says that somebody was told, whoever dies before. One
    reply that makes many calls may bring several: each is said, so that an agent whose person is
    told has its nudge in its context as well, before it goes on.
    """
    found = tuple(run.watching.found)
    if not found:
        await _take_back(run)
    for each in found:
        # What a person wrote meanwhile makes the rest pointless.
        if each in run.watching.found:
            await _say(run, each)


async def _say(run: TurnRun, found: Verdict) -> None:
    alert, base = found.alert, run.ports.base
    if found.stage is Stage.NUDGE:
        text = f"It looks as if you were stuck. {alert.hint}"
        await run.record(events.nudge(alert.rule, text))
    else:
        await commit(base, lambda tx: _tell(tx, run, alert))
        await run.record()
    _log.info("stuck", rule=alert.rule, stage=found.stage, evidence=alert.evidence)
    base.telemetry.watched(alert.rule, found.stage)


def _tell(tx: Tx, run: TurnRun, alert: Alert) -> None:
    """Open an alert; one that is open already gets the newer evidence, and disturbs nobody."""
    _, session, turn = close_turn.lock_for_holder(tx, run.held.lease)
    facts = {"hint": alert.hint, "signature": alert.signature, "rule": str(alert.rule)}
    known = _stuck(tx, session)
    if known:
        item = replace(known[0], ask=alert.evidence, facts={**known[0].facts, **facts})
        outcomes.renew(tx, item)
        draft = events.alert(Reason.STUCK, alert.evidence, item.id)
        session = lifecycle.append(tx, session, [draft], turn.id)
    else:
        choices = (RESTART, *_another_model(run, session), STOP, IGNORE)
        session = close_turn.open_alert(
            tx, run.ports.base, session, turn, Reason.STUCK, alert.evidence, choices, facts
        )
    tx.sessions.save(session)


def _another_model(run: TurnRun, session: Session) -> tuple[str, ...]:
    others = [each for each in run.ports.base.policy.models if each != session.model]
    return (f"{USE_OTHER}{others[0]}",) if others else ()


async def _take_back(run: TurnRun) -> None:
    """Withdraw what the person was told if something new was found since, or somebody wrote."""
    watching, window = run.watching, run.watching.watch.window
    if watching.told_at is None:
        return
    if window.number < watching.told_at:
        why = "somebody wrote to it"
    elif window.news is not None and window.news.number > watching.told_at:
        why = "it found something new by itself"
    else:
        return

    def work(tx: Tx) -> None:
        _, session, _ = close_turn.lock_for_holder(tx, run.held.lease)
        for item in _stuck(tx, session):
            settling.withdraw(tx, item, None, why)

    await commit(run.ports.base, work)
    watching.told_at = None


def _stuck(tx: Tx, session: Session) -> list[Item]:
    return [each for each in tx.items.open_of(session.number) if each.reason is Reason.STUCK]

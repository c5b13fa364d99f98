"""Commit, then tell the others. A lost hint is repaired by a timer or a poll."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog

from service.domain.effects import Cancel, Changed, Effect, Measured, Posted, Ring
from service.domain.errors import Temporary
from service.ports.bundle import Ports
from service.ports.store import Tx

T = TypeVar("T")
_log = structlog.get_logger(__name__)


async def commit(ports: Ports, work: Callable[[Tx], T], *, deadline: float | None = None) -> T:
    """Run `work` in one transaction and carry out its effects after the commit.

    `deadline` is in seconds from now; past it nothing is committed and DeadlinePassed is
    raised.
    """
    result, effects = await ports.store.run(work, deadline=deadline)
    await _announce(ports, effects)
    return result


async def _announce(ports: Ports, effects: Sequence[Effect]) -> None:
    hints = dict.fromkeys(each for each in effects if not isinstance(each, Measured))
    for effect in sorted(hints, key=_urgency):
        try:
            await _send(ports, effect)
        except Temporary as error:
            ports.telemetry.hint_lost(type(effect).__name__.lower())
            _log.warning("hint_lost", effect=type(effect).__name__, error=str(error))
    for each in effects:
        if isinstance(each, Measured):
            # What happened twice counts twice, unlike a hint.
            getattr(ports.telemetry, each.fact)(*each.values, **dict(each.named))


def _urgency(effect: Effect) -> bool:
    """Work starts or stops first; who only looks on is told after that."""
    return isinstance(effect, Changed)


async def _send(ports: Ports, effect: Effect) -> None:
    match effect:
        case Ring():
            await ports.doorbell.ring(effect)
        case Cancel() | Changed() | Posted():
            await ports.signals.publish(effect)

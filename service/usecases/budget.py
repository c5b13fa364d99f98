"""How many notifications an hour a person gets; the rest waits until there is room."""

from collections.abc import Sequence

from service.domain.ids import PersonId
from service.domain.items import Severity
from service.ports.bundle import Ports
from service.ports.store import Tx

HOUR = 3600.0


def free_at(tx: Tx, ports: Ports, person: PersonId, severity: int) -> float | None:
    """Return when the person may be told of something of that severity; None for now."""
    made, now = _made(tx, person), tx.now()
    over = len(made) - _most(ports, severity)
    return None if over < 0 else max(now + 1.0, _leaves(made[over]))


def last_until(tx: Tx, ports: Ports, person: PersonId) -> float | None:
    """Return until when nothing of normal weight comes after one more; None if it may."""
    made = [*_made(tx, person), tx.now()]
    return _leaves(made[0]) if len(made) == _most(ports, Severity.NORMAL) else None


def _made(tx: Tx, person: PersonId) -> Sequence[float]:
    return tx.outbox.loud_since(person, tx.now() - HOUR)


def _most(ports: Ports, severity: int) -> int:
    policy = ports.policy
    kept = 0 if severity >= Severity.IMPORTANT else policy.notices_kept_for_important
    return max(1, policy.notices_an_hour - kept)


def _leaves(made: float) -> float:
    return made + HOUR + 0.001

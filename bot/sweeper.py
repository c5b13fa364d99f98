"""The leader's loop over the timers: as long as one bot runs, everything that is due happens."""

import structlog

from service.domain.errors import Temporary
from service.ports.clock import Clock
from service.usecases.sweep import BATCH, Sweeper, Swept

_log = structlog.get_logger(__name__)

_BREATH = 0.02
"""Seconds at least, so that a timer which stays due cannot take a whole core."""

POLL = 1.0
"""Seconds between two rounds when nothing is due: a timer that another process sets in
between waits no longer than this."""


async def sweep_for_ever(sweeper: Sweeper, clock: Clock) -> None:
    """Take one round after another until cancelled; an outage only delays them."""
    away = False
    while True:
        try:
            pause = pause_after(await sweeper.sweep())
            away = False
        except Temporary as error:
            if not away:
                _log.warning("sweep_delayed", error=str(error))
            away, pause = True, error.retry_after or POLL
        except Exception:
            _log.exception("sweep_failed")
            pause = POLL
        await clock.sleep(pause)


def pause_after(swept: Swept) -> float:
    """Return the seconds until the next round: until the next timer, a second at most."""
    if swept.leading and swept.handled == BATCH:
        return 0.0
    if not swept.leading or swept.next_due is None:
        return POLL
    return min(POLL, max(_BREATH, swept.next_due - swept.now))

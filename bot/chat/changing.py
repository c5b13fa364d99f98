"""What changes, for whoever shows it: by signals, and by looking while those are silent."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from service.domain.effects import Changed, Signal
from service.domain.ids import SessionNumber
from service.ports.bundle import Ports
from service.ports.reads import Reads

QUIET = 10.0
"""Seconds without a signal after which the database is asked what has changed."""
_LOOKED_AT = 20

Marks = dict[SessionNumber, tuple[float, int]]


async def changes(ports: Ports, *others: type[Signal]) -> AsyncGenerator[Signal]:
    """Yield what sessions changed, and signals of other kinds.

    Signals may be away for long: then the sessions that changed last are looked up. Lets
    Temporary through.
    """
    async with ports.signals.subscribe(Changed, *others) as signals:
        before, told = await ports.store.read(_marks), set[SessionNumber]()
        while True:
            signal = await _next(ports, signals)
            if signal is not None:
                told |= {signal.session} if isinstance(signal, Changed) else set()
                yield signal
                continue
            now = await ports.store.read(_marks)
            found = {each for each, mark in now.items() if before.get(each) != mark} - told
            before, told = now, set()
            for number in sorted(found):
                yield Changed(number)


async def _next(ports: Ports, signals: AsyncIterator[Signal]) -> Signal | None:
    """Return the next signal; None if none comes for a while."""
    heard = asyncio.ensure_future(anext(signals))
    quiet = asyncio.ensure_future(ports.clock.sleep(QUIET))
    try:
        await asyncio.wait({heard, quiet}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in (heard, quiet):
            each.cancel()
        await asyncio.wait({heard, quiet})
    return None if heard.cancelled() else heard.result()


def _marks(reads: Reads) -> Marks:
    found = reads.sessions(None, limit=_LOOKED_AT)
    return {each.number: (each.changed_at, each.next_seq) for each in found}

"""Status cards are brought up to date by one process at a time."""

from collections.abc import Collection, Sequence

from service.domain.cards import Shown
from service.domain.ids import SessionNumber
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit

CLAIM = 60.0
"""Seconds that a process holds a card without a sign of life: so long a card stands still when the
process is killed that brings it up to date. A process that stood still for longer may claim it anew
while it still tends it as it was before, so that this must not be short.
"""


async def claim_cards(
    ports: Ports, holder: str, channels: Collection[str], limit: int
) -> Sequence[Shown]:
    """Take up to `limit` cards of the channels that are due, for a minute. Where none is, nobody
    who writes is disturbed.
    """
    if not await ports.store.read(lambda reads: reads.cards_due(channels)):
        return ()

    def work(tx: Tx) -> Sequence[Shown]:
        now = tx.now()
        return tx.cards.claim(holder, channels, now, now + CLAIM, limit)

    return await commit(ports, work)


async def keep_card(ports: Ports, number: SessionNumber, holder: str) -> bool:
    """Hold the card for longer; false if it is somebody else's by now."""
    return await commit(ports, lambda tx: tx.cards.keep(number, holder, tx.now() + CLAIM))


async def save_card(ports: Ports, shown: Shown, holder: str) -> bool:
    """Write what is shown by now; false if the card is somebody else's by now."""
    return await commit(ports, lambda tx: tx.cards.save(shown, holder))


async def release_card(
    ports: Ports, number: SessionNumber, holder: str, due_at: float | None
) -> None:
    """Give the card back; it is looked at again at `due_at`, and whenever something changes."""
    await commit(ports, lambda tx: tx.cards.release(number, holder, due_at))


async def stir_card(ports: Ports, number: SessionNumber) -> None:
    """Have the card looked at now."""
    await commit(ports, lambda tx: tx.cards.stir(number, tx.now()))

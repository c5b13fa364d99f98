"""An item is over: how it ended is written, and of an alert, of what use it was."""

from dataclasses import replace

from service.domain import useful
from service.domain.items import AlertOutcome, Item
from service.ports.store import Tx


def resolve(tx: Tx, over: Item) -> bool:
    """Write how an item ended, if it is still open, and what became of an alert; tell whether
    it was.
    """

    def heard() -> bool:
        at = tx.events.heard_at(over.session)
        return at is not None and at > over.opened_at

    outcome = useful.judged(over, heard)
    if not tx.items.resolve(replace(over, outcome=outcome)):
        return False
    if outcome is not AlertOutcome.NONE:
        tx.telemetry.alert_over(over.reason or over.kind, outcome)
    return True

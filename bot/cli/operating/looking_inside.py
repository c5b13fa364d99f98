"""What `heddle why` shows to operators alone: the turn, its worker, open items, deliveries."""

from collections.abc import Iterator

from bot.cli.operating.deliveries import state_of
from bot.cli.wording import ago
from bot.presenter.times import span
from service.domain.deliveries import Delivery, DeliveryState, channel_of
from service.domain.items import Item
from service.domain.turns import Turn, TurnState
from service.domain.workers import Presence
from service.queries.inside import Inside


def sections(found: Inside) -> Iterator[tuple[str, list[str]]]:
    """Yield the titles and lines of what there is to say."""
    if found.turn is not None:
        yield "Its turn", _turn(found, found.turn)
    if found.items:
        yield "What is open", [_item(each, found.now) for each in found.items]
    if found.deliveries:
        yield "What was told last", [_delivery(each, found.now) for each in found.deliveries]
    if found.trouble is not None:
        text = f"{ago(found.now - found.trouble.at)}: {found.trouble.payload['text']}"
        yield "What went wrong last", [text]


def _item(item: Item, now: float) -> str:
    return f"{item.kind}, {ago(now - item.opened_at)}: {item.ask}"


def _turn(found: Inside, turn: Turn) -> list[str]:
    used = f"{turn.steps} steps, opened {ago(found.now - turn.opened_at)}"
    lines = [f"{turn.id} in pool {turn.pool}: {turn.state}, {turn.phase}; {used}"]
    lines.append(f"attempt {turn.attempt}, {turn.crashes} crashes at this step")
    if turn.state is TurnState.RUNNING:
        left = turn.lease_until - found.now
        lease = f"for another {span(left)}" if left > 0 else f"ran out {ago(-left)}"
        lines.append(f"held by {turn.worker}{_presence(found)}; its lease {lease}")
    return lines


def _presence(found: Inside) -> str:
    if found.worker is None or found.holder is Presence.LIVE:
        return ""
    return f", which {'left' if found.holder is Presence.LEFT else 'has vanished'}"


def _delivery(delivery: Delivery, now: float) -> str:
    waits = delivery.state in (DeliveryState.WAITING, DeliveryState.DEAD)
    state = state_of(delivery) if waits else delivery.state
    why = f": {delivery.failure}" if delivery.failure else ""
    what = f"{delivery.kind} to {channel_of(delivery.lane)}"
    return f"{ago(now - delivery.created_at)}  {what}, {state}{why}  ({delivery.id})"

"""`heddle deliveries`: what has not reached its platform, and having it sent after all."""

import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.bootstrap.changing import change
from bot.bootstrap.looking import look
from bot.cli.operating.which import Which
from bot.cli.wording import ago, local
from service.domain.deliveries import Delivery, DeliveryState, channel_name, channel_of
from service.domain.ids import DeliveryId
from service.domain.policy import Policy
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.usecases.retry_delivery import Retried, retry_dead, retry_delivery


@dataclass(frozen=True, slots=True)
class _Found:
    deliveries: Sequence[Delivery]
    names: dict[str, str]
    now: float


def list_deliveries(which: Collection[Which], channel: str, limit: int, *, as_json: bool) -> None:
    """Print what waits or is dead, the oldest first."""
    found = look(lambda reads, policy: _found(reads, policy, which, channel, limit))
    if as_json:
        json.dump([_as_json(each) for each in found.deliveries], sys.stdout, default=str)
        print()
        return
    if not found.deliveries:
        print(_none(which, channel))
        return
    table = Table(box=None, pad_edge=False)
    for column in ("id", "state", "channel", "kind", "for", "made", "tries", "next try or failure"):
        table.add_column(column, no_wrap=column in ("id", "made"))
    for each in found.deliveries:
        table.add_row(
            each.id,
            state_of(each),
            channel_of(each.lane),
            each.kind,
            Text(found.names.get(each.person_id, each.person_id)),
            ago(found.now - each.created_at),
            str(each.attempts),
            Text(_next(each, found.now)),
        )
    Console().print(table)


def _none(which: Collection[Which], channel: str) -> str:
    if not channel and set(which) == set(Which):
        return "Nothing is on its way or was given up."
    where = f" for {channel_name(channel)}" if channel else ""
    return f"No delivery{where} is {' or '.join(which)}."


def _found(
    reads: Reads, _policy: Policy, which: Collection[Which], channel: str, limit: int
) -> _Found:
    states = []
    if {Which.WAITING, Which.UNCERTAIN} & set(which):
        states.append(DeliveryState.WAITING)
    if Which.DEAD in which:
        states.append(DeliveryState.DEAD)
    rows = [
        each
        for state in states
        for each in reads.undelivered(state, channel=channel, limit=limit)
        if state_of(each) in which
    ]
    rows = sorted(rows, key=lambda each: each.id)[:limit]
    persons = {each.person_id: reads.person(each.person_id) for each in rows}
    names = {str(key): person.name for key, person in persons.items() if person}
    return _Found(rows, names, reads.now())


def state_of(delivery: Delivery) -> Which:
    """Return how it is listed."""
    if delivery.state is DeliveryState.DEAD:
        return Which.DEAD
    return Which.WAITING if delivery.begun_at is None else Which.UNCERTAIN


def _next(delivery: Delivery, now: float) -> str:
    if delivery.state is DeliveryState.DEAD:
        return delivery.failure
    when = "due" if delivery.due_at <= now else f"at {local(delivery.due_at)}"
    return f"{when}: {delivery.failure}" if delivery.failure else when


def _as_json(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "state": state_of(delivery),
        "channel": channel_of(delivery.lane),
        "lane": delivery.lane,
        "kind": delivery.kind,
        "person": delivery.person_id,
        "created_at": delivery.created_at,
        "due_at": delivery.due_at,
        "begun_at": delivery.begun_at,
        "attempts": delivery.attempts,
        "failure": delivery.failure,
    }


def retry(delivery: str | None, channel: str) -> None:
    """Put one back, or all that are dead. Raises Refused if there is no dead one of that id."""

    async def deed(ports: Ports) -> Sequence[Retried]:
        if delivery is None:
            return await retry_dead(ports, channel)
        return [await retry_delivery(ports, DeliveryId(delivery))]

    found = change(deed)
    for each in found:
        print(_told(each))
    if not found:
        print(_none([Which.DEAD], channel))


def _told(retried: Retried) -> str:
    delivery = retried.delivery
    if retried.pointless:
        return f"{delivery.id} stays dead: what it says is over by now."
    where = "first in its lane" if not retried.ahead else f"{retried.ahead} go out before it"
    sought = "; it is looked for on the platform before it is sent" if delivery.begun_at else ""
    what = f"{delivery.id} ({delivery.kind}, {channel_of(delivery.lane)})"
    return f"{what} waits again: {where}{sought}."

"""What a push says and carries, and what may become of the tickets in it."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable

from service.domain.deliveries import DeliveryKind
from service.domain.errors import Refused
from service.domain.items import Item, Severity
from service.ports.bundle import Ports
from service.ports.push import MOST_ACTIONS, Action, Push
from service.usecases.deliver import Parcel
from service.usecases.push_answer import Ticket, seal
from tests.simulation.mirror import Mirror
from tests.simulation.story import Story


def worded(ports: Ports, parcel: Parcel) -> Push:
    """Word a parcel; the body names the delivery, so that the service's ledger tells it."""
    items = [item for item, _ in parcel.items]
    important = any(item.severity >= Severity.IMPORTANT for item in items)
    return Push(
        parcel.delivery.kind,
        parcel.delivery.id,
        actions=_actions(ports, parcel, items),
        important=important,
    )


def _actions(ports: Ports, parcel: Parcel, items: list[Item]) -> list[Action]:
    assert parcel.phone is not None
    person, phone, now = parcel.delivery.person_id, parcel.phone, ports.clock.now()
    until = now + ports.policy.push_link_lifetime
    if parcel.delivery.kind is DeliveryKind.PHONE_TEST:
        ticket = Ticket(person, until, phone=phone.id, sent_at=now)
        return [Action("It works", reply=seal(ports.cipher, ticket))] if phone.answers else []
    if parcel.delivery.kind is not DeliveryKind.ASK:
        return []
    item = items[0]
    if not phone.answers or not 1 <= len(item.buttons) <= MOST_ACTIONS:
        return [Action("Answer", link=seal(ports.cipher, Ticket(person, until, item.id)))]
    return [
        Action(each, reply=seal(ports.cipher, Ticket(person, until, item.id, choice=each)))
        for each in item.buttons
    ]


class Tickets:
    """Sees every use of a ticket: it works once, in time, and for what is still open."""

    def __init__(self, mirror: Mirror, story: Story, clock: Callable[[], float]) -> None:
        self._mirror = mirror
        self._story = story
        self._clock = clock
        self._taken: Counter[str] = Counter()

    async def use(self, token: str, work: Awaitable[object]) -> None:
        """Await the use of a ticket. Raises Refused for what was refused, and what it raises."""
        ticket = json.loads(token.partition(".")[2])
        item, number = ticket["item"], 0
        if item in self._mirror.now.items:
            number = self._mirror.now.items[item].session
        started = self._clock()
        try:
            await work
        except Refused as error:
            self._story.count("ticket refused")
            self._story.tell("phone", number, f"the ticket for {item} is refused: {error}")
            raise
        self._story.count("ticket taken")
        self._story.tell("phone", number, f"the ticket for {item} is taken: {ticket['choice']}")
        self._taken[token] += 1
        if self._taken[token] > 1:
            self._story.broken(number, f"the ticket for {item} was taken twice")
        if item and not number:
            self._story.broken(0, f"the ticket for {item} was taken after that was over")
        if min(started, self._clock()) >= ticket["until"]:
            self._story.broken(number, f"the ticket for {item} was taken after it ran out")

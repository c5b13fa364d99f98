"""Bugs to be planted into how people are told, to show that the rules find them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

from service.domain.deliveries import DeliveryState
from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.items import Item
from service.domain.quiet import QuietHours
from service.domain.timers import Timer, TimerKind
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import answer, deliver, settling, tell
from service.usecases.commit import commit
from service.usecases.packing import Parcel
from tests.simulation.run import Bug


@contextmanager
def rung_told_twice() -> Iterator[None]:
    """What is due is told in one commit and climbs its rung in the next, if that ever comes."""
    true = tell.tell_person

    async def tell_due(ports: Ports, person: PersonId) -> None:
        before: list[Item] = []

        def post(tx: Tx) -> None:
            tx.persons.lock(person)
            before.extend(tx.items.due(person, tx.now(), 1))
            true(tx, ports, person)
            for item in before:
                tx.items.save(item)

        def climb(tx: Tx) -> None:
            for item in before:
                now = tx.items.lock(item.id)
                if now is not None and now.rung == item.rung:
                    tx.items.save(replace(now, rung=item.rung + 1, tell_at=None))

        await commit(ports, post)
        await commit(ports, climb)

    with patch("service.usecases.sweep.tell_due", tell_due):
        yield


@contextmanager
def person_forgotten() -> Iterator[None]:
    """A timer is set for the end of quiet hours, and for nothing else that comes next."""

    def look_again(tx: Tx, person: PersonId, quiet_until: float | None) -> None:
        if quiet_until is not None:
            tx.timers.set(Timer(TimerKind.TELL, person, quiet_until))
        else:
            tx.timers.drop(TimerKind.TELL, person)

    with patch.object(tell, "_look_again", look_again):
        yield


@contextmanager
def late_press() -> Iterator[None]:
    """Whoever answers last wins: it is not asked whether it was answered before."""
    true = answer.resolve

    def resolve(tx: Tx, item: Item, given: answer.Answer) -> None:
        try:
            true(tx, item, given)
        except Refused:
            settling.settled(tx, item)

    with patch.object(answer, "resolve", resolve):
        yield


@contextmanager
def quiet_by_another_clock() -> Iterator[None]:
    """Quiet hours are reckoned with the offset that held at midnight."""
    true = QuietHours._at

    def at(self: QuietHours, day, minutes):  # type: ignore[no-untyped-def]
        return true(self, day, 0) + minutes * 60.0

    with patch.object(QuietHours, "_at", at):
        yield


@contextmanager
def settled_unsent() -> Iterator[None]:
    """A lane's deliveries get their receipt when they are taken up, not when they are sent."""
    true = deliver.next_parcel

    async def next_parcel(ports: Ports, lane: str, holder: str) -> Parcel | None:
        parcel = await true(ports, lane, holder)
        if parcel is not None:
            sent = replace(
                parcel.delivery, state=DeliveryState.SENT, settled_at=parcel.delivery.due_at
            )
            await commit(ports, lambda tx: tx.outbox.settle(sent))
        return parcel

    with patch.object(deliver, "next_parcel", next_parcel):
        yield


BUGS: dict[str, Bug] = {
    "rung told twice": rung_told_twice,
    "person forgotten": person_forgotten,
    "late press": late_press,
    "quiet by another clock": quiet_by_another_clock,
    "settled unsent": settled_unsent,
}

"""The truth about what needs people: items, deliveries, and how each person is told."""

from collections.abc import Collection, Sequence
from typing import Protocol

from service.domain import preferences
from service.domain.cards import Shown
from service.domain.deliveries import Delivery
from service.domain.ids import DeliveryId, ItemId, PersonId, PhoneId, SessionNumber
from service.domain.items import Item
from service.domain.phones import Phone
from service.domain.rooms import Room, RoomKey
from service.domain.threads import ThreadKey


class Items(Protocol):
    """Attention items."""

    def add(self, item: Item) -> None: ...

    def get(self, item: ItemId) -> Item | None: ...

    def lock(self, item: ItemId) -> Item | None:
        """Lock the row until the transaction ends, after its session's row."""
        ...

    def save(self, item: Item) -> None:
        """Write everything but its resolution, if it is still open."""
        ...

    def due(self, owner: PersonId, now: float, limit: int) -> Sequence[Item]:
        """Lock and return the owner's open items with `tell_at` up to `now`, the most severe
        and then the oldest first; the owner's row is locked before.
        """
        ...

    def hold(self, owner: PersonId, now: float, until: float, below: int) -> int:
        """Move every due item of a severity under `below` to `until`; return how many."""
        ...

    def next_tell(self, owner: PersonId) -> float | None:
        """Return the earliest `tell_at` of the owner's open items."""
        ...

    def resolve(self, item: Item) -> bool:
        """Write the resolution that `item` carries if it is still open, by one conditional
        UPDATE; return whether this call was the one that did.
        """
        ...

    def forget_answer(self, item: ItemId) -> None:
        """Blank the answer of a resolved item: who gave it has deleted it."""
        ...

    def of_providers(self, owner: PersonId, since: float) -> Sequence[Item]:
        """Return the owner's alerts about providers opened since then, over or not, the oldest
        first.
        """
        ...

    def open_of(self, number: SessionNumber) -> Sequence[Item]:
        """Return the session's open items, oldest first."""
        ...


class Outbox(Protocol):
    """Deliveries on their way. A lane goes out in order, by one process at a time."""

    def add(self, delivery: Delivery) -> None:
        """Insert it; its lane becomes due if it waits."""
        ...

    def claim(
        self, holder: str, channels: Collection[str], now: float, until: float, limit: int
    ) -> Sequence[str]:
        """Take up to `limit` lanes of the channels that are due and that nobody holds, until
        `until`, the longest due first; lanes that others are about to take are passed over.
        """
        ...

    def keep(self, lane: str, holder: str, until: float) -> bool:
        """Prolong the claim; return false if the lane is not the holder's any more."""
        ...

    def release(self, lane: str, holder: str) -> None:
        """Give the lane back; it is due again when its first waiting delivery is."""
        ...

    def waiting(self, lane: str, limit: int) -> Sequence[Delivery]:
        """Return the lane's waiting deliveries in order."""
        ...

    def get(self, delivery: DeliveryId) -> Delivery | None: ...

    def revive(self, delivery: Delivery) -> bool:
        """Let one that is dead wait again, as it is given, at its old place in its lane, which
        is due then; return whether it was dead.
        """
        ...

    def forget(self, before: DeliveryId, after: DeliveryId, limit: int) -> Sequence[DeliveryId]:
        """Drop up to `limit` settled deliveries with ids between the two, in order, but none
        about an item that is open; return their ids.
        """
        ...

    def begin(self, delivery: DeliveryId, at: float | None) -> None:
        """Note that it is about to be sent; None: that no attempt at it can have gone out."""
        ...

    def about(self, item: ItemId) -> Sequence[Delivery]:
        """Return all deliveries that are about this one item, in order."""
        ...

    def by_receipt(self, lane: str, receipt: str) -> Delivery | None:
        """Return the delivery of the lane that the platform knows by that id."""
        ...

    def settle(self, delivery: Delivery) -> bool:
        """Write state, attempts, due_at, settled_at, receipt and failure if it still waits;
        return whether it did.
        """
        ...

    def stands(self, delivery: DeliveryId, receipt: str) -> None:
        """A delivery that was withdrawn stands there after all: it counts as sent."""
        ...

    def withdraw(self, item: ItemId, at: float) -> None:
        """Withdraw every waiting delivery about the item, but no ask that somebody began to send:
        that may stand there already, and still has to show what became of the item.
        """
        ...

    def loud_since(self, person: PersonId, since: float) -> Sequence[float]:
        """Return when the person's loud deliveries since then were made, in order; those that
        were withdrawn before they went out, or never reached anybody, do not count.
        """
        ...


class Cards(Protocol):
    """Status cards of the sessions in chat channels; saving a session makes its card due
    unless told otherwise.
    """

    def get(self, number: SessionNumber) -> Shown | None: ...

    def stir(self, number: SessionNumber, at: float) -> None:
        """Make the session's card due at `at`, or earlier if it is already."""
        ...

    def claim(
        self, holder: str, channels: Collection[str], now: float, until: float, limit: int
    ) -> Sequence[Shown]:
        """Take up to `limit` cards of the channels that are due, or whose holder's claim ran
        out, until `until`; their `due_at` is None from then on, until something changes.
        """
        ...

    def keep(self, number: SessionNumber, holder: str, until: float) -> bool:
        """Prolong the claim until then at least; return false if it is not the holder's any
        more.
        """
        ...

    def save(self, shown: Shown, holder: str) -> bool:
        """Write it and keep the claim; return false if it is not the holder's any more. Its
        `due_at` and `lost` are not written.
        """
        ...

    def lose(self, number: SessionNumber, why: str) -> None:
        """Say why the session can be shown no more, whoever holds its card; with an empty text it
        can again, and is due.
        """
        ...

    def release(self, number: SessionNumber, holder: str, due_at: float | None) -> None:
        """Give it back: it is due at `due_at` (None: when something changes next), or at once if
        something changed since the claim.
        """
        ...


class Rooms(Protocol):
    """The settings of rooms."""

    def get(self, key: RoomKey) -> Room:
        """Return the room's settings, or the defaults."""
        ...

    def save(self, room: Room) -> None: ...


class Preferences(Protocol):
    """How persons want to be told. Written under the person's lock."""

    def get(self, person: PersonId) -> preferences.Preferences:
        """Return the person's, or the defaults."""
        ...

    def save(self, chosen: preferences.Preferences) -> None: ...


class Phones(Protocol):
    """Addresses outside the channels; the secret part stands in the vault."""

    def add(self, phone: Phone) -> None: ...

    def get(self, phone: PhoneId) -> Phone | None: ...

    def of(self, person: PersonId) -> Sequence[Phone]:
        """Return the person's phones, oldest first."""
        ...

    def save(self, phone: Phone) -> None: ...

    def remove(self, phone: PhoneId) -> None:
        """Drop it; its waiting deliveries are withdrawn."""
        ...


class Surfaces(Protocol):
    """Where persons were last active: a thread of a channel, or its direct messages."""

    def used(self, person: PersonId, place: ThreadKey, at: float) -> float | None:
        """Note it and return when the person was last active there before, if ever."""
        ...

    def last(
        self, person: PersonId, places: Collection[ThreadKey] = ()
    ) -> tuple[ThreadKey, float] | None:
        """Return where (of `places`, if any are given) the person was active last, and when."""
        ...

"""One call of everything a transaction and a view may ask for.

The names are those of the ports: a test holds that none is missing here.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import get_type_hints

from service.domain.budgets import Usage
from service.domain.captures import Captured
from service.domain.cards import Shown
from service.domain.deliveries import DeliveryState
from service.domain.events import Kind
from service.domain.freezes import Freeze, Scope
from service.domain.ids import (
    BlobId,
    DeliveryId,
    ItemId,
    PersonId,
    PhoneId,
    SessionNumber,
    TurnId,
    WorkerId,
    time_ordered,
)
from service.domain.items import ItemState
from service.domain.limits import Limit
from service.domain.paces import Pace
from service.domain.persons import Identity, LinkCode
from service.domain.preferences import Preferences
from service.domain.receipts import PENDING, Fate
from service.domain.rooms import Room, RoomKey
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.domain.timers import Timer, TimerKind
from service.domain.turns import Progress, TurnState
from service.domain.workers import Worker
from service.ports.reads import Reads
from service.ports.store import Tx
from tests.ports.store.samples import (
    ANN,
    AT,
    BOB,
    CAT,
    delivery,
    event,
    item,
    lane,
    person,
    phone,
    receipt,
    session,
    turn,
)

LIVE = [State.RUNNING, State.WAITING, State.QUEUED]
ONE, TWO = SessionNumber(1), SessionNumber(2)
US = WorkerId("us")
SLACK = Identity("slack", "T1", "ann")
PLACE = ThreadKey("slack", "T1", "C1", "1")
CHANNELS = ("phone", "slack")
FIRST, HELD = lane("1"), lane("2")
ROOM = RoomKey("slack", "T1", "C1")
WORKER = Worker(US, "default", "box", 7, "1.0", 50)
EARLIER = AT - 30 * 86_400
FORGOTTEN = DeliveryId(time_ordered(int(EARLIER * 1000), 9))
"""Of what was told then, a few are older."""
FREEZE = Freeze(Scope.ALL, "", "the disk is full", AT)


def settle_both_ways(tx: Tx) -> None:
    tx.receipts.settle(ONE, 9, Fate.READ, PENDING)
    tx.receipts.settle(ONE, 9, Fate.READ, [Fate.ANSWERED])


def lose_and_find(tx: Tx) -> None:
    tx.cards.lose(ONE, "archived")
    tx.cards.lose(ONE, "")


WRITES: dict[str, Callable[[Tx], object]] = {
    "now": lambda tx: tx.now(),
    "persons.add": lambda tx: tx.persons.add(person(PersonId("new"))),
    "persons.get": lambda tx: tx.persons.get(ANN),
    "persons.lock": lambda tx: tx.persons.lock(ANN),
    "persons.save": lambda tx: tx.persons.save(person(ANN, cap=4)),
    "persons.by_identity": lambda tx: tx.persons.by_identity(SLACK),
    "persons.link": lambda tx: tx.persons.link(SLACK, BOB),
    "persons.names": lambda tx: tx.persons.names(),
    "persons.identities": lambda tx: tx.persons.identities(ANN),
    "persons.merge": lambda tx: tx.persons.merge(CAT, ANN),
    "persons.add_code": lambda tx: tx.persons.add_code(LinkCode("code", ANN, AT)),
    "persons.take_code": lambda tx: tx.persons.take_code("code", AT),
    "persons.charge": lambda tx: tx.persons.charge(ANN, "2027-01-15", Usage(1, 2, 3.0, 4.0)),
    "persons.spent": lambda tx: tx.persons.spent(ANN, "2027-01-15"),
    "persons.grant": lambda tx: tx.persons.grant(ANN, "2027-01-15"),
    "sessions.open": lambda tx: tx.sessions.open(session("new")),
    "sessions.by_thread": lambda tx: tx.sessions.by_thread(session("1").thread),
    "sessions.get": lambda tx: tx.sessions.get(ONE),
    "sessions.lock": lambda tx: tx.sessions.lock(ONE),
    "sessions.save": lambda tx: tx.sessions.save(session("1", number=ONE, state=State.RUNNING)),
    "sessions.slots": lambda tx: tx.sessions.slots(ANN),
    "sessions.queue": lambda tx: tx.sessions.queue(ANN),
    "sessions.oldest_waiting": lambda tx: tx.sessions.oldest_waiting(ANN),
    "sessions.share": lambda tx: tx.sessions.share(ONE, BOB),
    "sessions.unshare": lambda tx: tx.sessions.unshare(ONE, BOB),
    "sessions.collaborators": lambda tx: tx.sessions.collaborators(ONE),
    "turns.add": lambda tx: tx.turns.add(turn("new", ONE)),
    "turns.get": lambda tx: tx.turns.get(TurnId("turn-1")),
    "turns.lock": lambda tx: tx.turns.lock(TurnId("turn-1")),
    "turns.save": lambda tx: tx.turns.save(turn("turn-1", ONE, state=TurnState.ENDED)),
    "turns.beat": lambda tx: tx.turns.beat(US, AT, {TurnId("turn-1"): Progress(AT)}),
    "events.append": lambda tx: tx.events.append([event(ONE, 90), event(ONE, 91)]),
    "events.get": lambda tx: tx.events.get(ONE, 1),
    "events.replace_payload": lambda tx: tx.events.replace_payload(ONE, 1, {"text": "new"}),
    "events.erase": lambda tx: tx.events.erase(ONE, 1),
    "events.heard_at": lambda tx: tx.events.heard_at(ONE),
    "events.erase_between": lambda tx: tx.events.erase_between(ONE, 0, 9),
    "events.after": lambda tx: (
        tx.events.after(ONE, 0),
        tx.events.after(ONE, 0, [Kind.MESSAGE, Kind.NOTE]),
    ),
    "items.add": lambda tx: tx.items.add(item("new", ONE)),
    "items.get": lambda tx: tx.items.get(ItemId("item-1")),
    "items.resolve": lambda tx: tx.items.resolve(item("item-1", ONE, state=ItemState.RESOLVED)),
    "items.forget_answer": lambda tx: tx.items.forget_answer(ItemId("item-1")),
    "items.open_of": lambda tx: tx.items.open_of(ONE),
    "items.of_providers": lambda tx: tx.items.of_providers(ANN, AT),
    "items.lock": lambda tx: tx.items.lock(ItemId("item-1")),
    "items.save": lambda tx: tx.items.save(item("item-1", ONE, rung=1, tell_at=AT + 9)),
    "items.due": lambda tx: tx.items.due(ANN, AT, 20),
    "items.hold": lambda tx: tx.items.hold(ANN, AT, AT + 9, 2),
    "items.next_tell": lambda tx: tx.items.next_tell(ANN),
    "outbox.add": lambda tx: tx.outbox.add(delivery("new")),
    "outbox.claim": lambda tx: tx.outbox.claim("us", CHANNELS, AT, AT + 60, 20),
    "outbox.keep": lambda tx: tx.outbox.keep(FIRST, "us", AT + 60),
    "outbox.release": lambda tx: tx.outbox.release(HELD, "us"),
    "outbox.waiting": lambda tx: tx.outbox.waiting(FIRST, 20),
    "outbox.about": lambda tx: tx.outbox.about(ItemId("item-1")),
    "outbox.get": lambda tx: tx.outbox.get(DeliveryId("delivery-1")),
    "outbox.revive": lambda tx: tx.outbox.revive(delivery("delivery-1")),
    "outbox.forget": lambda tx: tx.outbox.forget(FORGOTTEN, DeliveryId(""), 20),
    "outbox.begin": lambda tx: tx.outbox.begin(DeliveryId("delivery-1"), AT),
    "outbox.by_receipt": lambda tx: tx.outbox.by_receipt(FIRST, "ts"),
    "outbox.settle": lambda tx: tx.outbox.settle(
        delivery("delivery-1", state=DeliveryState.SENT),
    ),
    "outbox.stands": lambda tx: tx.outbox.stands(DeliveryId("d1"), "m1"),
    "outbox.withdraw": lambda tx: tx.outbox.withdraw(ItemId("item-1"), AT),
    "outbox.loud_since": lambda tx: tx.outbox.loud_since(ANN, AT),
    "preferences.get": lambda tx: tx.preferences.get(ANN),
    "preferences.save": lambda tx: tx.preferences.save(Preferences(ANN, zone="Europe/Rome")),
    "phones.add": lambda tx: tx.phones.add(phone("new")),
    "phones.get": lambda tx: tx.phones.get(PhoneId("phone-1")),
    "phones.of": lambda tx: tx.phones.of(ANN),
    "phones.save": lambda tx: tx.phones.save(phone("phone-1", failure="gone")),
    "phones.remove": lambda tx: tx.phones.remove(PhoneId("phone-1")),
    "surfaces.used": lambda tx: tx.surfaces.used(ANN, PLACE, AT + 9),
    "surfaces.last": lambda tx: (
        tx.surfaces.last(ANN),
        tx.surfaces.last(ANN, [PLACE, replace(PLACE, thread="2")]),
    ),
    "cards.get": lambda tx: tx.cards.get(ONE),
    "cards.stir": lambda tx: tx.cards.stir(ONE, AT),
    "cards.claim": lambda tx: tx.cards.claim("us", CHANNELS, AT + 99, AT + 159, 20),
    "cards.keep": lambda tx: tx.cards.keep(ONE, "bot-1", AT),
    "cards.save": lambda tx: tx.cards.save(Shown(TWO, message="ts"), "us"),
    "cards.lose": lose_and_find,
    "cards.release": lambda tx: tx.cards.release(TWO, "us", AT + 9),
    "rooms.get": lambda tx: tx.rooms.get(ROOM),
    "rooms.save": lambda tx: tx.rooms.save(Room(ROOM, "general")),
    "receipts.add": lambda tx: tx.receipts.add(receipt("new", ONE, 9)),
    "receipts.get": lambda tx: tx.receipts.get("receipt-1"),
    "receipts.settle_one": lambda tx: tx.receipts.settle_one("receipt-1", Fate.DELETED),
    "receipts.save": lambda tx: tx.receipts.save(receipt("receipt-1", ONE, 9)),
    "receipts.settle": settle_both_ways,
    "timers.set": lambda tx: tx.timers.set(Timer(TimerKind.TURN, "turn-1", AT + 1)),
    "timers.drop": lambda tx: tx.timers.drop(TimerKind.TURN, "turn-1"),
    "timers.due": lambda tx: tx.timers.due(AT, 200),
    "timers.next_due": lambda tx: tx.timers.next_due(),
    "limits.lock": lambda tx: tx.limits.lock("a/b"),
    "limits.save": lambda tx: tx.limits.save(Limit("a/b", since=AT)),
    "paces.lock": lambda tx: tx.paces.lock("tool make"),
    "paces.save": lambda tx: tx.paces.save(Pace("tool make", {"8": 1.0}, AT)),
    "paces.forget": lambda tx: tx.paces.forget(["tool make"]),
    "paces.all": lambda tx: tx.paces.all(),
    "blobs.add": lambda tx: tx.blobs.add(BlobId("new"), ANN, "a", "text/plain", b"a", AT),
    "blobs.get": lambda tx: tx.blobs.get(BlobId("blob-1")),
    "blobs.remove": lambda tx: tx.blobs.remove([BlobId("blob-1")]),
    "vault.put": lambda tx: tx.vault.put("name", b"secret", AT),
    "vault.get": lambda tx: tx.vault.get("name"),
    "vault.replace": lambda tx: tx.vault.replace("name", b"secret", b"another"),
    "vault.remove": lambda tx: tx.vault.remove("name"),
    "vault.all": lambda tx: tx.vault.all(),
    "erasing.give": lambda tx: tx.erasing.give(TWO, BOB),
    "erasing.texts": lambda tx: tx.erasing.texts(TWO),
    "erasing.said_by": lambda tx: tx.erasing.said_by(ONE, ANN),
    "erasing.shown": lambda tx: tx.erasing.shown(ONE, ["Bob", "Cat"]),
    "erasing.items": lambda tx: tx.erasing.items(ONE),
    "erasing.reword": lambda tx: tx.erasing.reword(item("item-1", ONE)),
    "erasing.person": lambda tx: tx.erasing.person(CAT, "Erased"),
    "workers.seen": lambda tx: tx.workers.seen(WORKER),
    "workers.lives": lambda tx: tx.workers.lives(US, AT),
    "workers.left": lambda tx: tx.workers.left(US, AT),
    "workers.seen_since": lambda tx: tx.workers.seen_since(AT),
    "workers.pools": lambda tx: tx.workers.pools(),
    "workers.forget": lambda tx: tx.workers.forget(AT),
    "freezes.all": lambda tx: tx.freezes.all(),
    "freezes.put": lambda tx: tx.freezes.put(FREEZE),
    "freezes.lift": lambda tx: tx.freezes.lift(FREEZE),
    "add_capture": lambda tx: tx.add_capture(Captured(ONE, 9, "file:///x", []), 1, AT),
    "doubt": lambda tx: tx.doubt(AT),
    "take_office": lambda tx: tx.take_office("sweeper", "us", AT),
    "leave_office": lambda tx: tx.leave_office("sweeper", "us"),
    "cursor": lambda tx: tx.cursor("ntfy"),
    "set_cursor": lambda tx: tx.set_cursor("ntfy", "2"),
}

READS: dict[str, Callable[[Reads], object]] = {
    "now": lambda reads: reads.now(),
    "person": lambda reads: reads.person(ANN),
    "person_by_identity": lambda reads: reads.person_by_identity(SLACK),
    "persons": lambda reads: reads.persons(),
    "identities": lambda reads: reads.identities(ANN),
    "spent": lambda reads: reads.spent(ANN, "2027-01-15"),
    "session": lambda reads: reads.session(ONE),
    "session_by_thread": lambda reads: reads.session_by_thread(session("1").thread),
    "sessions": lambda reads: (
        reads.sessions(ANN),
        reads.sessions(ANN, states=LIVE),
        reads.sessions(ANN, before=(AT, ONE), limit=20),
        reads.sessions(None, limit=20),
        reads.sessions(None, states=LIVE),
    ),
    "may_see": lambda reads: (reads.may_see(ANN, ONE), reads.may_see(CAT, ONE)),
    "collaborators": lambda reads: reads.collaborators(ONE),
    "queue": lambda reads: reads.queue(ANN),
    "events": lambda reads: (
        reads.events(ONE),
        reads.events(ONE, after=1, limit=10),
        reads.events(ONE, before=9, limit=10, kinds=[Kind.MESSAGE]),
    ),
    "unerased": lambda reads: reads.unerased(ONE, 9),
    "forgettable": lambda reads: reads.forgettable(FORGOTTEN),
    "receipts": lambda reads: reads.receipts(ONE, 0),
    "turn": lambda reads: reads.turn(TurnId("turn-1")),
    "turns": lambda reads: reads.turns(ONE),
    "held_by": lambda reads: reads.held_by(US),
    "item": lambda reads: reads.item(ItemId("item-1")),
    "items": lambda reads: (
        reads.items(ANN),
        reads.items(session=ONE),
        reads.items(ANN, ONE),
        reads.items(session=ONE, open_only=False),
        reads.items(),
    ),
    "inbox": lambda reads: reads.inbox(ANN),
    "settled": lambda reads: reads.settled(ANN),
    "preferences": lambda reads: reads.preferences(ANN),
    "phones": lambda reads: (reads.phones(ANN), reads.phones()),
    "deliveries": lambda reads: (
        reads.deliveries(person=ANN, limit=20),
        reads.deliveries(person=ANN, after=DeliveryId("delivery-1"), limit=20),
        reads.deliveries(item=ItemId("item-1")),
        reads.deliveries(item=ItemId("item-1"), after=DeliveryId("delivery-1")),
        reads.deliveries(person=ANN, item=ItemId("item-1")),
        reads.deliveries(limit=20),
    ),
    "undelivered": lambda reads: (
        reads.undelivered(DeliveryState.DEAD),
        reads.undelivered(DeliveryState.WAITING, channel="slack", limit=20),
    ),
    "used_at": lambda reads: reads.used_at(ANN, PLACE),
    "cursor": lambda reads: reads.cursor("ntfy"),
    "room": lambda reads: reads.room(ROOM),
    "card": lambda reads: reads.card(ONE),
    "cards_due": lambda reads: reads.cards_due(CHANNELS),
    "threads_of": lambda reads: (
        reads.threads_of("slack", "T1", live=True, since=AT, limit=20),
        reads.threads_of("slack", "T1", live=False, since=AT, limit=20),
        reads.threads_of("discord", "G1", live=False, since=0.0, limit=20),
    ),
    "delivery_by_receipt": lambda reads: reads.delivery_by_receipt(FIRST, "ts"),
    "alerts": lambda reads: reads.alerts(AT),
    "timers": lambda reads: reads.timers(["turn-1", "1"]),
    "limits": lambda reads: reads.limits(),
    "workers": lambda reads: reads.workers(),
    "turns_held": lambda reads: reads.turns_held(),
    "turns_ready": lambda reads: reads.turns_ready(),
    "turns_unclaimed": lambda reads: reads.turns_unclaimed("default", 10),
    "freezes": lambda reads: reads.freezes(),
    "captures": lambda reads: reads.captures(ONE),
    "blob": lambda reads: reads.blob(BlobId("blob-1")),
    "formerly": lambda reads: reads.formerly(ANN),
    "gave": lambda reads: reads.gave(ANN),
    "wrote_in": lambda reads: reads.wrote_in(ANN),
    "secret": lambda reads: reads.secret("name"),
    "secret_names": lambda reads: reads.secret_names(),
    "census": lambda reads: reads.census(3, 10),
    "at_rest": lambda reads: reads.at_rest(2, 100),
    "schema_version": lambda reads: reads.schema_version(),
    "schema_floor": lambda reads: reads.schema_floor(),
}

# What an operator asks about everybody, or what is small by nature; it may read a whole table.
OF_EVERYTHING = {
    "doubt",
    "erasing.person",
    "gave",
    "wrote_in",
    "persons",
    "persons.names",
    "persons.merge",
    "workers",
    "workers.seen_since",
    "workers.pools",
    "workers.forget",
    "freezes",
    "freezes.all",
    "limits",
    "paces.all",
    "phones",
    "vault.all",
    "secret_names",
    "schema_version",
    "schema_floor",
}


# What is done once, after a restore or for a person who goes, over all there is.
ONCE = {"doubt", "gave", "wrote_in"}


def methods(port: type) -> set[str]:
    """Return the names of a port's methods, those of its parts as `part.method`."""
    names = {name for name in vars(port) if not name.startswith("_") and callable(vars(port)[name])}
    parts = {name: part for name, part in get_type_hints(port).items() if isinstance(part, type)}
    return names.union(
        *(
            {f"{name}.{method}" for method in methods(part)}
            for name, part in parts.items()
            if getattr(part, "_is_protocol", False)
        )
    )

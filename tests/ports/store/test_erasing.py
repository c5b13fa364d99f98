"""A person is erased, by every id that the record knows them by."""

from dataclasses import replace
from typing import Any

from service.domain.deliveries import DeliveryKind, DeliveryState
from service.domain.ids import BlobId, PersonId, SessionNumber
from service.domain.items import ItemKind, ItemState
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
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
    session,
)

EVE = PersonId("eve")
SAID, DECIDED, HELD, OTHERS = (SessionNumber(number) for number in (1, 2, 3, 4))


def lived(tx: Tx) -> None:
    """Bob wrote, decided, attached and was told things, and became Ann, who became Cat."""
    for each in (ANN, BOB, CAT, EVE):
        tx.persons.add(person(each))
    for number in (SAID, DECIDED, HELD, OTHERS):
        tx.sessions.open(session(str(number), EVE))
    tx.events.append([event(SAID, 1, actor=EVE), event(SAID, 2, actor=BOB)])
    tx.events.append([event(OTHERS, 1, actor=EVE)])
    over = {"state": ItemState.RESOLVED, "answer": "Mars", "resolved_at": AT}
    tx.items.add(item("one", SAID, EVE, resolved_by=BOB, **over))
    tx.items.add(item("two", DECIDED, EVE, resolved_by=BOB, **over))
    tx.items.add(item("three", HELD, EVE, kind=ItemKind.HELD, facts={"author": BOB}))
    tx.items.add(item("four", OTHERS, EVE, resolved_by=EVE, **over))
    tx.blobs.add(BlobId("b"), BOB, "mars.csv", "text/csv", b"x", AT)
    tx.outbox.add(delivery("waits", BOB))
    tx.outbox.add(delivery("went", BOB, state=DeliveryState.SENT))
    for old, new in ((BOB, ANN), (ANN, CAT)):
        tx.persons.merge(old, new)


async def test_what_they_did_as_somebody_else_is_theirs(store: AnyStore) -> None:
    await store.run(lived)
    formerly = await store.read(lambda reads: reads.formerly(CAT))
    assert [(each.id, each.name) for each in formerly] == [(ANN, "Ann"), (BOB, "Bob")]
    assert await store.read(lambda reads: reads.wrote_in(CAT)) == [SAID, DECIDED, HELD]
    assert await store.read(lambda reads: reads.gave(CAT)) == [("b", "mars.csv")]
    assert await store.read(lambda reads: reads.formerly(EVE)) == []
    assert await store.read(lambda reads: reads.wrote_in(EVE)) == [SAID, OTHERS]


async def test_it_is_erased_with_them(store: AnyStore) -> None:
    await store.run(lived)
    erased, _ = await store.run(lambda tx: tx.erasing.said_by(SAID, CAT))
    assert erased == 1
    events = await store.read(lambda reads: reads.events(SAID))
    assert [(each.erased, bool(each.payload)) for each in events] == [(False, True), (True, False)]
    await store.run(lambda tx: tx.erasing.said_by(DECIDED, CAT))
    await store.run(lambda tx: tx.erasing.said_by(OTHERS, CAT))
    listed = await store.read(lambda reads: reads.items(open_only=False))
    assert {each.id: each.answer for each in listed} == {
        "one": "",
        "two": "",
        "three": "",
        "four": "Mars",
    }
    await store.run(lambda tx: tx.erasing.person(CAT, "Erased"))
    assert await store.read(lambda reads: reads.blob(BlobId("b"))) is None
    for each in (ANN, BOB, CAT):
        assert await store.read(lambda reads, one=each: reads.deliveries(person=one)) == []  # type: ignore[misc]
    names = await store.read(lambda reads: reads.formerly(CAT))
    assert {each.name for each in names} == {"Erased"}
    assert [each.name for each in await store.read(lambda reads: reads.persons())] == [
        "Erased",
        "Eve",
    ]


async def test_only_what_they_typed_is_dropped_in_the_sessions_own_thread(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        def quote(id_: str, name: str, number: SessionNumber = SAID, **more: Any) -> None:
            facts = {"session": number, "name": name, "order": "redirect", "text": "Left"}
            row = delivery(id_, EVE, lane=lane("1"), kind=DeliveryKind.STEERED, facts=facts)
            tx.outbox.add(replace(row, **more))

        quote("typed", BOB)
        quote("typed and sent", BOB, state=DeliveryState.SENT)
        quote("named with marks", 'Ö "_%')
        quote("of a letter more", "bobby")
        quote("of other letters", "BOB")
        quote("of somebody else", "Cat")
        quote("of any letter", "Cit")
        quote("of another session", BOB, DECIDED)
        quote("in another thread", BOB, lane=lane("2"))
        tx.outbox.add(delivery("asks", EVE, lane=lane("1")))
        tx.erasing.shown(SAID, [BOB, "C_t", 'Ö "_%'])

    await store.run(lived)
    await store.run(work)
    left = await store.read(lambda reads: reads.deliveries(person=EVE))
    assert {each.id for each in left} == {
        "of a letter more",
        "of other letters",
        "of somebody else",
        "of any letter",
        "of another session",
        "in another thread",
        "asks",
    }


async def test_an_item_that_is_over_gets_other_words(store: AnyStore) -> None:
    await store.run(lived)
    (before,), _ = await store.run(lambda tx: tx.erasing.items(DECIDED))
    after = replace(before, ask="(deleted)", facts={"author": "cat"})
    await store.run(lambda tx: tx.erasing.reword(replace(after, answer="Venus", owner_id=ANN)))
    assert (await store.run(lambda tx: tx.erasing.items(DECIDED)))[0] == [after]

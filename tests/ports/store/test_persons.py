from dataclasses import replace

import pytest

from service.domain.budgets import Usage
from service.domain.errors import Bug
from service.domain.persons import Identity, LinkCode
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, BOB, CAT, ann, person

SLACK = Identity("slack", "T1", "U1")
DISCORD = Identity("discord", "G1", "42")


def ann_and_bob(tx: Tx) -> None:
    tx.persons.add(person(ANN, admin=True, cap=5))
    tx.persons.add(person(BOB))


async def test_a_person_reads_back_as_written(store: AnyStore) -> None:
    await store.run(ann_and_bob)
    seen, _ = await store.run(lambda tx: (tx.persons.get(ANN), tx.persons.get(BOB)))
    assert seen == (person(ANN, admin=True, cap=5), person(BOB))
    assert await store.read(lambda reads: reads.person(ANN)) == seen[0]
    assert await store.read(lambda reads: reads.persons()) == list(seen)
    assert await store.read(lambda reads: reads.person(CAT)) is None


async def test_a_saved_person_is_changed(store: AnyStore) -> None:
    await store.run(ann)

    def work(tx: Tx) -> None:
        tx.persons.save(replace(tx.persons.lock(ANN), name="Anna", cap=1, admin=True))

    await store.run(work)
    changed = await store.read(lambda reads: reads.person(ANN))
    assert changed == person(ANN, name="Anna", cap=1, admin=True)


async def test_who_is_not_there_can_neither_be_locked_nor_saved(store: AnyStore) -> None:
    with pytest.raises(Bug, match="no person bob"):
        await store.run(lambda tx: tx.persons.lock(BOB))
    with pytest.raises(Bug, match="no person bob"):
        await store.run(lambda tx: tx.persons.save(person(BOB)))


async def test_an_identity_belongs_to_who_linked_it_last(store: AnyStore) -> None:
    def first(tx: Tx) -> None:
        ann_and_bob(tx)
        assert tx.persons.by_identity(SLACK) is None
        tx.persons.link(SLACK, ANN)
        tx.persons.link(DISCORD, BOB)
        tx.persons.link(SLACK, BOB)
        tx.persons.link(SLACK, ANN)

    await store.run(first)
    assert await store.read(lambda reads: reads.person_by_identity(SLACK)) == person(
        ANN, admin=True, cap=5
    )
    await store.run(lambda tx: tx.persons.link(DISCORD, ANN))
    found, _ = await store.run(lambda tx: tx.persons.by_identity(DISCORD))
    assert found is not None
    assert found.id == ANN
    linked = await store.read(lambda reads: reads.identities(ANN))
    assert sorted(linked, key=str) == [DISCORD, SLACK]
    assert await store.read(lambda reads: reads.identities(BOB)) == []


async def test_a_code_is_used_once_and_not_after_it_expired(store: AnyStore) -> None:
    await store.run(ann)
    await store.run(lambda tx: tx.persons.add_code(LinkCode("fresh", ANN, AT + 10)))
    await store.run(lambda tx: tx.persons.add_code(LinkCode("stale", ANN, AT + 10)))
    assert (await store.run(lambda tx: tx.persons.take_code("fresh", AT + 9)))[0] == ANN
    assert (await store.run(lambda tx: tx.persons.take_code("fresh", AT + 9)))[0] is None
    assert (await store.run(lambda tx: tx.persons.take_code("stale", AT + 10)))[0] is None
    assert (await store.run(lambda tx: tx.persons.take_code("other", AT)))[0] is None


async def test_spending_adds_up_by_day(store: AnyStore) -> None:
    await store.run(ann)

    def spend(tx: Tx) -> None:
        first = Usage(1, 3_000_000_000, 0.25, 1.5)
        assert tx.persons.charge(ANN, "2027-01-15", first) == (first, 0)
        tx.persons.grant(ANN, "2027-01-15")
        sum_of_both = (Usage(3, 3_000_000_100, 0.75, 2.0), 1)
        assert tx.persons.charge(ANN, "2027-01-15", Usage(2, 100, 0.5, 0.5)) == sum_of_both
        tx.persons.grant(ANN, "2027-01-16")

    await store.run(spend)
    today, _ = await store.run(lambda tx: tx.persons.spent(ANN, "2027-01-15"))
    assert today == (Usage(3, 3_000_000_100, 0.75, 2.0), 1)
    assert await store.read(lambda reads: reads.spent(ANN, "2027-01-16")) == (Usage(), 1)
    assert await store.read(lambda reads: reads.spent(ANN, "2027-01-17")) == (Usage(), 0)

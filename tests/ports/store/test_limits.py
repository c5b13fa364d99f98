"""What is known about models, and the alerts about their providers."""

import asyncio
from dataclasses import replace

from service.domain.ids import SessionNumber
from service.domain.items import ItemKind, ItemState, Reason
from service.domain.limits import Condition, Limit
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, BOB, item, person, session

KNOWN = Limit(
    "acme/large",
    Condition.DOWN,
    AT,
    AT + 30,
    "acme failed (500): no connection.",
    AT,
    4,
    0.0,
    1,
    0,
    AT - 5,
    59,
    AT + 1,
    2_000_000_000_000,
    AT + 360,
    {"ann": [AT, AT + 6, AT - 1, 1200]},
)


async def test_what_is_known_is_read_back_as_it_was(store: AnyStore) -> None:
    unknown, _ = await store.run(lambda tx: tx.limits.lock("acme/large"))
    assert unknown == Limit("acme/large")
    await store.run(lambda tx: tx.limits.save(KNOWN))
    await store.run(lambda tx: tx.limits.save(Limit("acme/small")))
    assert await store.read(lambda reads: reads.limits()) == [KNOWN, Limit("acme/small")]
    changed = replace(KNOWN, condition=Condition.OPEN, requests_left=None, shares={})
    await store.run(lambda tx: tx.limits.save(changed))
    assert (await store.run(lambda tx: tx.limits.lock("acme/large")))[0] == changed


async def test_nobody_changes_it_in_between(store: AnyStore) -> None:
    await store.run(lambda tx: tx.limits.save(Limit("m")))

    def count(tx: Tx) -> None:
        found = tx.limits.lock("m")
        tx.limits.save(replace(found, admitted=found.admitted + 1))

    await asyncio.gather(*(store.run(count) for _ in range(20)))
    (known,) = await store.read(lambda reads: reads.limits())
    assert known.admitted == 20


async def test_alerts_about_providers_are_found_by_their_owner(store: AnyStore) -> None:
    one = SessionNumber(1)

    def fill(tx: Tx) -> None:
        for each in (ANN, BOB):
            tx.persons.add(person(each))
        tx.sessions.open(session("1"))
        alert = {"kind": ItemKind.ALERT, "reason": Reason.PROVIDER_DOWN}
        tx.items.add(item("old", one, opened_at=AT - 9, **alert))
        tx.items.add(item("over", one, opened_at=AT + 1, state=ItemState.RESOLVED, **alert))
        tx.items.add(item("open", one, opened_at=AT + 2, **alert | {"reason": Reason.RATE_LIMITED}))
        tx.items.add(item("bobs", one, BOB, opened_at=AT + 2, **alert))
        tx.items.add(item("other", one, opened_at=AT + 2))

    await store.run(fill)
    found, _ = await store.run(lambda tx: tx.items.of_providers(ANN, AT))
    assert [each.id for each in found] == ["over", "open"]

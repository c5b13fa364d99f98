"""How long calls usually take, as it is stored."""

from dataclasses import replace

from service.domain.paces import Pace
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import AT

MAKE = Pace("tool make", {"9": 2.0, "31": 0.5}, AT)


async def test_what_is_remembered_is_read_back_as_it_was(store: AnyStore) -> None:
    unknown, _ = await store.run(lambda tx: tx.paces.lock("tool make"))
    assert unknown == Pace("tool make")
    await store.run(lambda tx: tx.paces.save(MAKE))
    newer = Pace("gap openai/large", {"3": 1.0}, AT + 1)
    await store.run(lambda tx: tx.paces.save(newer))
    assert (await store.run(lambda tx: tx.paces.all()))[0] == [newer, MAKE]
    changed = replace(MAKE, counts={"9": 3.0}, changed_at=AT + 2)
    await store.run(lambda tx: tx.paces.save(changed))
    assert (await store.run(lambda tx: tx.paces.lock("tool make")))[0] == changed


async def test_what_is_forgotten_is_unknown_again(store: AnyStore) -> None:
    await store.run(lambda tx: tx.paces.save(MAKE))
    await store.run(lambda tx: tx.paces.forget(["tool make", "tool none"]))
    assert (await store.run(lambda tx: tx.paces.all()))[0] == []

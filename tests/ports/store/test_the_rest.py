"""Blobs, secrets, captures and offices."""

import pytest

from service.domain.captures import Captured, CapturedFile
from service.domain.errors import Bug
from service.domain.ids import BlobId
from service.ports.store import Tx
from tests.fakes.clock import FakeClock
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, ann, ann_and_a_session

BYTES = bytes(range(256)) * 100


async def test_a_blob_reads_back_as_written(store: AnyStore) -> None:
    await store.run(ann)
    name = "Bericht\0 \udcff.pdf"
    await store.run(
        lambda tx: tx.blobs.add(BlobId("b"), ANN, name, "application/pdf", BYTES, AT),
    )
    expected = (ANN, "Bericht\ufffd \ufffd.pdf", "application/pdf", BYTES)
    assert (await store.run(lambda tx: tx.blobs.get(BlobId("b"))))[0] == expected
    assert await store.read(lambda reads: reads.blob(BlobId("b"))) == expected
    assert await store.read(lambda reads: reads.blob(BlobId("none"))) is None


async def test_a_secret_is_put_replaced_and_removed(store: AnyStore) -> None:
    def put(tx: Tx) -> None:
        tx.vault.put("model/openai", b"\0first", AT)
        tx.vault.put("model/anthropic", b"other", AT)
        tx.vault.put("model/openai", b"second", AT + 1)

    await store.run(put)
    assert (await store.run(lambda tx: tx.vault.get("model/openai")))[0] == b"second"
    assert await store.read(lambda reads: reads.secret("model/openai")) == b"second"
    assert await store.read(lambda reads: reads.secret("none")) is None
    both = [("model/anthropic", b"other"), ("model/openai", b"second")]
    assert (await store.run(lambda tx: tx.vault.all()))[0] == both
    assert (await store.run(lambda tx: tx.vault.remove("model/openai")))[0] is True
    assert (await store.run(lambda tx: tx.vault.remove("model/openai")))[0] is False
    assert (await store.run(lambda tx: tx.vault.get("model/openai")))[0] is None
    assert await store.read(lambda reads: reads.secret_names()) == ["model/anthropic"]


async def test_captures_are_listed_oldest_first(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)
    second = Captured(number, 2, "file:///b", [])
    first = Captured(number, 1, "file:///a", [CapturedFile("report.md", 12, "ab" * 32)])
    await store.run(lambda tx: tx.add_capture(second, 9, AT + 1))
    await store.run(lambda tx: tx.add_capture(first, 4, AT))
    assert await store.read(lambda reads: reads.captures(number)) == [first, second]
    with pytest.raises(Bug, match="database refused"):
        await store.run(lambda tx: tx.add_capture(first, 4, AT))


async def test_an_office_has_one_holder_until_its_time_is_over(
    store: AnyStore,
    clock: FakeClock,
) -> None:
    async def take(holder: str, seconds: float) -> bool:
        took, _ = await store.run(
            lambda tx: tx.take_office("sweeper", holder, tx.now() + seconds),
        )
        return took

    assert await take("a", 60)
    assert not await take("b", 60)
    assert await take("a", 60)
    assert await take("a", -1), "its holder may also shorten it"
    assert await take("b", 60)
    assert not await take("a", 60)

    await store.run(lambda tx: tx.leave_office("sweeper", "a"))
    assert not await take("a", 60), "only the holder can leave"
    await store.run(lambda tx: tx.leave_office("sweeper", "b"))
    assert await take("a", 60)
    await store.run(lambda tx: tx.leave_office("none", "a"))

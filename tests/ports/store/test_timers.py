from service.domain.timers import Timer, TimerKind
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import AT


def three(tx: Tx) -> None:
    tx.timers.set(Timer(TimerKind.PARK, "1", AT + 30))
    tx.timers.set(Timer(TimerKind.CAPTURE, "1", AT + 10))
    tx.timers.set(Timer(TimerKind.PARK, "2", AT + 20))


async def test_timers_are_due_in_order_and_not_before(store: AnyStore) -> None:
    await store.run(three)

    async def due(now: float, limit: int = 10) -> list[float]:
        found, _ = await store.run(lambda tx: tx.timers.due(now, limit))
        return [timer.due_at - AT for timer in found]

    assert await due(AT + 9.9) == []
    assert await due(AT + 20) == [10, 20]
    assert await due(AT + 99) == [10, 20, 30]
    assert await due(AT + 99, limit=2) == [10, 20]
    assert (await store.run(lambda tx: tx.timers.next_due()))[0] == AT + 10


async def test_setting_again_moves_it(store: AnyStore) -> None:
    await store.run(three)
    await store.run(lambda tx: tx.timers.set(Timer(TimerKind.CAPTURE, "1", AT + 40)))
    found, _ = await store.run(lambda tx: tx.timers.due(AT + 99, 10))
    assert list(found) == [
        Timer(TimerKind.PARK, "2", AT + 20),
        Timer(TimerKind.PARK, "1", AT + 30),
        Timer(TimerKind.CAPTURE, "1", AT + 40),
    ]


async def test_a_dropped_timer_is_gone(store: AnyStore) -> None:
    await store.run(three)

    def work(tx: Tx) -> None:
        tx.timers.drop(TimerKind.PARK, "1")
        tx.timers.drop(TimerKind.PARK, "none")

    await store.run(work)
    left = await store.read(lambda reads: reads.timers(["1", "2", "3"]))
    assert left == [Timer(TimerKind.CAPTURE, "1", AT + 10), Timer(TimerKind.PARK, "2", AT + 20)]
    assert await store.read(lambda reads: reads.timers([])) == []


async def test_no_timer_is_next_when_there_is_none(store: AnyStore) -> None:
    assert (await store.run(lambda tx: tx.timers.next_due()))[0] is None

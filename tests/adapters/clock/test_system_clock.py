import time
from concurrent.futures import ThreadPoolExecutor

from service.adapters.clock.system import SystemClock, SystemIds


async def test_the_clock_is_the_machines() -> None:
    clock = SystemClock()
    before, started = time.time(), clock.monotonic()
    assert before <= clock.now() <= time.time()
    await clock.sleep(0.01)
    assert clock.monotonic() - started >= 0.01


def test_ids_are_unique_of_one_length_and_in_the_order_in_which_they_were_made() -> None:
    ids = SystemIds()
    made = [ids.new() for _ in range(5000)]
    assert len(set(made)) == 5000
    assert {len(each) for each in made} == {22}
    assert made == sorted(made)


def test_threads_share_the_order() -> None:
    ids = SystemIds()
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda _: [ids.new() for _ in range(500)], range(8)))
    assert len({each for batch in batches for each in batch}) == 4000
    assert all(batch == sorted(batch) for batch in batches)


def test_tokens_are_as_long_as_asked_and_hold_nothing_ambiguous() -> None:
    ids = SystemIds()
    tokens = [ids.token(8) for _ in range(500)]
    assert {len(token) for token in tokens} == {8}
    assert len(set(tokens)) == 500
    seen = set("".join(tokens))
    assert not seen & set("0O1I")
    assert len(seen) == 32


def test_jitter_is_below_one_and_differs() -> None:
    ids = SystemIds()
    drawn = [ids.jitter() for _ in range(1000)]
    assert all(0 <= each < 1 for each in drawn)
    assert max(drawn) - min(drawn) > 0.5

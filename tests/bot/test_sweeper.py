"""The sweeper's loop: when it looks again, and that nothing ends it."""

import asyncio
from typing import cast

import pytest

from bot.sweeper import POLL, pause_after, sweep_for_ever
from service.domain.errors import Temporary
from service.usecases.sweep import BATCH, Sweeper, Swept

NOW = 1000.0


@pytest.mark.parametrize(
    ("swept", "pause"),
    [
        (Swept(True, 0, NOW, None), POLL),
        (Swept(True, 3, NOW, NOW + 60), POLL),
        (Swept(True, 3, NOW, NOW + 0.25), 0.25),
        (Swept(True, BATCH, NOW, NOW + 60), 0.0),
        (Swept(False, 0, 0.0, None), POLL),
    ],
)
def test_it_looks_again_at_the_next_timer_and_within_a_second(swept: Swept, pause: float) -> None:
    assert pause_after(swept) == pause


def test_a_timer_that_stays_due_does_not_take_a_whole_core() -> None:
    assert 0 < pause_after(Swept(True, 1, NOW, NOW - 5)) < 0.1


class Rounds:
    """A sweeper whose rounds are what the test says; ends after the last one."""

    def __init__(self, *rounds: Swept | Exception) -> None:
        self._rounds = list(rounds)
        self.pauses: list[float] = []

    async def sweep(self) -> Swept:
        if not self._rounds:
            raise asyncio.CancelledError
        found = self._rounds.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    def now(self) -> float:
        return NOW

    def monotonic(self) -> float:
        return NOW

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


async def test_outages_and_mistakes_only_delay_it() -> None:
    rounds = Rounds(
        Swept(True, 0, NOW, NOW + 0.5),
        Temporary("the database is away", retry_after=4.0),
        Temporary("the database is away"),
        ValueError("a mistake"),
        Swept(True, 0, NOW, None),
    )
    with pytest.raises(asyncio.CancelledError):
        await sweep_for_ever(cast("Sweeper", rounds), rounds)
    assert rounds.pauses == [0.5, 4.0, POLL, POLL, POLL]

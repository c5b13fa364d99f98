"""What goes wrong, how often and when; each concern draws from a stream of its own."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WINDOWS = ("store", "doorbell", "signals", "captures", "push", "chat")


@dataclass(frozen=True, slots=True)
class Rates:
    """Chances of each misfortune, per occasion. Some seeds are calm, some are wild."""

    crash: float
    pause: float
    store_away: float
    store_late: float
    store_unknown: float
    ring_lost: float
    ring_twice: float
    signal_lost: float
    capture_fails: float
    model_fails: float
    twice: float
    stop_gently: float
    poison: float
    push_fails: float


class Chaos:
    """The misfortunes of one seed."""

    def __init__(self, seed: int, clock: Callable[[], float]) -> None:
        self.seed = seed
        self.on = True
        self._clock = clock
        self._streams: dict[str, random.Random] = {}
        rng = self.stream("rates")
        wild = rng.choice((0.0, 0.3, 1.0, 1.0, 2.0))
        self.calm = wild == 0.0
        self.rates = Rates(
            crash=0.004 * wild * rng.random(),
            pause=0.001 * wild * rng.random(),
            store_away=0.004 * wild * rng.random(),
            store_late=0.01 * wild * rng.random(),
            store_unknown=0.006 * wild * rng.random(),
            ring_lost=rng.choice((0.0, 0.1, 0.5)),
            ring_twice=rng.choice((0.0, 0.2)),
            signal_lost=rng.choice((0.0, 0.3, 1.0)),
            capture_fails=rng.choice((0.0, 0.2, 0.5)),
            model_fails=rng.choice((0.05, 0.15, 0.35)),
            twice=rng.choice((0.0, 0.2, 0.4)),
            stop_gently=0.25 * rng.random(),
            poison=rng.choice((0.0, 0.0, 0.0, 0.25)) if wild else 0.0,
            push_fails=rng.choice((0.0, 0.2, 0.5)),
        )
        self._windows = {name: self._plan(rng, wild) for name in WINDOWS}

    def _plan(self, rng: random.Random, wild: float) -> list[tuple[float, float]]:
        """Return some stretches of time during which a part is away altogether."""
        count = rng.choice((0, 0, 1, 2)) if wild else 0
        starts = [rng.uniform(20.0, 500.0) for _ in range(count)]
        return [(start, start + rng.uniform(1.0, 45.0)) for start in starts]

    def stream(self, name: str) -> random.Random:
        """Return the random numbers of one concern."""
        if name not in self._streams:
            self._streams[name] = random.Random(f"{self.seed}:{name}")
        return self._streams[name]

    def happens(self, name: str, chance: float) -> bool:
        """Tell whether a misfortune of that chance happens now."""
        return self.on and chance > 0 and self.stream(name).random() < chance

    def away(self, part: str) -> bool:
        """Tell whether the part is away altogether just now."""
        now = self._clock()
        return self.on and any(start <= now < end for start, end in self._windows[part])

    def pick(self, name: str, weights: Sequence[tuple[str, float]]) -> str:
        """Return one of the names, by weight."""
        names = [each for each, _ in weights]
        return self.stream(name).choices(names, [weight for _, weight in weights])[0]

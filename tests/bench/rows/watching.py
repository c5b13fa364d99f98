"""The watch: what it costs to judge a step, and to take in its result."""

import time
from collections.abc import Sequence
from random import Random

from service.domain.watching import Limits
from service.supervisor import stuck
from service.supervisor.facts import Asked, Called, Returned
from service.supervisor.watch import Watch
from service.supervisor.window import Window
from tests.bench.figures import Figure, Sizes, middle, percentile

WINDOW = 200
_TESTS = 20


def measure(sizes: Sizes) -> Sequence[Figure]:
    """The watch judges an agent's step."""
    limits = Limits(window=WINDOW)
    watch, dice = Watch(limits), Random(6)
    watch.take(Asked("Make the tests pass."), 0.0)
    for number in range(WINDOW):
        _step(watch, number, dice)
    whole, judged = list[float](), list[float]()
    for number in range(WINDOW, WINDOW + max(sizes.samples, 40)):
        whole.append(_step(watch, number, dice))
        judged.append(_judged(watch.window, float(number), limits))
    assert len(watch.window.steps) == WINDOW
    note = f"window of {WINDOW} steps; p95 {{:.2f}} ms"
    return [
        Figure(
            "all detectors on a step",
            middle(judged),
            "ms",
            0.5,
            note=note.format(percentile(judged, 0.95)),
        ),
        Figure(
            "the same, with its call and its 1 KB result taken in",
            middle(whole),
            "ms",
            note=note.format(percentile(whole, 0.95)),
        ),
    ]


def _judged(window: Window, now: float, limits: Limits) -> float:
    began = time.perf_counter()
    found = stuck.detect(window, now, limits)
    took = (time.perf_counter() - began) * 1000
    assert found is None, found
    return took


def _step(watch: Watch, number: int, dice: Random) -> float:
    """Let the watch see a step of somebody who is busy; return the milliseconds."""
    called, returned = _happening(number, dice)
    began = time.perf_counter()
    watch.take(called, float(number))
    verdict = watch.take(returned, float(number))
    took = (time.perf_counter() - began) * 1000
    assert verdict is None, verdict
    return took


def _happening(number: int, dice: Random) -> tuple[Called, Returned]:
    name, path = f"c{number}", f"src/part_{number % 17}.py"
    match number % 4:
        case 0:
            text = "\n".join(f"def f{line}(x): return x + {number * line}" for line in range(32))
            return Called(name, "read_file", {"path": path}), Returned(name, True, text)
        case 1:
            made = {"path": path, "old": f"a{number}", "new": f"b{number}"}
            return Called(name, "edit_file", made), Returned(name, True, f"Edited {path}")
        case 2:
            lines = [f"FAILED tests/test_{dice.randrange(999)}.py::test_it" for _ in range(_TESTS)]
            text = "\n".join([*lines, f"{number} failed, 30 passed in 1.{number}s"])
            return Called(name, "bash", {"command": "pytest -q"}), Returned(name, False, text)
    text = "\n".join(f"{dice.getrandbits(28):07x} Commit number {line}" for line in range(34))
    command = {"command": f"git log --oneline -{number}"}
    return Called(name, "bash", command), Returned(name, True, text)

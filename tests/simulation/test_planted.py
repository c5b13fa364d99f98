"""The rules find what they are there for: each planted bug, within a few seeds."""

import pytest

from tests.simulation.planted import BUGS
from tests.simulation.run import simulate

SEEDS = 120
pytestmark = pytest.mark.timeout(900)


@pytest.mark.parametrize("name", sorted(BUGS))
def test_a_planted_bug_is_found(name: str) -> None:
    for seed in range(SEEDS):
        result = simulate(seed, BUGS[name])
        if result.story.violation is not None:
            print(f"{name}: seed {seed}, {result.story.violation.text}")
            assert simulate(seed).story.violation is None, "the code without it is broken as well"
            return
    pytest.fail(f"{name} was not found in {SEEDS} seeds")

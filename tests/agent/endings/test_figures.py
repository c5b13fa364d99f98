"""How well the rules tell endings apart, by themselves.

Corpus A to D, G and H were fitted to; E and F were written by others and are only measured. The
floors of what was not fitted to are what was measured, less a little: a change that loses more
is seen.
"""

from pathlib import Path

import pytest

from service.agent.endings.measuring import Measured, measure, read_cases
from service.agent.endings.rules import classify
from service.domain.endings import Ending

ROOT = Path(__file__).parents[3]
CORPORA = ROOT / "tests" / "endings"
SHARED = ROOT.parent / "shared" / "data" / "endings" / "dev.jsonl"
FITTED = {
    "corpus_a": 0.95,
    "corpus_b": 0.84,
    "corpus_c": 0.98,
    "corpus_d": 0.92,
    "corpus_g": 0.94,
    "corpus_h": 0.92,
}
UNSEEN = {"corpus_e": 0.79, "corpus_f": 0.80}
UNSEEN_HALF = 0.79
SHARED_WHOLE = 0.90


def figures(path: Path, part: slice = slice(None)) -> Measured:
    cases = read_cases(path.read_text(encoding="utf-8").splitlines())[part]
    return measure(cases, [classify(c.text, c.goal, c.last_tools).ending for c in cases])


def check(found: Measured, floor: float) -> None:
    for ending in (Ending.ASKS, Ending.STOPPED_SHORT):
        share = found.by_class[ending]
        assert min(share.precision, share.recall) >= floor, (ending, share)


@pytest.mark.parametrize("name", FITTED)
def test_what_the_weights_were_fitted_to(name: str) -> None:
    check(figures(CORPORA / f"{name}.jsonl"), FITTED[name])


@pytest.mark.parametrize("name", UNSEEN)
def test_what_nobody_looked_at(name: str) -> None:
    check(figures(CORPORA / f"{name}.jsonl"), UNSEEN[name])


@pytest.mark.skipif(not SHARED.exists(), reason="the shared labelled endings are not here")
def test_the_half_of_the_shared_endings_that_nobody_looked_at() -> None:
    check(figures(SHARED, slice(1, None, 2)), UNSEEN_HALF)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared labelled endings are not here")
def test_the_shared_endings_as_a_whole() -> None:
    check(figures(SHARED), SHARED_WHOLE)

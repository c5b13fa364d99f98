"""`python -m tests.simulation --seeds 200`: run seeds, tell what failed and how to replay it."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.simulation.planted import BUGS
from tests.simulation.run import Result, simulate

FAILURES = Path("simulation-failures")


def main() -> int:
    """Run the seeds; return how the process ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many seeds to run")
    parser.add_argument("--seed", type=int, help="replay this one and tell its whole story")
    parser.add_argument("--first", type=int, default=0, help="the first seed of many")
    parser.add_argument("--bug", choices=sorted(BUGS), help="plant this bug")
    parser.add_argument("--counts", action="store_true", help="say how often each thing happened")
    given = parser.parse_args()
    if given.seed is not None:
        return _replay(given.seed, given.bug)
    failed, counts, virtual, real = 0, Counter[str](), 0.0, 0.0
    for seed in range(given.first, given.first + given.seeds):
        result = simulate(seed, BUGS[given.bug]) if given.bug else simulate(seed)
        counts.update(result.story.counts)
        virtual, real = virtual + result.virtual, real + result.real
        if result.story.violation is not None:
            failed += 1
            print(report(result))
    events = sum(times for what, times in counts.items() if what.startswith("event "))
    print(
        f"{given.seeds} seeds, {failed} failed; {virtual / 3600:.1f} simulated hours in"
        f" {real:.0f} s; {counts['commit'] / real:,.0f} commits/s, {events / real:,.0f} events/s"
    )
    if given.counts:
        for what, times in sorted(counts.items()):
            print(f"{times:10,}  {what}")
    return 1 if failed else 0


def _replay(seed: int, bug: str | None) -> int:
    result = simulate(seed, BUGS[bug]) if bug else simulate(seed)
    for line in result.story.lines:
        print(line)
    print(f"seed {seed}: digest {result.story.digest()}, {result.real:.1f} s")
    return 1 if result.story.violation else 0


def report(result: Result) -> str:
    """Tell a failed seed's story, as far as it is about the session; keep it in a file."""
    violation = result.story.violation
    assert violation is not None
    lines = list(result.story.about(violation.session))
    FAILURES.mkdir(exist_ok=True)
    path = FAILURES / f"seed-{result.seed}.txt"
    path.write_text("\n".join(lines) + "\n")
    return "\n".join(
        [
            f"seed {result.seed} failed at {violation.at:.3f} s, session {violation.session}:",
            f"  {violation.text}",
            *(f"  {line}" for line in lines[-25:]),
            f"  the whole story: {path}; replay: python -m tests.simulation --seed {result.seed}",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())

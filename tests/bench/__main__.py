"""`python -m tests.bench`: measure, and say which targets are met."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.bench import report
from tests.bench.catalogue import ROWS
from tests.bench.figures import FULL, QUICK, TINY, Sizes
from tests.bench.running import Told, run

_SIZES = {each.name: each for each in (FULL, QUICK, TINY)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rows and return 0, or with `--strict` 1 if a target is missed."""
    given = _parsed(arguments)
    sizes = QUICK if given.quick else _SIZES[given.size]
    console, about, rows = Console(), report.machine(), []
    for told in run(given.only or ROWS, sizes, given.rounds):
        rows.append(told)
        report.show(console, told)
    if given.json:
        content = json.dumps(as_json(rows, sizes, about), indent=1, ensure_ascii=False)
        Path(given.json).write_text(content + "\n", "utf-8")
    if given.markdown:
        page = Path(given.markdown)
        page.write_text(report.placed(page, report.markdown(rows, about)), "utf-8")
    missed = [each.name for told in rows for each in told.figures if each.met is False]
    console.print(f"{len(missed)} targets missed" if missed else "Every target is met.")
    return 1 if missed and given.strict else 0


def as_json(rows: Sequence[Told], sizes: Sizes, about: dict[str, Any]) -> dict[str, Any]:
    """Return everything that was measured, and on what."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "size": sizes.name,
        "machine": about,
        "rows": [each.as_json() for each in rows],
    }


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(ROWS), help="this row; repeatable")
    parser.add_argument("--quick", action="store_true", help="fewer samples, 100,000 sessions")
    parser.add_argument("--size", choices=list(_SIZES), default=FULL.name, help="default: full")
    parser.add_argument(
        "--rounds", type=int, default=1, help="run each row so often, tell the best"
    )
    parser.add_argument("--json", metavar="FILE", help="write every figure of every round")
    parser.add_argument("--markdown", metavar="FILE", help="renew the table of the docs")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a target is missed")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

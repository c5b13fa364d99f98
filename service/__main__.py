"""`python -m service`: the processes that need a model. People use `heddle` instead."""

import argparse
import gc
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from service.domain.errors import HeddleError, Misconfigured, Refused, Temporary
from service.settings.reading import load
from service.settings.service import ServiceSettings

EXITS = ((Misconfigured, 3), (Refused, 4), (Temporary, 5), (HeddleError, 1))
"""How the processes end, by what stopped them; the first kind that fits. `heddle` says the same."""

USAGE = 2
"""How a process ends that was given a wrong file, as argparse ends at wrong arguments."""


def main() -> int:
    """Run the process that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m service", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    worker = commands.add_parser("worker", help="run agents of one pool, until SIGTERM")
    worker.add_argument(
        "--name",
        help="a name that no other living process has; what an earlier "
        "process of this name left is taken up at once",
    )
    check = commands.add_parser("check-models", help="ask each model for a word")
    check.add_argument("--json", action="store_true", help="print JSON, for scripts")
    evaluate = commands.add_parser("eval", help="measure a judge against labelled cases")
    judges = evaluate.add_subparsers(dest="judge", required=True)
    endings = judges.add_parser("endings", help="how a turn ended that ended in prose")
    endings.add_argument("file", type=Path, help="JSON lines: id, goal, last_tools, text, expect")
    endings.add_argument("--json", action="store_true", help="print JSON, for scripts")
    endings.add_argument("--no-model", action="store_true", help="by the rules alone")
    given = parser.parse_args()
    try:
        loaded = load(ServiceSettings, whole=False)
        # Before anything of a model is imported: providers' keys may stand in `.env`.
        for name, text in loaded.others.items():
            os.environ.setdefault(name, text)
        if given.command == "worker":
            return _work(loaded.settings, given.name)
        if given.command == "eval":
            return _eval(loaded.settings, given)
        return _check(loaded.settings, as_json=given.json)
    except HeddleError as error:
        sys.stderr.write(f"heddle: {error}\n")
        return next(code for kind, code in EXITS if isinstance(error, kind))


def _work(settings: ServiceSettings, name: str | None) -> int:
    # Loading makes a million objects that stay: looking through them for garbage again and
    # again costs a third of the time, and later collections need not look at them either.
    gc.disable()
    from service.worker.main import run

    gc.freeze()
    gc.enable()
    run(settings, name)
    return 0


def _check(settings: ServiceSettings, *, as_json: bool) -> int:
    from service.worker.checking import check_models

    found = check_models(settings)
    if as_json:
        sys.stdout.write(json.dumps([asdict(each) for each in found]) + "\n")
    else:
        for each in found:
            sys.stdout.write(f"{each.state:<8} {each.name}: {each.text}\n")
    return 1 if any(each.state == "failed" for each in found) else 0


def _eval(settings: ServiceSettings, given: argparse.Namespace) -> int:
    from service.agent.endings.measuring import BadCaseError
    from service.worker.evaluating import as_json, as_table, eval_endings

    try:
        found = eval_endings(settings, given.file, with_model=not given.no_model)
    except BadCaseError as error:
        sys.stderr.write(f"heddle: {given.file}: {error}\n")
        return USAGE
    sys.stdout.write(as_json(found) if given.json else as_table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m service`: the processes that need a model. People use `heddle` instead."""

import argparse
import gc
import json
import os
import sys
from dataclasses import asdict

from service.domain.errors import HeddleError, Misconfigured, Refused, Temporary
from service.settings.reading import load
from service.settings.service import ServiceSettings

EXITS = ((Misconfigured, 3), (Refused, 4), (Temporary, 5), (HeddleError, 1))
"""How the processes end, by what stopped them; the first kind that fits. `heddle` says the same."""


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
    given = parser.parse_args()
    try:
        loaded = load(ServiceSettings, whole=False)
        # Before anything of a model is imported: providers' keys may stand in `.env`.
        for name, text in loaded.others.items():
            os.environ.setdefault(name, text)
        if given.command == "worker":
            return _work(loaded.settings, given.name)
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


if __name__ == "__main__":
    sys.exit(main())

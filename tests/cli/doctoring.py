"""What the doctor found, as tests read it."""

import json
import time

from bot.cli.doctor.findings import Finding, State
from bot.cli.exits import Exit
from tests.cli.conftest import Heddle


def found(heddle: Heddle, about: str = "") -> dict[str, Finding]:
    """Run the doctor and return its findings whose names begin so."""
    result = heddle("doctor", "--json")
    rows = [
        Finding(each["name"], State(each["state"]), each["text"])
        for each in json.loads(result.output)
    ]
    failed = any(each.state is State.FAILED for each in rows)
    assert result.exit_code == (Exit.FINDINGS if failed else 0)
    return {each.name: each for each in rows if each.name.startswith(about)}


class Ahead:
    """A machine's time that is so many seconds ahead of everybody's."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def time(self) -> float:
        return time.time() + self._seconds

"""Checks of the models, in a process of the service: this one never loads them."""

import json
import os
import subprocess
from collections.abc import Mapping

from bot.cli.doctor.findings import Finding, State
from bot.cli.up.processes import python

_PATIENCE = 120.0


def models(others: Mapping[str, str]) -> list[Finding]:
    """Ask every model that has a key for a word. `others` are the variables of `.env`."""
    try:
        done = subprocess.run(
            python("service", "check-models", "--json"),
            env={**os.environ, **others},
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        answers = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        text = f"The check did not end in {_PATIENCE:.0f} s. Check the network and any proxy."
        return [Finding("models", State.FAILED, text)]
    except ValueError:
        last = done.stderr.strip().rpartition("\n")[2]
        text = f"The check broke ({last}). Run: python -m service check-models"
        return [Finding("models", State.FAILED, text)]
    return [Finding(each["name"], State(each["state"]), each["text"]) for each in answers]

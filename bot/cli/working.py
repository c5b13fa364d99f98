"""`heddle worker`: the service's own process, after all settings were checked."""

import os
import sys

from bot.bootstrap import reading
from bot.cli.up.processes import python


def run(pool: str = "") -> None:
    """Become a worker, of the pool if one is named. Raises Misconfigured."""
    if pool:
        os.environ["HEDDLE_POOL"] = pool
    reading.settings()
    command = python("service", "worker")
    sys.stdout.flush()
    os.execv(command[0], command)

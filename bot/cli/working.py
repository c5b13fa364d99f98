"""`heddle worker`: the service's own process, after all settings were checked."""

import os
import sys

from bot.bootstrap import reading
from bot.cli.up.processes import python


def run() -> None:
    """Become a worker. Raises Misconfigured."""
    reading.settings()
    command = python("service", "worker")
    sys.stdout.flush()
    os.execv(command[0], command)

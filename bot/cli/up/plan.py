"""Which processes there are, and what each is told."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.cli.up.embedded import Embedded, embedded
from bot.cli.up.processes import Program, python


@dataclass(frozen=True, slots=True)
class Plan:
    """What `heddle up` starts. `queue` is None where another server is used."""

    data_dir: Path
    host: str
    port: int
    link: str
    database: str
    queue_shown: str
    queue: Embedded | None
    environment: Mapping[str, str]
    workers: int

    @property
    def logs(self) -> Path:
        """The folder of the log files."""
        return self.data_dir / "logs"

    def queue_program(self) -> Program | None:
        """Return the queue's server, if it is brought along."""
        return Program("queue", self.queue.command) if self.queue else None

    def bot_program(self) -> Program:
        """Return the bot."""
        return Program("bot", python("bot", "bot"), self.environment)

    def worker_programs(self) -> list[Program]:
        """Return the workers.

        Each keeps its name over restarts, so that it takes up at once what it held: this
        `heddle up` starts it again only when the process before is gone.
        """
        numbered = [f"worker-{number}" for number in range(1, self.workers + 1)]
        names = ["worker"] if self.workers == 1 else numbered
        place = f"{platform.node()}-{sha256(str(self.data_dir).encode()).hexdigest()[:8]}"
        return [
            Program(
                name, python("service", "worker", "--name", f"{place}-{name}"), self.environment
            )
            for name in names
        ]


def plan(
    *,
    data_dir: Path,
    metrics: Path,
    host: str,
    port: int,
    link: str,
    database: str,
    redis_shown: str,
    others: Mapping[str, str],
    workers: int,
) -> Plan:
    """Make the plan. `metrics` is an empty folder for shared numbers, which count from this start.

    `others` are variables for the processes that are not heddle's. Raises Refused if there
    is no server for the queue.
    """
    (data_dir / "logs").mkdir(mode=0o700, exist_ok=True)
    queue = None if redis_shown else embedded(data_dir)
    environment = {
        **others,
        "HEDDLE_LOG__FORMAT": "json",
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        **({"HEDDLE_REDIS_URL": queue.url} if queue else {}),
    }
    return Plan(data_dir, host, port, link, database, redis_shown, queue, environment, workers)

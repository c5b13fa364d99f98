"""A heddle of many processes on PostgreSQL and Valkey, kept running as a cluster keeps its pods."""

import json
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx

from tests.e2e.running import environment
from tests.servers.ports import free_port
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey

KILLS = {
    "kill a worker": 9,
    "kill a bot": 6,
    "freeze a worker": 3,
    "freeze a bot": 2,
    "restart a worker": 2,
    "restart a bot": 2,
    "kill the queue": 1,
    "empty the queue": 1,
    "cut the database": 2,
}
"""What happens to a cluster, and how often beside the others."""
SOONEST, LATEST = 2.0, 7.0
"""Seconds between two of them."""
LONGEST_FREEZE = 15.0
"""Seconds: longer than a lease, shorter than the claim on a lane."""
SEVERE = ("error", "critical")


class Process:
    """One role of the cluster, started again whenever it ends."""

    def __init__(self, name: str, role: str, variables: Mapping[str, str], log: IO[str]) -> None:
        self.name, self.role = name, role
        self.ends: list[int] = []
        self._variables, self._log = variables, log
        self.port = int(variables["HEDDLE_HTTP__PORT"])
        self._stopping = False
        self._process = self._started()
        self._keeper = threading.Thread(target=self._keep, name=name, daemon=True)
        self._keeper.start()

    def get(self, path: str) -> httpx.Response | None:
        """Ask its web server; None while it does not answer."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=5)
        except httpx.HTTPError:
            return None

    @property
    def pid(self) -> int:
        """Its process as it runs now."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Tell whether it is kept running."""
        return not self._stopping

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End it for good, and return when it has ended."""
        self._stopping = True
        self._process.send_signal(number)
        self._process.send_signal(signal.SIGCONT)
        self._keeper.join()

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "bot", self.role]
        return subprocess.Popen(command, env=self._variables, stdout=self._log, stderr=self._log)

    def _keep(self) -> None:
        while True:
            code = self._process.wait()
            if self._stopping:
                return
            self.ends.append(code)
            self._process = self._started()


class Cluster:
    """Bots and workers that share a database, a queue and a folder."""

    def __init__(
        self, folder: Path, postgres: Postgres, database: str, queue: Valkey, **more: str
    ) -> None:
        self._folder, self._queue = folder, queue
        self._postgres, self._database = postgres, database
        self._more = {
            "HEDDLE_DATABASE_URL": postgres.database(database),
            "HEDDLE_REDIS_URL": queue.url,
            **more,
        }
        self.processes: list[Process] = []
        self.done: Counter[str] = Counter()
        self._log = (folder / "cluster.log").open("w")

    def start(self, bots: int, workers: int) -> None:
        """Start so many of each."""
        for role, count in (("bot", bots), ("worker", workers)):
            for _ in range(count):
                self.add(role)

    def variables(self, **more: str) -> dict[str, str]:
        """Return what a process of it is started with, on a port of its own."""
        return environment(self._folder / "data", free_port(), **self._more, **more)

    def add(self, role: str, **more: str) -> Process:
        """Start one more of a role, with further settings."""
        number = sum(each.role == role for each in self.processes) + 1
        variables = self.variables(**more)
        self.processes.append(Process(f"{role}-{number}", role, variables, self._log))
        return self.processes[-1]

    @property
    def workers(self) -> list[Process]:
        """Those that run agents."""
        return [each for each in self.processes if each.role == "worker"]

    @property
    def bots(self) -> list[Process]:
        """Those that have a web server."""
        return [each for each in self.processes if each.role == "bot"]

    def ready(self) -> bool:
        """Tell whether all bots can do their work."""
        found = [each.get("/readyz") for each in self.bots]
        return all(each is not None and each.status_code == 200 for each in found)

    def wrong(self) -> list[dict[str, str]]:
        """Return what each bot says is wrong, by its name; a bot that is silent says `bot`."""
        found = [each.get("/readyz") for each in self.bots]
        return [{"bot": "silent"} if each is None else each.json()["wrong"] for each in found]

    def disturb(self, chance: random.Random) -> None:
        """Do one of the things that happen to clusters."""
        what = chance.choices(list(KILLS), list(KILLS.values()))[0]
        self.done[what] += 1
        verb, _, role = what.partition(" a ")
        if role:
            self._hit(chance.choice([each for each in self.processes if each.role == role]), verb)
        elif what == "cut the database":
            self._postgres.kill_connections(self._database)
        elif what == "empty the queue":
            self._queue.empty()
        else:
            self._queue.kill()
            self._queue.start()

    def _hit(self, process: Process, verb: str) -> None:
        if verb != "freeze":
            process.send(signal.SIGKILL if verb == "kill" else signal.SIGTERM)
            return
        process.send(signal.SIGSTOP)
        seconds = random.Random(process.name).uniform(1.0, LONGEST_FREEZE)
        thaw = threading.Timer(seconds, process.send, [signal.SIGCONT])
        thaw.daemon = True
        thaw.start()

    def close(self) -> None:
        """Leave nothing behind."""
        for each in self.processes:
            each.stop()
        self._log.close()

    def said(self) -> list[dict[str, object]]:
        """Return what its processes logged."""
        lines = (self._folder / "cluster.log").read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def bugs(self) -> list[dict[str, object]]:
        """Return the errors that nothing was prepared for, with their tracebacks."""
        return [each for each in self.said() if "exception" in each and each["level"] in SEVERE]


@contextmanager
def disturbed(cluster: Cluster, seed: int) -> Iterator[None]:
    """Do to the cluster what happens to clusters, again and again until the block ends."""
    chance, over = random.Random(seed), threading.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            while not over.wait(chance.uniform(SOONEST, LATEST)):
                cluster.disturb(chance)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, name="disturbances")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    assert not failed, failed

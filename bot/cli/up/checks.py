"""What must hold before anything is started."""

import errno
import os
import socket
import tempfile
from pathlib import Path

from service.domain.errors import Refused


def writable(folder: Path) -> None:
    """Make the folder if need be. Raises Refused if this user cannot write in it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Refused(
            f"The data folder {folder} cannot be written ({error.strerror}). Make it writable "
            "for this user, or choose another one with HEDDLE_DATA_DIR.",
        ) from error


def free(host: str, port: int) -> None:
    """Raise Refused if heddle cannot listen there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host,
            port,
            type=socket.SOCK_STREAM,
            flags=socket.AI_PASSIVE,
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        raise Refused(_why(host, port, error)) from error


def _why(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken by another program. Stop that one, or choose "
            "another port with HEDDLE_HTTP__PORT."
        )
    if error.errno == errno.EACCES:
        return (
            f"This user may not listen on port {port}. Choose one above 1023 with "
            "HEDDLE_HTTP__PORT."
        )
    reason = error.strerror or os.strerror(error.errno or 0)
    return f"heddle cannot listen on {host}:{port} ({reason}). Check HEDDLE_HTTP__HOST."

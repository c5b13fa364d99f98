"""Permanent storage for what sessions made."""

from typing import Protocol

from service.domain.captures import Bundle, Captured
from service.domain.ids import SessionNumber
from service.ports.tools import Workspace


class Captures(Protocol):
    """Writes bundles and reads them back."""

    async def write(self, bundle: Bundle, workspace: Workspace) -> Captured:
        """Write the bundle and the workspace's files, the manifest last, and verify it by
        reading it back. Repeating an interrupted or completed write is harmless.

        Raises Temporary if the storage refused or what was read back differs.
        """
        ...

    async def read(self, session: SessionNumber, version: int, path: str) -> bytes:
        """Return one file of a bundle (`result.md`, `files/report.md`, …).

        Raises Refused if the bundle or the file does not exist.
        """
        ...

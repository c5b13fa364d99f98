"""Tools that an agent may call, and the workspace they act on."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from service.domain.ids import SessionNumber
from service.ports.model import ToolSpec


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool says to the model; `ok` is false when the call did not do its work."""

    ok: bool
    text: str


class Workspace(Protocol):
    """A session's own folder, held by one worker at a time."""

    @property
    def root(self) -> str:
        """The folder's path on this machine."""
        ...

    async def place(self, name: str, content: bytes) -> str:
        """Put an attachment into `inbox/` and return its path below the root.

        The same name and content land once; another content gets another name.
        """
        ...


class Workspaces(Protocol):
    """All workspaces of this worker's pool."""

    def hold(
        self, session: SessionNumber, created_at: float
    ) -> AbstractAsyncContextManager[Workspace]:
        """Hold the session's workspace, creating it if need be; waits for another holder.

        Where a database was put back, numbers are given again: the files of a session that
        was created at another time are set aside and never shown to this one.
        """
        ...


class Toolset(Protocol):
    """The tools of one session, bound to its workspace by each call."""

    def specs(self) -> Sequence[ToolSpec]: ...

    async def run(
        self, workspace: Workspace, name: str, arguments: Mapping[str, Any]
    ) -> ToolResult:
        """Run a tool. Arguments that do not fit, and a failure of the tool, are a result
        with `ok` false that tells the model what would work; nothing is raised for them.
        """
        ...

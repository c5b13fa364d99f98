from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from service.adapters.tools.files import FileTools
from service.adapters.tools.workspaces import FolderWorkspace
from service.ports.tools import ToolResult

Call = Callable[..., Awaitable[ToolResult]]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace's folder."""
    folder = tmp_path / "workspaces" / "7"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def call(workspace: Path) -> Call:
    """Calls a tool on the workspace."""
    tools = FileTools()

    async def run(name: str, **arguments: Any) -> ToolResult:
        return await tools.run(FolderWorkspace(str(workspace)), name, arguments)

    return run

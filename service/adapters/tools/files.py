"""The file tools of a session, bound to its workspace by each call."""

import errno
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from service.adapters.tools import arguments as given
from service.adapters.tools.limits import FileLimits
from service.adapters.tools.reading import list_files, read_file
from service.adapters.tools.searching import search_files
from service.adapters.tools.threads import to_its_end
from service.adapters.tools.writing import edit_file, write_file
from service.domain.errors import Refused
from service.ports.model import ToolSpec
from service.ports.tools import ToolResult, Toolset, Workspace


@dataclass(frozen=True, slots=True)
class _Tool:
    """A tool: what the model is told, what it has to give, and what is done with it."""

    name: str
    description: str
    arguments: type[given.Arguments]
    run: Callable[[str, FileLimits, Any], str]

    def spec(self) -> ToolSpec:
        return ToolSpec(self.name, self.description, given.schema(self.arguments))


_TOOLS: Sequence[_Tool] = (
    _Tool(
        "list_files",
        "List the files in your workspace, with their sizes. Files from people are in inbox/.",
        given.ListFiles,
        lambda root, limits, a: list_files(root, limits, a.path, a.start),
    ),
    _Tool(
        "read_file",
        "Read a text file. A long one is cut, and the last line says how to read on.",
        given.ReadFile,
        lambda root, limits, a: read_file(root, limits, a.path, a.start, a.lines, a.column),
    ),
    _Tool(
        "write_file",
        "Make a text file or replace the whole of it. Folders are made as needed.",
        given.WriteFile,
        lambda root, limits, a: write_file(root, limits, a.path, a.content),
    ),
    _Tool(
        "edit_file",
        "Replace one piece of a text file. The piece has to stand in the file exactly once.",
        given.EditFile,
        lambda root, limits, a: edit_file(root, limits, a.path, a.old, a.new, a.everywhere),
    ),
    _Tool(
        "search_files",
        "Find the lines of your files that match a regular expression.",
        given.SearchFiles,
        lambda root, limits, a: search_files(root, limits, a.pattern, a.path),
    ),
)


class FileTools(Toolset):
    """List, read, write, edit and search the files of a session's own workspace."""

    def __init__(self, limits: FileLimits | None = None) -> None:
        self._limits = limits or FileLimits()
        self._tools = {tool.name: tool for tool in _TOOLS}
        self._specs = tuple(tool.spec() for tool in _TOOLS)

    def specs(self) -> Sequence[ToolSpec]:
        return self._specs

    async def run(
        self, workspace: Workspace, name: str, arguments: Mapping[str, Any]
    ) -> ToolResult:
        try:
            tool = self._tool(name)
            checked = given.checked(tool.arguments, arguments)
            work = partial(tool.run, workspace.root, self._limits, checked)
            return ToolResult(True, await to_its_end(work))
        except Refused as refusal:
            return ToolResult(False, str(refusal))
        except OSError as error:
            return ToolResult(False, _told(error))

    def _tool(self, name: str) -> _Tool:
        if name not in self._tools:
            raise Refused(
                f"There is no tool {name!r}. The file tools are: {', '.join(self._tools)}."
            )
        return self._tools[name]


def _told(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "The disk is full; nothing was changed. Ask the person to have space made."
    if error.errno == errno.EROFS:
        return "The disk is read-only; nothing was changed. Ask the person to have it mended."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return "This file or folder is closed to you; nothing was changed. Use another path."
    return (
        f"The operating system refused ({error.strerror}); nothing was changed. Try another path."
    )

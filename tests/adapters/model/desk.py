"""A miniature of the agent's loop: it asks the model and does what the model calls for."""

import json
from dataclasses import dataclass, field
from typing import Any

from service.domain.events import Reply, ToolCall
from service.ports.model import Model, ModelMessage, ModelRequest, ToolSpec
from tests.adapters.model.asking import reply

TOOLS = tuple(
    ToolSpec(name, name, {"type": "object", "properties": {}})
    for name in (
        "ask_person",
        "leave_breadcrumb",
        "finish",
        "list_files",
        "read_file",
        "write_file",
        "edit_file",
        "search_files",
    )
)


@dataclass
class Desk:
    """A conversation with the demo model, and the workspace it works on."""

    model: Model
    files: dict[str, str] = field(default_factory=dict)
    answer: str = "Students"
    messages: list[ModelMessage] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    breadcrumbs: list[str] = field(default_factory=list)
    finished: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        self.messages.append(ModelMessage("system", "You are an agent."))

    def say(self, text: str) -> None:
        """Add a message of a person."""
        self.messages.append(ModelMessage("user", text))

    async def step(self, undone: str = "") -> Reply:
        """Take one step; with `undone`, its calls are not carried out and end with that."""
        said = await reply(self.model, ModelRequest("demo/demo", self.messages, TOOLS))
        self.replies.append(said)
        self.messages.append(ModelMessage("assistant", said.text, said.calls))
        for call in said.calls:
            text = undone or self._run(call)
            self.messages.append(ModelMessage("tool", text, call=call.id))
        return said

    async def work(self, steps: int = 40) -> None:
        """Go on until the model finishes or answers in prose."""
        for _ in range(steps):
            said = await self.step()
            if self.finished or not said.calls:
                return
        raise AssertionError(f"not finished after {steps} steps")

    def _run(self, call: ToolCall) -> str:
        arguments = json.loads(call.arguments)
        return str(getattr(self, f"_{call.name}")(**arguments))

    def _ask_person(self, **question: Any) -> str:
        self.asked.append(question)
        return f"Ana answered: {self.answer}"

    def _leave_breadcrumb(self, text: str) -> str:
        assert 0 < len(text) <= 300
        self.breadcrumbs.append(text)
        return "Noted."

    def _finish(self, summary: str, files: list[str]) -> str:
        assert set(files) <= set(self.files)
        self.finished = {"summary": summary, "files": files}
        return "Finished."

    def _list_files(self, path: str) -> str:
        return "\n".join(self.files) or "Nothing yet."

    def _read_file(self, path: str, lines: int = 2000) -> str:
        return self.files.get(path, f"There is no {path}.")

    def _write_file(self, path: str, content: str) -> str:
        self.files[path] = content
        return "Written."

    def _edit_file(self, path: str, old: str, new: str) -> str:
        assert self.files[path].count(old) == 1
        self.files[path] = self.files[path].replace(old, new)
        return "Edited."

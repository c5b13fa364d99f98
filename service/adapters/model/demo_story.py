"""What the messages tell the demo model: which script, how far, and what people said."""

import json
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.events import HINT

Messages = Sequence[Mapping[str, Any]]

# How results begin of calls that were not carried out, so that their step is due again.
_UNDONE = ("Not done", "Not finished", "Interrupted")
SYSTEM = "heddle:"
_HINT = HINT.strip()
_ATTACHED = re.compile(r"\(attached: (.*?)\)\s*$", re.MULTILINE)
_INBOX = re.compile(r"(inbox/.+?) \([\d,]+ bytes\)")
_QUOTE = 80


@dataclass(frozen=True, slots=True)
class Step:
    """One reply of a script: what is said, and the tools called with their arguments.

    `slower` stretches the time between its words. One that is `silent` stops after them, as a
    stream that hangs, the first time that it is asked for.
    """

    text: str
    calls: Sequence[tuple[str, Mapping[str, Any]]] = ()
    slower: float = 1.0
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """Where a conversation stands.

    `prompt` is the one that started the script, empty if none did; `step` counts from 0;
    `remarks` is what people wrote since the last reply, `steered` whether they ever wrote
    since the prompt; `answer` is what they last answered to a question.
    """

    prompt: str = ""
    step: int = 0
    remarks: str = ""
    steered: bool = False
    answer: str = ""
    attached: Sequence[str] = ()

    @property
    def quote(self) -> str:
        """The remarks in one short line that nothing takes for markup or a mention."""
        return plain(self.remarks)


Part = Callable[[Story], Step]
"""One reply of a script, made of where the conversation stands."""


def breadcrumb(text: str) -> tuple[str, Mapping[str, str]]:
    """Return a call that leaves a breadcrumb."""
    return "leave_breadcrumb", {"text": text}


def write(path: str, content: str) -> tuple[str, Mapping[str, str]]:
    """Return a call that writes a file."""
    return "write_file", {"path": path, "content": content}


def finish(summary: str, *files: str) -> tuple[str, Mapping[str, object]]:
    """Return a call that ends the work."""
    return "finish", {"summary": summary, "files": list(files)}


def plain(text: str) -> str:
    """Return text as one short line of words, with nothing that formats, links or mentions."""
    line = " ".join(re.sub(r"[^\w\s.,;!?'()-]", " ", text).split())
    return line if len(line) <= _QUOTE else line[: _QUOTE - 1].rstrip() + "…"


def read(messages: Messages, prompts: Sequence[str]) -> Story:
    """Read the messages; the last prompt of `prompts` in them decides."""
    start, prompt = _started(messages, prompts)
    if not prompt:
        return Story()
    after = messages[start + 1 :]
    said = [_said(messages[start], prompt), *(_said(each) for each in after)]
    last = max((place for place, each in enumerate(after) if _is_reply(each)), default=-1)
    return Story(
        prompt,
        _step(after),
        " ".join(text for text in said[last + 1 :] if text),
        any(said),
        _answer(after),
        [path for each in messages[start:] for path in _attached(each)],
    )


def call_id(step: int, place: int, messages: Messages) -> str:
    """Return an id that tells the step, and differs from those of any other reply."""
    digest = zlib.crc32(json.dumps(messages, sort_keys=True, default=str).encode())
    return f"demo-{step}-{place}-{digest:08x}"


def _started(messages: Messages, prompts: Sequence[str]) -> tuple[int, str]:
    for place in range(len(messages) - 1, -1, -1):
        if messages[place]["role"] == "user":
            text = _flat(_text(messages[place]))
            found = [prompt for prompt in prompts if _flat(prompt) in text]
            if found:
                return place, max(found, key=lambda prompt: text.rfind(_flat(prompt)))
    return 0, ""


def _step(after: Messages) -> int:
    """Return the step that is due: the one after the last, or the last if it was not done."""
    step, undone = 0, False
    for message in after:
        ids = [str(call["id"]) for call in message.get("tool_calls") or ()]
        if ids and ids[0].startswith("demo-"):
            step, undone = int(ids[0].split("-")[1]) + 1, False
        elif _is_reply(message):
            step, undone = step + 1, False
        elif message["role"] == "tool":
            undone = undone or _text(message).startswith(_UNDONE)
    return step - 1 if undone else step


def _answer(after: Messages) -> str:
    """Return what people last answered to an ask_person call."""
    asked = {
        call["id"]
        for message in after
        for call in message.get("tool_calls") or ()
        if call["function"]["name"] == "ask_person"
    }
    answers = [_text(each) for each in after if each.get("tool_call_id") in asked]
    last = next((each for each in reversed(answers) if not each.startswith(_UNDONE)), "")
    return last.partition(" answered: ")[2] or last


def _is_reply(message: Mapping[str, Any]) -> bool:
    return bool(message["role"] == "assistant")


def _said(message: Mapping[str, Any], prompt: str = "") -> str:
    """Return what people wrote in a user message, without the prompt and heddle's remarks."""
    text = _text(message)
    if message["role"] != "user" or text.startswith(f"{SYSTEM} the earlier part"):
        return ""
    blocks = [block.strip() for block in _ATTACHED.sub("", text).split("\n\n")]
    told = (_hint(block) if block.startswith(SYSTEM) else block for block in blocks)
    return " ".join(
        block for block in told if block and not (prompt and _flat(prompt) in _flat(block))
    )


def _hint(remark: str) -> str:
    """Return the words of a person that a remark of heddle's passes on."""
    return remark.partition(_HINT)[2].strip()


def _attached(message: Mapping[str, Any]) -> list[str]:
    if message["role"] != "user":
        return []
    listed = " ".join(_ATTACHED.findall(_text(message)))
    return _INBOX.findall(listed)


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else json.dumps(content)


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())

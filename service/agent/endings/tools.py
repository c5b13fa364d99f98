"""What the last tool calls did, read from lines such as "git push failed (403)"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.agent.endings.lexicon import commands

_STATUS = re.compile(
    r"^(?P<command>.*?)\s*\b(?P<status>ok|done|failed|failure|error|denied|refused|timeout"
    r"|timed out|killed|aborted)\b\s*(?P<note>[:(].*)?$",
    re.I | re.S,
)
_BAD_NOTE = re.compile(
    r"\b[1-9][\d,.]* (?:\w+ )?(?:fail|error|problem|broken)|exit(?: code)? [1-9]", re.I
)
_FINE_NOTE = re.compile(
    r"\b(?:0|no|zero) (?:\w+ )?(?:fail|error|problem|issue|warning|finding)", re.I
)
_EMPTY_NOTE = re.compile(
    r"(?<![\w.,])(?:0|no|zero|none)\b(?! ?%)|\b(?:empty|nothing|not found|unchanged)\b", re.I
)
_BACKGROUND = re.compile(
    r"\b(?:background|queued|detached|nohup|async|no-wait|started)\b|&\s*$", re.I
)
_TOKEN = re.compile(r"[a-z]+(?=[^a-z]|$)|[a-z]+")
_CHANGES = frozenset(commands.CHANGES.split())
_LOOKS = frozenset(commands.LOOKS.split())
_CHECKS = frozenset(commands.CHECKS.split())
_OPENERS = 6
"""So many words of a command may say what it does; after them come its arguments."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `kind` is "looked", "changed", "checked" or "ran", for what nobody can tell."""

    words: tuple[str, ...]
    kind: str
    failed: bool
    note: str
    background: bool
    empty: bool

    @property
    def ok(self) -> bool:
        """Whether it did what it was to do."""
        return not self.failed

    def repeats(self, other: "Call") -> bool:
        """Tell whether both are the same command, whatever its arguments."""
        return self.words[:2] == other.words[:2] or (
            self.kind == other.kind != "ran" and self.words[:1] == other.words[:1]
        )


def calls_of(last_tools: Sequence[str]) -> Sequence[Call]:
    """Read the lines; what names no outcome counts as having worked."""
    return [_call(line) for line in last_tools if line.strip()]


def _call(line: str) -> Call:
    found = _STATUS.match(line[:400])
    command, status, note = (
        (found["command"], found["status"].lower(), found["note"] or "")
        if found
        else (line, "ok", "")
    )
    words = tuple(_TOKEN.findall(command.lower()))[:_OPENERS]
    bad = bool(_BAD_NOTE.search(note))
    return Call(
        words,
        _kind(words),
        failed=bad or status not in {"ok", "done"},
        note=note.strip(" :()"),
        background=bool(_BACKGROUND.search(f"{command} {note}")),
        empty=bool(_EMPTY_NOTE.search(note)) and not _FINE_NOTE.search(note),
    )


def _kind(words: Sequence[str]) -> str:
    if "dry" in words:
        return "looked"
    for word in words:
        for kind, known in (("checked", _CHECKS), ("changed", _CHANGES), ("looked", _LOOKS)):
            if word in known:
                return kind
    return "ran"


def from_calls(calls: Sequence[Call]) -> Iterable[str]:
    """Name what the calls did, and how they ended."""
    if not calls:
        yield "no tools"
        return
    last, worked = calls[-1], [call for call in calls if call.ok]
    kinds = {call.kind for call in worked}
    if last.ok or last in troubles(calls):
        yield f"last tool {last.kind}" if last.ok else "last tool failed"
    if last.failed:
        yield f"last tool {last.kind} in vain"
    if kinds == {"looked"}:
        yield "only looked"
    if "changed" in kinds:
        yield "changed something"
        after = calls[
            max(i for i, call in enumerate(calls) if call.ok and call.kind == "changed") :
        ]
        yield (
            "checked the change"
            if any(c.ok and c.kind == "checked" for c in after)
            else "unchecked"
        )
    if not kinds:
        yield "every tool failed"
    if any(call.failed for call in calls[:-1]):
        yield "a tool failed before"
    yield from _from_trouble(calls)


def _checked(calls: Sequence[Call]) -> bool:
    """Tell whether a check went well after the last change."""
    for call in reversed(calls):
        if call.ok and call.kind in {"checked", "changed"}:
            return call.kind == "checked"
    return False


def unmended(calls: Sequence[Call]) -> Sequence[Call]:
    """Return the calls that failed, and that did not work later."""
    return [
        call
        for number, call in enumerate(calls)
        if call.failed and not any(c.ok and c.repeats(call) for c in calls[number + 1 :])
    ]


def troubles(calls: Sequence[Call]) -> Sequence[Call]:
    """Return the calls that failed, were not mended and matter: a look in vain does not where
    another look went well.
    """
    looked = any(call.ok and call.kind == "looked" for call in calls)
    return [call for call in unmended(calls) if not (looked and call.kind == "looked")]


def _from_trouble(calls: Sequence[Call]) -> Iterable[str]:
    left = unmended(calls)
    yield from {f"{call.kind} in vain" for call in left}
    if len(left) > 1:
        yield "several tools failed"
    if calls[-1].background:
        yield "left in the background"
    if any(call.ok and call.empty for call in calls[-2:]):
        yield "a tool found nothing"

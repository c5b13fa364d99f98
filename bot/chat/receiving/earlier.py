"""What was said in a thread before its session, bounded, for the agent."""

from collections.abc import Sequence

MESSAGES = 40
"""The first message of the thread and the last ones."""
CHARACTERS = 12_000
EACH = 2_000
"""Characters of one message."""


def shown(lines: Sequence[str]) -> str:
    """Return what the agent reads of the lines, oldest first; empty for none."""
    told = _bounded(lines)
    return f"What was said in this thread before:\n\n{told}" if told else ""


def with_earlier(text: str, earlier: str) -> str:
    """Add what was said before to a prompt."""
    return "\n\n".join(part for part in (text, earlier) if part)


def _bounded(lines: Sequence[str]) -> str:
    """Keep the first line and as many of the last ones as there is room for."""
    if not lines:
        return ""
    kept: list[str] = []
    room = CHARACTERS - len(lines[0])
    for line in reversed(lines[1:]):
        if len(line) > room:
            kept.append("…")
            break
        room -= len(line)
        kept.append(line)
    return "\n".join([lines[0], *reversed(kept)])

"""Files that came with a message: what was attached, and what was not."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.presenter.plaintext import cut, one_line
from service.domain.events import Attachment

MOST = 10
"""Files of one message."""
AT_ONCE = 4
"""Files that are fetched at the same time."""
_NAME = 120


@dataclass(frozen=True, slots=True)
class Taken:
    """What was attached, and a line for each file that was not."""

    attachments: Sequence[Attachment] = ()
    left: Sequence[str] = ()

    @property
    def told(self) -> str:
        """What the person is told of files that were not taken, in Markdown; empty for none."""
        if not self.left:
            return ""
        return "\n".join(["Not taken along:", *(f"- {each}" for each in self.left)])


NOTHING = Taken()


def file_name(name: str) -> str:
    """Return a file's name without anything that leads elsewhere."""
    return cut(one_line(name.replace("/", "-").replace("\\", "-")), _NAME) or "file"


def left_out(name: str, why: str) -> str:
    """Return the line about a file that was not taken."""
    return f"{file_name(name)}: {why}"


def too_large(most: int) -> str:
    """Say that a file is larger than `most` bytes."""
    return f"it is larger than {most // (1024 * 1024)} MB."


def too_many() -> str:
    """Say that a message brings more files than it may."""
    return f"a message takes {MOST} files"

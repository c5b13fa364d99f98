"""Files that came with a message: what was attached, and what was not."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.presenter.plaintext import cut, one_line
from service.domain.errors import Permanent, Refused
from service.domain.events import Attachment
from service.domain.persons import Person

T = TypeVar("T")

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


class Fetching(Generic[T]):
    """Fetches the files of messages, a few at a time; `fetch` attaches one."""

    def __init__(
        self,
        name_of: Callable[[T], str],
        fetch: Callable[[Person, T], Awaitable[Attachment]],
    ) -> None:
        self._name_of = name_of
        self._fetch = fetch
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def take(self, person: Person, files: Sequence[T]) -> Taken:
        """Attach files for the person. Raises Temporary if one could not be had now: then none
        of them count, and all are asked for again.
        """
        if not files:
            return NOTHING
        attached: list[Attachment] = []
        left = [left_out(self._name_of(each), too_many()) for each in files[MOST:]]
        for each in files[:MOST]:
            try:
                async with self._turn:
                    attached.append(await self._fetch(person, each))
            except (Refused, Permanent) as refused:
                left.append(left_out(self._name_of(each), str(refused)))
        return Taken(attached, left)


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

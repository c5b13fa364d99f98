"""Captures in a folder: `<root>/<session>/v<version>/`."""

import asyncio
import errno
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from service.adapters.captures import disk, manifest
from service.adapters.captures.sources import UnreadableError
from service.adapters.captures.storage import Storage
from service.adapters.captures.writer import (
    DiffersError,
    Room,
    TooLargeError,
    version_name,
    write_bundle,
)
from service.domain.captures import Bundle, Captured
from service.domain.errors import Refused, Temporary
from service.domain.ids import SessionNumber
from service.ports.captures import Captures
from service.ports.tools import Workspace

GIB = 1024**3
SPARE = GIB // 8
"""Bytes of the disk that stay free."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

T = TypeVar("T")


class _BrokenOffError(Exception):
    """The caller was cancelled; nobody wants the rest."""


class FolderCaptures(Captures):
    """Bundles in folders below `root`.

    `max_bytes` bounds the files of one bundle. `spare_bytes` of the disk always stay free,
    because the database may live on the same one.
    """

    def __init__(
        self,
        root: Path,
        *,
        max_bytes: int = 4 * GIB,
        spare_bytes: int = SPARE,
    ) -> None:
        self._root = root
        self._room = Room(max_bytes, spare_bytes)

    async def write(self, bundle: Bundle, workspace: Workspace) -> Captured:
        home = self._root / str(bundle.session)
        work = partial(write_bundle, home, bundle, workspace.root, self._room)
        try:
            written = await _to_its_end(work)
        except (DiffersError, TooLargeError, UnreadableError, OSError) as error:
            raise Temporary(self._told(bundle, error), source="captures") from error
        address = str(home / version_name(bundle.version))
        return Captured(bundle.session, bundle.version, address, written.workspace_files)

    def storage(self, *, writes: bool) -> Storage:
        """Return what tells whether bundles could be saved; with `writes`, by this process."""
        return Storage(self._root, self._room.spare, writes=writes)

    async def read(self, session: SessionNumber, version: int, path: str) -> bytes:
        work = partial(_read, self._root / str(session) / version_name(version), path)
        try:
            content = await asyncio.to_thread(work)
        except OSError as error:
            raise Temporary(
                f"Capture {version} of session {session} cannot be read ({error.strerror}). See"
                f" that the user that runs heddle may read {self._root}, and that its disk works.",
                source="captures",
            ) from error
        if content is None:
            raise Refused(
                f"Capture {version} of session {session} does not exist or holds no file {path!r}."
                f" What it holds stands in its {manifest.NAME}.",
            )
        return content

    def _told(self, bundle: Bundle, error: Exception) -> str:
        what = f"The files of session {bundle.session} could not be saved"
        if isinstance(error, DiffersError):
            return (
                f"{what}: read back, they differ ({error}). The disk under {self._root} may be"
                " failing; check it before you try again."
            )
        if isinstance(error, TooLargeError):
            return (
                f"{what}: they are more than {self._room.bytes_at_most:,} bytes, the limit of a"
                " capture. Remove from the workspace what is no result, then try again."
            )
        if isinstance(error, UnreadableError):
            return f"{what}: {error}. Make it readable or remove it, then try again."
        if isinstance(error, OSError) and error.errno in _FULL:
            return f"{what}: the disk is full. Free space under {self._root}, then try again."
        if isinstance(error, OSError) and error.errno in _CLOSED:
            return (
                f"{what}: {self._root} is closed to the user that runs heddle. Give that user the"
                " right to write there, then try again."
            )
        why = error.strerror if isinstance(error, OSError) else str(error)
        return f"{what} ({why}). See that the disk under {self._root} works, then try again."


async def _to_its_end(work: Callable[[disk.Checkpoint], T]) -> T:
    """Return what `work` returns, run in a thread.

    A cancelled caller waits until the thread has broken off: whoever then lets go of the
    workspace leaves no writer behind.
    """
    halted = threading.Event()

    def checkpoint() -> None:
        if halted.is_set():
            raise _BrokenOffError

    # The executor's own future, not a task around it: closing the loop cancels all tasks.
    running = asyncio.get_running_loop().run_in_executor(None, work, checkpoint)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        halted.set()
        await _end_of(running)
        raise


async def _end_of(running: asyncio.Future[T]) -> None:
    while not running.done():
        try:
            await asyncio.wait({running})
        except asyncio.CancelledError:
            continue
    # The error, if any, belongs to work that nobody wants any more.
    running.exception()


def _read(place: Path, path: str) -> bytes | None:
    """Return a file that the manifest lists, or the manifest; None if there is none."""
    try:
        with disk.folder(str(place)) as bundle:
            listed = manifest.load(bundle)
            if listed is None or path not in {manifest.NAME, *(f.path for f in listed.files)}:
                return None
            *above, name = path.split("/")
            with disk.folder(bundle, above) as parent, disk.reading(parent, name) as file:
                return disk.content(file)
    except (FileNotFoundError, NotADirectoryError):
        return None

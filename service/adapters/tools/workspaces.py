"""Workspaces as folders: each session's own, held by one worker at a time."""

import errno
import fcntl
import os
import shutil
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from service.adapters.tools import beneath
from service.adapters.tools.reading import read_bytes
from service.adapters.tools.threads import to_its_end
from service.adapters.tools.writing import stage, staging_of
from service.domain.errors import Refused, Temporary
from service.domain.ids import SessionNumber
from service.ports.clock import Clock
from service.ports.tools import Workspace, Workspaces

INBOX = "inbox"
_NAME_BYTES = 120
_RESERVED = frozenset('<>:"|?*')
_PLACED_FILE = 0o644
_WHOSE_BYTES = 64

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FolderWorkspace(Workspace):
    """A session's folder at `path`, to be used while it is held."""

    path: str

    @property
    def root(self) -> str:
        return self.path

    async def place(self, name: str, content: bytes) -> str:
        return await to_its_end(partial(_place, self.path, safe_name(name), content))


class FolderWorkspaces(Workspaces):
    """Workspaces below one folder: `<root>/<number>/`, locked by `<root>/<number>.lock`.

    The lock belongs to the holder's process: it goes when the process dies, however that
    happens. Its file says whose the folder is, and stays when that is emptied. `poll` is how
    many seconds pass between two looks at another holder's lock.
    """

    def __init__(self, root: Path, clock: Clock, *, poll: float = 0.1) -> None:
        self._root = root
        self._clock = clock
        self._poll = poll

    @asynccontextmanager
    async def hold(self, session: SessionNumber, created_at: float) -> AsyncIterator[Workspace]:
        folder = self._root / str(session)
        # Not in a thread: a cancellation there would lose the descriptor.
        lock = self._open_lock(folder)
        try:
            while not _taken(lock):
                await self._clock.sleep(self._poll)
            await to_its_end(partial(self._prepare, folder, lock, created_at))
            yield FolderWorkspace(str(folder))
        finally:
            os.close(lock)

    def _open_lock(self, folder: Path) -> int:
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            return os.open(f"{folder}.lock", flags, 0o600)
        except OSError as error:
            raise self._refusing(error) from error

    def _prepare(self, folder: Path, lock: int, created_at: float) -> None:
        """Make the workspace, and throw away what a killed writer left beside it."""
        try:
            _make_own(folder, lock, f"{created_at}\n".encode())
            folder.mkdir(mode=0o700, exist_ok=True)
            os.close(os.open(folder, beneath.FOLDER))
            if staging_of(str(folder)).exists():
                shutil.rmtree(staging_of(str(folder)))
        except OSError as error:
            raise self._refusing(error) from error

    def _refusing(self, error: OSError) -> Temporary:
        return Temporary(
            f"The workspace folder {self._root} cannot be used ({error.strerror}). Give the user"
            " that runs the worker a writable folder with free space there.",
            source="workspaces",
        )


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _make_own(folder: Path, lock: int, mine: bytes) -> None:
    """See that no other session's folder stands there, and let the lock's file say whose it is.

    If that does not say whose (half a line is none), the folder is the session's: workers of
    earlier versions wrote nothing.
    """
    whose = os.pread(lock, _WHOSE_BYTES, 0)
    if whose == mine:
        return
    if whose.endswith(b"\n") and folder.exists():
        _set_aside(folder)
    os.ftruncate(lock, 0)
    os.pwrite(lock, mine, 0)
    # Before anything is in the folder: after a power cut it would be anybody's.
    os.fsync(lock)


def _set_aside(folder: Path) -> None:
    """Rename a folder that another session of that number left: somebody may want its files."""
    to = folder.with_name(f"unknown-{folder.name}")
    while to.exists():
        to = to.with_name(f"{to.name}-again")
    folder.rename(to)
    above = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(above)
    finally:
        os.close(above)
    _log.warning("workspace_set_aside", session=int(folder.name), kept_as=str(to))


def safe_name(name: str) -> str:
    """Make a file's name from what a stranger called it: one component, nothing hidden.

    Letters of any script stay; path separators, control characters and what other systems
    reserve do not.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c if c.isprintable() and c not in _RESERVED else "_" for c in last)
    stem, dot, suffix = plain.strip(" .").rpartition(".")
    if not dot or len(suffix.encode()) > _NAME_BYTES // 4:
        stem, dot, suffix = plain.strip(" ."), "", ""
    room = _NAME_BYTES - len(suffix.encode()) - len(dot)
    cut = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return cut + dot + suffix or "file"


def _place(root: str, name: str, content: bytes) -> str:
    try:
        with beneath.folder(root, (INBOX,), create=True) as inbox:
            for candidate in _candidates(name):
                if _holds(inbox, candidate, content):
                    return f"{INBOX}/{candidate}"
                free = beneath.kind(inbox, candidate) == "gone"
                if free and _added(root, inbox, candidate, content):
                    return f"{INBOX}/{candidate}"
    except Refused as error:
        raise Refused(
            f"{error} Ask the agent to give it another name, then send {name} again.",
        ) from error
    except OSError as error:
        raise _not_placed(error, root, name) from error
    raise Refused(f"There are too many files called {name} in {INBOX}/; send it with another name.")


def _candidates(name: str) -> Iterator[str]:
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        stem, dot, suffix = name, "", ""
    yield name
    for number in range(2, 1000):
        yield f"{stem}-{number}{dot}{suffix}"


def _holds(inbox: int, name: str, content: bytes) -> bool:
    try:
        with beneath.regular(inbox, (INBOX, name)) as (descriptor, status):
            return (
                status.st_size == len(content)
                and read_bytes(descriptor, len(content) + 1) == content
            )
    except Refused:
        return False


def _added(root: str, inbox: int, name: str, content: bytes) -> bool:
    """Add the file unless the name is taken; a link, not a rename, never overwrites."""
    staged = stage(root, content, _PLACED_FILE)
    try:
        os.link(staged, name, dst_dir_fd=inbox)
    except FileExistsError:
        return False
    finally:
        staged.unlink()
    return True


def _not_placed(error: OSError, root: str, name: str) -> Temporary:
    why = "the disk is full" if error.errno in {errno.ENOSPC, errno.EDQUOT} else error.strerror
    return Temporary(
        f"The file {name} could not be put into {root}/{INBOX} ({why}). It is tried again; free"
        " space there, or give the worker's user the right to write.",
        source="workspaces",
    )

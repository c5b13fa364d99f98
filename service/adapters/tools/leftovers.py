"""Workspaces of sessions that are over, as folders to be emptied."""

import fcntl
import os
import shutil
from pathlib import Path

from service.domain.errors import Temporary
from service.domain.ids import SessionNumber
from service.ports.keeping import Leftovers


class FolderLeftovers(Leftovers):
    """Workspaces below the folder in which workers have them."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def size(self, session: SessionNumber) -> int:
        folder, total = self._root / str(session), 0
        for above, _, names in os.walk(folder):
            for name in names:
                try:
                    total += os.lstat(os.path.join(above, name)).st_size  # noqa: PTH118
                except FileNotFoundError:
                    continue
        return total

    def knows(self, session: SessionNumber) -> bool:
        # The lock's file outlives the workspace.
        folder = self._root / str(session)
        return folder.exists() or Path(f"{folder}.lock").exists()

    def remove(self, session: SessionNumber) -> bool:
        folder = self._root / str(session)
        if not folder.is_dir() or folder.is_symlink():
            return not folder.exists()
        try:
            # The lock's file stays: a worker may wait for it at this moment.
            lock = os.open(f"{folder}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
            except BlockingIOError:
                return False
            finally:
                os.close(lock)
        except OSError as error:
            raise Temporary(
                f"The workspace {folder} cannot be removed ({error.strerror}). Run this as the user"
                " that runs the workers.",
                source="workspaces",
            ) from error
        return True

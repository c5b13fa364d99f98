"""Whether results can be saved: asked of the disk, before a session has to find out."""

import asyncio
import os
from pathlib import Path

PATIENCE = 1.0
"""Seconds that a folder may take for an answer; one on a network may never give one."""


class Storage:
    """Looks at the disk below the folder for captures, never more than once at a time.

    `spare_bytes` must stay free, or nothing is saved. With `writes`, this process saves.
    """

    def __init__(self, root: Path, spare_bytes: int, *, writes: bool) -> None:
        self._root = root
        self._spare = spare_bytes
        self._writes = writes
        self._asked: asyncio.Future[str] | None = None

    async def trouble(self) -> str:
        """Return what keeps results from being saved, and what to do; empty: nothing."""
        if self._asked is None:
            self._asked = asyncio.ensure_future(asyncio.to_thread(self._look))
        asked = self._asked
        await asyncio.wait({asked}, timeout=PATIENCE)
        if not asked.done():
            return self._told("its disk does not answer. See that it is mounted and works.")
        if self._asked is asked:
            self._asked = None
        return asked.result()

    def _look(self) -> str:
        there = next(each for each in (self._root, *self._root.parents) if each.exists())
        try:
            disk = os.statvfs(there)
        except OSError as error:
            return self._told(f"its disk cannot be asked ({error.strerror}). See that it works.")
        if self._writes and disk.f_flag & os.ST_RDONLY:
            return self._told(
                "its disk is read-only. See what is wrong with it, then mount it anew."
            )
        if disk.f_bavail * disk.f_frsize < self._spare:
            return self._told(
                f"its disk is full: less than {self._spare // 2**20} MiB are free. Make room there."
            )
        return ""

    def _told(self, why: str) -> str:
        return (
            f"Results cannot be saved under {self._root}: {why} Sessions that end meanwhile keep"
            " their files and wait until their owners try again."
        )

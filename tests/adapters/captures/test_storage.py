"""Whether results can be saved is said before a session finds out."""

import asyncio
import os
import threading
from pathlib import Path

import pytest

from service.adapters.captures import storage
from service.adapters.captures.storage import Storage
from tests.e2e import disks


async def test_a_disk_with_room_is_no_trouble_even_before_the_folder_is_made(
    tmp_path: Path,
) -> None:
    assert await Storage(tmp_path / "not" / "there", 1, writes=True).trouble() == ""


async def test_a_full_disk_is_told_and_passes(tmp_path: Path) -> None:
    with disks.small(tmp_path / "disk", 8) as disk:
        saving = Storage(disk.path / "captures", 4 * disks.MIB, writes=True)
        assert await saving.trouble() == ""
        disk.fill()
        assert "is full: less than 4 MiB are free. Make room there." in await saving.trouble()
        disk.free()
        assert await saving.trouble() == ""


async def test_a_read_only_disk_matters_to_those_who_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = os.statvfs(tmp_path)
    fields = [*found[:8], found.f_flag | os.ST_RDONLY, *found[9:]]
    monkeypatch.setattr(os, "statvfs", lambda _: os.statvfs_result(fields))
    assert "its disk is read-only" in await Storage(tmp_path, 1, writes=True).trouble()
    assert await Storage(tmp_path, 1, writes=False).trouble() == ""


async def test_a_disk_that_does_not_answer_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, asked = threading.Event(), []
    found = os.statvfs(tmp_path)

    def hangs(path: Path) -> os.statvfs_result:
        asked.append(path)
        answers.wait(30)
        return found

    monkeypatch.setattr(os, "statvfs", hangs)
    monkeypatch.setattr(storage, "PATIENCE", 0.01)
    saving = Storage(tmp_path, 1, writes=True)
    for _ in range(3):
        assert "does not answer" in await saving.trouble()
    assert asked == [tmp_path]
    answers.set()
    async with asyncio.timeout(30):
        while await saving.trouble():
            assert asked == [tmp_path]

"""Disks of a test's own: small ones that fill up, and real ones that fail."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MIB = 1024 * 1024
_SYS_ADMIN = 21
"""The number of the capability without which not even root mounts anything."""
_AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]


class NoDiskError(Exception):
    """This machine lets nobody mount anything."""


def _run(*command: str) -> None:
    done = subprocess.run([*_AS_ROOT, *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoDiskError(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")


def needed(*devices: str) -> None:
    """Skip the test where nobody may mount a disk; in CI fail, but in a container that its engine
    forbids it.
    """
    status = Path("/proc/self/status").read_text().partition("CapBnd:")[2].split()[0]
    if not int(status, 16) >> _SYS_ADMIN & 1:
        pytest.skip("this container may not mount disks")
    for each in devices:
        if not Path(each).exists():
            pytest.skip(f"this container has no {each}")
    with _or_skipped():
        _run("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt")


@contextmanager
def _or_skipped() -> Iterator[None]:
    try:
        yield
    except (NoDiskError, FileNotFoundError) as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no such disk can be mounted here: {error}")


class Disk:
    """A disk that is mounted at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ballast = path / "ballast"

    def fill(self) -> None:
        """Leave no byte free."""
        chunk = b"x" * MIB
        with self._ballast.open("ab", buffering=0) as file:
            while chunk:
                try:
                    written = file.write(chunk)
                except OSError:
                    chunk = chunk[: len(chunk) // 2]
                else:
                    assert written

    def free(self) -> None:
        """Give back what `fill` took."""
        self._ballast.unlink(missing_ok=True)


@contextmanager
def small(path: Path, size: int) -> Iterator[Disk]:
    """Mount a disk in memory with room for so many MiB."""
    needed()
    path.mkdir()
    owner = f"uid={os.geteuid()},gid={os.getegid()}"
    _run("mount", "-t", "tmpfs", "-o", f"size={size}m,{owner}", "tmpfs", str(path))
    try:
        yield Disk(path)
    finally:
        _run("umount", "--lazy", str(path))


class RealDisk(Disk):
    """An ext4 that becomes read-only at its first error, as disks of servers do."""

    def __init__(self, path: Path, image: Path) -> None:
        super().__init__(path)
        self._image = image
        self._device = ""

    def mount(self) -> None:
        """Mount it; what was broken is repaired before."""
        _run("mount", "-o", "loop,errors=remount-ro", str(self._image), str(self.path))
        _run("chown", f"{os.geteuid()}:{os.getegid()}", str(self.path))
        found = subprocess.run(
            ["findmnt", "-n", "-o", "SOURCE", str(self.path)], capture_output=True, text=True
        )
        self._device = found.stdout.strip().rpartition("/")[2]

    def fail(self) -> None:
        """Let an error be found on it: from now on nothing can be written."""
        trigger = f"/sys/fs/ext4/{self._device}/trigger_fs_error"
        _run("sh", "-c", f"echo 1 > {trigger}")

    def repair(self) -> None:
        """Do what an operator does: take it off, check it, and mount it again."""
        _run("umount", str(self.path))
        done = subprocess.run(
            [*_AS_ROOT, "fsck.ext4", "-f", "-y", str(self._image)], capture_output=True, text=True
        )
        assert done.returncode < 4, done.stdout + done.stderr
        self.mount()


@contextmanager
def real(path: Path, size: int) -> Iterator[RealDisk]:
    """Mount a disk of so many MiB that can fail."""
    needed("/dev/loop-control")
    path.mkdir()
    image = path.with_suffix(".img")
    with image.open("wb") as file:
        file.truncate(size * MIB)
    disk = RealDisk(path, image)
    with _or_skipped():
        _run("mkfs.ext4", "-q", "-F", str(image))
        disk.mount()
    try:
        yield disk
    finally:
        _run("umount", "--lazy", str(path))
        image.unlink()

"""Writing one bundle: beside its place first, then renamed, then read back."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from service.adapters.captures import disk, manifest
from service.adapters.captures.result import result_text
from service.adapters.captures.sources import LeftOutError, Skipped, Source, sources
from service.domain.captures import Bundle, CapturedFile

_HIDDEN = "."


@dataclass(frozen=True, slots=True)
class Room:
    """How much a bundle's files may take: `bytes_at_most` together, leaving `spare` free."""

    bytes_at_most: int
    spare: int


class DiffersError(Exception):
    """What was read back is not what was written; the text says where."""


class TooLargeError(Exception):
    """The files are more than a bundle may hold."""


def write_bundle(
    home: Path,
    bundle: Bundle,
    workspace: str,
    room: Room,
    checkpoint: disk.Checkpoint,
) -> manifest.Manifest:
    """Write the bundle as `home/v<version>` and return its manifest, verified.

    `home` is the session's folder; the caller is its only writer. Raises DiffersError,
    TooLargeError, UnreadableError, OSError, or whatever `checkpoint` raises; then a bundle of
    this version, if one stands there, is complete.
    """
    home.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.mkdir(exist_ok=True)
    try:
        return _attempt(home, bundle, workspace, room, checkpoint, _previous(home, bundle.version))
    except DiffersError:
        # A file of the previous version that went bad would be linked again and again.
        return _attempt(home, bundle, workspace, room, checkpoint, None)


@dataclass(frozen=True, slots=True)
class _Previous:
    """The version before: where it stands, and its files by path."""

    path: Path
    files: Mapping[str, CapturedFile]


def _previous(home: Path, version: int) -> _Previous | None:
    for earlier in range(version - 1, 0, -1):
        path = home / version_name(earlier)
        try:
            with disk.folder(str(path)) as opened:
                found = manifest.load(opened)
        except OSError:
            # Not there, or unreadable: nothing to share, but no reason to save nothing.
            continue
        if found is not None:
            return _Previous(path, {file.path: file for file in found.workspace_files})
    return None


def version_name(version: int) -> str:
    """Return the name of a bundle's folder."""
    return f"v{version}"


def _attempt(
    home: Path,
    bundle: Bundle,
    workspace: str,
    room: Room,
    checkpoint: disk.Checkpoint,
    previous: _Previous | None,
) -> manifest.Manifest:
    _clear_unfinished(home, checkpoint)
    staged = Path(tempfile.mkdtemp(prefix=_HIDDEN, dir=home))
    try:
        with disk.folder(str(staged)) as top:
            written = _Writer(top, bundle, room, checkpoint, previous).write(workspace)
        final = _publish(staged, home / version_name(bundle.version), checkpoint)
    except BaseException:
        # What cannot be removed now (the disk may be at fault) goes with the next attempt.
        shutil.rmtree(staged, ignore_errors=True)
        raise
    _verify(final, written, checkpoint)
    _clear_unfinished(home, checkpoint)
    return written


def _clear_unfinished(home: Path, checkpoint: disk.Checkpoint) -> None:
    for path in home.iterdir():
        if path.name.startswith(_HIDDEN):
            checkpoint()
            shutil.rmtree(path)


def _publish(staged: Path, final: Path, checkpoint: disk.Checkpoint) -> Path:
    staged.chmod(0o755)
    if final.exists():
        checkpoint()
        final.rename(tempfile.mkdtemp(prefix=_HIDDEN, dir=final.parent))
    checkpoint()
    staged.rename(final)
    for changed in (final.parent, final.parent.parent):
        checkpoint()
        with disk.folder(str(changed)) as opened:
            os.fsync(opened)
    return final


def _verify(final: Path, written: manifest.Manifest, checkpoint: disk.Checkpoint) -> None:
    with disk.folder(str(final)) as opened:
        found = manifest.load(opened)
        if found is None or found.encoded() != written.encoded():
            wrong = [f"{manifest.NAME} reads back differently"]
        else:
            wrong = manifest.differences(opened, written, checkpoint)
        if wrong:
            os.unlink(manifest.NAME, dir_fd=opened)
            raise DiffersError("; ".join(wrong[:3]))


@dataclass(slots=True)
class _Writer:
    """Fills the open folder `top` with a bundle, the manifest last."""

    top: int
    bundle: Bundle
    room: Room
    checkpoint: disk.Checkpoint
    previous: _Previous | None
    written: list[CapturedFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    total: int = 0

    def write(self, workspace: str) -> manifest.Manifest:
        for source in sources(workspace):
            self.checkpoint()
            if isinstance(source, Skipped):
                self.skipped.append(source)
            else:
                self._take(source)
        self._text("result.md", result_text(self.bundle, self.written, self.skipped).encode())
        lines = (manifest.json_bytes(event) + b"\n" for event in self.bundle.transcript)
        self._text("transcript.jsonl", b"".join(lines))
        done = manifest.Manifest.of(self.bundle, self.written, self.skipped)
        self.checkpoint()
        disk.sync_folders(self.top)
        self._write(manifest.NAME, done.encoded())
        self.checkpoint()
        os.fsync(self.top)
        return done

    def _text(self, name: str, data: bytes) -> None:
        self._write(name, data)
        digest = hashlib.sha256(data).hexdigest()
        self.written.append(CapturedFile(name, len(data), digest))

    def _write(self, name: str, data: bytes) -> None:
        self.checkpoint()
        with disk.creating(self.top, name) as descriptor:
            self.checkpoint()
            disk.write_all(descriptor, data)

    def _take(self, source: Source) -> None:
        """Put a file of the workspace into the bundle; what is no file any more is left out."""
        above = (manifest.FILES, *source.parts[:-1])
        try:
            with source.opened() as file, disk.folder(self.top, above, create=True) as into:
                self._put(source, file, into)
        except LeftOutError as error:
            self.skipped.append(Skipped(source.path, str(error)))
        except (FileExistsError, NotADirectoryError):
            self.skipped.append(Skipped(source.path, "its name is taken in the bundle"))

    def _put(self, source: Source, file: int, into: int) -> None:
        size = os.fstat(file).st_size
        self.total += size
        if self.total > self.room.bytes_at_most:
            raise TooLargeError
        digest = self._linked(source, file, size, into)
        if digest is None:
            digest, size = self._copied(source, file, size, into)
        self.written.append(CapturedFile(f"{manifest.FILES}/{source.path}", size, digest))

    def _linked(self, source: Source, file: int, size: int, into: int) -> str | None:
        """Share the file with the previous version and return its hash, if it is the same."""
        known = None if self.previous is None else self.previous.files.get(source.path)
        if self.previous is None or known is None or known.size != size:
            return None
        if disk.digest(file, size, self.checkpoint) != (known.sha256, size):
            return None
        name, above = source.parts[-1], (manifest.FILES, *source.parts[:-1])
        self.checkpoint()
        try:
            with disk.folder(str(self.previous.path), above) as old:
                os.link(name, name, src_dir_fd=old, dst_dir_fd=into, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:
            # Links are only thrift: not every storage has them, and a file takes so many.
            return None
        return known.sha256

    def _copied(self, source: Source, file: int, size: int, into: int) -> tuple[str, int]:
        self.checkpoint()
        free = os.fstatvfs(self.top)
        if free.f_bavail * free.f_frsize < size + self.room.spare:
            raise OSError(errno.ENOSPC, "too little space would be left")
        digest, copied = hashlib.sha256(), 0
        with disk.creating(into, source.parts[-1]) as copy:
            for chunk in disk.chunks(file, size, self.checkpoint):
                disk.write_all(copy, chunk)
                digest.update(chunk)
                copied += len(chunk)
        return digest.hexdigest(), copied

"""The manifest: what a bundle holds, to the byte. It is written last and read first."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from service.adapters.captures import disk
from service.adapters.captures.sources import Skipped
from service.domain.captures import Bundle, CapturedFile

FORMAT = 1
NAME = "manifest.json"
FILES = "files"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` are all files of the bundle but the manifest, by their path in it."""

    session: int
    version: int
    title: str
    after_seq: int
    upto_seq: int
    files: Sequence[CapturedFile]
    highlights: Sequence[str] = ()
    skipped: Sequence[Skipped] = field(default_factory=tuple)

    @classmethod
    def of(
        cls,
        bundle: Bundle,
        files: Sequence[CapturedFile],
        skipped: Sequence[Skipped],
    ) -> "Manifest":
        """Make the manifest of a bundle that was written as `files`."""
        return cls(
            bundle.session,
            bundle.version,
            bundle.title,
            bundle.after_seq,
            bundle.upto_seq,
            files,
            bundle.highlights,
            skipped,
        )

    @property
    def workspace_files(self) -> list[CapturedFile]:
        """The files of the workspace, by their path below `files/`."""
        above = f"{FILES}/"
        return [
            CapturedFile(file.path.removeprefix(above), file.size, file.sha256)
            for file in self.files
            if file.path.startswith(above)
        ]

    def encoded(self) -> bytes:
        """Return the manifest as it stands in its file."""
        content = {
            "format": FORMAT,
            "session": self.session,
            "version": self.version,
            "title": self.title,
            "after_seq": self.after_seq,
            "upto_seq": self.upto_seq,
            "files": [file.as_json() for file in self.files],
            "highlights": list(self.highlights),
            "skipped": [each.as_json() for each in self.skipped],
        }
        return json_bytes(content, indent=1) + b"\n"


def json_bytes(content: Any, *, indent: int | None = None) -> bytes:
    """Return JSON in UTF-8; half a character, which UTF-8 lacks, becomes its escape."""
    text = json.dumps(content, ensure_ascii=False, indent=indent)
    return text.encode("utf-8", "backslashreplace")


def load(bundle: int) -> Manifest | None:
    """Read the manifest in the open folder of a bundle; None if there is no valid one."""
    try:
        with disk.reading(bundle, NAME) as descriptor:
            content = json.loads(disk.content(descriptor))
        if content["format"] != FORMAT:
            return None
        return Manifest(
            content["session"],
            content["version"],
            content["title"],
            content["after_seq"],
            content["upto_seq"],
            [CapturedFile(**each) for each in content["files"]],
            content["highlights"],
            [Skipped(**each) for each in content["skipped"]],
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def differences(bundle: int, manifest: Manifest, checkpoint: disk.Checkpoint) -> list[str]:
    """Read everything in the open folder of a bundle and say where it is not as listed."""
    listed = {file.path for file in manifest.files}
    found = set(disk.files_below(bundle)) - {NAME}
    wrong = [f"{path} is not in the manifest" for path in sorted(found - listed)]
    for file in manifest.files:
        *above, name = file.path.split("/")
        try:
            with disk.folder(bundle, above) as parent, disk.reading(parent, name) as descriptor:
                size = os.fstat(descriptor).st_size
                digest, _ = disk.digest(descriptor, size, checkpoint)
        except OSError as error:
            wrong.append(f"{file.path}: {error.strerror}")
            continue
        if (size, digest) != (file.size, file.sha256):
            wrong.append(f"{file.path} reads back differently")
    return wrong

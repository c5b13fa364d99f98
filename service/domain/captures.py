"""A capture: the finished bundle in storage. Without its manifest it does not exist."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from service.domain.ids import SessionNumber


@dataclass(frozen=True, slots=True)
class CapturedFile:
    """A file of a bundle: its path below `files/`, size in bytes and SHA-256 in hex."""

    path: str
    size: int
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """Return the file as it stands in a manifest and in an event."""
        return {"path": self.path, "size": self.size, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is to be captured.

    `result` is the text of the answer, `front_matter` what stands above it in
    `result.md`, `transcript` the events after `after_seq` as JSON objects, `highlights`
    the files that the agent named as its result.
    """

    session: SessionNumber
    version: int
    title: str
    result: str
    front_matter: dict[str, Any]
    transcript: Sequence[dict[str, Any]]
    after_seq: int
    upto_seq: int
    highlights: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Captured:
    """A bundle that was written and read back: where it stands and what it holds."""

    session: SessionNumber
    version: int
    address: str
    files: Sequence[CapturedFile]

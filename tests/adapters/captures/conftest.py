import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.domain.captures import Bundle
from service.domain.ids import SessionNumber


@dataclass(frozen=True, slots=True)
class Folder:
    """A workspace as a capture sees it."""

    path: Path

    @property
    def root(self) -> str:
        return str(self.path)

    async def place(self, name: str, content: bytes) -> str:
        (self.path / name).write_bytes(content)
        return name


@pytest.fixture
def workspace(tmp_path: Path) -> Folder:
    """A workspace with two files."""
    folder = tmp_path / "workspaces" / "7"
    (folder / "notes").mkdir(parents=True)
    (folder / "report.md").write_text("# Report\n")
    (folder / "notes" / "one.md").write_text("one\n")
    return Folder(folder)


def a_bundle(
    version: int = 1,
    *,
    result: str = "Three papers agree.",
    front_matter: dict[str, Any] | None = None,
    transcript: Sequence[dict[str, Any]] = ({"seq": 5, "kind": "message"}, {"seq": 6}),
    highlights: Sequence[str] = ("report.md",),
) -> Bundle:
    """Make a bundle of session 7."""
    return Bundle(
        SessionNumber(7),
        version,
        "Compare three papers",
        result,
        front_matter or {"who": "Ada", "cost_usd": 0.0125},
        transcript,
        4,
        6,
        highlights,
    )


def checked(folder: Path) -> dict[str, bytes] | None:
    """Return a bundle's files if it has a manifest, after checking each against it."""
    try:
        manifest: Mapping[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    except FileNotFoundError:
        return None
    found = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert {each["path"] for each in manifest["files"]} == set(found)
    for each in manifest["files"]:
        content = found[each["path"]]
        assert each["size"] == len(content)
        assert each["sha256"] == hashlib.sha256(content).hexdigest()
    return found


def names(folder: Path) -> list[str]:
    """Return the names in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir())

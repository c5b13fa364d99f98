import hashlib
import json
import os
from pathlib import Path

import pytest

from service.adapters.captures.folder import FolderCaptures
from service.domain.captures import CapturedFile
from service.domain.errors import Refused, Temporary
from service.domain.ids import SessionNumber
from tests.adapters.captures.conftest import Folder, a_bundle, checked, names

SEVEN = SessionNumber(7)


async def test_a_bundle_holds_result_files_transcript_and_manifest(
    tmp_path: Path, workspace: Folder
) -> None:
    captures = FolderCaptures(tmp_path / "captures")
    captured = await captures.write(a_bundle(), workspace)
    assert captured.address == str(tmp_path / "captures" / "7" / "v1")
    assert captured.version == 1
    hashes = {
        "notes/one.md": hashlib.sha256(b"one\n").hexdigest(),
        "report.md": hashlib.sha256(b"# Report\n").hexdigest(),
    }
    assert sorted(captured.files, key=lambda file: file.path) == [
        CapturedFile("notes/one.md", 4, hashes["notes/one.md"]),
        CapturedFile("report.md", 9, hashes["report.md"]),
    ]
    found = checked(Path(captured.address))
    assert found is not None
    assert set(found) == {"files/notes/one.md", "files/report.md", "result.md", "transcript.jsonl"}
    assert [json.loads(line) for line in found["transcript.jsonl"].splitlines()] == [
        {"seq": 5, "kind": "message"},
        {"seq": 6},
    ]
    result = found["result.md"].decode()
    assert result.startswith('---\ntitle: "Compare three papers"\nsession: 7\nversion: 1\n')
    assert hashes["report.md"] in result
    assert result.endswith("---\n\nThree papers agree.\n")
    manifest = json.loads(await captures.read(SEVEN, 1, "manifest.json"))
    assert {key: manifest[key] for key in ("format", "session", "version", "title")} == {
        "format": 1,
        "session": 7,
        "version": 1,
        "title": "Compare three papers",
    }
    assert (manifest["after_seq"], manifest["upto_seq"]) == (4, 6)
    assert manifest["highlights"] == ["report.md"]
    assert manifest["skipped"] == []


async def test_unchanged_files_are_shared_with_the_version_before(
    tmp_path: Path, workspace: Folder
) -> None:
    captures = FolderCaptures(tmp_path / "captures")
    first = Path((await captures.write(a_bundle(1), workspace)).address)
    (workspace.path / "notes" / "one.md").write_text("two\n")
    second = Path((await captures.write(a_bundle(2), workspace)).address)
    third = Path((await captures.write(a_bundle(4), workspace)).address)
    kept = [each / "files" / "report.md" for each in (first, second, third)]
    assert kept[0].stat().st_ino == kept[1].stat().st_ino == kept[2].stat().st_ino
    changed = [each / "files" / "notes" / "one.md" for each in (first, second, third)]
    assert [each.read_text() for each in changed] == ["one\n", "two\n", "two\n"]
    assert changed[1].stat().st_ino == changed[2].stat().st_ino
    assert (workspace.path / "report.md").stat().st_nlink == 1
    for each in (first, second, third):
        assert checked(each)


async def test_a_version_may_be_written_again(tmp_path: Path, workspace: Folder) -> None:
    captures = FolderCaptures(tmp_path / "captures")
    await captures.write(a_bundle(1, result="first try"), workspace)
    (workspace.path / "report.md").unlink()
    captured = await captures.write(a_bundle(1, result="second try"), workspace)
    again = await captures.write(a_bundle(1, result="second try"), workspace)
    assert again == captured
    found = checked(Path(captured.address))
    assert found is not None
    assert "files/report.md" not in found
    assert b"second try" in found["result.md"]
    assert names(tmp_path / "captures" / "7") == ["v1"]


async def test_an_empty_workspace_is_captured(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    captures = FolderCaptures(tmp_path / "captures")
    captured = await captures.write(a_bundle(transcript=()), Folder(tmp_path / "7"))
    assert captured.files == []
    assert set(checked(Path(captured.address)) or ()) == {"result.md", "transcript.jsonl"}


async def test_a_file_gone_bad_in_the_version_before_is_not_shared(
    tmp_path: Path, workspace: Folder
) -> None:
    captures = FolderCaptures(tmp_path / "captures")
    first = Path((await captures.write(a_bundle(1), workspace)).address)
    shared = first / "files" / "report.md"
    shared.chmod(0o644)
    shared.write_text("# rep0rt\n")
    second = Path((await captures.write(a_bundle(2), workspace)).address)
    found = checked(second)
    assert found is not None
    assert found["files/report.md"] == b"# Report\n"
    shared.unlink()
    (first / "files" / "notes" / "one.md").unlink()
    assert checked(Path((await captures.write(a_bundle(2), workspace)).address))


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b'{"format": 99}', b'{"format": 1}'])
async def test_a_version_before_without_manifest_does_not_exist(
    tmp_path: Path, workspace: Folder, manifest: bytes
) -> None:
    captures = FolderCaptures(tmp_path / "captures")
    first = Path((await captures.write(a_bundle(1), workspace)).address)
    (first / "manifest.json").unlink()
    (first / "manifest.json").write_bytes(manifest)
    second = Path((await captures.write(a_bundle(2), workspace)).address)
    assert checked(second)
    one, other = (each / "files" / "report.md" for each in (first, second))
    assert one.stat().st_ino != other.stat().st_ino
    with pytest.raises(Refused):
        await captures.read(SEVEN, 1, "result.md")


async def test_links_and_devices_are_left_out_and_named(tmp_path: Path, workspace: Folder) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("canary")
    (workspace.path / "file").symlink_to(outside / "secret")
    (workspace.path / "folder").symlink_to(outside)
    (workspace.path / "loop").symlink_to("loop")
    os.mkfifo(workspace.path / "pipe")
    captures = FolderCaptures(tmp_path / "captures")
    captured = await captures.write(a_bundle(), workspace)
    assert {file.path for file in captured.files} == {"report.md", "notes/one.md"}
    manifest = json.loads(await captures.read(SEVEN, 1, "manifest.json"))
    assert manifest["skipped"] == [
        {"path": "file", "reason": "a link"},
        {"path": "loop", "reason": "a link"},
        {"path": "pipe", "reason": "not a file"},
        {"path": "folder", "reason": "a link"},
    ]
    assert b'"folder", "reason": "a link"' in await captures.read(SEVEN, 1, "result.md")
    assert "canary" not in str(checked(Path(captured.address)))


async def test_a_tree_that_is_too_deep_is_cut_and_named(tmp_path: Path) -> None:
    bottom = tmp_path / "7" / "/".join("d" * 33)
    bottom.mkdir(parents=True)
    (bottom / "deep").write_text("deep")
    (bottom.parent / "kept").write_text("kept")
    captures = FolderCaptures(tmp_path / "captures")
    captured = await captures.write(a_bundle(), Folder(tmp_path / "7"))
    assert [file.path for file in captured.files] == ["/".join("d" * 32) + "/kept"]
    manifest = json.loads(await captures.read(SEVEN, 1, "manifest.json"))
    assert manifest["skipped"] == [{"path": "/".join("d" * 33), "reason": "too deep"}]


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "..",
        "../v1/result.md",
        "files/../result.md",
        "/etc/passwd",
        "files",
        "files/",
        "files/report.md/",
        "./result.md",
        "files/planted",
        "files/missing",
        "a\0b",
        "\ud800",
    ],
)
async def test_only_what_the_manifest_lists_is_read(
    tmp_path: Path, workspace: Folder, path: str
) -> None:
    captures = FolderCaptures(tmp_path / "captures")
    await captures.write(a_bundle(), workspace)
    (tmp_path / "captures" / "7" / "v1" / "files" / "planted").symlink_to("/etc/passwd")
    with pytest.raises(Refused, match="does not exist or holds no file"):
        await captures.read(SEVEN, 1, path)
    assert await captures.read(SEVEN, 1, "files/report.md") == b"# Report\n"


async def test_a_listed_file_that_became_a_link_is_not_read(
    tmp_path: Path, workspace: Folder
) -> None:
    captures = FolderCaptures(tmp_path / "captures")
    await captures.write(a_bundle(), workspace)
    place = tmp_path / "captures" / "7" / "v1" / "files"
    (tmp_path / "elsewhere").write_text("canary")
    (place / "report.md").unlink()
    (place / "report.md").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Temporary, match="cannot be read"):
        await captures.read(SEVEN, 1, "files/report.md")


@pytest.mark.parametrize(("session", "version"), [(7, 2), (7, 0), (8, 1)])
async def test_a_bundle_that_is_not_there_is_refused(
    tmp_path: Path, workspace: Folder, session: int, version: int
) -> None:
    captures = FolderCaptures(tmp_path / "captures")
    await captures.write(a_bundle(), workspace)
    with pytest.raises(Refused):
        await captures.read(SessionNumber(session), version, "result.md")

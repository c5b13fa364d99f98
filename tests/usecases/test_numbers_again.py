"""A database that was put back gives numbers again: nobody meets what their former session left."""

import json
from pathlib import Path

import pytest_asyncio

from service.adapters.captures.folder import FolderCaptures
from service.adapters.tools.workspaces import FolderWorkspaces
from service.domain.ids import SessionNumber
from service.domain.states import State
from service.usecases.stop import stop
from tests.usecases.scene import ANN, Scene, calls, finish, prose, work

ONE = SessionNumber(1)


@pytest_asyncio.fixture
async def theirs(scene: Scene, tmp_path: Path) -> Path:
    """Real folders for the scene; somebody's session 1, which no database knows, left a file.
    Returns where that has to stand as soon as another session 1 is there.
    """
    workspaces = FolderWorkspaces(tmp_path / "workspaces", scene.clock)
    scene.workspaces = workspaces  # type: ignore[assignment]
    scene.captures = FolderCaptures(tmp_path / "captures", spare_bytes=0)  # type: ignore[assignment]
    scene.worker = scene.new_worker("w2")
    scene.book = type(scene.book)(scene.worker)
    async with workspaces.hold(ONE, scene.clock.now() - 9.0) as left:
        await left.place("salaries.csv", b"Bob,1")
    return tmp_path / "workspaces" / "unknown-1" / "inbox" / "salaries.csv"


def unharmed(file: Path) -> bool:
    return file.read_bytes() == b"Bob,1"


async def test_a_new_session_begins_with_a_folder_of_its_own_and_keeps_it(
    scene: Scene, theirs: Path, tmp_path: Path
) -> None:
    seen: list[list[Path]] = []

    async def looks_and_writes() -> None:
        workspace = tmp_path / "workspaces" / "1"
        seen.append(sorted(workspace.iterdir()))
        (workspace / f"{len(seen)}.md").write_text("mine")

    scene.tools.first = looks_and_writes
    scene.script(calls(work()), prose(), calls(work()), calls(finish()), prose())
    await scene.says("Build it")
    await scene.works()
    await scene.says("Go on")
    await scene.works()
    assert (await scene.session()).state is State.DONE
    assert seen == [[], [tmp_path / "workspaces" / "1" / "1.md"]]
    assert unharmed(theirs)


async def test_what_a_stopped_session_made_is_saved_and_nothing_else(
    scene: Scene, theirs: Path, tmp_path: Path
) -> None:
    async def writes_and_is_stopped() -> None:
        (tmp_path / "workspaces" / "1" / "mine.md").write_text("mine")
        await stop(scene.ports, ANN, ONE)

    scene.tools.first = writes_and_is_stopped
    scene.script(calls(work()))
    await scene.says("Build it")
    await scene.works()
    session = await scene.session()
    assert (session.state, session.captures) == (State.STOPPED, 1)
    manifest = json.loads((tmp_path / "captures" / "1" / "v1" / "manifest.json").read_text())
    paths = [each["path"] for each in manifest["files"]]
    assert [each for each in paths if each.startswith("files/")] == ["files/mine.md"]
    assert unharmed(theirs)

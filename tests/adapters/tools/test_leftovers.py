"""Workspaces of sessions that are over, beside a worker that may still be in one."""

from pathlib import Path

from service.adapters.clock.system import SystemClock
from service.adapters.tools.leftovers import FolderLeftovers
from service.adapters.tools.workspaces import FolderWorkspaces
from service.domain.ids import SessionNumber

SEVEN, EIGHT = SessionNumber(7), SessionNumber(8)
AT = 1_763_784_000.5


async def test_a_workspace_is_emptied_when_its_worker_has_let_go(tmp_path: Path) -> None:
    leftovers, workspaces = FolderLeftovers(tmp_path), FolderWorkspaces(tmp_path, SystemClock())
    async with workspaces.hold(SEVEN, AT) as workspace:
        await workspace.place("a", b"four")
        assert not leftovers.remove(SEVEN)
        assert leftovers.size(SEVEN) == 4
    assert leftovers.remove(SEVEN)
    assert leftovers.size(SEVEN) == 0
    assert not (tmp_path / "7").exists()


async def test_one_that_was_here_is_known_and_one_that_never_was_is_not(tmp_path: Path) -> None:
    leftovers, workspaces = FolderLeftovers(tmp_path), FolderWorkspaces(tmp_path, SystemClock())
    assert not leftovers.knows(SEVEN)
    async with workspaces.hold(SEVEN, AT):
        assert leftovers.knows(SEVEN)
    assert leftovers.remove(SEVEN)
    assert leftovers.knows(SEVEN)
    assert leftovers.remove(EIGHT)
    assert not leftovers.knows(EIGHT)

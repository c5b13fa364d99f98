"""Retention: what is old and saved is taken, in steps that can be broken off, and nothing else."""

from pathlib import Path

import pytest

from service.adapters.captures.folder import FolderCaptures
from service.adapters.tools.leftovers import FolderLeftovers
from service.adapters.tools.workspaces import FolderWorkspaces
from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from service.domain.errors import Temporary
from service.domain.events import Attachment, Kind
from service.domain.ids import BlobId, DeliveryId, SessionNumber
from service.domain.states import State
from service.ports.store import Tx
from service.usecases import prune as pruning
from service.usecases.prune import Pruned, Pruning, forget_deliveries, prune
from service.usecases.stop import stop
from service.usecases.upload import upload
from tests.ports.store.samples import item, lane
from tests.usecases.scene import ANN, Scene, calls, finish, prose, work

DAY = 86_400.0
ONE = SessionNumber(1)


@pytest.fixture
def kept(scene: Scene, tmp_path: Path) -> Pruning:
    """Real folders for the scene's captures and workspaces."""
    captures = FolderCaptures(tmp_path / "captures", spare_bytes=0)
    scene.captures = captures  # type: ignore[assignment]
    scene.workspaces = FolderWorkspaces(tmp_path / "workspaces", scene.clock)  # type: ignore[assignment]
    scene.worker = scene.new_worker("w2")
    scene.book = type(scene.book)(scene.worker)
    return Pruning(scene.ports, captures, FolderLeftovers(tmp_path / "workspaces"))


async def took(
    kept: Pruning, scene: Scene, days: float = 90.0, *, dry_run: bool = False
) -> list[Pruned]:
    before = scene.clock.now() - days * DAY
    return [each async for each in prune(kept, before, dry_run=dry_run)]


async def worked(scene: Scene, *, blob: bytes = b"") -> Attachment | None:
    """A session is done and saved, with a file that came with its message."""
    files = []
    if blob:
        given = await upload(scene.ports, ANN, "data.csv", "text/csv", blob)
        files = [given]
    scene.script(calls(work()), calls(finish()), prose())
    await scene.says("Build it", files=files)
    await scene.works()
    assert (await scene.session()).state is State.DONE
    return files[0] if files else None


async def unerased(scene: Scene) -> list[Kind]:
    return [each.kind for each in await scene.events() if not each.erased]


async def has_blob(scene: Scene, blob: BlobId) -> bool:
    return await scene.store.read(lambda reads: reads.blob(blob)) is not None


async def test_what_is_old_and_saved_is_taken_and_numbers_stay(
    scene: Scene, kept: Pruning, tmp_path: Path
) -> None:
    attached = await worked(scene, blob=b"a,b,c")
    assert attached is not None
    before = await scene.session()
    workspace = tmp_path / "workspaces" / "1"
    assert (workspace / "inbox" / "data.csv").exists()
    scene.clock.advance(91 * DAY)

    (would,) = await took(kept, scene, dry_run=True)
    assert (would.kept, would.workspace_kept) == ("", "")
    assert would.events > 4
    assert would.workspace_bytes == 5
    assert workspace.exists()

    (did,) = await took(kept, scene)
    assert (did.events, did.workspace_bytes) == (would.events, would.workspace_bytes)
    assert not workspace.exists()
    assert not await has_blob(scene, attached.blob)
    after, found = await scene.session(), await scene.events()
    assert [each.seq for each in found] == list(range(1, after.next_seq))
    told = [Kind.CAPTURED, Kind.BREADCRUMB, Kind.STATE, Kind.NOTICE]
    assert [each.kind for each in found if not each.erased] == told
    assert found[-1].kind is Kind.NOTICE
    assert (after.title, after.steps, after.changed_at) == (
        before.title,
        before.steps,
        before.changed_at,
    )
    assert await took(kept, scene) == [], "nothing is left to be taken"


async def test_sessions_of_one_moment_are_all_looked_at(
    scene: Scene, kept: Pruning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "_PAGE", 2)
    for each in range(5):
        scene.script(prose())
        await scene.says("Build it", f"t{each}")
        await scene.works()
    moments = {(await scene.session(number)).changed_at for number in range(1, 6)}
    assert len(moments) == 1, "they changed at the same moment"
    scene.clock.advance(91 * DAY)
    assert [each.session.number for each in await took(kept, scene)] == [5, 4, 3, 2, 1]


async def test_whoever_comes_back_reads_that_the_past_is_in_the_captures(
    scene: Scene, kept: Pruning
) -> None:
    await worked(scene)
    scene.clock.advance(91 * DAY)
    await took(kept, scene)
    scene.script(prose("What was it?"))
    await scene.says("Go on with it")
    await scene.works()
    assert "The captures hold it" in scene.read()
    assert scene.read().count("Build it") == 1, "only its title"
    session = await scene.session()
    assert (session.state, session.captures) == (State.DONE, 2)
    scene.clock.advance(91 * DAY)
    (again,) = await took(kept, scene)
    assert again.kept == ""


async def test_what_is_young_stays(scene: Scene, kept: Pruning) -> None:
    await worked(scene)
    scene.clock.advance(89 * DAY)
    assert await took(kept, scene) == []


async def test_what_was_never_saved_stays(scene: Scene, kept: Pruning) -> None:
    await scene.says("Build it")
    await stop(scene.ports, ANN, ONE)
    scene.clock.advance(91 * DAY)
    (found,) = await took(kept, scene)
    assert found.kept == "nothing of it was ever saved"
    assert Kind.MESSAGE in await unerased(scene)


async def test_what_cannot_be_read_back_stays(scene: Scene, kept: Pruning, tmp_path: Path) -> None:
    await worked(scene)
    before = await unerased(scene)
    (tmp_path / "captures" / "1" / "v1" / "manifest.json").unlink()
    scene.clock.advance(91 * DAY)
    (found,) = await took(kept, scene)
    assert found.kept.startswith("its capture 1 cannot be read")
    assert await unerased(scene) == before


async def test_events_in_no_capture_are_named(scene: Scene, kept: Pruning, tmp_path: Path) -> None:
    await worked(scene)
    file = tmp_path / "captures" / "1" / "v1" / "manifest.json"
    text = file.read_text()
    file.unlink()
    file.write_text(text.replace('"after_seq": 0', '"after_seq": 2'))
    scene.clock.advance(91 * DAY)
    (found,) = await took(kept, scene)
    assert found.kept == "event 1 is in no capture"


async def test_what_somebody_still_has_to_answer_stays(scene: Scene, kept: Pruning) -> None:
    await worked(scene)
    await scene.store.run(lambda tx: tx.items.add(item("i", ONE, ANN)))
    scene.clock.advance(91 * DAY)
    (found,) = await took(kept, scene)
    assert found.kept == "something is open that needs a person"


async def test_a_file_that_no_capture_holds_stays(
    scene: Scene, kept: Pruning, tmp_path: Path
) -> None:
    attached = await worked(scene, blob=b"a,b,c")
    assert attached is not None
    file = tmp_path / "captures" / "1" / "v1" / "manifest.json"
    manifest = file.read_text()
    file.unlink()
    file.write_text(manifest.replace('"sha256": "', '"sha256": "x'))
    (tmp_path / "workspaces" / "1" / "link").symlink_to("/etc/hosts")
    scene.clock.advance(91 * DAY)
    await took(kept, scene)
    assert await has_blob(scene, attached.blob)


async def test_a_prune_that_is_broken_off_goes_on(
    scene: Scene, kept: Pruning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    await worked(scene)
    whole = await unerased(scene)
    scene.clock.advance(91 * DAY)
    real, tries = pruning._erase_some, list[int]()

    def breaks(tx: Tx, some: pruning._Some, files: list[BlobId]) -> bool:
        tries.append(1)
        if len(tries) == 2:
            raise Temporary("killed", source="database")
        return real(tx, some, files)

    with monkeypatch.context() as patch:
        patch.setattr(pruning, "_erase_some", breaks)
        with pytest.raises(Temporary):
            await took(kept, scene)
    assert 0 < len(await unerased(scene)) < len(whole)
    await took(kept, scene)
    found = await scene.events(Kind.NOTICE)
    assert len([each for each in found if not each.erased]) == 1, "it is said once"
    assert Kind.MESSAGE not in await unerased(scene)
    assert Kind.TOOL_ENDED not in await unerased(scene)


async def test_whoever_takes_it_up_meanwhile_keeps_the_rest(
    scene: Scene, kept: Pruning, monkeypatch: pytest.MonkeyPatch
) -> None:
    await worked(scene)
    scene.clock.advance(91 * DAY)
    real = pruning._saved_files

    async def meanwhile(*given: object) -> object:
        await scene.says("Go on")
        return await real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(pruning, "_saved_files", meanwhile)
    (found,) = await took(kept, scene)
    assert found.kept == "somebody took it up again"
    assert (await scene.events())[0].payload["text"] == "Build it"
    assert (await scene.session()).state is State.RUNNING


async def test_old_deliveries_go_but_not_of_what_is_open(scene: Scene, kept: Pruning) -> None:
    await worked(scene)

    def fill(tx: Tx) -> None:
        tx.items.add(item("open", ONE, ANN))
        for state in DeliveryState:
            for about in (None, "open"):
                tx.outbox.add(
                    Delivery(
                        DeliveryId(scene.ports.ids.new()),
                        lane("x"),
                        ANN,
                        DeliveryKind.ASK,
                        tx.now(),
                        tx.now(),
                        item=about,  # type: ignore[arg-type]
                        state=state,
                    )
                )

    await scene.store.run(fill)
    scene.clock.advance(91 * DAY)
    before = scene.clock.now() - 90 * DAY
    held = await scene.store.read(lambda reads: len(reads.deliveries(limit=1000)))
    for long_ago in (0.0, -DAY, -1e9, -1e11):
        taken = await forget_deliveries(kept.ports, long_ago, dry_run=False)
        assert taken == 0, "nothing is older than time"
    would = await forget_deliveries(kept.ports, before, dry_run=True)
    assert await forget_deliveries(kept.ports, before, dry_run=False) == would
    assert would >= 3
    left = await scene.store.read(lambda reads: reads.deliveries(limit=1000))
    assert len(left) == held - would
    assert all(each.item or each.state is DeliveryState.WAITING for each in left)
    assert await forget_deliveries(kept.ports, before, dry_run=False) == 0

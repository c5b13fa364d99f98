"""A title that was made from a message follows it until the agent has begun."""

import pytest_asyncio

from service.domain.events import Attachment
from service.domain.ids import BlobId, SessionNumber
from service.domain.threads import ThreadKey
from service.usecases.configure import rename, set_cap
from service.usecases.edit import delete, edit
from service.usecases.receive import Arrival, receive
from tests.usecases.scene import ANN, Scene, prose

TWO = SessionNumber(2)


@pytest_asyncio.fixture
async def queued(scene: Scene) -> Scene:
    """Ann's session 2 waits for a slot."""
    await set_cap(scene.ports, ANN, 1)
    await scene.says("Something else", "t1")
    await scene.says("Compare thre papers", "t2")
    return scene


async def title(scene: Scene) -> str:
    return (await scene.session(TWO)).title


async def test_it_follows_an_edit(queued: Scene) -> None:
    before = await queued.session(TWO)
    queued.clock.advance(1.0)
    await edit(queued.ports, ANN, "k2", "## Compare three papers\n\nand save a table")
    after = await queued.session(TWO)
    assert after.title == "Compare three papers"
    assert after.changed_at > before.changed_at


async def test_it_follows_a_deletion_to_what_is_left(queued: Scene) -> None:
    await queued.says("Rather compare two", "t2")
    await delete(queued.ports, ANN, "k2")
    assert await title(queued) == "Rather compare two"
    await edit(queued.ports, ANN, "k3", "Rather compare one")
    assert await title(queued) == "Rather compare one"
    await delete(queued.ports, ANN, "k3")
    assert await title(queued) == "Untitled"


async def test_a_later_message_changes_no_title(queued: Scene) -> None:
    await queued.says("And quickly", "t2")
    await edit(queued.ports, ANN, "k3", "And slowly")
    await delete(queued.ports, ANN, "k3")
    assert await title(queued) == "Compare thre papers"


async def test_a_title_of_ones_own_stays(queued: Scene) -> None:
    await rename(queued.ports, ANN, TWO, "Papers")
    await edit(queued.ports, ANN, "k2", "Compare three papers")
    await delete(queued.ports, ANN, "k2")
    assert await title(queued) == "Papers"


async def test_files_alone_give_a_title(scene: Scene) -> None:
    file = Attachment(BlobId("b"), "plan.pdf", "application/pdf", 3)
    thread = ThreadKey("web", "", "r", "t")
    await receive(scene.ports, Arrival("k", thread, ANN, "", "web", (file,)))
    assert (await scene.session()).title == "plan.pdf"
    await edit(scene.ports, ANN, "k", "Check the plan")
    assert (await scene.session()).title == "Check the plan"


async def test_once_the_agent_has_begun_it_stays(scene: Scene) -> None:
    await scene.says("Compare thre papers")
    scene.script(prose())
    await scene.works()
    await scene.says("And quickly")
    await edit(scene.ports, ANN, "k2", "And slowly")
    await delete(scene.ports, ANN, "k1")
    assert (await scene.session()).title == "Compare thre papers"

"""Admins are made and unmade by operators; there is always one."""

import asyncio

import pytest

from service.domain.errors import Refused
from service.domain.persons import Identity
from service.ports.store import Tx
from service.usecases.admins import Revoked, make_admin, revoke_admin
from service.usecases.erase_person import erase_person
from tests.fakes.clock import FakeClock, FakeIds
from tests.fixtures_store import AnyStore
from tests.usecases.scene import ANN, BOB, Scene
from tests.usecases.test_erasing_persons import Gone

TOKEN = Identity("web", "local", "admin")


@pytest.fixture
async def scene(store: AnyStore, clock: FakeClock, ids: FakeIds) -> Scene:
    """Ann is the admin: she signed in with the token."""
    scene = Scene(store, clock, ids)
    await scene.meet(ANN, BOB)
    await store.run(lambda tx: tx.persons.link(TOKEN, ANN))
    assert await make_admin(scene.ports, ANN)
    return scene


async def admins(scene: Scene) -> set[str]:
    return {each.name for each in await scene.store.read(lambda r: r.persons()) if each.admin}


async def test_another_admin_takes_over_and_the_former_one_can_be_erased(scene: Scene) -> None:
    with pytest.raises(Refused, match="Ann --revoke"):
        await erase_person(scene.ports, Gone(), ANN)
    assert await make_admin(scene.ports, BOB)
    assert not await make_admin(scene.ports, BOB)
    assert await revoke_admin(scene.ports, ANN, TOKEN) == Revoked(["Bob"], heir="Bob")
    assert await admins(scene) == {"Bob"}

    def signs_in(tx: Tx) -> str:
        person = tx.persons.by_identity(TOKEN)
        return person.name if person else ""

    assert (await scene.store.run(signs_in))[0] == "Bob"
    await erase_person(scene.ports, Gone(), ANN)
    assert (await scene.store.run(signs_in))[0] == "Bob"


async def test_the_last_admin_stays_one(scene: Scene) -> None:
    with pytest.raises(Refused, match="only admin"):
        await revoke_admin(scene.ports, ANN, TOKEN)
    with pytest.raises(Refused, match="Bob is no admin"):
        await revoke_admin(scene.ports, BOB, TOKEN)
    assert await admins(scene) == {"Ann"}


async def test_the_token_stays_whose_it_is(scene: Scene) -> None:
    await make_admin(scene.ports, BOB)
    assert await revoke_admin(scene.ports, BOB, TOKEN) == Revoked(["Ann"])


async def test_two_who_revoke_each_other_leave_one(scene: Scene) -> None:
    await make_admin(scene.ports, BOB)
    done = await asyncio.gather(
        revoke_admin(scene.ports, ANN, TOKEN),
        revoke_admin(scene.ports, BOB, TOKEN),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == ["Refused", "Revoked"]
    assert len(await admins(scene)) == 1

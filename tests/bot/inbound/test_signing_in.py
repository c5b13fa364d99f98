"""Who somebody is, keys and files."""

import pytest

from service.domain.errors import Refused
from service.domain.persons import Identity, Person
from service.worker.models import Vault
from tests.bot.inbound.scene import Scene

SLACK = Identity("slack", "T1", "U1")


async def test_signing_in_again_is_the_same_person(scene: Scene, ann: Person) -> None:
    assert await scene.person("Ann") == ann


async def test_a_code_makes_another_account_the_same_person(scene: Scene, ann: Person) -> None:
    code = await scene.inbound.link_code(ann)
    assert await scene.inbound.use_code(SLACK, f" {code.lower()} ") == ann
    assert await scene.inbound.sign_in(SLACK, "ann.slack") == ann


async def test_a_code_works_once_and_not_for_ever(scene: Scene, ann: Person) -> None:
    code = await scene.inbound.link_code(ann)
    await scene.inbound.use_code(SLACK, code)
    with pytest.raises(Refused, match="new one"):
        await scene.inbound.use_code(SLACK, code)
    late = await scene.inbound.link_code(ann)
    scene.clock.advance(16 * 60)
    with pytest.raises(Refused, match="15 minutes"):
        await scene.inbound.use_code(SLACK, late)


async def test_link_as_a_command_gives_and_takes_a_code(scene: Scene, ann: Person) -> None:
    given = await scene.order(ann, "link")
    assert "15 minutes" in given.text
    code = given.text.split("`")[1]
    stranger = await scene.inbound.sign_in(SLACK, "ann.slack")
    used = await scene.order(stranger, f"link {code}", identity=SLACK)
    assert used.text == "Linked: here you are Ann now."
    assert await scene.inbound.sign_in(SLACK, "ann.slack") == ann


async def test_an_invited_person_signs_in_with_a_code(scene: Scene, ann: Person) -> None:
    code = await scene.inbound.invite(ann, "Cat")
    cat = await scene.inbound.use_code(Identity("web", "local", "c1"), code)
    assert (cat.name, cat.admin) == ("Cat", False)
    with pytest.raises(Refused, match="already"):
        await scene.inbound.invite(ann, "cat")


async def test_only_the_admin_invites_and_keeps_keys(
    scene: Scene, ann: Person, bob: Person
) -> None:
    with pytest.raises(Refused, match="admin"):
        await scene.inbound.invite(bob, "Cat")
    assert (await scene.inbound.keep_key(bob, "OPENAI_API_KEY", "sk-1")).refused
    kept = await scene.inbound.keep_key(ann, "OPENAI_API_KEY", "sk-1")
    assert kept.text == "OPENAI_API_KEY is saved, encrypted."
    assert await Vault(scene.ports.store, scene.ports.cipher).get("OPENAI_API_KEY") == "sk-1"
    removed = await scene.inbound.keep_key(ann, "OPENAI_API_KEY", " ")
    assert removed.text == "OPENAI_API_KEY is removed."
    assert await Vault(scene.ports.store, scene.ports.cipher).get("OPENAI_API_KEY") is None


async def test_files_have_a_size(scene: Scene, ann: Person) -> None:
    with pytest.raises(Refused, match="empty"):
        await scene.inbound.upload(ann, "a.txt", "text/plain", b"")
    with pytest.raises(Refused, match="limit"):
        await scene.inbound.upload(ann, "a.bin", "application/x", b"x" * (25 * 1024 * 1024 + 1))

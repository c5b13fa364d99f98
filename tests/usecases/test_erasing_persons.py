"""A person is erased: what they said and who they were is gone, numbers stay, others go on."""

import json
from collections.abc import Collection
from dataclasses import replace

import pytest

from service.domain.errors import Refused
from service.domain.events import Kind
from service.domain.ids import PersonId, PhoneId, SessionNumber
from service.domain.items import ItemState
from service.domain.persons import Identity, Person
from service.domain.phones import Phone
from service.domain.preferences import Preferences
from service.domain.states import State
from service.ports.reads import Reads
from service.ports.store import Tx
from service.queries.export import export
from service.queries.person_export import person_export
from service.usecases.empty_workspaces import PATIENCE, Emptied
from service.usecases.erase_person import erase_person
from service.usecases.identify import link, link_code
from service.usecases.upload import upload
from tests.fakes.clock import FakeClock, FakeIds
from tests.fixtures_store import AnyStore
from tests.usecases.scene import ANN, BOB, Scene, ask, calls, prose

SECRET = "the plan for Mars"
TWO = SessionNumber(2)
ROB = PersonId("rob")
"""Bob, before he said so."""


class Gone:
    """Workspaces on this machine but for those that are `elsewhere`; in some of them somebody
    works until they were looked at that often.
    """

    def __init__(self, elsewhere: Collection[int] = (), **busy: int) -> None:
        self.removed: list[SessionNumber] = []
        self._elsewhere = elsewhere
        self._busy = busy

    def size(self, session: SessionNumber) -> int:
        return 0

    def knows(self, session: SessionNumber) -> bool:
        return session not in self._elsewhere

    def remove(self, session: SessionNumber) -> bool:
        left = self._busy.get(f"s{session}", 0)
        self._busy[f"s{session}"] = left - 1
        if left <= 0:
            self.removed.append(session)
        return left <= 0


class Passing(FakeClock):
    """Whoever sleeps lets time pass."""

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)


@pytest.fixture
def scene(store: AnyStore, clock: FakeClock, ids: FakeIds) -> Scene:
    return Scene(store, clock, ids)


async def lived(scene: Scene) -> None:
    """Bob has a session that is done, one that asks him something, and wrote in Ann's."""
    await scene.meet(ANN, BOB)
    scene.script(prose(f"I heard of {SECRET}"), calls(ask(f"Which part of {SECRET}?")), prose())

    def who(tx: Tx) -> None:
        tx.persons.link(Identity("slack", "T1", "UBOB"), BOB)
        phone = Phone(PhoneId("p"), BOB, "ntfy", "ntfy.sh", answers=True, added_at=1.0)
        tx.phones.add(phone)
        tx.vault.put(phone.secret_name, b"topic", 1.0)
        tx.preferences.save(Preferences(BOB, zone="Europe/Rome"))

    await scene.store.run(who)
    file = await upload(scene.ports, BOB, "mars.csv", "text/csv", b"x")
    await scene.says(f"Write {SECRET}", "one", BOB, [file])
    await scene.works()
    await scene.says(f"Ask me about {SECRET}", "two", BOB)
    await scene.works()
    await scene.says("Do mine", "three", ANN)
    await scene.works()
    await scene.store.run(lambda tx: tx.sessions.share(SessionNumber(3), BOB))
    await scene.says(f"Know {SECRET}", "three", BOB)


async def everything(scene: Scene) -> str:
    """Return all that exports would tell."""

    def query(reads: Reads) -> str:
        numbers = [SessionNumber(each) for each in (1, 2, 3)]
        told = [json.dumps(each, default=str) for n in numbers for each in export(reads, n)]
        return "\n".join(told + [text.decode() for _, text in person_export(reads, BOB)])

    return await scene.store.read(query)


async def test_what_they_said_is_gone_and_numbers_stay(scene: Scene) -> None:
    await lived(scene)
    assert SECRET in await everything(scene)
    before, gone = await scene.session(1), Gone()
    erased = await erase_person(scene.ports, gone, BOB)
    assert (erased.sessions, erased.handed, erased.messages) == (2, 0, 1)
    assert len(erased.captures) >= 1
    assert erased.channels == ["slack"]
    assert sorted(gone.removed) == [1, 2]
    told = await everything(scene)
    assert SECRET not in told
    assert "UBOB" not in told
    assert "mars.csv" not in told

    one, two = await scene.session(1), await scene.session(2)
    assert (one.state, two.state) == (State.DONE, State.STOPPED)
    assert (one.title, one.steps, one.cost_usd) == ("Erased", before.steps, before.cost_usd)
    found = await scene.events()
    assert [each.seq for each in found] == list(range(1, one.next_seq))
    assert all(each.erased for each in found)
    person = await scene.store.read(lambda reads: reads.person(BOB))
    assert person is not None
    assert person.name.startswith("Erased")
    assert await scene.store.read(lambda reads: reads.identities(BOB)) == []
    assert await scene.store.read(lambda reads: reads.secret("phone p")) is None
    assert await scene.store.read(lambda reads: reads.cursor(f"erased {BOB}"))


async def test_a_workspace_is_waited_for_until_its_worker_lets_go(scene: Scene) -> None:
    await lived(scene)
    clock, gone = Passing(), Gone(s1=3)
    erased = await erase_person(replace(scene.ports, clock=clock), gone, BOB)
    assert erased.workspaces == Emptied()
    assert sorted(gone.removed) == [1, 2]
    assert 0 < clock.monotonic() < PATIENCE


async def test_a_workspace_that_stays_in_use_is_named(scene: Scene) -> None:
    await lived(scene)
    clock, gone = Passing(), Gone(s2=1_000_000)
    erased = await erase_person(replace(scene.ports, clock=clock), gone, BOB)
    assert (erased.workspaces.busy, gone.removed) == ([2], [1])
    assert clock.monotonic() >= PATIENCE
    again = await erase_person(scene.ports, Gone(), BOB)
    assert again.workspaces == Emptied()


async def test_a_workspace_on_another_machine_is_named_with_its_pool(scene: Scene) -> None:
    await lived(scene)
    await scene.says("Never begun", "four", BOB)
    erased = await erase_person(scene.ports, Gone(elsewhere=[2, 4]), BOB)
    assert erased.sessions == 3
    assert erased.workspaces == Emptied(elsewhere={"default": [TWO]})
    erased = await erase_person(scene.ports, Gone(), BOB)
    assert erased.workspaces == Emptied()


async def test_others_go_on_and_nothing_rings(scene: Scene) -> None:
    await lived(scene)
    await erase_person(scene.ports, Gone(), BOB)
    scene.script(prose("Done"))
    await scene.works()
    await scene.passes(60)
    await scene.works()
    assert (await scene.session(3)).state is State.DONE
    assert SECRET not in scene.read()
    assert (await scene.session(2)).captures == 0, "what is erased is not saved"
    assert await scene.store.read(lambda reads: reads.timers(["1", "2", BOB])) == []
    assert await scene.store.read(lambda reads: reads.items(BOB)) == []


async def test_repeating_it_changes_nothing(scene: Scene) -> None:
    await lived(scene)
    await erase_person(scene.ports, Gone(), BOB)
    before = len(await scene.events())
    assert (await erase_person(scene.ports, Gone(), BOB)).messages == 0
    assert len(await scene.events()) == before


async def test_sessions_can_be_handed_over_without_their_words(scene: Scene) -> None:
    await lived(scene)
    gone = Gone()
    erased = await erase_person(scene.ports, gone, BOB, ANN)
    assert (erased.sessions, erased.handed, gone.removed) == (0, 2, [])
    one = await scene.session(1)
    assert (one.owner_id, one.state) == (ANN, State.DONE)
    kinds = {each.kind for each in await scene.events() if not each.erased}
    assert Kind.ASSISTANT in kinds
    assert Kind.MESSAGE not in kinds
    items = await scene.store.read(lambda reads: reads.items(session=TWO, open_only=False))
    assert {(each.owner_id, each.state) for each in items} == {(ANN, ItemState.WITHDRAWN)}


async def test_what_was_handed_over_while_it_asked_goes_on(scene: Scene) -> None:
    await lived(scene)
    await erase_person(scene.ports, Gone(), BOB, ANN)
    scene.script(prose("Mine is done."), prose("The second part."))
    await scene.works()
    await scene.says("Go on with the second part", "two", ANN)
    await scene.works()
    two = await scene.session(2)
    assert (two.state, two.owner_id) == (State.DONE, ANN)
    told = scene.read()
    assert "somebody gave an order that was deleted since" in told
    assert "Go on with the second part" in told


async def test_an_admin_cannot_vanish(scene: Scene) -> None:
    await lived(scene)
    admin = Person(BOB, "Bob", True, None, 1.0)
    await scene.store.run(lambda tx: tx.persons.save(admin))
    with pytest.raises(Refused, match="is an admin"):
        await erase_person(scene.ports, Gone(), BOB)
    assert SECRET in await everything(scene)


async def test_what_they_did_before_they_were_linked_is_theirs(scene: Scene) -> None:
    await scene.meet(ANN, BOB, ROB)
    account = Identity("slack", "T1", "UBOB")
    await scene.store.run(lambda tx: tx.persons.link(account, ROB))
    scene.script(prose(), calls(ask("Which part?")), prose())
    await scene.says("Do mine", "one", ANN)
    await scene.store.run(lambda tx: tx.sessions.share(SessionNumber(1), ROB))
    file = await upload(scene.ports, ROB, "mars.csv", "text/csv", b"x")
    await scene.says(f"Know {SECRET}", "one", ROB, [file])
    await scene.works()
    await scene.says("Ask me", "two", ROB)
    await scene.works()
    await link(scene.ports, account, await link_code(scene.ports, BOB))

    told = dict(await scene.store.read(lambda reads: list(person_export(reads, BOB))))
    assert SECRET in told["wrote/1.jsonl"].decode()
    assert '"name": "Rob"' in told["person.json"].decode()
    assert f"files/{file.blob}-mars.csv" in told

    erased = await erase_person(scene.ports, Gone(), BOB)
    assert (erased.sessions, erased.messages) == (1, 1)
    left = await scene.store.read(lambda reads: list(person_export(reads, BOB)))
    assert SECRET not in "".join(text.decode() for _, text in left)
    assert SECRET not in str(await scene.events())
    assert await scene.store.read(lambda reads: reads.blob(file.blob)) is None

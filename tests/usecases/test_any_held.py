"""Held messages under any order of deeds: each has one receipt and one outcome that fits."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from service.adapters.store.sqlite import InlineStore, SqliteFile
from service.domain import held
from service.domain.errors import Refused
from service.domain.events import Kind
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import DISMISS, LET_STEER, USE_THIS
from service.domain.receipts import Fate
from service.domain.rooms import Who
from service.domain.states import State
from service.usecases.dismiss import dismiss
from service.usecases.edit import delete, edit
from service.usecases.redirect import redirect
from service.usecases.resume import resume, retry
from service.usecases.share import unshare
from service.usecases.stop import stop
from tests.fakes.clock import FakeClock, FakeIds
from tests.usecases.scene import ANN, BOB, ask, calls, prose
from tests.usecases.strangers import EVE, Strangers
from tests.usecases.telling import Telling

ONE = SessionNumber(1)
KEYS = st.integers(1, 12)
AUTHORS = st.sampled_from([BOB, EVE])


class Deeds(RuleBasedStateMachine):
    """Ann's session in a room where Bob and Eve write as well."""

    template: Path
    folder: Path
    made = 0

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        type(self).made += 1
        path = Path(shutil.copy(self.template, self.folder / f"held{self.made}.db"))
        clock = FakeClock()
        self.store = InlineStore(SqliteFile(path, clock), clock)
        self.scene = Telling(self.store, clock, FakeIds(clock), message_bytes=40)
        self.room = Strangers(self.scene)
        self.do(self.scene.meet(ANN, BOB, EVE))
        self.do(self.room.write("Build it", ANN, key="ann"))
        self.texts: dict[str, str] = {}
        self.orders = 0

    def teardown(self) -> None:
        self.do(self.store.close())
        self.runner.close()

    def do(self, work: Any) -> Any:
        try:
            return self.runner.run(work)
        except Refused:
            return None

    @rule(author=AUTHORS, key=KEYS, words=st.sampled_from(["short", "a good deal longer"]))
    def writes(self, author: PersonId, key: int, words: str) -> None:
        name = f"{author}{key}"
        if self.do(self.room.write(self.texts.get(name, f"{name} {words}"), author, key=name)):
            self.texts.setdefault(name, f"{name} {words}")

    @rule(author=AUTHORS, key=KEYS)
    def edits(self, author: PersonId, key: int) -> None:
        self.do(edit(self.scene.ports, author, f"{author}{key}", f"{author}{key} edited"))

    @rule(author=AUTHORS, key=KEYS, by=AUTHORS)
    def deletes(self, author: PersonId, key: int, by: PersonId) -> None:
        self.do(delete(self.scene.ports, by, f"{author}{key}"))

    @rule(place=st.integers(0, 1), choice=st.sampled_from([USE_THIS, LET_STEER, DISMISS]))
    def decides(self, place: int, choice: str) -> None:
        found = self.do(self.room.held())
        if len(found) > place:
            self.do(self.scene.takes(found[place], choice))

    @rule()
    def dismisses(self) -> None:
        for item in self.do(self.room.held())[:1]:
            self.do(dismiss(self.scene.ports, ANN, item.id, "slack"))

    @rule(name=st.sampled_from(["Bob", "Eve"]))
    def unshares(self, name: str) -> None:
        self.do(unshare(self.scene.ports, ANN, ONE, name))

    @rule(what=st.sampled_from([stop, resume, retry]))
    def orders_something(self, what: Any) -> None:
        self.do(what(self.scene.ports, ANN, ONE))

    @rule()
    def redirects(self) -> None:
        self.orders += 1
        self.do(redirect(self.scene.ports, ANN, ONE, "There", f"r{self.orders}"))

    @rule(asks=st.booleans())
    def works(self, asks: bool) -> None:
        self.scene.model.script.clear()
        self.scene.script(calls(ask()) if asks else prose(), *[prose() for _ in range(9)])
        self.do(self.scene.works())

    @rule(steer=st.sampled_from(list(Who)))
    def sets_the_room(self, steer: Who) -> None:
        self.do(self.room.rules(steer=steer))

    @invariant()
    def what_is_held_is_in_one_item_of_its_author(self) -> None:
        items = self.do(self.room.held())
        assert len({held.author(each) for each in items}) == len(items)
        kept = {each.key: held.author(item) for item in items for each in held.messages(item)}
        assert all(held.messages(item) for item in items)
        assert all(key.startswith(author) for key, author in kept.items())
        fates = {key: self.do(self.room.receipt(key)).fate for key in self.texts}
        assert {key for key, fate in fates.items() if fate is Fate.HELD} == set(kept)

    @invariant()
    def each_message_has_one_outcome(self) -> None:
        events = self.do(self.scene.events(Kind.MESSAGE, Kind.ANSWER))
        for key in self.texts:
            receipt = self.do(self.room.receipt(key))
            homes = [e.seq for e in events if str(e.payload.get("text", "")).startswith(f"{key} ")]
            if receipt.seq is None:
                assert homes == []
                assert receipt.fate in (Fate.HELD, Fate.CLOSED, Fate.DELETED, Fate.REFUSED)
            else:
                assert homes in ([receipt.seq], [])
                erased = next(e for e in events if e.seq == receipt.seq)
                assert homes or erased.erased or erased.kind is Kind.ANSWER

    @invariant()
    def what_strangers_write_wakes_nobody(self) -> None:
        session = self.do(self.scene.session())
        if session.state is State.WAITING:
            assert any(each.kind != "held" for each in self.do(self.scene.items()))


def test_any_order_of_deeds_leaves_each_message_one_outcome(
    sqlite_template: Path, tmp_path: Path
) -> None:
    Deeds.template, Deeds.folder = sqlite_template, tmp_path
    run_state_machine_as_test(
        Deeds, settings=settings(max_examples=40, stateful_step_count=30, deadline=None)
    )

"""Status cards under any order of changes, claims, crashes and returns."""

import shutil
import sqlite3
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from service.adapters.store.sqlite import SqliteSql
from service.adapters.store.tx import SqlTx
from service.domain.cards import Shown
from service.domain.ids import SessionNumber
from tests.fakes.clock import FakeClock
from tests.ports.store.samples import ann, session

CLAIM = 60.0
HOLDERS = st.sampled_from(["us", "them"])
CARDS = st.integers(1, 3).map(SessionNumber)


class Changes(RuleBasedStateMachine):
    """Three sessions, and two processes that bring their cards up to date, or die over it."""

    template: Path
    folder: Path
    made = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).made += 1
        path = shutil.copy(self.template, self.folder / f"{self.made}.db")
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.clock = FakeClock()
        tx = self.tx()
        ann(tx)
        self.version = {tx.sessions.open(session(name)).number: 0 for name in "abc"}
        self.shown = dict.fromkeys(self.version, -1)
        self.work: dict[SessionNumber, tuple[str, int]] = {}
        self.paced: dict[SessionNumber, float] = {}

    def tx(self) -> SqlTx:
        return SqlTx(SqliteSql(self.connection, self.clock))

    def teardown(self) -> None:
        self.connection.close()

    @rule(card=CARDS)
    def changes(self, card: SessionNumber) -> None:
        tx = self.tx()
        tx.sessions.save(tx.sessions.lock(card))
        self.version[card] += 1
        self.paced.pop(card, None)

    @rule(holder=HOLDERS, limit=st.integers(1, 3))
    def claims(self, holder: str, limit: int) -> None:
        now = self.clock.now()
        for each in self.tx().cards.claim(holder, {"slack"}, now, now + CLAIM, limit):
            assert self.paced.pop(each.session, now) <= now
            self.work[each.session] = (holder, self.version[each.session])

    @rule(card=CARDS, holder=HOLDERS, pace=st.sampled_from([None, 1.5, 10.0]))
    def shows(self, card: SessionNumber, holder: str, pace: float | None) -> None:
        tx, mine = self.tx(), self.work.get(card, ("", 0))[0] == holder
        assert tx.cards.save(Shown(card, message="ts"), holder) is mine
        due_at = None if pace is None else self.clock.now() + pace
        tx.cards.release(card, holder, due_at)
        if mine:
            self.shown[card] = self.work.pop(card)[1]
            if due_at is not None and self.shown[card] == self.version[card]:
                self.paced[card] = due_at

    @rule(seconds=st.sampled_from([1.0, 20.0, CLAIM + 1.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @invariant()
    def every_change_is_shown_some_time(self) -> None:
        tx = self.tx()
        for card, version in self.version.items():
            if self.shown[card] < version and card not in self.work:
                found = tx.cards.get(card)
                assert found is not None
                assert found.due_at is not None
                assert found.due_at <= self.clock.now()


def test_no_change_is_lost_and_nobody_shows_what_another_does(
    sqlite_template: Path, tmp_path: Path
) -> None:
    Changes.template, Changes.folder = sqlite_template, tmp_path
    run_state_machine_as_test(
        Changes, settings=settings(max_examples=60, stateful_step_count=30, deadline=None)
    )

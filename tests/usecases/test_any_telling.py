"""Who is told what under any order of deeds, with clocks, quiet hours, phones and colleagues."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from service.adapters.store.sqlite import InlineStore, SqliteFile
from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState, phone_of
from service.domain.errors import Refused
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import Item, ItemState, Severity
from service.ports.reads import Reads
from service.usecases import deliver
from service.usecases.answer import Answer, answer_item
from service.usecases.assign import assign
from service.usecases.configure import mute
from service.usecases.dismiss import dismiss
from service.usecases.phone import remove_phone
from service.usecases.prefer import set_ladder, set_quiet
from service.usecases.share import unshare
from service.usecases.snooze import snooze
from tests.fakes.clock import FakeClock, FakeIds
from tests.usecases.scene import ANN, BOB
from tests.usecases.telling import Telling

HOUR = 3600.0
PEOPLE = st.sampled_from([ANN, BOB])
OWNERS = {1: ANN, 2: ANN, 3: BOB}
NUMBERS = st.sampled_from(sorted(OWNERS))
PLACES = st.integers(0, 40)
QUIET = st.sampled_from(["off", "08:00-09:00 UTC", "22:00-07:00 Europe/Berlin", "01:00-00:30 UTC"])
LADDERS = st.sampled_from(
    ["default", "phone, dm", "dm, phone 1m, thread 2m", "dm 5m, @{other} 10m", "@{other}, dm 1h"]
)
NOTHING = (DeliveryState.WITHDRAWN, DeliveryState.DEAD)


class Deeds(RuleBasedStateMachine):
    """Two people with three sessions, and everything that may be done about items."""

    template: Path
    folder: Path
    made = 0

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        type(self).made += 1
        path = Path(shutil.copy(self.template, self.folder / f"{self.made}.db"))
        self.clock = FakeClock()
        self.store = InlineStore(SqliteFile(path, self.clock), self.clock)
        self.scene = Telling(self.store, self.clock, FakeIds(self.clock))
        self.do(self.scene.meet(ANN, BOB))
        for number, owner in OWNERS.items():
            self.do(self.scene.starts(f"t{number}", owner))
        self.items: list[ItemId] = []
        self.epochs: dict[ItemId, int] = {}
        self.asked: dict[str, tuple[object, ...]] = {}
        self.snoozed: dict[ItemId, float] = {}
        self.over: dict[ItemId, Item] = {}
        self.known: set[str] = set()

    def teardown(self) -> None:
        try:
            self.everything_ends()
        finally:
            self.do(self.store.close())
            self.runner.close()

    def everything_ends(self) -> None:
        """Without further deeds every ladder ends, and nothing is left to tell."""
        for person in (ANN, BOB):
            self.do(set_quiet(self.scene.ports, person, "off"))
        self.leap(40 * 24 * HOUR)
        self.each_telling_is_right()
        for person in (ANN, BOB):
            assert self.do(self.scene.tell_timer(person)) is None
        for item in self.all():
            if item.state is ItemState.OPEN:
                assert item.tell_at is None
                assert item.told > 0 or self.do(self.scene.session(item.session)).muted

    def do(self, work: Any) -> Any:
        try:
            return self.runner.run(work)
        except Refused:
            return None

    def leap(self, seconds: float) -> None:
        """Time passes, and everything that is due then is handled."""
        self.do(self.scene.leaps(seconds))
        self.do(self.scene.leaps(0))

    def all(self) -> list[Item]:
        wanted = list(self.items)

        def query(reads: Reads) -> list[Item | None]:
            return [reads.item(each) for each in wanted]

        return list(self.do(self.store.read(query)))

    def pick(self, place: int) -> ItemId | None:
        return self.items[place % len(self.items)] if self.items else None

    def quiet(self, person: PersonId, at: float) -> bool:
        hours = self.do(self.store.read(lambda reads: reads.preferences(person))).quiet_hours
        return hours is not None and hours.holds(at)

    def loud(self, person: PersonId) -> list[Delivery]:
        found: list[Delivery] = self.do(self.scene.deliveries(person))
        return [each for each in found if each.loud and each.state not in NOTHING]

    @rule(
        number=NUMBERS,
        severity=st.sampled_from(list(Severity)),
        count=st.sampled_from([1, 1, 2, 5, 13]),
        minutes=st.none() | st.integers(1, 600),
    )
    def opens(self, number: int, severity: int, count: int, minutes: int | None) -> None:
        owner, now = OWNERS[number], self.clock.now()
        room = 10 - sum(each.created_at > now - HOUR for each in self.loud(owner))
        more: dict[str, Any] = {}
        if minutes is not None:
            more = {"default": "Stripe", "reversible": True, "decide_at": now + minutes * 60.0}
        made = self.do(
            self.scene.opens(count, severity, number=number, owner=owner, apart=True, **more)
        )
        self.items += [each.id for each in made]
        new = self.all()[-count:]
        # Some ladders tell in two ways at once.
        each = max(1, sum(rung.split(":")[1] == "0" for rung in new[0].ladder)) if new else 1
        for item in new[: max(0, room) // each]:
            at_once = item.ladder and item.ladder[0].split(":")[:2] in (["dm", "0"], ["phone", "0"])
            if at_once and (severity == Severity.IMPORTANT or not self.quiet(owner, now)):
                assert item.told > 0

    @rule(place=PLACES, person=PEOPLE, text=st.sampled_from(["Adyen", "Object", "Yes, now"]))
    def answers(self, place: int, person: PersonId, text: str) -> None:
        if item := self.pick(place):
            self.do(answer_item(self.scene.ports, item, Answer(person, text, "web")))

    @rule(place=PLACES, person=PEOPLE)
    def dismisses(self, place: int, person: PersonId) -> None:
        if item := self.pick(place):
            self.do(dismiss(self.scene.ports, person, item, "web"))

    @rule(place=PLACES, person=PEOPLE, span=st.sampled_from(["1m", "10m", "1h", "tomorrow"]))
    def snoozes(self, place: int, person: PersonId, span: str) -> None:
        item = self.pick(place)
        done = self.do(snooze(self.scene.ports, person, item, span)) if item else None
        if item and done:
            self.epochs[item] = self.epochs.get(item, 0) + 1
            self.snoozed[item] = done.snoozed_until

    @rule(place=PLACES, person=PEOPLE)
    def hands_on(self, place: int, person: PersonId) -> None:
        item, other = self.pick(place), BOB if person == ANN else ANN
        if item:
            self.again(item)
            if self.do(assign(self.scene.ports, person, item, other)) is None:
                self.epochs[item] -= 1

    def again(self, item: ItemId) -> None:
        """The item starts on a ladder anew."""
        self.epochs[item] = self.epochs.get(item, 0) + 1
        found = self.do(self.store.read(lambda reads: reads.item(item)))
        if found.state is ItemState.OPEN:
            self.snoozed.pop(item, None)

    @rule(number=NUMBERS)
    def unshares(self, number: int) -> None:
        owner = OWNERS[number]
        for item in self.all():
            if item.session == number and item.owner_id != owner:
                self.again(item.id)
        other = BOB if owner == ANN else ANN
        self.do(unshare(self.scene.ports, owner, SessionNumber(number), other))

    @rule(number=NUMBERS, muted=st.booleans())
    def mutes(self, number: int, muted: bool) -> None:
        self.do(mute(self.scene.ports, OWNERS[number], SessionNumber(number), muted=muted))

    @initialize(hers=QUIET, his=QUIET)
    def prefer(self, hers: str, his: str) -> None:
        self.prefers_quiet(ANN, hers)
        self.prefers_quiet(BOB, his)

    @rule(person=PEOPLE, text=QUIET)
    def prefers_quiet(self, person: PersonId, text: str) -> None:
        self.do(set_quiet(self.scene.ports, person, text))

    @rule(person=PEOPLE, text=LADDERS, important=st.booleans())
    def prefers_a_ladder(self, person: PersonId, text: str, important: bool) -> None:
        ladder = text.format(other="Bob" if person == ANN else "Ann")
        self.do(set_ladder(self.scene.ports, person, ladder, important=important))

    @rule(person=PEOPLE, there=st.booleans())
    def has_a_phone(self, person: PersonId, there: bool) -> None:
        if there:
            self.do(self.scene.has_phone(person))
            return
        self.do(remove_phone(self.scene.ports, person, 1))

    @rule(person=PEOPLE, number=NUMBERS)
    def is_active(self, person: PersonId, number: int) -> None:
        self.do(self.scene.uses(f"web::r:t{number}", person))

    @rule(works=st.booleans())
    def carries(self, works: bool) -> None:
        """A courier carries what waits for phones, or finds that nothing goes."""
        ports = self.scene.ports
        for lane in self.do(deliver.claim_lanes(ports, "courier", ())):
            while parcel := self.do(deliver.next_parcel(ports, lane, "courier")):
                person, now = parcel.delivery.person_id, self.clock.now()
                important = any(item.severity == Severity.IMPORTANT for item, _ in parcel.items)
                assert important or not self.quiet(person, now)
                if works:
                    self.do(deliver.was_sent(ports, parcel, "receipt"))
                else:
                    self.do(deliver.give_up(ports, parcel.delivery, "gone"))

    @rule(seconds=st.sampled_from([1.0, 59.0, 300.0, HOUR, 9 * HOUR, 26 * HOUR]))
    def passes(self, seconds: float) -> None:
        self.leap(seconds)

    @rule(seconds=st.sampled_from([61.0, HOUR, 30 * HOUR]))
    def passes_unswept(self, seconds: float) -> None:
        """The machine slept."""
        self.clock.advance(seconds)
        self.leap(0)

    @invariant()
    def each_telling_is_right(self) -> None:
        items = {each.id: each for each in self.all()}
        for person in (ANN, BOB):
            for each in self.do(self.scene.deliveries(person)):
                if each.id not in self.known:
                    self.known.add(each.id)
                    self.is_right(each, items)
        live = [each for person in (ANN, BOB) for each in self.loud(person)]
        rungs = [self.asked[each.id] for each in live if each.id in self.asked]
        assert len(set(rungs)) == len(rungs), "told twice by one rung"

    def is_right(self, each: Delivery, items: dict[ItemId, Item]) -> None:
        about = [items[item] for item in each.facts["items"]]
        if each.kind is DeliveryKind.ASK and "rung" in each.facts:
            (item,) = about
            epoch = self.epochs.get(item.id, 0)
            self.asked[each.id] = (item.id, each.person_id, epoch, each.facts["rung"])
        if not each.loud or each.kind is DeliveryKind.PUSH_FAILED:
            return
        for item in about:
            assert item.resolved_at is None or item.resolved_at >= each.created_at
            assert self.snoozed.get(item.id, 0.0) <= each.created_at
        important = any(item.severity == Severity.IMPORTANT for item in about)
        if phone_of(each.lane) is None and not important:
            assert not self.quiet(each.person_id, each.created_at)

    @invariant()
    def nobody_gets_more_than_twelve_an_hour(self) -> None:
        for person in (ANN, BOB):
            times = sorted(each.created_at for each in self.loud(person))
            for first, last in zip(times, times[12:], strict=False):
                assert last - first >= HOUR

    @invariant()
    def what_is_over_stays_as_it_is(self) -> None:
        for item in self.all():
            if item.state is not ItemState.OPEN:
                assert self.over.setdefault(item.id, item) == item

    @invariant()
    def a_timer_stands_for_what_is_left_to_tell(self) -> None:
        for person in (ANN, BOB):
            left = [
                each.tell_at
                for each in self.all()
                if each.owner_id == person
                and each.state is ItemState.OPEN
                and each.tell_at is not None
            ]
            due = self.do(self.scene.tell_timer(person))
            assert not left or (due is not None and due <= min(left))


def test_any_order_of_deeds_tells_people_right(sqlite_template: Path, tmp_path: Path) -> None:
    Deeds.template, Deeds.folder = sqlite_template, tmp_path
    run_state_machine_as_test(
        Deeds, settings=settings(max_examples=60, stateful_step_count=25, deadline=None)
    )

"""The rules of deliveries: how loud, how often, when, about what, and how each ends."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from service.domain.items import Severity
from service.domain.policy import Policy
from tests.simulation.chat import Talk
from tests.simulation.hours import quiet_until
from tests.simulation.mirror import Mirror, State
from tests.simulation.notices import DeliveryRow
from tests.simulation.push import Service

Broken = tuple[int, str]
HOUR = 3600.0
WAY = 50.0
"""Seconds that a push may be on its way."""
OF_ONES_OWN = {"phone_test", "phone_works", "too_late"}
"""What follows at once from what the person did just then."""


class Outgoing:
    """Compares what waits and what was made after a commit with what was before it."""

    def __init__(
        self,
        mirror: Mirror,
        policy: Policy,
        service: Service,
        talk: Talk,
        clock: Callable[[], float],
    ) -> None:
        self._talk = talk
        self._mirror = mirror
        self._policy = policy
        self._service = service
        self._clock = clock
        self._counted: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._loud: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._asked_for: set[str] = set()
        self._chosen: dict[str, float] = {}
        self.fallbacks: set[str] = set()
        self.ended: dict[str, str] = {}

    def heard(self, person: str) -> int:
        """Return how often the person was disturbed within the last hour."""
        since = self._clock() - HOUR
        return sum(at > since for at in self._loud[person].values())

    def counted(self, person: str) -> int:
        """Return how often it was tried, in vain or at the person's own wish as well."""
        since = self._clock() - HOUR
        return sum(at > since for at in self._counted[person].values())

    def latest(self, person: str) -> float:
        """Return when it was tried last, by a clock that may have been set back since."""
        return max([self._clock(), *self._counted[person].values()])

    def check(self, before: State) -> Iterator[Broken]:
        """Yield every rule that the last commit broke."""
        now = self._mirror.now
        for person, chosen in now.preferences.items():
            old = before.preferences.get(person)
            if old is None or (old.quiet, old.zone) != (chosen.quiet, chosen.zone):
                self._chosen[person] = self._clock()
        yield from self._given_up(now)
        for settled, state in now.settled:
            yield from self._settled(settled, state, now)
        for made in now.made:
            yield from self._made(made, before, now)
        for over in now.over:
            left = [
                each for each in now.waiting.values() if each.item == over.id and not each.may_stand
            ]
            if left:
                yield over.session, f"item {over.id} is over and {left} still wait"

    def _given_up(self, now: State) -> Iterator[Broken]:
        """What was given up is told in another way, once."""
        self.fallbacks = set()
        for dead, state in now.settled:
            if state != "dead" or dead.phone not in now.phones:
                continue
            instead = [each for each in now.made if _replaces(each, dead)]
            if len(instead) != 1:
                yield 0, f"{dead} was given up, and instead came {instead}"
            self.fallbacks.update(each.id for each in instead)

    def _made(self, made: DeliveryRow, before: State, now: State) -> Iterator[Broken]:
        about = self._about(made, before)
        if made.kind == "ask" and made.state != "withdrawn" and made.item not in now.items:
            yield about, f"{made} was made about what is over"
            return
        yield from self._muted(made, before, now)
        gone = [each for each in made.items if each not in now.items and each not in before.items]
        if gone and made.id not in self.fallbacks and made.kind != "outcome":
            yield about, f"{made} was made and names {gone}, which are over"
        if made.loud:
            self._counted[made.person][made.id] = made.created_at
        of_a_test = made.kind == "push_failed" and not made.items
        if not made.loud or made.kind in OF_ONES_OWN or of_a_test:
            return
        yield from self._in_quiet(made, now)
        self._loud[made.person][made.id] = made.created_at
        if self.heard(made.person) > self._policy.notices_an_hour:
            yield about, f"{made} is number {self.heard(made.person)} within an hour"

    def _muted(self, made: DeliveryRow, before: State, now: State) -> Iterator[Broken]:
        """Who muted a session is told of it only what was snoozed by them or handed to them."""
        item, old = now.items.get(made.item or ""), before.items.get(made.item or "")
        if item is None or made.kind != "ask" or made.id in self.fallbacks:
            return
        session = now.sessions[item.session]
        if old is not None and (old.snoozed_until is not None or old.owner != item.owner):
            self._asked_for.add(item.id)
        if session.muted and item.owner == session.owner and item.id not in self._asked_for:
            yield session.number, f"{made} was made about a session that is muted"

    def _about(self, made: DeliveryRow, before: State) -> int:
        for item in made.items:
            found = self._mirror.now.items.get(item) or before.items.get(item)
            if found is not None:
                return found.session
        return 0

    def _in_quiet(self, made: DeliveryRow, now: State) -> Iterator[Broken]:
        until = self.quiet_until(made.person, self._clock())
        if until is not None and not self._matters(made, now):
            yield self._about(made, now), f"{made} disturbs, it is quiet until {until}"

    def quiet_until(self, person: str, at: float) -> float | None:
        """Return when the quiet hours end that hold for a person, None if they do not."""
        chosen = self._mirror.now.preferences.get(person)
        return quiet_until(chosen.quiet, chosen.zone, at) if chosen else None

    def rings(self, identity: str) -> Iterator[Broken]:
        """A phone rings: not if it was quiet already when the push left. Hours that somebody
        chose meanwhile were unknown then.
        """
        made, now, at = self._mirror.now.waiting.get(identity), self._mirror.now, self._clock()
        if made is None or made.kind in OF_ONES_OWN or self._matters(made, now):
            return
        if self._chosen.get(made.person, 0.0) > at - WAY:
            return
        held = [now.items[each] for each in made.items if each in now.items]
        if held and all(self.quiet_until(made.person, each) for each in (at - WAY, at)):
            yield held[0].session, f"{made} rings a phone in quiet hours"

    def _matters(self, made: DeliveryRow, now: State) -> bool:
        found = [now.items[each] for each in made.items if each in now.items]
        return any(each.severity >= Severity.IMPORTANT for each in found)

    def _settled(self, settled: DeliveryRow, state: str, now: State) -> Iterator[Broken]:
        self.ended[settled.id] = state
        if state == "withdrawn" and not settled.may_stand:
            self._counted[settled.person].pop(settled.id, None)
        if state in ("dead", "withdrawn"):
            self._loud[settled.person].pop(settled.id, None)
        if state == "sent":
            yield from self._in_order(settled, now)
        if state == "sent" and settled.phone and settled.id not in self._service.accepted:
            yield 0, f"{settled} counts as sent, and no service has it"
        if state == "sent" and settled.lane.startswith("sim:") and not self._talk.has(settled):
            yield 0, f"{settled} counts as sent, and no channel shows it"
        if state == "dead" and not self._may_be_given_up(settled):
            yield 0, f"{settled} was given up too early"
        if state == "withdrawn" and not self._is_pointless(settled, now):
            yield 0, f"{settled} was withdrawn although it still matters"

    def _in_order(self, sent: DeliveryRow, now: State) -> Iterator[Broken]:
        """What stood before it in its lane when it was made went before it."""
        for each in now.waiting.values():
            if each.lane == sent.lane and each.id < sent.id and each.order < sent.order:
                yield 0, f"{sent} overtook {each}"

    def _may_be_given_up(self, dead: DeliveryRow) -> bool:
        most = self._policy.push_attempts if dead.phone else self._policy.post_attempts
        often = dead.attempts + 1 >= most
        return often or dead.id in self._service.refused

    def _is_pointless(self, settled: DeliveryRow, now: State) -> bool:
        if settled.phone not in now.phones:
            return True
        quiet = self.quiet_until(settled.person, self._clock()) is not None
        if quiet and not self._matters(settled, now):
            return True
        items = [now.items.get(each) for each in settled.items]
        return bool(items) and all(
            each is None
            or each.owner != settled.person
            or each.snoozed_until is not None
            or now.sessions[each.session].muted
            for each in items
        )


def _replaces(made: DeliveryRow, dead: DeliveryRow) -> bool:
    same = made.person == dead.person and made.items == dead.items
    again = made.kind == dead.kind and bool(made.phone) and made.phone != dead.phone
    return same and (again or made.kind == "push_failed")

"""The rules of ladders: each item is told rung by rung, in time, and answered once."""

from collections import Counter
from collections.abc import Callable, Iterator

from service.domain.items import BY_DEFAULT, Severity
from service.domain.ladders import Rung, Way, rungs
from service.domain.policy import Policy
from tests.simulation.mirror import ItemRow, Mirror, OverRow, State
from tests.simulation.notices import DeliveryRow
from tests.simulation.outgoing import HOUR, Broken, Outgoing

MOMENT = 0.01


class Telling:
    """Follows every item from rung to rung."""

    def __init__(
        self, mirror: Mirror, policy: Policy, outgoing: Outgoing, clock: Callable[[], float]
    ) -> None:
        self._mirror = mirror
        self._policy = policy
        self._outgoing = outgoing
        self._clock = clock
        self._climbs: Counter[str] = Counter()
        self._told: Counter[tuple[str, int, int]] = Counter()
        self.first_told: dict[str, float] = {}
        self.ended: dict[str, OverRow] = {}

    def check(self, before: State) -> Iterator[Broken]:
        """Yield every rule that the last commit broke."""
        now = self._mirror.now
        for item in now.items.values():
            old = before.items.get(item.id)
            yield from self._watched(item, now)
            if old != item:
                yield from self._climbed(old, item, now)
        yield from self._once(now)
        for over in now.over:
            yield from self._over(before.items[over.id], over, now)

    def _watched(self, item: ItemRow, now: State) -> Iterator[Broken]:
        """A timer stands for whatever is to be told or decided."""
        due = now.timers.get(("tell", item.owner))
        if item.tell_at is not None and (due is None or due > item.tell_at + MOMENT):
            yield item.session, f"{item} is to be told, the timer of its person is {due}"
        muted = now.sessions[item.session].muted
        if item.tell_at is None and item.rung < len(item.ladder) and not muted:
            yield item.session, f"{item} has rungs to climb and never will"
        answered = (item.kind == "result" and item.told == 1) or item.quietly
        if not item.ladder and item.id not in self._climbs and not muted and not answered:
            yield item.session, f"{item} has no ladder"
        decided = now.timers.get(("decide", item.id))
        if (item.decide_at is None) != (decided is None):
            yield item.session, f"{item} has the timer {decided} for its default"

    def _climbed(self, old: ItemRow | None, item: ItemRow, now: State) -> Iterator[Broken]:
        """Each rung that is behind it now was told in this commit, in the way it says."""
        was, again = self._start(old, item)
        fresh = old is None or again
        if item.rung < was:
            yield item.session, f"{item} forgot that it was at rung {was}"
        told = [each for each in now.made if self._tells(each, item)]
        asked = {each.rung for each in told if each.kind == "ask"}
        folded = any(each.folds for each in told)
        ladder = rungs(item.ladder)
        for rung in range(was, item.rung):
            if rung not in asked and not folded and not _has_no_way(ladder[rung], old, item, now):
                yield item.session, f"{item} climbed rung {rung} of {ladder} and nobody was told"
        if asked - set(range(was, item.rung)):
            yield item.session, f"{item} was told at {asked}, it climbed from {was} to {item.rung}"
        if told:
            self.first_told.setdefault(item.id, self._clock())
        yield from self._next(None if fresh else old, item, ladder, now)
        climbed = item.rung > was and item.rung < len(ladder)
        if climbed and abs(item.ladder_from + ladder[item.rung - 1].after - self._clock()) > MOMENT:
            yield item.session, f"{item} climbed, and its next rung keeps another distance"

    def _start(self, old: ItemRow | None, item: ItemRow) -> tuple[int, bool]:
        """Return the rung it stood at, and whether somebody made it climb anew."""
        if old is None:
            self._climbs.setdefault(item.id, 0)
            return 0, False
        snoozed = item.snoozed_until not in (None, old.snoozed_until)
        handed = old.owner != item.owner
        back = not handed and self._put_off(old, item)
        if snoozed or handed or back:
            self._climbs[item.id] += 1
        if back:
            return item.rung, True
        if handed:
            self.first_told.pop(item.id, None)
            return 0, True
        return (min(old.rung, len(item.ladder) - 1), True) if snoozed else (old.rung, False)

    def _put_off(self, old: ItemRow, item: ItemRow) -> bool:
        """Tell whether what it was told did not get out before quiet hours began: each of the
        rungs that it falls back by, or all of them folded into one push.
        """
        held = [
            each
            for each, state in self._mirror.now.settled
            if item.id in each.items and state in ("withdrawn", "dead")
        ]
        if self._outgoing.quiet_until(item.owner, self._clock()) is None or not held:
            return False
        back = set(range(item.rung, old.rung))
        folded = any(each.folds for each in held) and len(back) == 1
        return bool(back) and (folded or back <= {each.rung for each in held})

    def _tells(self, made: DeliveryRow, item: ItemRow) -> bool:
        if made.id in self._outgoing.fallbacks:
            return False
        if made.folds:
            asked = {item.owner, *(each.colleague for each in rungs(item.ladder))}
            named = item.id in made.items or made.count > len(made.items)
            return made.person in asked and named
        return made.kind == "ask" and made.item == item.id

    def _next(
        self, old: ItemRow | None, item: ItemRow, ladder: list[Rung], now: State
    ) -> Iterator[Broken]:
        """The next rung is due when its ladder says, or as late as there is a reason for."""
        if item.tell_at is None or (old is not None and old.tell_at == item.tell_at):
            return
        planned = item.ladder_from + ladder[item.rung].after
        if abs(item.tell_at - planned) <= MOMENT or self._may_wait(item, item.tell_at):
            return
        yield item.session, f"{item} is told {item.tell_at - planned:.1f} s late without a reason"

    def _may_wait(self, item: ItemRow, until: float) -> bool:
        """Quiet hours and the hour's budget let it wait, just until they are over: its
        person's, and those of the colleague who is next.
        """
        rung = rungs(item.ladder)[item.rung]
        asked = [item.owner, rung.colleague] if rung.colleague else [item.owner]
        return any(self._rests(each, item, until) for each in asked)

    def _rests(self, person: str, item: ItemRow, until: float) -> bool:
        at, important = self._clock(), item.severity >= Severity.IMPORTANT
        ends = self._outgoing.quiet_until(person, at)
        if ends is not None and not important and abs(until - ends) < 1.0:
            return True
        kept = 0 if important else self._policy.notices_kept_for_important
        full = self._outgoing.counted(person) >= self._policy.notices_an_hour - kept
        return full and until <= self._outgoing.latest(person) + HOUR + 1.0

    def _once(self, now: State) -> Iterator[Broken]:
        """A rung notifies once for each time that somebody makes the item climb."""
        for made in now.made:
            if made.kind != "ask" or made.id in self._outgoing.fallbacks or made.item is None:
                continue
            place = (made.item, self._climbs[made.item], made.rung or 0)
            self._told[place] += 1
            if self._told[place] > 1:
                yield 0, f"{made} tells rung {made.rung} a second time"

    def _over(self, old: ItemRow, over: OverRow, now: State) -> Iterator[Broken]:
        """It ends once; the agent is told the answer of a question once, in the same commit."""
        if over.id in self.ended:
            yield over.session, f"{over} was over before: {self.ended[over.id]}"
        self.ended[over.id] = over
        answers = [e for e in now.fresh if e.kind == "answer" and e.payload["item"] == over.id]
        wanted = int(old.kind == "question" and over.state == "resolved")
        if len(answers) != wanted:
            yield over.session, f"{old} became {over} with {len(answers)} answers"
        if ("decide", over.id) in now.timers:
            yield over.session, f"{over} is over and its default may still be taken"
        if over.via == BY_DEFAULT:
            yield from self._by_default(old, over, muted=now.sessions[old.session].muted)

    def _by_default(self, old: ItemRow, over: OverRow, *, muted: bool) -> Iterator[Broken]:
        """Nobody was passed over: its person was told, and had the time to object; who muted
        the session asked not to be.
        """
        at = self._clock()
        if old.decide_at is None or old.decide_at > at + MOMENT:
            yield over.session, f"{old} was decided by default before its time"
        told = self.first_told.get(over.id)
        if old.ladder and told is None and not muted:
            yield over.session, f"{old} was decided by default and nobody was told"
        if told is not None and at - told < self._policy.decide_after_least - MOMENT:
            yield over.session, f"{old} was decided by default {at - told:.1f} s after it was told"
        if old.snoozed_until is not None and old.snoozed_until > at:
            yield over.session, f"{old} was decided by default while it was snoozed"


def _has_no_way(rung: Rung, old: ItemRow | None, item: ItemRow, now: State) -> bool:
    """A rung to a phone is passed over by who has none, once they were told otherwise."""
    told_before = item.told > 0 or (old is not None and old.told > 0)
    return rung.way is Way.PHONE and item.owner not in now.phones.values() and told_before

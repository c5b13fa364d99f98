"""The window: an agent's steps since a person last wrote, reduced, built one by one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.domain.watching import Limits
from service.supervisor import asked
from service.supervisor.asked import Wish
from service.supervisor.facts import (
    Asked,
    Break,
    Broke,
    Called,
    Fact,
    Nudged,
    Returned,
    Said,
    Waits,
)
from service.supervisor.fingerprints import Call, Step, call_of, outcome_of
from service.supervisor.roles import Role, asks_a_person

_DOING = frozenset((Role.CHANGE, Role.RUN))


@dataclass(frozen=True, slots=True)
class Text:
    """A reply of the model. `alone` if it called nothing."""

    number: int
    text: str
    alone: bool
    at: float | None


@dataclass(slots=True)
class _Open:
    """A call that was made; `result` is set when it ended before an earlier one did."""

    id: str
    call: Call
    batch: int
    result: tuple[str, bool] | None = None


@dataclass(slots=True)
class Window:
    """What the rules look at. `take` is the only way in.

    `steps` are the latest tool calls with their results, oldest first. `acts` are those among
    them that count: without thoughts, plans and pauses, without what an overloaded server
    refused, and without a call that was made twice at once. `texts` are the replies since the
    last of them; `overflows` the numbers of steps at which the context was full since the last
    new result. `trouble` is why no model answers, `waiting` whether the agent asked a person.
    `acted`: the latest thing was a step. `news` is the last step with a new result. `number`
    counts the steps since the person's last message, `cost` is what they cost in dollars.
    """

    size: int = Limits().window
    number: int = 0
    cost: float = 0.0
    steps: list[Step] = field(default_factory=list)
    acts: list[Step] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    overflows: list[int] = field(default_factory=list)
    news: Step | None = None
    wish: Wish = asked.NOTHING
    trouble: Broke | None = None
    waiting: bool = False
    acted: bool = False
    _open: list[_Open] = field(default_factory=list)
    _batch: int = 0
    _pairs: set[tuple[int, int]] = field(default_factory=set)
    _done: set[int] = field(default_factory=set)

    def take(self, fact: Fact, at: float | None = None) -> bool:
        """Take in what happened at a time; return whether there is anything new to judge."""
        match fact:
            case Asked():
                self._ask(fact)
            case Said():
                return self._say(fact, at)
            case Called():
                self._call(fact)
            case Returned():
                return self._return(fact, at)
            case Broke():
                return self._break(fact)
            case Waits():
                self.waiting = True
            case Nudged():
                pass
        return False

    @property
    def last(self) -> Step | None:
        """The latest step if it is one that counts."""
        counts = self.acts and self.steps and self.acts[-1] is self.steps[-1]
        return self.acts[-1] if counts else None

    def since(self, number: int) -> Sequence[Step]:
        """Return the steps from a number on, thoughts and plans among them."""
        return [step for step in self.steps if step.number >= number]

    def _ask(self, fact: Asked) -> None:
        wish = asked.wish_of(fact.text, self.wish) if fact.anew else self.wish
        self.number, self.cost, self.news, self.wish = 0, 0.0, None, wish
        self.trouble, self.waiting = None, False
        for each in (self.steps, self.acts, self.texts, self.overflows, self._open):
            each.clear()
        self._pairs.clear()
        self._done.clear()

    def _say(self, fact: Said, at: float | None) -> bool:
        self.trouble, self.waiting, self.acted = None, False, False
        self.cost += fact.cost
        self._open.clear()
        self._batch += 1
        if fact.calling and not fact.text:
            return False
        if not fact.calling:
            self.number += 1
        self.texts.append(Text(self.number, fact.text, not fact.calling, at))
        del self.texts[: -self.size]
        return True

    def _call(self, fact: Called) -> None:
        self.trouble, self.waiting = None, False
        if self._open and all(each.result for each in self._open):
            self._open.clear()
        if not self._open:
            self._batch += 1
        self._open.append(_Open(fact.id, call_of(fact.tool, fact.arguments), self._batch))
        self.waiting = asks_a_person(fact.tool)

    def _return(self, fact: Returned, at: float | None) -> bool:
        waits = [each for each in self._open if each.result is None]
        found = next((each for each in waits if each.id == fact.id), None)
        if found is None:
            return False
        found.result = (fact.text, fact.ok)
        added = False
        while self._open and self._open[0].result is not None:
            ended = self._open.pop(0)
            text, ok = ended.result or ("", False)
            self._add(ended, text, at, ok=ok)
            added = True
        return added

    def _add(self, ended: _Open, text: str, at: float | None, *, ok: bool) -> None:
        call, out = ended.call, outcome_of(ended.call, text, ok=ok)
        self.number += 1
        self.acted = True
        self.waiting = out.pending and asks_a_person(call.tool)
        pair = (call.loose, out.result)
        fresh = pair not in self._pairs
        changed = out.ok and call.role in _DOING and (fresh or call.exact not in self._done)
        self._pairs.add(pair)
        if out.ok:
            self._done.add(call.exact)
        step = Step(self.number, call, out, fresh, changed, ended.batch, at, self.cost)
        self.steps.append(step)
        del self.steps[: -self.size]
        if fresh:
            self.news = step
            self.overflows.clear()
        self.texts.clear()
        if self._counts(step):
            self.acts.append(step)
            del self.acts[: -self.size]

    def _counts(self, step: Step) -> bool:
        if step.aside or step.out.limited:
            return False
        last = self.acts[-1] if self.acts else None
        twice = last is not None and last.batch == step.batch and last.key == step.key
        return not twice

    def _break(self, fact: Broke) -> bool:
        if fact.why is Break.OVERFLOW:
            self.overflows.append(self.number)
            self.acted = False
            return True
        self.trouble = fact
        return False

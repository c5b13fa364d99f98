"""Whether it is time to ask a judge if the agent still works on what it was asked for."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.domain.budgets import Usage
from service.domain.courses import Brief, Course, Look, Opinion
from service.domain.events import Control, Event, Kind, ToolCall
from service.domain.judgements import opinion_of
from service.domain.watching import Drift as Limits
from service.supervisor import briefs
from service.supervisor.arguments import parsed
from service.supervisor.theme import Theme

SHOWN = 20
"""Steps that a judge sees at most."""
LONGER = 5
"""Steps by which the interval grows each time that all is well."""
TRIES = 3
BY_PEOPLE = (Kind.MESSAGE, Kind.NOTE, Kind.ANSWER)
_ANEW = (Control.RETRY, Control.REDIRECT, Control.RESUME)


@dataclass(slots=True)
class Drift:
    """Follows one session: `see` each of its events, in order; `wanted` says if a judge is due.

    What judges said comes back as events, so that whoever takes a turn over asks nothing twice.
    `suspect` is an opinion that waits for another one to confirm it, `told`: the person knows.
    Steps are counted since a person last wrote, as elsewhere in the watch; `spell` is the number
    of that event.
    """

    limits: Limits = field(default_factory=Limits)
    theme: Theme = field(default_factory=Theme)
    number: int = 0
    spell: int = 0
    suspect: Opinion | None = None
    told: bool = False
    _steps: deque[Brief] = field(default_factory=lambda: deque(maxlen=SHOWN))
    _calls: dict[str, ToolCall] = field(default_factory=dict)
    _looked: int = 0
    _nudged: int = 0
    _longer: int = 0
    _due: int | None = None
    _not_before: int = 0
    _vain: int = 0
    _allowed: int = 0

    def see(self, event: Event) -> None:
        """Take in the next event."""
        if event.erased and event.kind not in BY_PEOPLE:
            return
        if speaks(event):
            self.theme.hear(str(event.payload.get("text", "")))
            self._begin_anew(event)
        match event.kind:
            case Kind.CONTROL:
                self._obey(event)
            case Kind.ASSISTANT:
                self._reply(event)
            case Kind.TOOL_ENDED:
                self._end(event)
            case Kind.COMPACTION:
                self._due = self.number + self.limits.again
            case Kind.JUDGED:
                self._judge(event)

    def wanted(self) -> Look | None:
        """Return what a judge is to be asked now, if anything."""
        if self.number < self._not_before:
            return None
        again = self.suspect is not None
        since = self._nudged if again else self._looked
        steps = [step for step in self._steps if step.number > since]
        if len(steps) < self.limits.again or not (again or self._is_time(steps)):
            return None
        return Look(tuple(steps if again else self._steps), again, self.spell)

    def tried(self, look: Look) -> None:
        """Note that a judge could not be asked, or said nothing: it is left alone for a while."""
        self._not_before = max(self._not_before, look.upto + self.limits.soonest // 2)

    def _is_time(self, steps: Sequence[Brief]) -> bool:
        if self._due is not None and self.number >= self._due:
            return True
        since = self.number - self._looked
        soonest = min(self.limits.soonest + self._longer, self.limits.latest)
        if since >= self.limits.latest:
            return True
        return since >= soonest and self.theme.left_by(steps)

    def _begin_anew(self, event: Event) -> None:
        """A person wrote, so they looked, and the steps before that are theirs to judge."""
        self.spell = event.seq
        self.number = self._looked = self._nudged = self._not_before = 0
        self._vain = self._longer = 0
        self.suspect, self.told, self._due = None, False, None
        self._steps.clear()
        self._calls.clear()

    def _obey(self, event: Event) -> None:
        order = event.payload.get("order")
        if order == Control.MODEL:
            self._due = self.number + self.limits.again
        elif order == Control.ON_TRACK:
            self.theme.adopt(self._steps)
            self.spell = event.seq
            self.suspect, self.told, self._due = None, False, None
            self._looked = self.number
            self._not_before = self.number + self.limits.latest * 2**self._allowed
            self._allowed += 1

    def _reply(self, event: Event) -> None:
        calls = [ToolCall.from_json(each) for each in event.payload.get("calls") or ()]
        self._calls = {call.id: call for call in calls}
        if not calls:
            self.number += 1
            self._steps.append(briefs.spoke(self.number, str(event.payload.get("text", ""))))

    def _end(self, event: Event) -> None:
        data = event.payload
        call = self._calls.pop(str(data["call"]), None)
        self.number += 1
        self._steps.append(
            briefs.called(
                self.number,
                str(data["name"]),
                parsed(call.arguments) if call else {},
                bool(data["ok"]),
                str(data["result"]),
            )
        )

    def _judge(self, event: Event) -> None:
        """Draw the conclusions of what a judge said."""
        opinion = opinion_of(event.payload)
        if opinion.spell != self.spell:
            return
        self.number = max(self.number, int(event.payload["steps"]))
        self._looked, self._due = max(self._looked, opinion.upto), None
        if opinion.course is Course.ON_TRACK:
            self.suspect, self.told, self._vain = None, False, 0
            self._longer += LONGER
            self.theme.adopt(step for step in self._steps if step.number <= opinion.upto)
        elif opinion.drifts:
            self._vain = self._longer = 0
            self.told = self.told or opinion.again
            self.suspect = None if self.told else opinion
            self._nudged = self.number
        elif opinion.again:
            self._not_confirmed()

    def _not_confirmed(self) -> None:
        """The judge had nothing to say for or against it: ask again, but not for ever."""
        self._vain += 1
        self._nudged = self.number
        if self._vain >= TRIES:
            self.suspect, self._vain = None, 0


def speaks(event: Event) -> bool:
    """Tell whether a person wrote, or had the agent begin anew: they looked at it themselves."""
    return event.kind in BY_PEOPLE or (
        event.kind is Kind.CONTROL and event.payload.get("order") in _ANEW
    )


def affordable(share: float, session: Usage, watch: Usage, question: Usage) -> bool:
    """Tell whether a question may be asked that uses at most `question`, where judges have used
    `watch` of all that a `session` has used, and may use that `share` of it.

    Costs are compared; tokens where either price is not known, or nothing.
    """
    if session.cost_usd > watch.cost_usd and question.cost_usd > 0:
        return watch.cost_usd + question.cost_usd <= share * session.cost_usd
    return watch.tokens + question.tokens <= share * session.tokens

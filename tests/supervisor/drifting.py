"""Telling the watch for drift what happens in a session, in few words."""

import json
from typing import Any

from service.domain import events
from service.domain.budgets import Usage
from service.domain.courses import Course, Look, Opinion
from service.domain.events import Control, Draft, Event, Reply, ToolCall
from service.domain.ids import PersonId, SessionNumber
from service.domain.judgements import judged
from service.domain.watching import Drift as Limits
from service.supervisor.drift import Drift
from service.supervisor.theme import Theme

ANN = PersonId("ann")
GOAL = "Fix the rounding of totals in billing/invoice.py"
NOTHING = Usage()


class Watched:
    """A session before the eyes of the watch for drift."""

    def __init__(self, goal: str = GOAL, limits: Limits | None = None) -> None:
        self.events: list[Event] = []
        self.drift = Drift(limits or Limits(), Theme(goal))
        self._calls = 0
        self.says(goal)

    def tell(self, draft: Draft) -> None:
        event = Event(
            SessionNumber(1), len(self.events) + 1, draft.kind, draft.actor, 0.0, draft.payload
        )
        self.events.append(event)
        self.drift.see(event)

    def says(self, text: str) -> None:
        self.tell(events.message(ANN, "Ann", text))

    def orders(self, order: Control, text: str = "") -> None:
        self.tell(events.control(ANN, "Ann", order, text))

    def does(self, tool: str, result: str = "ok", *, ok: bool = True, **args: Any) -> None:
        self._calls += 1
        call = ToolCall(f"c{self._calls}", tool, json.dumps(args))
        self.tell(events.assistant(Reply("", (call,), "tool_calls"), len(self.events)))
        self.tell(events.tool_started(call))
        self.tell(events.tool_ended(call, ok=ok, result=result))

    def works(self, count: int) -> None:
        """Take so many steps that serve the goal."""
        for each in range(count):
            self.does("edit_file", path="billing/invoice.py", new=f"round({each})")

    def strays(self, count: int) -> None:
        """Take so many steps that have nothing to do with it."""
        for each in range(count):
            self.does("edit_file", path=f"static/login{each}.css", new="color: red")

    def hears(self, course: Course, look: Look, confidence: float = 0.9) -> None:
        """Let a judge say what it says of what it was asked."""
        step = look.steps[0]
        opinion = Opinion(
            course, look.upto, look.again, confidence, step.number, step.did, "y", "z", look.spell
        )
        self.tell(judged(opinion, self.drift.number, NOTHING))

    @property
    def told(self) -> bool:
        """Whether the person knows."""
        return self.drift.told

    @property
    def suspected(self) -> bool:
        """Whether an opinion waits to be confirmed."""
        return self.drift.suspect is not None

    def look(self) -> Look:
        """Return what the judge is to be asked now."""
        found = self.drift.wanted()
        assert found is not None
        return found

"""Writes a session's events for tests of the agent."""

import json
from collections.abc import Sequence

from service.domain import events
from service.domain.endings import Ending, Verdict
from service.domain.events import Attachment, Control, Draft, Event, History, Reply, ToolCall
from service.domain.ids import ItemId, PersonId, SessionNumber, TurnId

T1, T2 = TurnId("t1"), TurnId("t2")
ANN, BOB = PersonId("ann"), PersonId("bob")


def call(identity: str, name: str = "work", /, **arguments: object) -> ToolCall:
    return ToolCall(identity, name, json.dumps(arguments))


def ask(identity: str, question: str = "Which?") -> ToolCall:
    return call(identity, "ask_person", question=question)


def finish(identity: str, summary: str = "All done.") -> ToolCall:
    return call(identity, "finish", summary=summary)


class Telling:
    """A session's record, event by event."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.turn = T1

    @property
    def history(self) -> History:
        return History(tuple(self.events))

    @property
    def last(self) -> int:
        return self.events[-1].seq if self.events else 0

    def add(self, *drafts: Draft) -> int:
        for draft in drafts:
            own = draft.actor == "agent"
            self.events.append(
                Event(
                    SessionNumber(1),
                    self.last + 1,
                    draft.kind,
                    draft.actor,
                    0.0,
                    draft.payload,
                    self.turn if own else None,
                )
            )
        return self.last

    def says(self, text: str, person: PersonId = ANN, files: Sequence[Attachment] = ()) -> int:
        return self.add(events.message(person, person.title(), text, files))

    def replies(
        self,
        text: str = "",
        *calls: ToolCall,
        read_upto: int | None = None,
        finish: str = "stop",
    ) -> int:
        upto = self.last if read_upto is None else read_upto
        return self.add(events.assistant(Reply(text, calls, finish, "m"), upto))

    def started(self, made: ToolCall) -> int:
        return self.add(events.tool_started(made))

    def ended(self, made: ToolCall, result: str = "ok", *, ok: bool = True) -> int:
        return self.add(events.tool_ended(made, ok=ok, result=result))

    def judged(self, ending: Ending, ask: str = "", choices: Sequence[str] = ()) -> int:
        return self.add(events.ending(Verdict(ending, 0.9, ask, choices, "a cue")))

    def asked(self, made: ToolCall) -> int:
        return self.add(events.question(ItemId("i-" + made.id), made.id, "Which?", ()))

    def answered(self, made: ToolCall, text: str = "This one") -> int:
        return self.add(events.answer("ann", "Ann", ItemId("i-" + made.id), made.id, text))

    def orders(self, order: Control) -> int:
        return self.add(events.control(ANN, "Ann", order))

    def erase(self, seq: int) -> None:
        old = self.events[seq - 1]
        self.events[seq - 1] = Event(
            old.session, old.seq, old.kind, old.actor, old.at, {}, old.turn, True
        )

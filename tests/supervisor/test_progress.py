"""What a check-in says follows from the events alone."""

import itertools
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain import events
from service.domain.checkins import Report
from service.domain.events import Control, Draft, Event, Kind, Reply, ToolCall
from service.domain.ids import PersonId, SessionNumber, TurnId
from service.domain.watching import Limits
from service.supervisor.progress import Period, ignored_in, report
from service.supervisor.watch import Watch

ANN, TURN = PersonId("ann"), TurnId("turn")
MINUTE = 60.0


class Record:
    """A session's events, as one writes them down."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.now = 1_000.0
        self._ids = itertools.count()
        self.add(events.message(ANN, "Ann", "Build the checkout"))

    def add(self, draft: Draft) -> None:
        seq, turn = len(self.events) + 1, None if draft.actor == ANN else TURN
        self.events.append(
            Event(SessionNumber(5), seq, draft.kind, draft.actor, self.now, draft.payload, turn)
        )

    def begins(self, name: str, text: str = "", **arguments: Any) -> ToolCall:
        call = ToolCall(f"c{next(self._ids)}", name, json.dumps(arguments))
        self.add(events.assistant(Reply(text, (call,), "tool_calls"), len(self.events)))
        self.add(events.tool_started(call))
        return call

    def does(self, name: str, result: str = "", *, ok: bool = True, **arguments: Any) -> None:
        call = self.begins(name, **arguments)
        self.now += 10.0
        said = result or f"line {len(self.events)} of {name}"
        self.add(events.tool_ended(call, ok=ok, result=said))

    def told(self, upto: int = 0, since: float = 1_000.0, **more: Any) -> Report:
        return report(self.events, Period(TURN, upto, since, self.now), Limits(), **more)


def test_what_was_done_is_named_in_the_order_of_its_weight() -> None:
    record = Record()
    for path in ("src/pay.py", "tests/test_pay.py", "src/pay.py"):
        record.does("write_file", path=path)
    for passed in ("1 failed, 3 passed", "1 failed, 4 passed", "5 passed"):
        record.does("run_tests", passed, ok="failed" not in passed)
    record.does("read_file", path="README.md")
    record.add(events.breadcrumb("wire Stripe"))
    found = record.told()
    assert found.done == [
        "wrote pay.py, test_pay.py",
        "ran tests 3 times, the last one passed",
        "looked at 1 thing",
    ]
    assert (found.next, found.doubts) == ("Next: wire Stripe", [])


def test_commands_are_named_and_failures_counted() -> None:
    record = Record()
    record.does("bash", "Traceback: no such table", ok=False, command="python seed.py")
    record.does("bash", "done", command="python seed.py")
    record.does("edit_file", "no such text", ok=False, path="a.py")
    record.does("bash", "moved", command="mv a b")
    for name in ("alpha.py", "beta.py"):
        record.does("bash", f"fine {name}", command=f"python {name}")
    assert record.told().done == [
        "made 1 change; 1 change failed",
        "ran python seed.py 2 times",
        "ran python alpha.py",
        "ran 1 more",
    ]


def test_only_what_came_after_the_last_check_in_counts() -> None:
    record = Record()
    record.does("write_file", path="old.py")
    upto, since = len(record.events), record.now
    record.does("write_file", path="new.py")
    assert record.told(upto, since).done == ["wrote new.py"]


def test_its_own_words_stand_in_for_a_breadcrumb() -> None:
    record = Record()
    record.begins("build", "I wire **Stripe** now.\nThen the tests.")
    record.now += 20.0
    assert record.told().next == "It said: “I wire **Stripe** now.”"


def test_what_runs_now_stands_in_for_words() -> None:
    record = Record()
    record.begins("bash", command="make all")
    record.now += 20.0
    found = record.told()
    assert (found.next, found.doubts) == ("Now: make all", [])


def test_who_does_nothing_is_doubtful() -> None:
    record = Record()
    record.now += 16 * MINUTE
    assert record.told().doubts == ["No step yet, for 16 min"]
    record.does("write_file", path="a.py")
    upto, since = len(record.events), record.now
    record.now += 15 * MINUTE
    assert record.told(upto, since).doubts == ["No step since step 1, 15 min ago"]


def test_one_long_call_is_doubtful() -> None:
    record = Record()
    record.begins("bash", command="make all")
    upto, since = len(record.events), record.now
    record.now += 15 * MINUTE
    assert record.told(upto, since).doubts == ["Nothing but make all, for 15 min"]


def test_nothing_new_is_doubtful() -> None:
    record = Record()
    record.does("read_file", "the same", path="a.py")
    record.does("read_file", "the other", path="b.py")
    upto, since = len(record.events), record.now
    record.now += 9 * MINUTE
    record.does("read_file", "the same", path="a.py")
    record.does("read_file", "the other", path="b.py")
    assert record.told(upto, since).doubts == ["Nothing new since step 2, 9 min ago"]


def test_what_is_nearly_a_repetition_is_doubtful_unless_it_is_to_be_ignored() -> None:
    record = Record()
    for _ in range(3):
        record.does("bash", "total 0", command="ls build")
    (doubt,) = record.told().doubts
    assert doubt.startswith("ls build ×3 (steps 1–3). The same result each time")
    watch = Watch(Limits(repeats=3))
    verdicts = [found for each in record.events if (found := watch.see(each))]
    signature = verdicts[0].alert.signature
    assert record.told(ignored=[signature]).doubts == []


def test_an_open_alert_is_the_doubt() -> None:
    record = Record()
    record.does("write_file", path="a.py")
    assert record.told(alerts=["Idle for 12 min"]).doubts == ["An alert is open: Idle for 12 min"]


def test_patterns_to_be_ignored_are_read_off_orders() -> None:
    record = Record()
    record.add(events.control(ANN, "Ann", Control.IGNORE, "same_call:1"))
    record.add(events.control(ANN, "Ann", Control.MODEL, "fast"))
    orders = [each for each in record.events if each.kind is Kind.CONTROL]
    assert ignored_in(orders) == {"same_call:1"}


STEP = st.tuples(
    st.sampled_from(["write_file", "bash", "run_tests", "read_file", "leave_breadcrumb", "think"]),
    st.text(max_size=40),
    st.booleans(),
    st.dictionaries(st.sampled_from(["path", "command", "text"]), st.text(max_size=20)),
)


@given(st.lists(STEP, max_size=25), st.booleans(), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_any_record_gives_one_report_and_the_same_again(
    steps: Sequence[tuple[str, str, bool, dict[str, str]]], flying: bool, upto: int
) -> None:
    record = Record()
    for name, result, ok, arguments in steps:
        record.does(name, result, ok=ok, **arguments)
    if flying:
        record.begins("bash", command="make")
    found = record.told(upto)
    assert found == record.told(upto)
    assert all(part.strip() for part in (*found.done, *found.doubts))
    erased = [
        Event(e.session, e.seq, e.kind, e.actor, e.at, {}, e.turn, True) for e in record.events
    ]
    report(erased, Period(TURN, upto, 1_000.0, record.now), Limits())

"""`why` says what a session waits for and what happens next, in every state."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.adapters.store.sqlite import InlineStore, SqliteFile
from service.domain import events
from service.domain.budgets import Usage
from service.domain.courses import Course, Opinion
from service.domain.endings import Ending, Verdict
from service.domain.errors import Refused
from service.domain.events import Control, Draft, Event, Kind, Reply, ToolCall
from service.domain.ids import ItemId, SessionNumber, TurnId, WorkerId
from service.domain.judgements import judged
from service.domain.policy import Policy
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.timers import Timer, TimerKind
from service.domain.turns import Phase, TurnState
from service.ports.store import Tx
from service.queries.export import export
from service.queries.why import Why, why
from tests.fakes.clock import FakeClock
from tests.ports.store.samples import ANN, item, person, session, turn

POLICY = Policy()
OPINION = Opinion(Course.ON_TRACK, 12, step=3, quote="read_file")


class Scene:
    """A store with one person, and a question to it."""

    def __init__(self, store: InlineStore, clock: FakeClock) -> None:
        self.store = store
        self.now = clock.now()

    async def put(self, work: Callable[[Tx], Any]) -> Any:
        return (await self.store.run(work))[0]

    async def open(self, thread: str, state: State, **fields: Any) -> Session:
        def work(tx: Tx) -> Session:
            if tx.persons.get(ANN) is None:
                tx.persons.add(person())
            made: Session = tx.sessions.open(session(thread, ANN, state=state, **fields))
            return made

        opened: Session = await self.put(work)
        return opened

    async def say(self, number: SessionNumber, *drafts: Draft) -> None:
        def work(tx: Tx) -> None:
            row = tx.sessions.lock(number)
            numbered = [
                Event(number, row.next_seq + n, each.kind, each.actor, self.now, each.payload)
                for n, each in enumerate(drafts)
            ]
            tx.events.append(numbered)
            tx.sessions.save(replace(row, next_seq=row.next_seq + len(drafts)))

        await self.put(work)

    async def spend(self, number: SessionNumber, **more: Any) -> None:
        await self.put(lambda tx: tx.sessions.save(replace(tx.sessions.lock(number), **more)))

    async def why(self, number: int) -> Why:
        return await self.store.read(lambda reads: why(reads, SessionNumber(number), POLICY))


@pytest.fixture
async def scene(sqlite_path: Path, clock: FakeClock) -> AsyncIterator[Scene]:
    """On one database only: that all stores answer alike is the ports' own suite."""
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)
    yield Scene(store, clock)
    await store.close()


def upcoming(answer: Why) -> Sequence[tuple[str, float | None]]:
    return [(each.text, each.at) for each in answer.upcoming]


async def test_an_unknown_number_is_refused_with_a_way_on(scene: Scene) -> None:
    with pytest.raises(Refused, match="sessions list"):
        await scene.why(99)


async def test_queued_names_who_holds_the_slots_and_the_place(scene: Scene) -> None:
    held = [await scene.open(f"h{n}", State.RUNNING) for n in range(3)]
    await scene.open("q1", State.QUEUED, queue_rank=1.0)
    second = await scene.open("q2", State.QUEUED, queue_rank=2.0)
    answer = await scene.why(second.number)
    (text,) = answer.waits_for
    assert "3 of 3 are held" in text
    assert all(str(each.number) in text for each in held)
    assert "number 2 of 2" in text
    assert upcoming(answer) == [("it starts by itself when a slot frees", None)]
    assert answer.owner == "Ann"


async def test_a_turn_without_a_worker_is_rung_again(scene: Scene) -> None:
    row = await scene.open("t", State.RUNNING, turn_id=TurnId("t1"))

    def work(tx: Tx) -> None:
        tx.turns.add(turn("t1", row.number, ready_at=scene.now - 7, ring=2))
        tx.timers.set(Timer(TimerKind.TURN, "t1", scene.now + 3))

    await scene.put(work)
    answer = await scene.why(row.number)
    assert answer.waits_for == ["a worker of pool default, for 7 s now; rung 2 times"]
    assert upcoming(answer) == [("if no worker has come, it is rung for again", scene.now + 3)]


async def test_a_running_turn_names_its_worker_and_who_would_take_over(scene: Scene) -> None:
    row = await scene.open("t", State.RUNNING, turn_id=TurnId("t1"), park_asked=True)

    def work(tx: Tx) -> None:
        running = turn(
            "t1",
            row.number,
            state=TurnState.RUNNING,
            worker=WorkerId("w1"),
            attempt=2,
            lease_until=scene.now + 10,
            last_progress_at=scene.now - 4,
        )
        tx.turns.add(running)
        tx.timers.set(Timer(TimerKind.TURN, "t1", scene.now + 10))

    await scene.put(work)
    answer = await scene.why(row.number)
    assert answer.waits_for == ["the agent's work: worker w1, attempt 2, last step 4 s ago"]
    assert [text for text, _ in upcoming(answer)] == [
        "if its worker shows no sign of life until then, another one takes over",
        "it parks after the current step, as somebody asked",
    ]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"phase": Phase.CAPTURE}, "saving what it made: worker w1"),
        ({"wait_until": 30.0, "wait_reason": "openai is rate-limited"}, "for another 30 s"),
        ({"state": TurnState.ENDED}, "its closing"),
    ],
)
async def test_a_turn_says_what_it_is_at(scene: Scene, fields: dict[str, Any], text: str) -> None:
    row = await scene.open("t", State.RUNNING, turn_id=TurnId("t1"))
    if "wait_until" in fields:
        fields = {**fields, "wait_until": scene.now + fields["wait_until"]}
    base = {"state": TurnState.RUNNING, "worker": WorkerId("w1"), "last_progress_at": scene.now}
    await scene.put(lambda tx: tx.turns.add(turn("t1", row.number, **{**base, **fields})))
    assert text in (await scene.why(row.number)).waits_for[0]


async def test_waiting_names_the_question_and_when_it_parks(scene: Scene) -> None:
    row = await scene.open("t", State.WAITING)

    def work(tx: Tx) -> None:
        tx.items.add(item("i1", row.number, ask="Which paper first?"))
        tx.timers.set(Timer(TimerKind.PARK, str(row.number), scene.now + 900))

    await scene.put(work)
    answer = await scene.why(row.number)
    assert answer.waits_for == ["an answer to: Which paper first?"]
    assert upcoming(answer) == [
        (
            "if nobody answers, it parks and frees its slot; the question stays open",
            scene.now + 900,
        ),
    ]


async def test_at_rest_it_waits_for_nothing_and_may_still_be_saved(scene: Scene) -> None:
    row = await scene.open("t", State.STOPPED)
    due = Timer(TimerKind.CAPTURE, str(row.number), scene.now + 30)
    await scene.put(lambda tx: tx.timers.set(due))
    answer = await scene.why(row.number)
    assert answer.waits_for == [
        "nothing; it is stopped, and a message to its thread takes it up again",
    ]
    assert upcoming(answer) == [("saving what it made is tried again", scene.now + 30)]


CALL = ToolCall("c1", "write_file", '{"path": "a"}')
EVERYTHING = (
    events.message(ANN, "Ann", "Compare\nthese papers"),
    events.assistant(Reply("Sure.", [CALL], "tool_calls", "openai/x", 900, 100, 0.0125, 1.5), 1),
    events.tool_started(CALL),
    events.tool_ended(CALL, ok=True, result="written", seconds=0.25),
    events.tool_started(ToolCall("c2", "search", "{}")),
    events.question(ItemId("i1"), "c3", "Which one?", ["A", "B"]),
    events.answer(ANN, "Ann", ItemId("i1"), "c3", "A"),
    events.note(ANN, "Ann", "mind the date"),
    events.notice("The reply was empty."),
    events.compaction("They compared papers.", 3),
    events.control(ANN, "Ann", Control.GO_ON),
    events.breadcrumb("write the summary"),
    events.wait("openai is rate-limited", 12.0),
    events.state("done", "finished"),
    events.captured(1, "/captures/1", [{"path": "a"}], "Compare"),
    events.alert("no_worker", "No worker of pool gpu has come"),
    events.ending(Verdict(Ending.STOPPED_SHORT, 0.9, why="ends in a colon")),
    judged(OPINION, 14, Usage(0, 90)),
)


async def test_the_timeline_tells_every_kind_in_one_line(scene: Scene) -> None:
    row = await scene.open("t", State.DONE)
    await scene.say(row.number, *EVERYTHING)
    moments = (await scene.why(row.number)).timeline
    assert [(each.seq, each.who, each.text) for each in moments] == [
        (1, "Ann", "Compare these papers"),
        (2, "agent", "calls write_file (openai/x, 1,000 tokens, $0.0125, 1.5 s): Sure."),
        (4, "agent", "write_file ok (0.2 s): written"),
        (5, "agent", "search started, no end is recorded"),
        (6, "agent", "asks: Which one? (A / B)"),
        (7, "Ann", "answers: A"),
        (8, "Ann", "note: mind the date"),
        (9, "heddle", "to the model: The reply was empty."),
        (10, "heddle", "older events became a summary: They compared papers."),
        (11, "Ann", "go on"),
        (12, "agent", "next: write the summary"),
        (13, "heddle", "waits: openai is rate-limited"),
        (14, "heddle", "done: finished"),
        (15, "heddle", "saved 1 file as version 1"),
        (16, "heddle", "no worker: No worker of pool gpu has come"),
        (17, "heddle", "judged as stopped short (ends in a colon; rules)"),
        (
            18,
            "heddle",
            "a judge of its course says, up to step 12: on track (“read_file”); 90 tokens",
        ),
    ]
    assert {event.kind for event in EVERYTHING} == set(Kind)


async def test_what_was_deleted_is_not_told(scene: Scene) -> None:
    row = await scene.open("t", State.DONE)
    await scene.say(row.number, events.message(ANN, "Ann", "my secret"))
    await scene.put(lambda tx: tx.events.erase(row.number, 1))
    (moment,) = (await scene.why(row.number)).timeline
    assert (moment.who, moment.text) == ("somebody", "(deleted)")


async def test_an_export_holds_every_record_as_json(scene: Scene) -> None:
    row = await scene.open("t", State.WAITING)
    await scene.say(row.number, *EVERYTHING)

    def work(tx: Tx) -> None:
        tx.items.add(item("i1", row.number))
        tx.turns.add(turn("t1", row.number))

    await scene.put(work)
    records = await scene.store.read(lambda reads: list(export(reads, row.number)))
    assert [each["record"] for each in records[:3]] == ["session", "turn", "item"]
    assert records[0]["thread"] == str(row.thread)
    told = [each for each in records if each["record"] == "event"]
    assert [each["seq"] for each in told] == list(range(1, 19))
    assert json.loads(json.dumps(records)) is not None
    with pytest.raises(Refused):
        await scene.store.read(lambda reads: list(export(reads, SessionNumber(99))))


async def test_it_says_whether_drift_is_looked_for_and_what_that_used(scene: Scene) -> None:
    opened = await scene.open("one", State.RUNNING, cost_usd=0.5, tokens=90_000)

    async def told(judge: str) -> str:
        policy = replace(POLICY, judge_model=judge)
        return (await scene.store.read(lambda reads: why(reads, opened.number, policy))).watch

    assert await told("") == (
        "drift is not looked for: no judge model is set; `judge` under `[models]` names one"
    )
    assert await told("fast") == (
        "fast looks whether it drifts, and was not asked yet; it may use 3% of the session's cost"
    )
    await scene.say(opened.number, judged(OPINION, 14, Usage(0, 900, 0.004)))
    await scene.spend(opened.number, watch_tokens=900)
    assert await told("fast") == (
        "fast looks whether it drifts: on track at step 12; all its looks used 900 of 90,000 tokens"
    )
    await scene.spend(opened.number, watch_usd=0.004)
    assert (await told("fast")).endswith("all its looks used $0.0040 of $0.5000")
    await scene.put(lambda tx: tx.events.erase(opened.number, 1))
    assert "was not asked yet" in await told("fast")


@pytest.mark.parametrize(
    ("opinion", "says"),
    [
        (OPINION, "on track (“read_file”)"),
        (Opinion(Course.UNUSABLE, 12), "nothing that could be checked"),
        (
            Opinion(Course.DRIFTING, 12, step=3, quote="rm -rf", why="tidies up", hint="Stop it."),
            "off its course since step 3: it tidies up (“rm -rf”)",
        ),
    ],
)
async def test_the_timeline_says_what_a_judge_said(
    scene: Scene, opinion: Opinion, says: str
) -> None:
    opened = await scene.open("one", State.RUNNING)
    await scene.say(opened.number, judged(opinion, 14, Usage(0, 900, 0.004)))
    (moment,) = (await scene.why(opened.number)).timeline
    assert moment.text == f"a judge of its course says, up to step 12: {says}; 900 tokens, $0.0040"

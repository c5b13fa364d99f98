"""Events as a conversation: what tools did stands in the reply that called them."""

from collections.abc import Sequence
from dataclasses import replace

from service.domain.events import (
    Control,
    Draft,
    Event,
    Kind,
    Reply,
    ToolCall,
    assistant,
    control,
    notice,
    tool_ended,
    tool_started,
)
from service.domain.ids import PersonId, SessionNumber
from service.queries.conversation import WINDOW, fold, last_events, open_step
from service.usecases import lifecycle
from tests.bot.inbound.scene import Scene

ANN = PersonId("ann")
FIRST, SECOND = ToolCall("c1", "read_file", '{"path": "a"}'), ToolCall("c2", "write_file", "{")


def numbered(*drafts: Draft) -> list[Event]:
    return [
        Event(SessionNumber(1), seq, each.kind, each.actor, 0.0, each.payload)
        for seq, each in enumerate(drafts, 1)
    ]


def test_tools_are_folded_into_their_reply() -> None:
    events = numbered(
        assistant(Reply("I look", [FIRST, SECOND]), 0),
        tool_started(FIRST),
        tool_ended(FIRST, ok=True, result="text", seconds=0.5),
        tool_started(SECOND),
    )
    (entry,) = fold(events)
    assert (entry.event.seq, entry.upto) == (1, 4)
    assert [(each.ok, each.started, each.result) for each in entry.calls] == [
        (True, True, "text"),
        (None, True, ""),
    ]
    assert entry.calls[0].arguments == {"path": "a"}
    assert entry.calls[1].arguments == {}


def test_what_no_reply_called_is_left_out() -> None:
    assert fold(numbered(tool_ended(FIRST, ok=True, result="text"))) == []


def test_an_erased_reply_has_no_calls() -> None:
    (event,) = numbered(assistant(Reply("x", [FIRST]), 0))
    (entry,) = fold([replace(event, payload={}, erased=True)])
    assert entry.calls == []


def test_an_order_is_told_once() -> None:
    events = numbered(
        notice("A call was interrupted."),
        control(ANN, "Ann", Control.RETRY, "use b"),
        notice("Ann asks you to try again. Their hint: use b"),
    )
    assert [each.event.seq for each in fold(events)] == [1, 2]


async def written(scene: Scene, drafts: Sequence[Draft]) -> int:
    number = (await scene.started(await scene.person("Ann"))).number
    await scene.tx(
        lambda tx: tx.sessions.save(lifecycle.append(tx, tx.sessions.lock(number), drafts))
    )
    return number


async def test_a_window_begins_with_a_whole_step(scene: Scene) -> None:
    call = [ToolCall(f"c{each}", "read_file", "{}") for each in range(WINDOW + 5)]
    ends = [tool_ended(each, ok=True, result="") for each in call]
    number = await written(scene, [assistant(Reply("I read all", call), 1), *ends])
    session = await scene.session(number)
    events = await scene.read(lambda reads: last_events(reads, session.number, session.next_seq))
    assert events[0].kind is Kind.ASSISTANT
    assert [each.seq for each in events] == list(range(events[0].seq, session.next_seq))
    assert all(each.ok for each in fold(events)[0].calls)


async def test_reading_goes_on_from_the_reply_that_stood_open(scene: Scene) -> None:
    number = await written(scene, [assistant(Reply("x", [FIRST]), 1), tool_started(FIRST)])
    last = (await scene.session(number)).next_seq - 1
    assert await scene.read(lambda reads: open_step(reads, SessionNumber(number), last)) == last - 2
    assert await scene.read(lambda reads: open_step(reads, SessionNumber(number), 1)) == 1

"""The demo model recognises what the agent really shows it, in the agent's own words."""

from service.adapters.model.litellm import LiteLlmModel
from service.agent.context import render
from service.agent.next_action import Settle, next_action
from service.domain import demo, events
from service.domain.events import Attachment, Draft, Event, History
from service.domain.ids import BlobId, ItemId, PersonId, SessionNumber, TurnId
from service.ports.model import ModelRequest
from tests.adapters.model.asking import reply
from tests.adapters.model.desk import TOOLS

ANA, TURN = PersonId("ana"), TurnId("turn")
PAPER = Attachment(BlobId("blob"), "looms, old.pdf", "application/pdf", 12_345)


def history(*drafts: Draft) -> History:
    """Number the drafts as one session's events, all of one turn."""
    return History(
        tuple(
            Event(SessionNumber(1), seq, each.kind, each.actor, 0.0, each.payload, TURN)
            for seq, each in enumerate(drafts, 1)
        )
    )


async def ask(model: LiteLlmModel, known: History) -> events.Reply:
    messages = render("You are an agent.", known, TURN)
    return await reply(model, ModelRequest("demo/demo", messages, TOOLS))


async def test_attachments_and_steers_are_recognised(model: LiteLlmModel) -> None:
    opening = events.message(ANA, "Ana", demo.COMPARE, [PAPER])
    first = await ask(model, history(opening))
    assert "You attached 1 file" in first.text
    steer = events.message(PersonId("bob"), "Bob", "Be brief")
    ended = [events.tool_ended(call, ok=True, result="done") for call in first.calls]
    second = await ask(model, history(opening, events.assistant(first, 1), *ended, steer))
    assert second.text.startswith("Noted: Bob Be brief.")
    assert [call.arguments for call in second.calls] == [
        '{"path": "inbox/looms, old.pdf", "lines": 40}'
    ]


async def test_a_step_that_a_crash_interrupted_is_done_again(model: LiteLlmModel) -> None:
    opening = events.message(ANA, "Ana", demo.DECIDE)
    asked = await ask(model, history(opening))
    answers = [
        events.tool_ended(asked.calls[0], ok=True, result="Noted."),
        events.answer("ana", "Ana", ItemId("item"), asked.calls[1].id, "Adyen"),
    ]
    sofar = (opening, events.assistant(asked, 1), *answers)
    wrote = await ask(model, history(*sofar))
    assert "Decision: Adyen." in wrote.calls[0].arguments
    started = (*sofar, events.assistant(wrote, 4), events.tool_started(wrote.calls[0]))
    action = next_action(history(*started), TURN, {"write_file"})
    assert isinstance(action, Settle)
    again = await ask(model, history(*started, *action.drafts))
    assert again.calls[0].arguments == wrote.calls[0].arguments

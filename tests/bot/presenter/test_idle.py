"""The card of a call that shows no sign of life: what is silent, for how long, ways out."""

from bot.presenter.item_cards import ask_card
from bot.presenter.todo import to_do
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import CANCEL_CALL, KEEP_WAITING, STOP, Item, ItemKind, Reason
from service.domain.turns import CallKind, InFlight
from service.queries.inbox import Entry
from service.usecases.idle import evidence
from tests.bot.slack.rendering import scenes


def flight(kind: CallKind, label: str, usual: float | None, *, begun: bool = False) -> InFlight:
    return InFlight("1.1", kind, label, label, 0.0, 0.0, usual, begun)


def test_it_says_what_is_silent_and_what_is_usual() -> None:
    npm = flight(CallKind.TOOL, "npm install", 40.0)
    assert (
        evidence(npm, 720.0) == "`npm install` has shown nothing for 12 min; it usually takes 40 s"
    )
    model = flight(CallKind.MODEL, "openai/gpt-x", 4.0)
    told = "openai/gpt-x has sent nothing for 3 min; its first word usually comes within 4 s"
    assert evidence(model, 180.0) == told
    begun = flight(CallKind.MODEL, "openai/gpt-x", 0.72, begun=True)
    told = "openai/gpt-x fell silent in the middle of its reply, 45 s ago; its pauses are usually"
    assert evidence(begun, 45.0) == f"{told} under 0.7 s"
    assert evidence(flight(CallKind.TOOL, "make", None), 5400.0).endswith("nothing for 1.5 h")


def test_its_card_says_what_can_be_done_and_what_that_ends() -> None:
    item = Item(
        ItemId("i"),
        SessionNumber(4),
        PersonId("ann"),
        ItemKind.ALERT,
        evidence(flight(CallKind.TOOL, "npm install", 40.0), 720.0),
        1.0,
        reason=Reason.IDLE,
        choices=(CANCEL_CALL, "Use fast", KEEP_WAITING, STOP),
        facts={"call": "1.1", "last": 0.0, "seq": 7, "what": "npm install"},
    )
    card = ask_card(Entry(item, scenes.session(4, "Nightly report"), "", ""), 30.0, "UTC")
    assert card.headline.startswith(
        "4 · Nightly report: seems idle. `npm install` has shown nothing"
    )
    first, second = card.body.splitlines()
    assert first == f"Seems idle: {item.ask}"
    assert second.startswith("Cancelling ends only that call: ")
    assert [each.label for each in card.choices] == [CANCEL_CALL, "Use fast", KEEP_WAITING, STOP]
    wanted = f"{CANCEL_CALL}, Use fast, {KEEP_WAITING} or {STOP}."
    assert to_do(item) == f"It still waits for it: {wanted}"

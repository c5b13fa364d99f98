"""The card of an agent that goes round in circles: evidence, hint, ways out."""

from bot.presenter.cards import Act
from bot.presenter.item_cards import ask_card
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import IGNORE, RESTART, STOP, Item, ItemKind, Reason
from service.queries.inbox import Entry
from tests.bot.slack.rendering import scenes

EVIDENCE = "read report.py ×4 (steps 1–4). The same failure each time (`No folder`)"
ADVICE = "Do not call it again as it is. If that cannot be done from here, ask."


def test_it_says_what_repeats_what_the_hint_adds_and_what_can_be_done() -> None:
    item = Item(
        ItemId("i"),
        SessionNumber(4),
        PersonId("ann"),
        ItemKind.ALERT,
        f"{EVIDENCE}; last new result at step 1, 2 min ago.",
        1.0,
        reason=Reason.STUCK,
        choices=(RESTART, "Use fast", STOP, IGNORE),
        facts={"hint": f"{EVIDENCE}. {ADVICE}"},
    )
    card = ask_card(Entry(item, scenes.session(4, "Nightly report"), "", ""), 30.0, "UTC")
    assert card.headline.startswith("4 · Nightly report: seems stuck. read report.py ×4")
    assert card.body.splitlines() == [f"Seems stuck: {item.ask}", f"The hint: {ADVICE}"]
    assert [each.label for each in card.choices] == [RESTART, "Use fast", STOP, IGNORE]
    assert card.other is not None
    assert (card.other.label, card.other.act) == ("Another hint…", Act.RETRY)
    assert card.hint == item.facts["hint"]

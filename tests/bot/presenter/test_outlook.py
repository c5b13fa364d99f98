"""Why a session stands where it does, in a few words."""

import pytest

from bot.presenter.outlook import expected, why
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import Item, ItemKind, Reason
from service.domain.outlook import Level, Outlook, Sign


def needing(kind: ItemKind, reason: Reason = Reason.NONE) -> Outlook:
    item = Item(ItemId("i"), SessionNumber(1), PersonId("ann"), kind, "?", 0.0, reason=reason)
    return Outlook(Level.NEEDS_YOU, item=item)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (needing(ItemKind.QUESTION), "needs you: question 12 min"),
        (needing(ItemKind.BUDGET), "needs you: budget 12 min"),
        (needing(ItemKind.HELD), "needs you: held message 12 min"),
        (needing(ItemKind.ALERT, Reason.STUCK), "needs you: stuck 12 min"),
        (needing(ItemKind.ALERT, Reason.CAPTURE_FAILED), "needs you: not saved 12 min"),
        (Outlook(Level.NEEDS_NOBODY), "needs nobody"),
        (Outlook(Level.QUEUED), ""),
    ],
)
def test_what_needs_you_is_named_with_its_age(found: Outlook, words: str) -> None:
    assert why(found, 720.0) == words


@pytest.mark.parametrize(
    ("signs", "words"),
    [
        ([(Sign.NUDGED, 2.0), (Sign.REDIRECTED, 1.0)], "nudged twice, redirected once"),
        ([(Sign.RETRIED, 3.0)], "retried 3 times"),
        ([(Sign.DOUBTED, 0.75)], "repeats itself"),
        ([(Sign.SILENT, 500.0), (Sign.BUDGET, 0.92)], "nothing for 8 min, 92% of its budget used"),
        ([(Sign.ALONE, 7200.0)], "on its own for 2 h"),
    ],
)
def test_what_makes_it_likely_is_named(signs: list[tuple[Sign, float]], words: str) -> None:
    assert expected(Outlook(Level.LIKELY, signs=signs)) == f"likely next: {words}"
    assert why(Outlook(Level.LIKELY, signs=signs), 0.0) == f"likely next: {words}"

"""Whether an alert was of use."""

import pytest

from service.domain import items
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import (
    BY_DEFAULT,
    DISMISS,
    GO_ON,
    IGNORE,
    LET_STEER,
    OBJECT,
    OF_PROVIDERS,
    RESTART,
    STOP_HERE,
    USE_OTHER,
    USE_THIS,
    YES_NOW,
    AlertOutcome,
    Item,
    ItemKind,
    ItemState,
    Reason,
)
from service.domain.useful import CHOICES, judged, useful_rate

NO_CHOICES_OF_ALERTS = {
    GO_ON,
    STOP_HERE,
    USE_THIS,
    LET_STEER,
    OBJECT,
    YES_NOW,
    BY_DEFAULT,
    USE_OTHER,  # only begins one
}


def over(
    answer: str = "",
    by: str | None = "ann",
    reason: Reason = Reason.STUCK,
    kind: ItemKind = ItemKind.ALERT,
    state: ItemState = ItemState.RESOLVED,
) -> Item:
    return Item(
        ItemId("i"),
        SessionNumber(1),
        PersonId("ann"),
        kind,
        "It repeats itself",
        1.0,
        reason=reason,
        state=state,
        answer=answer,
        resolved_by=PersonId(by) if by else None,
    )


def test_every_choice_says_whether_its_alert_was_of_use() -> None:
    constants = {
        value for name, value in vars(items).items() if name.isupper() and isinstance(value, str)
    }
    of_check_ins = {items.ALL_WELL, items.NO_MORE}
    assert constants - NO_CHOICES_OF_ALERTS - of_check_ins == set(CHOICES)
    assert AlertOutcome.NONE not in CHOICES.values()


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("kind", ItemKind)
def test_it_is_judged_of_every_alert_and_of_nothing_else(kind: ItemKind, reason: Reason) -> None:
    asks = set(ItemKind) - {ItemKind.ALERT}
    found = judged(over("What a later version offers", reason=reason, kind=kind), lambda: True)
    assert found is (AlertOutcome.NONE if kind in asks else AlertOutcome.ACTED)


def test_it_was_acted_on_dismissed_or_passed() -> None:
    assert judged(over(RESTART), lambda: False) is AlertOutcome.ACTED
    assert judged(over("Use fast"), lambda: False) is AlertOutcome.ACTED
    assert judged(over(DISMISS), lambda: True) is AlertOutcome.DISMISSED
    assert judged(over(IGNORE), lambda: True) is AlertOutcome.DISMISSED
    by_itself = over("its turn is over", by=None, state=ItemState.WITHDRAWN)
    assert judged(by_itself, lambda: False) is AlertOutcome.PASSED
    assert judged(by_itself, lambda: True) is AlertOutcome.ACTED
    stopped = over("Ann stopped the session", state=ItemState.WITHDRAWN)
    assert judged(stopped, lambda: False) is AlertOutcome.ACTED


@pytest.mark.parametrize("reason", [*sorted(OF_PROVIDERS), Reason.NO_WORKER, Reason.OPERATIONS])
def test_words_to_the_agent_do_nothing_about_a_provider_or_a_worker(reason: Reason) -> None:
    assert judged(over("back", by=None, reason=reason), lambda: True) is AlertOutcome.PASSED


def test_the_rate_is_of_those_that_are_over() -> None:
    assert useful_rate(0, 0, 0) is None
    assert useful_rate(3, 1, 0) == 0.75
    assert useful_rate(0, 0, 2) == 0.0

"""Items are dismissed, seen, or answered too late; results are news after a minute."""

import pytest

from service.domain.errors import Refused
from service.domain.events import Kind
from service.domain.ids import PersonId
from service.domain.items import Item, ItemKind, ItemState, Reason
from service.domain.states import State
from service.usecases.dismiss import dismiss, seen
from tests.usecases.scene import ANN, BOB, prose
from tests.usecases.telling import Telling


async def results(telling: Telling, number: int) -> list[Item]:
    return [each for each in await telling.items(number) if each.kind is ItemKind.RESULT]


@pytest.mark.parametrize(("seconds", "news"), [(30, 0), (61, 1)])
async def test_a_result_is_news_when_it_took_a_minute(
    telling: Telling, seconds: float, news: int
) -> None:
    found = await telling.says("Build it", "long")
    telling.clock.advance(seconds)
    telling.script(prose("It is built."))
    await telling.works()
    assert found.session is not None
    open_now = await results(telling, found.session.number)
    assert len(open_now) == news
    await telling.leaps(7200)
    assert len(await telling.told()) == news
    for item in open_now:
        assert (item.ask, item.severity) == ("It is built.", 0)
        assert item.facts["seconds"] == seconds


async def slow(telling: Telling) -> Item:
    found = await telling.says("Build it", "long")
    telling.clock.advance(100)
    telling.script(prose("It is built."))
    await telling.works()
    assert found.session is not None
    (item,) = await results(telling, found.session.number)
    return item


async def test_a_result_is_no_news_when_the_session_goes_on(telling: Telling) -> None:
    item = await slow(telling)
    await telling.says("And now paint it", "long")
    assert (await telling.item(item)).state is ItemState.WITHDRAWN
    with pytest.raises(Refused, match="no longer needed since"):
        await dismiss(telling.ports, ANN, item.id, "web")


async def test_a_result_is_no_news_to_who_looked(telling: Telling) -> None:
    item = await slow(telling)
    (question,) = await telling.opens(number=item.session)
    assert await seen(telling.ports, BOB, item.session, "web") == 0
    assert await seen(telling.ports, ANN, item.session, "web") == 1
    assert await seen(telling.ports, ANN, item.session, "web") == 0
    now = await telling.item(item)
    assert (now.state, now.resolved_by, now.answer) == (ItemState.RESOLVED, ANN, "Seen")
    assert (await telling.item(question)).state is ItemState.OPEN


async def test_dismissing_a_question_leaves_it_to_the_agent(telling: Telling) -> None:
    for default, expected in (("", "You decide."), ("Stripe", "Stripe")):
        item = await telling.asks("Stripe", "Adyen", thread=f"d{default}", default=default)
        await dismiss(telling.ports, ANN, item.id, "web")
        now = await telling.item(item)
        assert (now.answer, now.resolved_from, now.resolved_by) == (expected, "web", ANN)
        (answer,) = await telling.events(Kind.ANSWER, number=item.session)
        assert answer.payload["text"] == expected
        assert (await telling.session(item.session)).state == State.RUNNING
        telling.script(prose())
        await telling.works()


@pytest.mark.parametrize("reason", [Reason.TURN_FAILED, Reason.STOPPED_SHORT, Reason.NO_WORKER])
async def test_an_alert_is_dismissed(telling: Telling, reason: Reason) -> None:
    (item,) = await telling.opens(kind=ItemKind.ALERT, reason=reason, choices=("Retry", "Dismiss"))
    await dismiss(telling.ports, ANN, item.id, "web")
    assert (await telling.item(item)).answer == "Dismiss"
    assert (await telling.session()).state == State.DONE


async def test_what_has_to_be_decided_is_not_dismissed(telling: Telling) -> None:
    budget, capture = [
        (await telling.opens(kind=kind, reason=reason, choices=("One", "Other")))[0]
        for kind, reason in (
            (ItemKind.BUDGET, Reason.NONE),
            (ItemKind.ALERT, Reason.CAPTURE_FAILED),
        )
    ]
    for item in (budget, capture):
        with pytest.raises(Refused, match="choose “One” or “Other”, or snooze it"):
            await dismiss(telling.ports, ANN, item.id, "web")


async def test_only_who_has_it_dismisses(telling: Telling) -> None:
    (item,) = await telling.opens()
    for person in (BOB, PersonId("eve")):
        with pytest.raises(Refused):
            await dismiss(telling.ports, person, item.id, "web")


async def test_who_is_late_hears_who_was_first_where_from_and_when(telling: Telling) -> None:
    (item,) = await telling.opens()
    await telling.store.run(lambda tx: tx.sessions.share(item.session, BOB))
    telling.clock.advance(62 * 60)
    await telling.takes(item, "Adyen", BOB, "phone")
    for late in ("Stripe", "Adyen"):
        with pytest.raises(Refused) as refused:
            await telling.takes(item, late)
        assert str(refused.value) == "Bob answered this at 09:02 UTC from phone: Adyen"
    assert (await telling.item(item)).answer == "Adyen"

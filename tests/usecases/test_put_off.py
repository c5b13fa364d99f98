"""A push that did not get out before quiet hours began waits until they are over."""

import pytest

from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from service.domain.items import Severity
from service.usecases.deliver import claim_lanes, give_up, next_parcel
from service.usecases.packing import Parcel
from service.usecases.phone import try_phone
from tests.usecases.scene import ANN
from tests.usecases.telling import DM, Telling

MINUTE = 60.0


async def parcel(telling: Telling) -> Parcel | None:
    """Return what a courier is handed now."""
    (lane,) = await claim_lanes(telling.ports, "courier", ())
    return await next_parcel(telling.ports, lane, "courier")


async def waiting(telling: Telling, severity: int = Severity.NORMAL) -> Delivery:
    """A push is made a moment before quiet hours, and nobody carries it until then."""
    await telling.has_phone()
    ladder = ("phone:0",)
    await telling.prefers(quiet="08:01-09:00", ladder=ladder, important=ladder)
    await telling.opens(severity=severity)
    await telling.leaps(2 * MINUTE)
    (push,) = await telling.deliveries()
    return push


async def test_it_comes_with_the_rest_at_their_end(telling: Telling) -> None:
    push = await waiting(telling)
    assert await parcel(telling) is None
    (withdrawn,) = await telling.deliveries()
    assert (withdrawn.id, withdrawn.state) == (push.id, DeliveryState.WITHDRAWN)
    await telling.leaps(57 * MINUTE)
    assert await telling.told() == []
    await telling.leaps(60 * MINUTE)
    (summary,) = await telling.told()
    assert (summary.kind, summary.lane) == (DeliveryKind.SUMMARY, DM)
    assert list(summary.items) == push.facts["items"]


async def test_what_is_important_goes_out(telling: Telling) -> None:
    push = await waiting(telling, Severity.IMPORTANT)
    found = await parcel(telling)
    assert found is not None
    assert found.delivery.id == push.id


async def test_a_test_goes_out(telling: Telling) -> None:
    await telling.has_phone()
    await telling.prefers(quiet="07:00-09:00")
    await try_phone(telling.ports, ANN)
    found = await parcel(telling)
    assert found is not None
    assert found.delivery.kind is DeliveryKind.PHONE_TEST


@pytest.mark.parametrize(
    ("severity", "loud"), [(Severity.NORMAL, False), (Severity.IMPORTANT, True)]
)
async def test_that_it_failed_makes_no_sound(telling: Telling, severity: int, loud: bool) -> None:
    push = await waiting(telling, severity)
    await give_up(telling.ports, push, "there is no such phone")
    failed = (await telling.deliveries())[-1]
    assert (failed.kind, failed.loud) == (DeliveryKind.PUSH_FAILED, loud)
    await telling.leaps(60 * MINUTE)
    summaries = [each for each in await telling.told() if each.kind == DeliveryKind.SUMMARY]
    assert len(summaries) == int(not loud)

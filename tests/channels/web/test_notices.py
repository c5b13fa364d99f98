"""What a person is told on their open pages: live, once, and not what is old."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.web.login import ADMIN
from service.domain.deliveries import DeliveryKind, phone_lane, web_inbox
from service.domain.ids import ItemId, PhoneId
from service.domain.persons import Person
from service.usecases import notices
from tests.channels.web.reading import Reader
from tests.channels.web.visiting import House


@pytest.fixture(autouse=True)
async def hub(house: House) -> AsyncIterator[None]:
    async with house.site.hub.running():
        yield


async def ann_with(house: House, text: str = "The checkout") -> tuple[Person, int]:
    ann = await house.scene.inbound.sign_in(ADMIN, "Ann", admin=True)
    return ann, (await house.scene.started(ann, text)).number


async def test_a_question_reaches_the_inbox_the_count_and_the_person(house: House) -> None:
    ann, number = await ann_with(house)
    reader = Reader(house, ann, inbox=True)
    await reader.until("inbox", "Nothing needs you now")
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    told = json.loads(str((await reader.until("notice")).data))
    assert told["title"] == f"{number} · The checkout: Stripe or Adyen?"
    assert (told["url"], told["item"]) == (f"/threads/{number}", item)
    assert reader.named("count")[-1] == "1"
    # The list came before, so that the page can tell whether it shows the item already.
    assert f'data-item="{item}"' in reader.named("inbox")[-1]
    await reader.close()


async def test_only_the_inbox_is_sent_the_list(house: House) -> None:
    ann, number = await ann_with(house)
    reader = Reader(house, ann, number)
    await reader.until("foot")
    await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    await reader.until("notice")
    assert reader.named("inbox") == []
    assert "Stripe or Adyen?" in reader.named("asks")[-1]
    await reader.close()


async def test_when_signals_are_silent_the_person_is_told_all_the_same(house: House) -> None:
    ann, number = await ann_with(house)
    reader = Reader(house, ann)
    await reader.until("count")
    house.scene.ports.signals.away = True  # type: ignore[attr-defined]
    await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    await reader.until("notice", "Stripe or Adyen?")
    await reader.close()


async def test_a_delivery_without_any_other_change_is_found_by_polling(house: House) -> None:
    ann, number = await ann_with(house)
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    house.scene.clock.advance(61)
    reader = Reader(house, ann)
    await reader.until("count")
    house.scene.ports.signals.away = True  # type: ignore[attr-defined]
    await post(house, ann, web_inbox(ann.id), item)
    await reader.until("notice", "Stripe or Adyen?")
    await reader.close()


async def test_a_new_page_is_not_told_what_was_before_it(house: House) -> None:
    ann, number = await ann_with(house)
    await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    reader = Reader(house, ann)
    await reader.until("count", "1")
    other = (await house.scene.started(ann, "The report")).number
    await house.scene.asks(other, "Which month?", "May", "June")
    await reader.until("notice", "Which month?")
    assert len(reader.named("notice")) == 1
    await reader.close()


async def test_a_page_that_was_away_is_told_what_it_missed_once(house: House) -> None:
    ann, number = await ann_with(house)
    reader = Reader(house, ann)
    mark = str((await reader.until("board")).id)
    assert mark == "0.0"
    await reader.close()
    await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    back = Reader(house, ann, told=mark.partition(".")[2])
    notice = await back.until("notice", "Stripe or Adyen?")
    await back.close()
    again = Reader(house, ann, told=str(notice.id).partition(".")[2])
    await again.until("count")
    other = (await house.scene.started(ann, "The report")).number
    house.scene.clock.advance(1)
    await house.scene.asks(other, "Which month?", "May", "June")
    await again.until("notice", "Which month?")
    assert len(again.named("notice")) == 1
    await again.close()


async def test_what_is_older_than_a_minute_is_not_told_any_more(house: House) -> None:
    ann, number = await ann_with(house)
    await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    house.scene.clock.advance(61)
    back = Reader(house, ann, told="0")
    await back.until("count", "1")
    other = (await house.scene.started(ann, "The report")).number
    await house.scene.asks(other, "Which month?", "May", "June")
    await back.until("notice", "Which month?")
    assert len(back.named("notice")) == 1
    await back.close()


async def test_what_went_to_the_phone_or_somebody_else_makes_no_noise_here(house: House) -> None:
    ann, number = await ann_with(house)
    bob = await house.scene.person("Bob")
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    house.scene.clock.advance(61)
    reader = Reader(house, ann)
    await reader.until("count", "1")
    await post(house, ann, phone_lane(PhoneId("p")), item)
    await post(house, bob, web_inbox(bob.id), item)
    house.scene.clock.advance(1)
    await post(house, ann, web_inbox(ann.id), item)
    await reader.until("notice")
    assert len(reader.named("notice")) == 1
    await reader.close()


async def post(house: House, person: Person, lane: str, item: ItemId) -> None:
    scene = house.scene
    await scene.tx(
        lambda tx: notices.post(tx, scene.ports, person.id, lane, DeliveryKind.ASK, [item], rung=0)
    )

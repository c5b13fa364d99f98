"""Phones, their secrets, and answers that come from them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from service.adapters.store.sqlite import InlineStore, SqliteFile
from service.domain.deliveries import DeliveryKind
from service.domain.errors import Refused
from service.domain.ids import PhoneId
from service.domain.items import Item, ItemState
from service.usecases import deliver
from service.usecases.phone import add_phone, remove_phone, try_phone
from service.usecases.push_answer import Ticket, answer_on_page, open_page, press, seal
from tests.fakes.clock import FakeClock, FakeIds
from tests.usecases.scene import ANN, BOB
from tests.usecases.telling import DM, Telling, contains

DAY = 86_400.0


@pytest_asyncio.fixture
async def filed(sqlite_path: Path, clock: FakeClock, ids: FakeIds) -> AsyncIterator[Telling]:
    """The scene, on a file that can be looked into."""
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)
    scene = Telling(store, clock, ids)
    await scene.meet(ANN, BOB)
    await scene.starts()
    yield scene
    await store.close()


def ticket(telling: Telling, item: Item, choice: str = "", **more: Any) -> str:
    """Return a token as a push to Ann carries it."""
    given = Ticket(ANN, telling.clock.now() + DAY, item.id, choice)
    return seal(telling.ports.cipher, replace(given, **more))


async def test_its_address_is_nowhere_to_be_read(filed: Telling, sqlite_path: Path) -> None:
    added = await add_phone(filed.ports, filed.pusher, ANN, " ntfys://push.test/very-private ")
    made = await add_phone(filed.ports, filed.pusher, ANN, "ntfy")
    assert (added.subscribe, added.phone.label) == ("", "ntfy on push.test")
    assert made.subscribe.startswith("ntfys://push.test/heddle-")
    topic = made.subscribe.rpartition("/")[2]
    await try_phone(filed.ports, ANN)
    await filed.opens()
    await filed.leaps(600)
    for secret in ("very-private", topic, "replies-"):
        assert not contains(sqlite_path, secret)
    assert contains(sqlite_path, "ntfy on push.test")
    phones = await filed.store.read(lambda reads: reads.phones(ANN))
    assert not [each for each in phones if "private" in repr(each)]


async def test_five_are_the_limit_and_removing_makes_room(telling: Telling) -> None:
    for number in range(5):
        await add_phone(telling.ports, telling.pusher, ANN, f"ntfys://push.test/{number}")
    with pytest.raises(Refused, match="5 phones are the limit"):
        await telling.has_phone()
    with pytest.raises(Refused, match="no phone 6"):
        await remove_phone(telling.ports, ANN, 6)
    gone = await remove_phone(telling.ports, ANN, 2)
    assert await telling.store.read(lambda reads: reads.secret(gone.secret_name)) is None
    await telling.has_phone()
    await telling.has_phone(BOB)


async def test_who_has_none_is_told_how_to_get_one(telling: Telling) -> None:
    with pytest.raises(Refused, match="!phone add ntfy"):
        await try_phone(telling.ports, ANN)
    with pytest.raises(Refused, match="!phone add ntfy"):
        await remove_phone(telling.ports, ANN, 1)
    with pytest.raises(Refused, match="no address"):
        await add_phone(telling.ports, telling.pusher, ANN, "call me")


async def test_removing_a_phone_withdraws_what_waits_for_it(telling: Telling) -> None:
    phone = await telling.has_phone()
    await telling.opens()
    await telling.leaps(301)
    assert [each.lane for each in await telling.told()] == [DM, phone]
    await remove_phone(telling.ports, ANN, 1)
    assert [each.lane for each in await telling.told()] == [DM]
    assert list(await deliver.claim_lanes(telling.ports, "courier", ())) == []


async def test_a_tap_says_how_long_the_test_took(telling: Telling) -> None:
    lane = await telling.has_phone()
    phone = await try_phone(telling.ports, ANN)
    assert [(each.kind, each.lane) for each in await telling.told()] == [("phone_test", lane)]
    given = Ticket(ANN, telling.clock.now() + DAY, phone=phone.id, sent_at=telling.clock.now())
    telling.clock.advance(7.4)
    token = seal(telling.ports.cipher, given)
    assert await press(telling.ports, token) == "ntfy on push.test works: your tap took 7 s."
    works = (await telling.deliveries())[-1]
    assert works.kind is DeliveryKind.PHONE_WORKS
    assert works.facts == {"label": "ntfy on push.test", "seconds": 7.4, "items": []}
    (kept,) = await telling.store.read(lambda reads: reads.phones(ANN))
    assert kept.tested_at == telling.clock.now()
    with pytest.raises(Refused, match="used already"):
        await press(telling.ports, token)
    other = seal(telling.ports.cipher, replace(given, person=BOB))
    removed = seal(telling.ports.cipher, replace(given, phone=PhoneId("gone")))
    for each in (other, removed):
        with pytest.raises(Refused, match="was removed"):
            await press(telling.ports, each)


async def test_a_press_answers_once(telling: Telling) -> None:
    item = await telling.asks("Stripe", "Adyen", thread="u")
    token = ticket(telling, item, "Adyen")
    assert await press(telling.ports, token) == f"Answered. Session {item.session}: running."
    now = await telling.item(item)
    assert (now.answer, now.resolved_by, now.resolved_from) == ("Adyen", ANN, "phone")
    with pytest.raises(Refused, match="used already"):
        await press(telling.ports, token)
    with pytest.raises(Refused, match="Ann answered this at 08:00 UTC from phone: Adyen"):
        await press(telling.ports, ticket(telling, item, "Stripe"))
    pressed = [each for each in telling.telemetry.facts if each[0] == "pressed"]
    assert pressed == [("pressed", "taken"), ("pressed", "refused"), ("pressed", "refused")]


async def test_what_is_forged_is_refused_and_changes_nothing(telling: Telling) -> None:
    item = await telling.asks("Stripe", "Adyen", thread="u")
    cipher, token = telling.ports.cipher, ticket(telling, item, "Adyen")
    flipped = token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:]
    forged = [
        "",
        "hello",
        token[:-1],
        token + "A",
        flipped,
        token[:20] + token[21:],
        "ü" * 40,
        "\ud800",
        cipher.seal("page", cipher.unseal("push", token)),
        cipher.encrypt(cipher.unseal("push", token)).decode(),
    ]
    for each in forged:
        for use in (press, open_page):
            with pytest.raises(Refused, match="not valid"):
                await use(telling.ports, each)
    assert (await telling.item(item)).state is ItemState.OPEN


async def test_a_token_is_written_in_one_way_only(telling: Telling) -> None:
    """Else a used one would work again with its last character changed."""
    item = await telling.asks("Stripe", "Adyen", thread="u")
    for padding in range(3):
        token = ticket(telling, item, "Adyen" + "n" * 16 * padding)
        others = [
            token[:-1] + each for each in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        ]
        for each in others:
            if each != token:
                with pytest.raises(Refused, match="not valid"):
                    telling.ports.cipher.unseal("push", each)


async def test_what_expired_is_refused(telling: Telling) -> None:
    item = await telling.asks("Stripe", "Adyen", thread="u")
    button, link = ticket(telling, item, "Adyen"), ticket(telling, item)
    telling.clock.advance(DAY)
    with pytest.raises(Refused, match="has expired"):
        await press(telling.ports, button)
    with pytest.raises(Refused, match="has expired"):
        await open_page(telling.ports, link)
    with pytest.raises(Refused, match="has expired"):
        await answer_on_page(telling.ports, link, "Adyen")


async def test_another_person_s_is_refused(telling: Telling) -> None:
    item = await telling.asks("Stripe", "Adyen", thread="u")
    with pytest.raises(Refused, match="You have no session"):
        await press(telling.ports, ticket(telling, item, "Adyen", person=BOB))
    await telling.store.run(lambda tx: tx.sessions.share(item.session, BOB))
    theirs = ticket(telling, item, "Adyen", person=BOB)
    await telling.store.run(lambda tx: tx.sessions.unshare(item.session, BOB))
    with pytest.raises(Refused, match="You have no session"):
        await press(telling.ports, theirs)
    assert (await telling.item(item)).state is ItemState.OPEN


async def test_opening_a_page_uses_nothing_up(telling: Telling) -> None:
    item = await telling.asks("Stripe", "Adyen", thread="u")
    link = ticket(telling, item)
    for _ in range(3):
        page = await open_page(telling.ports, link)
    assert (page.item.id, page.session.number) == (item.id, item.session)
    with pytest.raises(Refused, match="answer is empty"):
        await answer_on_page(telling.ports, link, " ")
    with pytest.raises(Refused):
        await press(telling.ports, link)
    await answer_on_page(telling.ports, link, " Neither of them ")
    assert (await telling.item(item)).answer == "Neither of them"
    with pytest.raises(Refused, match="answered already"):
        await open_page(telling.ports, link)
    with pytest.raises(Refused, match="used already"):
        await answer_on_page(telling.ports, link, "Adyen")


async def test_a_button_opens_no_page_and_objects_once(telling: Telling) -> None:
    item = await telling.asks(
        "Stripe", thread="u", default="Stripe", reversible=True, decide_after_minutes=30
    )
    token = ticket(telling, item, "Object")
    with pytest.raises(Refused, match="nothing to answer here"):
        await open_page(telling.ports, token)
    await press(telling.ports, token)
    with pytest.raises(Refused, match="used already"):
        await press(telling.ports, token)
    assert (await telling.item(item)).state is ItemState.OPEN


async def test_a_page_of_somebody_without_access_shows_nothing(telling: Telling) -> None:
    item = await telling.asks("Stripe", thread="u")
    with pytest.raises(Refused):
        await open_page(telling.ports, ticket(telling, item, person=BOB))

"""The page behind a push's link: it shows to whoever has it, and answers once."""

import pytest

from service.domain.ids import ItemId
from service.domain.items import ItemState
from service.domain.states import State
from service.usecases.push_answer import Ticket, seal
from tests.channels.web.visiting import House


async def ticket(house: House, number: int, item: ItemId, seconds: float = 3600.0) -> str:
    """Return the address of the page for the session's owner."""
    session = await house.scene.session(number)
    until = house.scene.clock.now() + seconds
    return f"/a/{seal(house.scene.ports.cipher, Ticket(session.owner_id, until, item))}"


async def asked(house: House) -> tuple[int, ItemId, str]:
    ann = await house.admin()
    number = await ann.start("The checkout")
    item = await house.scene.asks(number, "**Stripe** or Adyen?", "Stripe", "Adyen")
    return number, item, await ticket(house, number, item)


async def state_of(house: House, item: ItemId) -> ItemState:
    found = await house.scene.read(lambda reads: reads.item(item))
    assert found is not None
    return found.state


async def test_it_shows_the_question_to_whoever_has_the_link(house: House) -> None:
    _, _, path = await asked(house)
    page = await house.browser().get(path)
    assert page.status_code == 200
    assert "<strong>Stripe</strong> or Adyen?" in page.text
    assert "The checkout" in page.text
    assert 'value="Adyen"' in page.text
    assert "<textarea" in page.text
    assert "<script" not in page.text
    assert "noindex" in page.headers["x-robots-tag"]
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"


async def test_looking_changes_nothing_however_often(house: House) -> None:
    number, item, path = await asked(house)
    browser = house.browser()
    for _ in range(3):
        assert (await browser.http.head(path)).status_code == 200
        assert (await browser.http.get(path, headers={"sec-purpose": "prefetch"})).is_success
        assert (await browser.get(path)).status_code == 200
    assert await state_of(house, item) is ItemState.OPEN
    assert await house.scene.states(number) == [State.WAITING]


@pytest.mark.parametrize("answer", ["Adyen", "Neither; use invoices"])
async def test_a_post_answers_once_without_signing_in(house: House, answer: str) -> None:
    number, item, path = await asked(house)
    # From a mail program: no origin, no cookie.
    browser = house.browser(**{"origin": "null", "sec-fetch-site": "cross-site"})
    done = await browser.http.post(path, data={"text": answer})
    assert done.status_code == 200
    assert "Answered" in done.text
    found = await house.scene.read(lambda reads: reads.item(item))
    assert found is not None
    assert (found.answer, found.resolved_from) == (answer, "phone")
    assert await house.scene.states(number) == [State.RUNNING]
    again = await browser.http.post(path, data={"text": "Stripe"})
    assert again.status_code == 410


async def test_used_expired_forged_and_settled_look_the_same(house: House) -> None:
    ann = await house.admin()
    pages = []
    for number in range(1, 4):
        await ann.start(f"Number {number}")
        await house.scene.asks(number, "Which one?", "A", "B")
    items = [(await house.scene.open_items(number))[0].id for number in (1, 2, 3)]
    used = await ticket(house, 1, items[0])
    await house.browser().http.post(used, data={"text": "A"})
    expired = await ticket(house, 2, items[1], seconds=60)
    house.scene.clock.advance(61)
    settled = await ticket(house, 3, items[2])
    await ann.post(f"/items/{items[2]}/answer", text="B")
    for path in (used, expired, settled, settled[:-4] + "AAAA", "/a/x", "/a/" + "y" * 3000):
        for shown in (
            await house.browser().get(path),
            await house.browser().http.post(path, data={"text": "A"}),
        ):
            assert shown.status_code == 410
            pages.append(shown.text)
    assert len(set(pages)) == 1
    assert "inbox" in pages[0]


async def test_what_does_not_fit_is_told_and_uses_nothing_up(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("The checkout")
    item = await house.scene.is_over_budget(number)
    path = await ticket(house, number, item)
    browser = house.browser()
    for text in ("", "maybe"):
        refused = await browser.http.post(path, data={"text": text})
        assert refused.status_code == 409
        assert "Go on" in refused.text
    assert "<textarea" not in refused.text
    assert (await browser.http.post(path, data={"text": "Go on"})).status_code == 200
    assert await state_of(house, item) is ItemState.RESOLVED


async def test_a_foreign_host_is_refused_here_too(house: House) -> None:
    _, item, path = await asked(house)
    browser = house.browser(host="evil.example")
    assert (await browser.get(path)).status_code == 421
    assert (await browser.http.post(path, data={"text": "Adyen"})).status_code == 421
    assert await state_of(house, item) is ItemState.OPEN

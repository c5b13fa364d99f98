"""The inbox page: what needs a person, what they do about it, and what others may not."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from service.domain import events
from service.domain.deliveries import DeliveryKind, web_inbox
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import (
    DISMISS,
    IGNORE,
    RESTART,
    STOP,
    Item,
    ItemKind,
    ItemState,
    Reason,
)
from service.domain.operations import AlertGroup, Firing
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.ports.store import Tx
from service.usecases import lifecycle, notices
from tests.bot.inbound.scene import Scene
from tests.channels.web.visiting import Browser, House

SECTIONS = ("Needs you", "Results", "Snoozed", "Settled lately")


async def item_of(scene: Scene, item: str) -> Item:
    found = await scene.read(lambda reads: reads.item(ItemId(item)))
    assert found is not None
    return found


async def result(scene: Scene, number: int) -> ItemId:
    """A result is news."""

    def work(tx: Tx) -> ItemId:
        session = tx.sessions.lock(SessionNumber(number))
        item = Item(
            lifecycle.new_item_id(scene.ports),
            session.number,
            session.owner_id,
            ItemKind.RESULT,
            "The summary is saved",
            tx.now(),
            severity=0,
            choices=(DISMISS,),
            facts={"files": 3, "cost_usd": 0.25, "seconds": 240.0},
        )
        lifecycle.open_item(tx, scene.ports, item)
        return item.id

    return await scene.tx(work)


async def sections(browser: Browser) -> dict[str, str]:
    """Return the parts of the inbox by their heading."""
    page = (await browser.get("/inbox")).text
    page = page[page.index('id="inbox"') :]
    parts = re.split(r"<h2>(" + "|".join(SECTIONS) + ")", page)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


async def press(browser: Browser, path: str, **fields: str) -> Any:
    """Post a plain form, as a browser without our script does."""
    return await browser.http.post(path, data={"csrf": await browser.csrf(), **fields})


async def test_what_needs_somebody_is_shown_in_triage_order(house: House) -> None:
    ann = await house.admin()
    first, second = await ann.start("The checkout"), await ann.start("The report")
    await house.scene.asks(first, "**Stripe** or Adyen?", "Stripe", "Adyen")
    house.scene.clock.advance(60)
    await house.scene.is_over_budget(second)
    await result(house.scene, second)
    shown = await sections(ann)
    needs = shown["Needs you"]
    assert "<strong>Stripe</strong> or Adyen?" in needs
    assert needs.index("The checkout") < needs.index("The report")
    assert "Go on" in needs
    assert "The summary is saved" in shown["Results"]
    assert "3 files saved" in shown["Results"]
    assert "Snoozed" not in shown
    board = (await ann.get("/")).text
    assert "data-count>2<" in board


async def test_who_is_stuck_can_be_restarted_with_the_hint_as_it_stands_or_changed(
    house: House,
) -> None:
    ann = await house.admin()
    number = await ann.start("The report")
    choices = (RESTART, STOP, IGNORE)
    await house.scene.alerts(number, Reason.STUCK, choices, hint="Do not read <it> again.")
    needs = (await sections(ann))["Needs you"]
    assert ">Do not read &lt;it&gt; again.</textarea>" in needs
    assert "Restart with this hint" in needs


async def test_an_alert_about_heddle_itself_names_the_page_that_helps(house: House) -> None:
    ann = await house.admin()
    firing = Firing("HeddleNoWorker", "critical", "Pool x has no worker", "docs/runbooks/no.md")
    await house.scene.inbound.alerted(AlertGroup("x", [firing]), [])
    needs = (await sections(ann))["Needs you"]
    assert "Pool x has no worker." in needs
    assert "What to do: docs/runbooks/no.md. It closes by itself when it is over." in needs


async def test_a_page_that_has_an_address_is_a_link(house: House) -> None:
    ann = await house.admin()
    page = "https://grafana.example.org/public/runbooks/database-pool-exhausted.md"
    firing = [
        Firing("HeddleDatabasePoolExhausted", "warning", "Work waits", page),
        Firing("HeddleOther", "warning", "Another <waits>", "docs/<b>.md"),
    ]
    await house.scene.inbound.alerted(AlertGroup("x", firing), [])
    needs = (await sections(ann))["Needs you"]
    link = f'<a href="{page}" rel="nofollow noopener noreferrer" target="_blank">{page}</a>'
    assert f"What to do: {link}, docs/&lt;b&gt;.md. It closes by itself" in needs


async def test_the_board_says_who_is_likely_to_need_you_next_and_why(house: House) -> None:
    ann = await house.admin()
    asking, calm, looping = [await ann.start(each) for each in ("Checkout", "Report", "Import")]
    await house.scene.asks(asking, "Stripe or Adyen?", "Stripe", "Adyen")

    def work(tx: Tx) -> None:
        row = tx.sessions.lock(SessionNumber(looping))
        tx.sessions.save(lifecycle.append(tx, row, [events.nudge("cycle", "Look elsewhere")]))

    await house.scene.tx(work)
    house.scene.clock.advance(120)
    board = (await ann.get("/")).text
    found = re.findall(r'data-row="(\d+)"|class="why">([^<]+)<', board)
    assert [number or words for number, words in found] == [
        *(str(asking), "needs you: question 2 min"),
        *(str(looping), "likely next: nudged once"),
        *(str(calm), "needs nobody"),
    ]


async def test_nothing_is_said_to_need_you_when_nothing_does(house: House) -> None:
    ann = await house.admin()
    assert "Nothing needs you now" in (await sections(ann))["Needs you"]
    assert "data-count hidden>0<" in (await ann.get("/")).text


async def test_an_answer_is_shown_at_its_card_and_among_what_is_settled(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("The checkout")
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    said = await ann.post(f"/items/{item}/answer", text="Adyen", **{"from": "inbox"})
    assert said.status_code == 200
    assert "Answered by Ann on web" in said.json()["card"]
    assert "<button" not in said.json()["card"]
    shown = await sections(ann)
    assert "Adyen?" not in shown["Needs you"]
    assert "Answered by Ann on web" in shown["Settled lately"]
    assert await house.scene.states(number) == [State.RUNNING]


async def test_a_late_press_gets_a_kind_answer_and_the_outcome(house: House) -> None:
    ann, bob = await house.admin(), await house.guest("Bob")
    number = await ann.start("The checkout")
    await ann.post(f"/threads/{number}/messages", text=f"!share {number} @Bob")
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    await bob.post(f"/items/{item}/answer", text="Stripe")
    late = await ann.post(f"/items/{item}/answer", text="Adyen")
    assert late.status_code == 409
    assert "Bob answered this" in late.json()["html"]
    assert "Answered by Bob on web" in late.json()["card"]
    plain = await press(ann, f"/items/{item}/answer", text="Adyen", **{"from": "inbox"})
    assert plain.status_code == 409
    assert "Bob answered this" in plain.text
    assert 'id="inbox"' in plain.text
    there = await press(ann, f"/items/{item}/answer", text="Adyen", **{"from": "thread"})
    assert there.status_code == 409
    assert "Bob answered this" in there.text
    assert 'id="entries"' in there.text


async def test_without_a_script_every_form_leads_back(house: House) -> None:
    ann, _ = await house.admin(), await house.guest("Bob")
    number = await ann.start("The checkout")
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    snoozed = await press(ann, f"/items/{item}/snooze", span="1h", **{"from": "inbox"})
    assert (snoozed.status_code, snoozed.headers["location"]) == (303, "/inbox")
    shown = await sections(ann)
    assert "Stripe or Adyen?" in shown["Snoozed"]
    assert "Nothing needs you now" in shown["Needs you"]
    said = await press(ann, f"/items/{item}/answer", text="Adyen", **{"from": "thread"})
    assert (said.status_code, said.headers["location"]) == (303, f"/threads/{number}")


async def test_snooze_ends_and_a_span_that_is_none_is_refused(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("The checkout")
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    refused = await ann.post(f"/items/{item}/snooze", span="soon")
    assert refused.status_code == 409
    assert "no time to snooze" in refused.json()["html"]
    await ann.post(f"/items/{item}/snooze", span="10m")
    assert "Stripe or Adyen?" in (await sections(ann))["Snoozed"]
    house.scene.clock.advance(601)
    assert "Stripe or Adyen?" in (await sections(ann))["Needs you"]


async def test_a_press_that_is_sent_again_is_carried_out_once(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("The checkout")
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    for _ in range(2):
        await ann.post(f"/items/{item}/snooze", span="1h", message="same")
        house.scene.clock.advance(60)
    until = (await item_of(house.scene, item)).snoozed_until
    assert until == house.scene.clock.now() - 120 + 3600


async def test_an_item_is_handed_to_a_colleague_who_then_has_it(house: House) -> None:
    ann, bob = await house.admin(), await house.guest("Bob")
    number = await ann.start("The checkout")
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    assert "<option>Bob</option>" in (await sections(ann))["Needs you"]
    said = await ann.post(f"/items/{item}/assign", name="Bob")
    assert "Bob has it now" in said.json()["html"]
    assert "Stripe or Adyen?" not in (await sections(ann))["Needs you"]
    theirs = (await sections(bob))["Needs you"]
    assert "Ann handed it on" in theirs
    assert "Ann’s" in theirs
    assert (await bob.post(f"/items/{item}/answer", text="Stripe")).status_code == 200


async def test_dismiss_leaves_a_question_to_the_agent(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("The checkout")
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    assert "Dismiss, the agent decides" in (await sections(ann))["Needs you"]
    await ann.post(f"/items/{item}/dismiss")
    assert (await item_of(house.scene, item)).state is ItemState.RESOLVED


async def test_only_what_makes_sense_is_offered(house: House) -> None:
    ann, _ = await house.admin(), await house.guest("Bob")
    number = await ann.start("The checkout")
    await house.scene.is_over_budget(number)
    card = (await sections(ann))["Needs you"]
    assert "Snooze" in card
    assert "/assign" not in card
    assert "/dismiss" not in card
    assert "Other answer" not in card
    assert 'value="retry"' not in card
    failed = await ann.start("The report")
    await house.scene.fails(failed)
    card = (await sections(ann))["Needs you"]
    assert 'value="retry"' in card
    again = await ann.post(f"/threads/{failed}/orders", verb="retry", text="Try the other file")
    assert again.status_code == 200
    assert await house.scene.states(failed) == [State.RUNNING]


async def test_somebody_elses_item_is_not_there(house: House) -> None:
    ann, bob = await house.admin(), await house.guest("Bob")
    number = await ann.start("A secret plan")
    item = await house.scene.asks(number, "Which one?", "A", "B")
    posts: Sequence[tuple[str, dict[str, str]]] = (
        (f"/items/{item}/snooze", {"span": "1h"}),
        (f"/items/{item}/assign", {"name": "Bob"}),
        (f"/items/{item}/dismiss", {}),
        (f"/threads/{number}/seen", {}),
    )
    for path, fields in posts:
        foreign = await bob.post(path, **fields)
        missing = await bob.post(path.replace(item, "x").replace(str(number), "99"), **fields)
        assert foreign.status_code == missing.status_code == 404, path
        assert foreign.text == missing.text
    assert "secret" not in (await bob.get("/inbox")).text
    assert (await item_of(house.scene, item)).owner_id == (await house.person("Ann")).id


async def test_a_collaborator_answers_but_does_not_tidy_anothers_inbox(house: House) -> None:
    ann, bob = await house.admin(), await house.guest("Bob")
    number = await ann.start("The checkout")
    await ann.post(f"/threads/{number}/messages", text=f"!share {number} @Bob")
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    page = (await bob.get(f"/threads/{number}")).text
    assert f"/items/{item}/answer" in page
    assert f"/items/{item}/snooze" not in page
    refused = await bob.post(f"/items/{item}/snooze", span="1h")
    assert refused.status_code == 409
    assert "somebody else's inbox" in refused.json()["html"].replace("&#39;", "'")


async def test_the_thread_shows_the_same_card(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("The checkout")
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    page = (await ann.get(f"/threads/{number}")).text
    for path in ("answer", "snooze", "dismiss"):
        assert f"/items/{item}/{path}" in page
    assert 'name="from" value="thread"' in page


async def test_the_summary_of_quiet_hours_stands_on_top_for_a_day(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("The checkout")
    item = await house.scene.asks(number, "Stripe or Adyen?", "Stripe", "Adyen")
    person = (await house.person("Ann")).id
    await house.scene.tx(lambda tx: summed_up(house.scene, tx, person, item))
    page = (await ann.get("/inbox")).text
    assert "While it was quiet" in page
    assert page.index("While it was quiet") < page.index(
        "Needs you <span", page.index('id="inbox"')
    )
    assert "$0.50 spent" in page
    house.scene.clock.advance(24 * 3600 + 1)
    assert "While it was quiet" not in (await ann.get("/inbox")).text


def summed_up(scene: Scene, tx: Tx, person: PersonId, item: ItemId) -> None:
    until = tx.now()
    lane, kind = web_inbox(person), DeliveryKind.SUMMARY
    facts: dict[str, Any] = {"count": 1, "since": until - 3600, "until": until, "spent_usd": 0.5}
    notices.post(tx, scene.ports, person, lane, kind, [item], **facts)


async def test_a_result_is_seen_when_its_page_says_so_and_not_before(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("The checkout")
    item = await result(house.scene, number)
    page = (await ann.get(f"/threads/{number}")).text
    assert "data-news" in page
    assert (await item_of(house.scene, item)).state is ItemState.OPEN
    assert (await ann.post(f"/threads/{number}/seen")).status_code == 200
    assert (await item_of(house.scene, item)).state is ItemState.RESOLVED
    assert "data-news" not in (await ann.get(f"/threads/{number}")).text


async def used_at(house: House, place: ThreadKey) -> float | None:
    person = (await house.person("Ann")).id
    return await house.scene.read(lambda reads: reads.used_at(person, place))


async def test_opening_a_page_counts_as_being_there_and_a_prefetch_does_not(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("The checkout")
    thread = (await house.scene.session(number)).thread
    house.scene.clock.advance(3600)
    ahead = {"sec-purpose": "prefetch;prerender"}
    await ann.http.get(f"/threads/{number}", headers=ahead)
    assert await used_at(house, thread) != house.scene.clock.now()
    await ann.get(f"/threads/{number}")
    assert await used_at(house, thread) == house.scene.clock.now()
    await ann.get("/inbox")
    lane = ThreadKey.parse(web_inbox((await house.person("Ann")).id))
    assert await used_at(house, lane) == house.scene.clock.now()


@pytest.mark.parametrize(("away", "told"), [(3600.0, False), (5 * 3600.0, True)])
async def test_who_returns_after_hours_reads_where_it_stood(
    house: House, away: float, told: bool
) -> None:
    ann = await house.admin()
    number = await ann.start("Compare the papers")
    house.scene.clock.advance(61)
    await ann.get(f"/threads/{number}")
    await house.scene.asks(number, "Which reader do you mean?", "Engineers")
    house.scene.clock.advance(away)
    page = (await ann.get(f"/threads/{number}")).text
    assert ("Where were we" in page) is told
    house.scene.clock.advance(61)
    assert "Where were we" not in (await ann.get(f"/threads/{number}")).text

"""Triage by command and by button: inbox, snooze, assign, dismiss."""

import pytest

from service.domain.items import ItemState
from service.domain.persons import Person
from service.domain.receipts import Fate
from tests.bot.inbound.scene import Scene, repeated


async def asked(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.order(ann, "rename 1 Checkout")
    await scene.order(ann, "zone Europe/Berlin")
    await scene.asks(1, "Stripe or Adyen?", "Stripe", "Adyen")


async def test_the_inbox_is_in_triage_order_with_what_can_be_done(
    scene: Scene, ann: Person
) -> None:
    await asked(scene, ann)
    await scene.started(ann)
    scene.clock.advance(600)
    await scene.is_over_budget(2)
    assert (await scene.order(ann, "inbox")).text == (
        "- **1 · Checkout: Stripe or Adyen?** · 10 min\n"
        "  - `!answer 1 …`: Stripe / Adyen\n"
        "- **2 · Compare the papers: This session used $25.00 of $25.00. Go on?** · 0 s\n"
        "  - `!answer 2 …`: Go on / Stop here\n"
        "\n"
        "`!snooze 1 1h`, `!assign 1 @name` and `!dismiss 1` work too."
    )


async def test_an_empty_inbox_says_so(scene: Scene, ann: Person) -> None:
    assert (await scene.order(ann, "inbox")).text == "Nothing needs you now."


async def test_snooze_says_until_when_by_the_persons_clock(scene: Scene, ann: Person) -> None:
    await asked(scene, ann)
    heard = await scene.order(ann, "snooze 1 1h")
    assert heard.text == "Snoozed until 10:00: 1 · Checkout: Stripe or Adyen?"
    assert (heard.session, heard.fate) == (1, Fate.COMMAND)
    assert (await scene.order(ann, "inbox")).text == (
        "Nothing needs you now.\n\nSnoozed:\n\n- 1 · Checkout: Stripe or Adyen? · until 10:00"
    )
    again = await scene.order(ann, "snooze 1 tomorrow")
    assert again.text.startswith("Snoozed until 16 Jan 09:00: ")


async def test_the_most_urgent_item_of_the_session_is_meant(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.asks(1, "First?")
    scene.clock.advance(60)
    await scene.asks_more(1, "Second?")
    assert "First?" in (await scene.order(ann, "snooze 1 1h")).text
    assert "Second?" in (await scene.order(ann, "snooze 1 1h")).text


async def test_assign_moves_it_to_a_colleague_who_may_answer(
    scene: Scene, ann: Person, bob: Person
) -> None:
    await asked(scene, ann)
    heard = await scene.order(ann, "assign 1 @bob")
    assert heard.text == ("Bob has it now and may see session 1: 1 · Checkout: Stripe or Adyen?")
    assert (await scene.order(ann, "inbox")).text == "Nothing needs you now."
    assert "Stripe or Adyen?** · 0 s" not in (await scene.order(bob, "inbox")).text
    assert "Stripe or Adyen?**, Ann's · 0 s" in (await scene.order(bob, "inbox")).text
    assert not (await scene.order(bob, "answer 1 Adyen")).refused


async def test_a_colleague_decides_about_an_alert_that_was_handed_to_them(
    scene: Scene, ann: Person, bob: Person
) -> None:
    await scene.started(ann)
    await scene.fails(1)
    await scene.order(ann, "assign 1 @bob")
    heard = await scene.order(bob, "answer 1 Retry")
    assert (heard.refused, await scene.states(1)) == (False, ["running"])


@pytest.mark.parametrize(
    ("default", "told"),
    [
        ("", "Dismissed. The agent of session 1 decides by itself."),
        ("Stripe", "Dismissed. The agent of session 1 takes Stripe."),
    ],
)
async def test_dismiss_leaves_a_question_to_the_agent(
    scene: Scene, ann: Person, default: str, told: str
) -> None:
    await scene.started(ann)
    item = await scene.asks(1, "Stripe or Adyen?", "Stripe", "Adyen", default=default)
    heard = await scene.inbound.dismiss(ann, item, "k", "web")
    assert heard.text == told
    found = await scene.read(lambda reads: reads.item(item))
    assert found is not None
    assert found.state is ItemState.RESOLVED
    assert found.answer == (default or "You decide.")
    assert await scene.inbound.dismiss(ann, item, "k", "web") == repeated(heard)
    late = await scene.inbound.dismiss(ann, item, "another", "web")
    assert late.refused
    assert late.text.startswith("Ann answered this at 08:00 UTC from web")


async def test_what_has_to_be_decided_is_not_dismissed(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.is_over_budget(1)
    heard = await scene.order(ann, "dismiss 1")
    assert (heard.refused, heard.fate) == (True, Fate.REFUSED)
    assert heard.text == "This has to be decided: choose “Go on” or “Stop here”, or snooze it."


async def test_buttons_are_carried_out_once_per_key(scene: Scene, ann: Person, bob: Person) -> None:
    await asked(scene, ann)
    (item,) = await scene.open_items(1)
    first = await scene.inbound.snooze(ann, item.id, "1h", "k1", "web")
    scene.clock.advance(600)
    assert await scene.inbound.snooze(ann, item.id, "1h", "k1", "web") == repeated(first)
    handed = await scene.inbound.assign(ann, item.id, "bob", "k2", "web")
    assert not handed.refused
    assert await scene.inbound.assign(ann, item.id, "bob", "k2", "web") == repeated(handed)
    wrong = await scene.inbound.snooze(ann, item.id, "soon", "k3", "web")
    assert wrong.refused
    assert await scene.inbound.snooze(ann, item.id, "1h", "k3", "web") == repeated(wrong)


@pytest.mark.parametrize("line", ["snooze 1 1h", "assign 1 @ann", "dismiss 1"])
async def test_a_session_that_needs_nothing_or_is_foreign_is_refused(
    scene: Scene, ann: Person, bob: Person, line: str
) -> None:
    await scene.started(ann)
    mine = await scene.order(ann, line)
    assert mine.text == "Session 1 needs nothing from you now. `!inbox` shows all."
    assert "You have no session 1" in (await scene.order(bob, line)).text


async def test_an_objection_leaves_the_question_open(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    item = await scene.asks(1, "Stripe or Adyen?", default="Stripe", decide_in=1800.0)
    assert (
        "Going with Stripe at 08:30 UTC unless you object" in (await scene.order(ann, "inbox")).text
    )
    heard = await scene.inbound.answer(ann, item, "Object", "web")
    assert heard.text == (
        "Nothing is decided by itself any more. Answer when you know: `!answer 1 <text>`."
    )
    assert len(await scene.open_items(1)) == 1
    assert "Going with" not in (await scene.order(ann, "inbox")).text

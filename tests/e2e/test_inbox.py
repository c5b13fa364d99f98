"""The inbox in a real browser: a question comes, is snoozed, comes back, and is answered."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from service.adapters.secrets.cipher import FernetCipher
from service.domain.ids import ItemId, PersonId
from service.usecases.push_answer import Ticket, seal
from tests.e2e.browsing import Tab, chromium
from tests.e2e.running import Up, running, wait_until

# One browser and one heddle for all of them.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("inbox")]

NOTES_STAY = (
    "const timer = window.setTimeout;"
    "window.setTimeout = (act, wait) => (wait < 30_000 ? timer(act, wait) : 0);"
)
"""A note goes after half a minute, which may pass before a busy machine has looked at it."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def up(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    del browser
    with running(tmp_path_factory.mktemp("heddle") / "data") as started:
        yield started


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with closing(browser.new_context()) as opened:
        yield opened


def tab(context: BrowserContext, up: Up) -> Tab:
    """Return a tab in which the admin is signed in, at the first page."""
    opened = Tab(context)
    opened.page.goto(up.link())
    opened.page.wait_for_url(f"{up.address}/")
    return opened


def asked(page: Page, up: Up) -> int:
    """Start a session that asks, and leave its page; return its number."""
    page.goto(up.address)
    page.get_by_role("button", name="One that asks").click()
    page.wait_for_url("**/threads/*")
    number = int(page.url.rpartition("/")[2])
    page.goto(f"{up.address}/help")
    return number


def card(page: Page, number: int) -> Locator:
    return page.locator("[data-item]", has=page.locator(f'a[href="/threads/{number}"]'))


def test_a_question_comes_into_the_open_inbox_and_is_answered_there(
    context: BrowserContext, up: Up
) -> None:
    inbox, other = tab(context, up), tab(context, up)
    page = inbox.page
    page.goto(f"{up.address}/inbox")
    expect(page.locator("#inbox")).to_contain_text("Nothing needs you now")
    number = asked(other.page, up)
    question = card(page, number)
    expect(question).to_contain_text("Which one?")
    expect(page).to_have_title(re.compile(r"^\(1\) Inbox"))
    expect(page.locator(".to-inbox .badge").first).to_have_text("1")
    expect(page.locator("link[rel=icon]")).to_have_attribute("href", "/static/heddle-dot.svg")
    question.get_by_role("button", name="Adyen").press("Enter")
    expect(page.locator(".settled li").first).to_contain_text(re.compile("Answered by .+: Adyen"))
    expect(question).to_have_count(0)
    expect(page).to_have_title("Inbox · heddle")
    page.goto(f"{up.address}/threads/{number}")
    expect(page.locator(".head .state")).to_have_text("done")
    assert inbox.wrong == other.wrong == []


def test_a_snoozed_question_leaves_and_comes_back(context: BrowserContext, up: Up) -> None:
    opened = tab(context, up)
    page = opened.page
    number = asked(page, up)
    page.goto(f"{up.address}/inbox")
    question = page.locator(".needs").locator(card(page, number))
    question.get_by_text("More…").click()
    question.get_by_role("button", name="10 min").click()
    expect(question).to_have_count(0)
    page.locator("#snoozed summary").first.click()
    expect(page.locator("#snoozed")).to_contain_text("Snoozed until")
    ten_minutes_pass(up)
    expect(question).to_contain_text("Which one?")
    expect(page.locator("#snoozed")).to_have_count(0)
    question.get_by_role("button", name="Stripe").click()
    expect(question).to_have_count(0)
    assert opened.wrong == []


def ten_minutes_pass(up: Up) -> None:
    """Let what is snoozed and its person's timer be due that much earlier."""
    with closing(sqlite3.connect(up.folder / "heddle.db", timeout=10)) as database, database:
        database.execute(
            "UPDATE items SET snoozed_until = snoozed_until - 600, tell_at = tell_at - 600"
            " WHERE snoozed_until IS NOT NULL"
        )
        database.execute("UPDATE timers SET due_at = due_at - 600 WHERE kind = 'tell'")


def test_a_person_with_two_tabs_is_told_once_and_beside_the_text(
    browser: Browser, context: BrowserContext, up: Up
) -> None:
    context.add_init_script(NOTES_STAY)
    tabs = [tab(context, up).page for _ in range(2)]
    for page in tabs:
        page.goto(f"{up.address}/help")
        expect(page.locator("#link")).to_have_text("")
    # From another browser: it is told for itself, and loses its notes as it leaves its page.
    with closing(browser.new_context()) as elsewhere:
        other = tab(elsewhere, up).page
        numbers = [asked(other, up) for _ in range(2)]
    for number in numbers:
        wait_until(partial(told_of, number, tabs), "somebody is told")
    # When the second was told, whoever wanted to tell the first has done so.
    first = told_of(numbers[0], tabs)
    assert len(first) == 1
    page = first[0].page
    note, main = first[0].bounding_box(), page.locator("#main").bounding_box()
    assert note is not None
    assert main is not None
    assert note["x"] + note["width"] <= main["x"]
    page.reload()
    expect(page.locator(".to-inbox .badge").first).to_have_text("2")
    expect(page.locator(".toast.notice")).to_have_count(0)
    page.goto(f"{up.address}/inbox")
    for number in numbers:
        card(page, number).get_by_role("button", name="Stripe").click()
        expect(card(page, number)).to_have_count(0)
    for each in tabs:
        expect(each.locator(".to-inbox .badge").first).to_be_hidden()


def told_of(number: int, tabs: list[Page]) -> list[Locator]:
    """Return the notes about the session in all tabs."""
    return [
        note
        for page in tabs
        for note in page.locator(".toast.notice", has_text=f"{number} · ").all()
    ]


def test_the_page_of_a_link_shows_and_answers_without_signing_in(
    browser: Browser, context: BrowserContext, up: Up
) -> None:
    number = asked(tab(context, up).page, up)
    opened = tab(context, up).page
    opened.goto(f"{up.address}/threads/{number}")
    expect(opened.locator(".ask-card")).to_be_visible()
    with closing(browser.new_context(java_script_enabled=False)) as phone:
        page = phone.new_page()
        page.goto(up.address + link(up.folder, number))
        expect(page.locator(".ask-text")).to_contain_text("Which one?")
        page.reload()
        page.get_by_role("button", name="Adyen").click()
        expect(page.get_by_role("heading")).to_have_text("Thank you")
        page.goto(up.address + link(up.folder, number))
        expect(page.get_by_role("heading")).to_have_text("This link does nothing any more")
    expect(opened.locator(".head .state")).to_have_text("done")


def link(folder: Path, number: int) -> str:
    """Return the address that a push about the session's question carries."""
    with closing(sqlite3.connect(folder / "heddle.db", timeout=10)) as database:
        (item, owner) = database.execute(
            "SELECT id, owner_id FROM items WHERE session = ? AND kind = 'question'", (number,)
        ).fetchone()
    ticket = Ticket(PersonId(owner), time.time() + 3600, ItemId(item))
    return "/a/" + seal(FernetCipher((folder / "secret.key").read_text()), ticket)


def test_on_a_phone_without_scripts_everything_is_a_form(browser: Browser, up: Up) -> None:
    signed_in = browser.new_context()
    scripted = tab(signed_in, up).page
    number = asked(scripted, up)
    scripted.goto(f"{up.address}/inbox")
    expect(card(scripted, number)).to_be_visible()
    state = signed_in.storage_state()
    signed_in.close()
    with closing(
        browser.new_context(
            storage_state=state,
            java_script_enabled=False,
            viewport={"width": 390, "height": 844},
            is_mobile=True,
            has_touch=True,
        )
    ) as phone:
        page = phone.new_page()
        page.goto(up.address)
        page.get_by_role("link", name=re.compile("^Inbox")).tap()
        question = card(page, number)
        question.get_by_text("More…").tap()
        assert question.locator("form:visible").count() >= 4
        box = question.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390
        question.get_by_text("Other answer…").tap()
        question.get_by_label("Another answer").fill("Neither, by invoice")
        question.get_by_role("button", name="Answer", exact=True).tap()
        expect(page).to_have_url(f"{up.address}/inbox")
        expect(page.locator(".settled li").first).to_contain_text("Neither, by invoice")

"""heddle in a real browser: what a person does on the first day."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browsing import Tab, chromium
from tests.e2e.running import Up, answers, running, wait_until

# One browser and one heddle for all of them.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def up(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    with running(tmp_path_factory.mktemp("heddle") / "data") as started:
        yield started


@pytest.fixture
def tab(browser: Browser, up: Up) -> Iterator[Tab]:
    """A tab in which the admin is signed in by the printed link."""
    context = browser.new_context()
    opened = Tab(context)
    opened.page.goto(up.link())
    opened.page.wait_for_url(f"{up.address}/")
    yield opened
    assert opened.wrong == []
    context.close()


def number_in(tab: Tab) -> int:
    tab.page.wait_for_url("**/threads/*")
    return int(tab.page.url.rpartition("/")[2])


def test_from_the_printed_link_to_a_result_on_disk(tab: Tab, up: Up) -> None:
    page = tab.page
    assert "token" not in page.url
    assert page.get_by_text("This is the offline demo model").is_visible()
    page.get_by_role("button", name="A task with files").click()
    number = number_in(tab)
    expect(page.locator("#entries")).to_contain_text("write_file")
    card = page.locator(".ask-card")
    expect(card).to_contain_text("Who will read the summary?")
    expect(page.locator(".group.needs")).to_contain_text("Who will read the summary?")
    card.get_by_role("button", name="Engineers").click()
    expect(page.locator(".head .state")).to_have_text("done")
    expect(card).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^summary.md")).click()
    assert "Audience: Engineers" in Path(download.value.path()).read_text()
    place = up.folder / "captures" / str(number) / "v1"
    assert "Audience: Engineers" in (place / "files" / "summary.md").read_text()
    assert json.loads((place / "manifest.json").read_text())["session"] == number


def test_a_message_is_steered_edited_and_read_while_the_agent_works(tab: Tab) -> None:
    page = tab.page
    page.get_by_role("button", name="A long one").click()
    number_in(tab)
    expect(page.locator("#preview")).to_be_visible()
    page.get_by_label("Message", exact=True).fill("Mention the coffee")
    page.keyboard.press("Enter")
    said = page.locator(".said", has_text="Mention the coffee")
    expect(said).to_contain_text("will be read before the next step")
    said.get_by_role("button", name="Edit").click()
    page.get_by_label("Your message").fill("Mention the tea")
    page.get_by_role("button", name="Save").click()
    said = page.locator(".said", has_text="Mention the tea")
    expect(said).to_contain_text("edited")
    expect(said.locator(".fate")).to_contain_text("read · edited")
    expect(page.locator("#entries")).to_contain_text("Noted: Mention the tea")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".head .state")).to_have_text("stopped")
    page.get_by_label("Message", exact=True).fill("!status")
    page.keyboard.press("Enter")
    expect(page.locator("#aside")).to_contain_text("stopped")


def test_files_are_attached_and_a_draft_survives_a_reload(tab: Tab, tmp_path: Path) -> None:
    page = tab.page
    paper = tmp_path / "paper.md"
    paper.write_text("# A paper")
    page.get_by_label("What should the agent do?").fill("Compare these three papers")
    page.locator("#files").set_input_files(paper)
    expect(page.locator("#attached")).to_contain_text("paper.md")
    expect(page.locator("#attached progress")).to_have_count(0)
    page.reload()
    text = page.get_by_label("What should the agent do?")
    expect(text).to_have_value("Compare these three papers")
    text.fill("Compare these three papers and save a summary")
    page.keyboard.press("Enter")
    number_in(tab)
    expect(page.locator(".said .file")).to_contain_text("paper.md")
    expect(page.locator("#entries")).to_contain_text("read_file")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".head .state")).to_have_text("stopped")


def test_on_a_phone_list_and_thread_are_screens(browser: Browser, up: Up, tab: Tab) -> None:
    del tab
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True
    )
    phone = Tab(context)
    page = phone.page
    page.goto(up.link())
    page.wait_for_url(f"{up.address}/")
    page.get_by_role("button", name="One that asks").click()
    number_in(phone)
    expect(page.locator(".side")).to_be_hidden()
    expect(page.locator(".ask-card")).to_be_in_viewport()
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    page.get_by_role("button", name="Adyen").tap()
    expect(page.locator(".head .state")).to_have_text("done")
    page.get_by_role("link", name="All threads").tap()
    expect(page.locator("#board")).to_be_in_viewport()
    expect(page.locator("#board")).to_contain_text("Stripe or with Adyen")
    assert not page.evaluate(wide)
    assert phone.wrong == []
    context.close()


def test_somebody_else_sees_nothing_of_it(browser: Browser, up: Up, tab: Tab) -> None:
    tab.page.goto(f"{up.address}/settings")
    tab.page.get_by_label("Invite").fill("Bob")
    tab.page.get_by_role("button", name="Get a code").last.click()
    code = tab.page.locator(".secret").inner_text()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{up.address}/threads/1")
    page.get_by_label("Token or code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading")).to_have_text("Not here")
    page.goto(up.address)
    expect(page.locator("#board")).to_contain_text("No threads yet")
    page.goto(f"{up.address}/threads/1/captures/1/result.md")
    expect(page.get_by_role("heading")).to_have_text("Not here")
    context.close()


def test_a_message_that_met_a_dead_bot_is_sent_again_and_stored_once(tab: Tab, up: Up) -> None:
    page = tab.page
    page.get_by_role("button", name="One that asks").click()
    number_in(tab)
    expect(page.locator(".ask-card")).to_be_visible()
    bot = up.child("bot", "bot")
    assert bot is not None
    bot.kill()
    bot.wait(5)
    page.get_by_label("Message", exact=True).fill("Adyen")
    page.keyboard.press("Enter")
    again = page.get_by_role("button", name="Send again")
    expect(again).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Adyen")
    wait_until(lambda: answers(up, "/readyz"), "the bot is back")
    again.click()
    expect(page.locator(".head .state")).to_have_text("done")
    expect(page.locator(".said .text", has_text=re.compile("^Adyen$"))).to_have_count(1)
    expect(page.locator("#link")).to_have_text("")
    tab.wrong.clear()  # the browser complains about the connection that was refused


@pytest.mark.parametrize("width", [390, 1280])
def test_the_menu_of_a_session_renames_mutes_and_leaves_notes(
    browser: Browser, up: Up, width: int, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844})
    tab = Tab(context)
    page = tab.page
    page.goto(up.link())
    page.wait_for_url(f"{up.address}/")
    page.get_by_role("button", name="A long one").click()
    number_in(tab)
    more = page.get_by_label("More about this session")
    more.click()
    sheet = page.locator(".sheet")
    box = sheet.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.screenshot(path=tmp_path / "menu.png")
    sheet.get_by_label("Title").fill("The weather on Mars")
    sheet.get_by_role("button", name="Rename").click()
    expect(page.locator(".head h1")).to_contain_text("The weather on Mars")
    expect(sheet).to_be_hidden()
    more.click()
    sheet.get_by_label("A note").fill("Until Friday")
    sheet.get_by_role("button", name="Leave note").click()
    expect(page.locator("#entries")).to_contain_text("Until Friday")
    more.click()
    sheet.get_by_role("button", name="Mute").click()
    expect(page.locator(".head .facts")).to_contain_text("muted")
    assert tab.wrong == []
    context.close()

"""Who is let in, how, and for how long."""

import re

import pytest

from bot.web.login import COOKIE, TRIES
from tests.channels.web.visiting import TOKEN, House


async def test_the_link_shows_a_form_and_lets_nobody_in_by_itself(house: House) -> None:
    browser = house.browser()
    answer = await browser.get(f"/login?token={TOKEN}")
    assert answer.status_code == 200
    assert f'value="{TOKEN}"' in answer.text
    assert not browser.http.cookies


async def test_the_token_becomes_a_cookie_and_leaves_the_address(house: House) -> None:
    browser = house.browser()
    answer = await browser.http.post("/login", data={"token": TOKEN, "next": "/help"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/help")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert (await browser.get("/")).status_code == 200
    person = await house.person("Ann")
    assert person.admin


async def test_over_https_the_cookie_stays_there(house: House) -> None:
    house = House(house.scene, public_url="https://heddle.example.org")
    browser = house.browser(host="heddle.example.org", origin="https://heddle.example.org")
    answer = await browser.http.post("/login", data={"token": TOKEN})
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x"])
async def test_a_wrong_token_is_refused_with_advice(house: House, token: str) -> None:
    browser = house.browser()
    answer = await browser.http.post("/login", data={"token": token})
    assert answer.status_code == 403
    assert "The link that heddle printed" in answer.text
    assert not browser.http.cookies


async def test_who_guesses_is_slowed_down_and_the_token_still_works(house: House) -> None:
    browser = house.browser()
    for _ in range(TRIES):
        assert (await browser.http.post("/login", data={"token": "no"})).status_code == 403
    answer = await browser.http.post("/login", data={"token": "no"})
    assert answer.status_code == 429
    assert "ten minutes" in answer.text
    assert (await browser.http.post("/login", data={"token": TOKEN})).status_code == 303
    house.scene.clock.advance(601)
    assert (await browser.http.post("/login", data={"token": "no"})).status_code == 403


async def test_a_code_lets_in_once(house: House) -> None:
    ann = await house.admin()
    page = await ann.http.post(
        "/settings/invitations", data={"csrf": await ann.csrf(), "name": "Bob"}
    )
    code = re.search(r'class="secret">([^<]+)<', page.text)
    assert code is not None
    bob = house.browser()
    await bob.sign_in(code[1])
    assert ">Bob</a>" in (await bob.get("/")).text
    again = await house.browser().http.post("/login", data={"token": code[1]})
    assert again.status_code == 403


async def test_only_the_admin_invites_and_sets_keys(house: House) -> None:
    bob = await house.guest("Bob")
    assert (await bob.post("/settings/invitations", name="Eve")).status_code == 409
    kept = await bob.post("/settings/keys", provider="openai", value="sk-1")
    assert kept.status_code == 409
    assert await house.scene.read(lambda reads: reads.secret_names()) == []
    page = (await bob.get("/settings")).text
    assert 'id="models"' not in page


async def test_a_key_is_kept_under_its_variables_name_and_never_shown(house: House) -> None:
    ann = await house.admin()
    assert "offline demo model" in (await ann.get("/")).text
    assert (await ann.post("/settings/keys", provider="openai", value="sk-1")).status_code == 200
    assert await house.scene.read(lambda reads: reads.secret_names()) == ["OPENAI_API_KEY"]
    page = (await ann.get("/settings")).text
    assert "sk-1" not in page
    assert "offline demo model" not in (await ann.get("/")).text


async def test_a_login_that_is_used_lasts_and_one_that_is_not_ends(house: House) -> None:
    ann = await house.admin()
    for _ in range(3):
        house.scene.clock.advance(20 * 86_400)
        assert (await ann.get("/")).status_code == 200
    house.scene.clock.advance(31 * 86_400)
    answer = await ann.get("/threads/1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/threads/1")


async def test_another_token_ends_the_admins_logins(house: House) -> None:
    ann = await house.admin()
    changed = House(house.scene, token="another").browser()
    changed.http.cookies = ann.http.cookies
    assert (await changed.get("/")).status_code == 303


async def test_a_forged_cookie_is_nobodys(house: House) -> None:
    browser = house.browser()
    browser.http.cookies.set(COOKIE, "eyJ1IjoiYWRtaW4ifQ.forged.forged")
    assert (await browser.get("/")).status_code == 303


async def test_signing_out_forgets_the_browser(house: House) -> None:
    ann = await house.admin()
    await ann.http.post("/logout", data={"csrf": await ann.csrf()})
    assert (await ann.get("/")).status_code == 303


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
async def test_nobody_is_led_away_after_signing_in(house: House, back: str) -> None:
    answer = await house.browser().http.post("/login", data={"token": TOKEN, "next": back})
    assert answer.headers["location"] == "/"

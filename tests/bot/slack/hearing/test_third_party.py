"""A whole heddle at a third party's Slack: connected, asked by a mention, and answering."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from bot.slack.http import PATH
from service.domain import demo
from tests.e2e.running import Up, wait_until
from tests.servers.local_slack import (
    ANN,
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    SIGNING_SECRET,
    Json,
    LocalSlack,
    local_slack,
    needed,
)
from tests.servers.ports import free_port

pytestmark = pytest.mark.node


@pytest.fixture(params=["socket", "http"])
async def slack(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[LocalSlack]:
    needed()
    port, by_http = free_port(), request.param == "http"
    url = f"http://127.0.0.1:{port}{PATH}" if by_http else ""
    async with local_slack(tmp_path, url) as running:
        tokens = {
            "HEDDLE_SLACK__API_URL": running.api,
            "HEDDLE_SLACK__BOT_TOKEN": BOT_TOKEN,
            "HEDDLE_SLACK__APP_TOKEN": APP_TOKEN,
            "HEDDLE_SLACK__SIGNING_SECRET": SIGNING_SECRET,
            "HEDDLE_SLACK__MODE": request.param,
        }
        up = Up(tmp_path / "data", port, **tokens)
        try:
            up.start()
            if by_http:
                await asyncio.to_thread(wait_until, partial(_listens, url), "heddle hears Slack")
            else:
                await running.connected()
            yield running
        finally:
            up.close()


async def test_a_mention_is_answered_in_its_thread(slack: LocalSlack) -> None:
    asked = await slack.says(f"<@{BOT}> hello, who are you?")
    answer = await slack.message(
        lambda each: each.get("thread_ts") == asked["ts"] and each["user"] == BOT
    )
    assert answer["text"]


async def test_a_question_is_answered_by_its_button(slack: LocalSlack) -> None:
    asked = await slack.says(f"<@{BOT}> {demo.DECIDE}")
    question = await slack.message(partial(_offers, "Stripe", asked["ts"]))
    await slack.press(question, _offers("Stripe", asked["ts"], question))
    await slack.message(lambda each: each["ts"] == asked["ts"] and _ended(each))
    await slack.message(
        lambda each: each["ts"] == question["ts"] and not _offers("Stripe", asked["ts"], each)
    )


async def test_a_form_starts_a_session_that_a_reply_steers_and_the_home_shows(
    slack: LocalSlack,
) -> None:
    form = await _form(slack)
    prompt = next(each for each in form["blocks"] if each["type"] == "input")
    typed = {"type": "plain_text_input", "value": demo.HAIKU}
    await slack.submit({prompt["block_id"]: {prompt["element"]["action_id"]: typed}})
    first = await slack.message(_ended)
    await slack.says("And one about rain, please.", thread=first["ts"])
    await slack.message(lambda each: "rain" in str(each) and each["user"] == ANN)
    await slack.slash("/heddle", "list")
    await slack.message(lambda each: "haiku" in each["text"] and each["ts"] != first["ts"])
    await slack.open_home()
    assert (await slack.home())["type"] == "home"


def _listens(url: str) -> bool:
    """Tell whether heddle checks what comes from Slack; before, it sends away whatever comes."""
    return httpx.post(url, content=b"{}").status_code != HTTPStatus.SERVICE_UNAVAILABLE


async def _form(slack: LocalSlack) -> Json:
    """Ask for the form until it opens: a command that nobody hears yet is lost, and its giver
    gives it again.
    """
    for _ in range(5):
        await slack.slash("/heddle", "start")
        with suppress(TimeoutError):
            async with asyncio.timeout(6):
                return await slack.modal()
    raise AssertionError("the form never opened")


def _offers(label: str, root: str, message: Json) -> str:
    """Return the action of a button in the thread, empty if the message has no such button."""
    if message.get("thread_ts") != root:
        return ""
    elements = [each for block in message.get("blocks", []) for each in block.get("elements", [])]
    found = [each for each in elements if each.get("type") == "button"]
    return next((each["action_id"] for each in found if each["text"]["text"] == label), "")


def _ended(message: Json) -> bool:
    return any(each["name"] == "white_check_mark" for each in message.get("reactions", []))

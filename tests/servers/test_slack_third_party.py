"""Slack's own library against a third party's Slack, in both modes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.servers.bolt import app_for, by_http, by_socket
from tests.servers.local_slack import (
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    SIGNING_SECRET,
    LocalSlack,
    local_slack,
)
from tests.servers.ports import free_port

pytestmark = pytest.mark.node


@pytest.fixture(params=["socket", "http"])
async def slack(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[LocalSlack]:
    if request.param == "socket":
        async with local_slack(tmp_path) as running:
            app = app_for(running.api, BOT_TOKEN, SIGNING_SECRET)
            async with by_socket(app, APP_TOKEN):
                await running.connected()
                yield running
        return
    port = free_port()
    async with local_slack(tmp_path, f"http://127.0.0.1:{port}/slack/events") as running:
        with by_http(app_for(running.api, BOT_TOKEN, SIGNING_SECRET), port):
            yield running


async def test_a_mention_and_its_button(slack: LocalSlack) -> None:
    asked = await slack.says(f"<@{BOT}> fix the build")
    answer = await slack.message(lambda each: each["text"] == "On it")
    assert answer["thread_ts"] == asked["ts"]
    await slack.press(answer, "stop")
    await slack.message(lambda each: each["text"] == "Stopped 7")


async def test_a_command_and_its_modal(slack: LocalSlack) -> None:
    await slack.slash("/heddle", "list")
    await slack.message(lambda each: each["text"] == "No agents")
    await slack.slash("/heddle", "start")
    modal = await slack.modal()
    assert modal["callback_id"] == "start"
    typed = {"type": "plain_text_input", "value": "Fix the build"}
    await slack.submit({"ask": {"prompt": typed}})
    await slack.message(lambda each: each["text"] == "Started: Fix the build")


async def test_home_and_reactions(slack: LocalSlack) -> None:
    await slack.open_home()
    assert (await slack.home())["type"] == "home"
    said = await slack.says("look")
    await slack.react(said["ts"], "eyes")
    [message] = [each for each in await slack.messages() if each["ts"] == said["ts"]]
    assert message["reactions"][0]["name"] == "eyes"

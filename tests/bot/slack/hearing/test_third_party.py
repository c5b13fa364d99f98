"""A whole heddle at a third party's Slack: connected, asked by a mention, and answering."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.slack.http import PATH
from tests.e2e.running import Up, free_port
from tests.servers.local_slack import (
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    SIGNING_SECRET,
    LocalSlack,
    local_slack,
    needed,
)

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
            if not by_http:
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

"""Slack's own library against the fake Slack, in both modes."""

from collections.abc import AsyncIterator

import pytest

from tests.servers.bolt import app_for, by_http, by_socket
from tests.servers.slack import schemas
from tests.servers.slack.server import FakeSlack

MODES = ["socket", "http"]


@pytest.fixture(params=MODES)
async def slack(request: pytest.FixtureRequest) -> AsyncIterator[FakeSlack]:
    schemas.needed()
    with FakeSlack() as running:
        app = app_for(running.api, running.bot_token, running.signing_secret)
        if request.param == "http":
            with by_http(app) as running.posting.url:
                yield running
        else:
            async with by_socket(app, running.app_token):
                await running.connected()
                yield running
        assert not running.violations


async def test_a_mention_is_answered_in_its_thread(slack: FakeSlack) -> None:
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    asked = ann.says(general, f"<@{slack.workspace.bot}> fix the build")
    await slack.wait(lambda: slack.messages(general, asked["ts"]))
    [answer] = slack.messages(general, asked["ts"])
    assert answer["text"] == "On it"
    assert answer["parent_user_id"] == ann.id
    assert slack.messages(general)[0]["reply_count"] == 1


async def test_a_message_with_a_mention_comes_twice(slack: FakeSlack) -> None:
    ann = slack.person("ann")
    asked = ann.says(slack.channel("general", ann), f"<@{slack.workspace.bot}> hello")
    mine = [each for each in slack.deliveries if each.event["ts"] == asked["ts"]]
    assert {each.event["type"] for each in mine} == {"message", "app_mention"}
    assert len({each.payload["event_id"] for each in mine}) == 2
    await slack.wait(lambda: all(each.acked for each in mine))


async def test_a_command_is_answered_to_its_giver_alone(slack: FakeSlack) -> None:
    ann, bob = slack.person("ann"), slack.person("bob")
    given = ann.slash("/heddle list my agents", slack.channel("general", ann, bob))
    await slack.wait(lambda: given.acked)
    assert [each["text"] for each in ann.notices] == ["You said: list my agents"]
    assert bob.notices == []
    assert given.attempts[0].acked_after is not None
    assert given.attempts[0].acked_after < 3


async def test_a_button_changes_its_message(slack: FakeSlack) -> None:
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    asked = ann.says(general, f"<@{slack.workspace.bot}> fix the build")
    await slack.wait(lambda: slack.messages(general, asked["ts"]))
    pressed = ann.press(slack.messages(general, asked["ts"])[0], "stop", "7")
    await slack.wait(lambda: pressed.acked)
    [answer] = slack.messages(general, asked["ts"])
    assert answer["text"] == "Stopped 7"
    assert answer["blocks"] == []
    assert answer["edited"]["user"] == slack.workspace.bot


async def test_a_modal_is_opened_corrected_and_submitted(slack: FakeSlack) -> None:
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    ann.slash("/heddle start", general)
    await slack.wait(lambda: ann.modal)
    refused = ann.submits(prompt="nothing")
    await slack.wait(lambda: refused.acked)
    assert refused.answer["errors"] == {"ask": "Say what to do"}
    assert slack.person("ann").modal
    taken = ann.submits(prompt="Fix the build")
    await slack.wait(lambda: taken.acked)
    assert not slack.person("ann").modal
    assert slack.messages(general)[-1]["text"] == "Started: Fix the build"


async def test_the_home_is_published(slack: FakeSlack) -> None:
    ann = slack.person("ann")
    ann.opens_home()
    await slack.wait(lambda: ann.home)
    assert ann.home is not None
    assert ann.home["blocks"][0]["text"]["verbatim"] is False

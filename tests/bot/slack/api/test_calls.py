"""Calls, and what each way of failing becomes."""

import asyncio

import pytest

from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.given import Given
from service.domain.errors import Permanent, Temporary
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeTelemetry
from tests.servers.slack.server import FakeSlack


async def test_a_call_is_answered_and_counted(
    slack: FakeSlack, api: Api, telemetry: FakeTelemetry
) -> None:
    room = slack.channel("general")
    answer = await api.call("chat.postMessage", channel=room.id, text="hello", thread_ts=None)
    assert slack.messages(room)[0]["ts"] == answer["ts"]
    assert "thread_ts" not in slack.calls[0].arguments
    assert ("called", "chat.postMessage", "ok") in telemetry.facts


async def test_methods_that_only_read_get_a_form(slack: FakeSlack, api: Api) -> None:
    ann = slack.person("ann")
    room = slack.channel("general", ann)
    first = ann.says(room, "one")
    where = {"channel": room.id, "ts": first["ts"]}
    found = await api.call("conversations.replies", **where, include_all_metadata=True, limit=5)
    assert [each["text"] for each in found["messages"]] == ["one"]
    found = await api.call("users.conversations", types="public_channel", limit=5)
    assert [each["id"] for each in found["channels"]] == [room.id]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", ["fail", "drop"])
async def test_it_may_have_been_done(slack: FakeSlack, api: Api, kind: str, after: bool) -> None:
    room = slack.channel("general")
    getattr(slack.faults, kind)("chat.postMessage", after=after)
    with pytest.raises(Temporary) as caught:
        await api.call("chat.postMessage", channel=room.id, text="hello")
    assert caught.value.uncertain
    assert not caught.value.limited
    assert len(slack.messages(room)) == int(after)
    assert len(slack.called("chat.postMessage")) == 1


async def test_who_cannot_be_reached_got_nothing(clock: FakeClock) -> None:
    api = Api(Given("xoxb-1", api_url="http://127.0.0.1:9/api/"), FakeTelemetry(), clock)
    with pytest.raises(Temporary, match="cannot be reached") as caught:
        await api.call("auth.test")
    assert not caught.value.uncertain
    await api.close()


@pytest.mark.parametrize(
    ("code", "uncertain"),
    [
        ("fatal_error", True),
        ("internal_error", True),
        ("service_unavailable", True),
        ("request_timeout", False),
    ],
)
async def test_slacks_own_trouble_passes(
    slack: FakeSlack, api: Api, code: str, uncertain: bool
) -> None:
    slack.faults.refuse("auth.test", code)
    with pytest.raises(Temporary, match=code) as caught:
        await api.call("auth.test")
    assert caught.value.uncertain is uncertain
    await api.call("auth.test")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("channel_not_found", "/invite"),
        ("not_in_channel", "/invite"),
        ("is_archived", "archive"),
        ("account_inactive", "Install the app"),
        ("invalid_auth", "bot token"),
        ("token_revoked", "Install the app"),
        ("cannot_dm_bot", "written to"),
        ("user_disabled", "deactivated"),
        ("messages_tab_disabled", "messages tab"),
        ("something_new", "something_new"),
    ],
)
async def test_a_refusal_says_what_to_fix(
    slack: FakeSlack, api: Api, telemetry: FakeTelemetry, code: str, told: str
) -> None:
    slack.faults.refuse("auth.test", code)
    with pytest.raises(SlackRefused, match=told) as caught:
        await api.call("auth.test")
    assert isinstance(caught.value, Permanent)
    assert caught.value.code == code
    assert code in str(caught.value)
    assert telemetry.facts == [("called", "auth.test", "refused")]


async def test_a_missing_scope_is_named(slack: FakeSlack, api: Api) -> None:
    slack.core.scopes.discard("reactions:write")
    with pytest.raises(SlackRefused, match=r"needs the scope reactions:write.*install") as caught:
        await api.call("reactions.add", channel="C1", timestamp="1.2", name="eyes")
    assert caught.value.code == "missing_scope"


async def test_a_wrong_token_is_never_told(slack: FakeSlack, clock: FakeClock) -> None:
    api = Api(Given("xoxb-wrong", api_url=slack.api), FakeTelemetry(), clock)
    with pytest.raises(SlackRefused) as caught:
        await api.call("auth.test")
    assert "xoxb" not in str(caught.value)
    assert "xoxb" not in repr(caught.value.__cause__)
    await api.close()


async def test_calls_at_once_share_the_connections(slack: FakeSlack, api: Api) -> None:
    ann = slack.person("ann")
    await asyncio.gather(*(api.call("users.info", user=ann.id) for _ in range(20)))
    assert len(slack.called("users.info")) == 20


async def test_after_closing_it_opens_again(slack: FakeSlack, api: Api) -> None:
    await api.call("auth.test")
    await api.close()
    await api.call("auth.test")
    assert len(slack.called("auth.test")) == 2


async def test_proxies_are_those_of_the_environment(
    slack: FakeSlack, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    api = Api(Given(slack.bot_token, api_url=slack.api), FakeTelemetry(), clock)
    await api.call("auth.test")
    monkeypatch.setenv("no_proxy", "example.com")
    with pytest.raises(Temporary, match="cannot be reached"):
        await api.call("auth.test")
    await api.close()

"""The fake Slack's Web API through Slack's own client: what it refuses, limits and keeps."""

import time
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.bolt import MODAL, button
from tests.servers.slack import schemas
from tests.servers.slack.person import Person
from tests.servers.slack.server import FakeSlack
from tests.servers.slack.workspace import Channel

LOST = (SlackApiError, aiohttp.ClientError)
"""What a caller sees of a failed or a cut call."""


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as running:
        yield running


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, slack.api, retry_handlers=[])


@pytest.fixture
def ann(slack: FakeSlack) -> Person:
    return slack.person("ann")


@pytest.fixture
def general(slack: FakeSlack, ann: Person) -> Channel:
    return slack.channel("general", ann)


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_tokens_channels_and_messages_must_exist(
    slack: FakeSlack, client: AsyncWebClient, ann: Person, general: Channel
) -> None:
    stranger = AsyncWebClient("xoxb-wrong", slack.api)
    assert await refusal(stranger.auth_test()) == "invalid_auth"
    elsewhere = slack.channel("elsewhere", ann, bot=False)
    private = slack.channel("private", ann, private=True, bot=False)
    post = client.chat_postMessage
    assert await refusal(post(channel="C404", text="x")) == "channel_not_found"
    assert await refusal(post(channel=elsewhere.id, text="x")) == "not_in_channel"
    assert await refusal(post(channel=private.id, text="x")) == "channel_not_found"
    assert await refusal(post(channel=general.id, text="x", thread_ts="1.0")) == "thread_not_found"
    theirs = ann.says(general, "mine")
    update = client.chat_update(channel=general.id, ts=theirs["ts"], text="ours")
    assert await refusal(update) == "cant_update_message"
    gone = client.chat_update(channel=general.id, ts="1.000001", text="ours")
    assert await refusal(gone) == "message_not_found"
    slack.archive(general)
    assert await refusal(post(channel=general.id, text="x")) == "is_archived"


async def test_a_wrong_block_is_refused_and_recorded(
    slack: FakeSlack, client: AsyncWebClient, general: Channel
) -> None:
    schemas.needed()
    wrong = [{"type": "section", "text": {"type": "markdown", "text": "hello"}}]
    call = client.chat_postMessage(channel=general.id, text="x", blocks=wrong)
    assert await refusal(call) == "invalid_blocks"
    [violation] = slack.violations
    assert violation.method == "chat.postMessage"
    assert violation.arguments["blocks"] == wrong
    assert "/blocks/0" in violation.problems[0]


@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ([{"type": "divider"}] * 51, "no more than 50 items"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}], "3000"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "150"),
        (button("stop", "x" * 2_001), "2000"),
        ([{"type": "actions", "elements": [{"type": "button"}]}], "'text' is a required property"),
        ([{"type": "actions", "elements": button("a", "1")[0]["elements"] * 2}], "already exists"),
        ([{"type": "nonsense"}], "unsupported type"),
        ([{"type": "section"}], ""),
    ],
    ids=["blocks", "section", "header", "value", "deep", "action ids", "type", "empty"],
)
async def test_blocks_over_a_limit_are_refused(
    slack: FakeSlack, client: AsyncWebClient, general: Channel, blocks: Any, problem: str
) -> None:
    schemas.needed()
    call = client.chat_postMessage(channel=general.id, text="x", blocks=blocks)
    assert await refusal(call) == "invalid_blocks"
    assert problem in " ".join(slack.violations[0].problems)


async def test_texts_and_views_over_a_limit_are_refused(
    slack: FakeSlack, client: AsyncWebClient, ann: Person, general: Channel
) -> None:
    long = client.chat_postMessage(channel=general.id, text="x" * 40_001)
    assert await refusal(long) == "msg_too_long"
    said = await client.chat_postMessage(channel=general.id, text="x")
    update = client.chat_update(channel=general.id, ts=said["ts"], text="x" * 4_001)
    assert await refusal(update) == "msg_too_long"
    title = {"type": "plain_text", "text": "A title that is much too long"}
    trigger = slack.workspace.trigger(ann.id)
    call = client.views_open(trigger_id=trigger, view={**MODAL, "title": title})
    assert await refusal(call) == "invalid_arguments"
    await client.views_open(trigger_id=trigger, view=MODAL)
    again = client.views_open(trigger_id=trigger, view=MODAL)
    assert await refusal(again) == "exchanged_trigger_id"


async def test_an_unknown_argument_is_a_violation(
    slack: FakeSlack, client: AsyncWebClient, general: Channel
) -> None:
    schemas.needed()
    call = client.chat_postMessage(channel=general.id, text="x", colour="red")
    assert await refusal(call) == "invalid_arguments"
    assert len(slack.violations) == 1


async def test_retry_after_is_honoured_by_slacks_own_handler(
    slack: FakeSlack, general: Channel
) -> None:
    patient = AsyncWebClient(slack.bot_token, slack.api)
    patient.retry_handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=1)]
    slack.faults.storm("chat.postMessage", retry_after=1, times=1)
    start = time.monotonic()
    await patient.chat_postMessage(channel=general.id, text="patience")
    assert time.monotonic() - start >= 1
    assert [call.status for call in slack.called("chat.postMessage")] == [429, 200]


async def test_posts_are_limited_per_channel(
    slack: FakeSlack, client: AsyncWebClient, ann: Person, general: Channel
) -> None:
    slack.faults.slacks_limits()
    other = slack.channel("other", ann)
    await client.chat_postMessage(channel=general.id, text="one")
    await client.chat_postMessage(channel=other.id, text="two")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=general.id, text="three")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    slack.faults.calm()
    await client.chat_postMessage(channel=general.id, text="three")


@pytest.mark.parametrize("how", ["fail", "drop"])
async def test_an_uncertain_send_is_found_by_its_metadata(
    slack: FakeSlack, client: AsyncWebClient, ann: Person, general: Channel, how: str
) -> None:
    asked = ann.says(general, "go")
    getattr(slack.faults, how)("chat.postMessage", after=True)
    metadata = {"event_type": "heddle_delivery", "event_payload": {"id": "d-1"}}
    where = {"channel": general.id, "thread_ts": asked["ts"]}
    with pytest.raises(LOST):
        await client.chat_postMessage(text="done", metadata=metadata, **where)
    thread = {"channel": general.id, "ts": asked["ts"]}
    bare = await client.conversations_replies(**thread)
    assert "metadata" not in bare["messages"][1]
    found = await client.conversations_replies(include_all_metadata=True, **thread)
    assert [each.get("metadata") for each in found["messages"]] == [None, metadata]


async def test_slacks_client_doubles_a_cut_post_unless_it_is_told_not_to(
    slack: FakeSlack, general: Channel
) -> None:
    """Its default retries after a lost connection: a front end must switch that off."""
    eager = AsyncWebClient(slack.bot_token, slack.api)
    slack.faults.drop("chat.postMessage", after=True)
    await eager.chat_postMessage(channel=general.id, text="done")
    assert [each["text"] for each in slack.messages(general)] == ["done", "done"]


async def test_failures_before_the_effect_leave_nothing(
    slack: FakeSlack, client: AsyncWebClient, general: Channel
) -> None:
    slack.faults.fail("chat.postMessage", status=503)
    slack.faults.drop("chat.postMessage")
    for _ in range(2):
        with pytest.raises(LOST):
            await client.chat_postMessage(channel=general.id, text="x")
    assert slack.messages(general) == []
    await client.chat_postMessage(channel=general.id, text="x")


async def test_history_is_read_in_pages_between_two_times(
    slack: FakeSlack, client: AsyncWebClient, ann: Person, general: Channel
) -> None:
    said = [ann.says(general, f"message {number}")["ts"] for number in range(7)]
    ann.says(general, "an answer", thread=said[0])
    texts: list[str] = []
    async for page in await client.conversations_history(channel=general.id, limit=3):
        texts += [each["text"] for each in page["messages"]]
    assert texts == [f"message {number}" for number in reversed(range(7))]
    since = await client.conversations_history(
        channel=general.id, oldest=said[4], latest=said[6], inclusive=True
    )
    assert [each["ts"] for each in since["messages"]] == [said[6], said[5], said[4]]
    without = await client.conversations_history(channel=general.id, oldest=said[4])
    assert [each["ts"] for each in without["messages"]] == [said[6], said[5]]


async def test_reactions_are_one_each(
    slack: FakeSlack, client: AsyncWebClient, ann: Person, general: Channel
) -> None:
    where = {"channel": general.id, "timestamp": ann.says(general, "go")["ts"]}
    await client.reactions_add(name="eyes", **where)
    assert await refusal(client.reactions_add(name="eyes", **where)) == "already_reacted"
    assert await refusal(client.reactions_add(name="stop_sign", **where)) == "invalid_name"
    await client.reactions_remove(name="eyes", **where)
    assert await refusal(client.reactions_remove(name="eyes", **where)) == "no_reaction"

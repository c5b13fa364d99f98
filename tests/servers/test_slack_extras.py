"""The fake Slack's streams, files, agents, people and manifests through Slack's own client."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.bolt import MODAL, button
from tests.servers.slack import schemas
from tests.servers.slack.server import FakeSlack
from tests.servers.test_slack_api import refusal


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as running:
        yield running
        assert not running.violations


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, slack.api, retry_handlers=[])


async def test_a_stream_becomes_the_message(slack: FakeSlack, client: AsyncWebClient) -> None:
    ann = slack.person("ann")
    asked = ann.says(ann.dm, "tell me a story")
    stream = await client.chat_stream(channel=ann.dm.id, thread_ts=asked["ts"], buffer_size=1)
    await stream.append(markdown_text="Once ")
    await stream.append(markdown_text="upon a time")
    [message] = slack.messages(ann.dm, asked["ts"])
    assert message["streaming"]
    update = client.chat_update(channel=ann.dm.id, ts=message["ts"], text="The end")
    assert await refusal(update) == "streaming_state_conflict"
    await stream.stop()
    [message] = slack.messages(ann.dm, asked["ts"])
    assert message["text"] == "Once upon a time"
    await client.chat_update(channel=ann.dm.id, ts=message["ts"], text="The end")


async def test_slack_ends_streams_itself(slack: FakeSlack, client: AsyncWebClient) -> None:
    ann = slack.person("ann")
    asked = ann.says(ann.dm, "tell me a story")
    where = {"channel": ann.dm.id, "thread_ts": asked["ts"]}
    started = await client.chat_startStream(markdown_text="Once ", **where)
    assert slack.expire_streams() == [started["ts"]]
    at = {"channel": ann.dm.id, "ts": started["ts"]}
    call = client.chat_appendStream(markdown_text="upon", **at)
    assert await refusal(call) == "message_not_in_streaming_state"
    await client.chat_update(text="Once upon a time", **at)


async def test_streams_in_channels_name_whom_they_are_for(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    where = {"channel": general.id, "thread_ts": ann.says(general, "go")["ts"]}
    call = client.chat_startStream(markdown_text="x", **where)
    assert await refusal(call) == "missing_recipient_team_id"
    team = {"recipient_team_id": slack.workspace.team}
    whom: dict[str, Any] = {**where, **team, "recipient_user_id": ann.id}
    await client.chat_startStream(markdown_text="x", **whom)
    slack.core.features.discard("streaming")
    call = client.chat_startStream(markdown_text="x", **whom)
    assert await refusal(call) == "unknown_method"


async def test_the_stop_button_ends_streams_and_tells(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    ann = slack.person("ann")
    asked = ann.says(ann.dm, "go")
    thread = {"channel_id": ann.dm.id, "thread_ts": asked["ts"]}
    await client.api_call("agents.sessions.setStatus", json={**thread, "status": "processing"})
    await client.assistant_threads_setStatus(status="is thinking…", **thread)
    assert slack.workspace.statuses == {(ann.dm.id, asked["ts"]): "is thinking…"}
    started = await client.chat_startStream(
        channel=ann.dm.id, thread_ts=asked["ts"], markdown_text="x"
    )
    assert slack.workspace.statuses == {}
    stopped = ann.stops_agent(ann.dm, asked["ts"])
    assert stopped is not None
    assert stopped.event["streaming_message_ts"] == [started["ts"]]
    slack.core.features.discard("agents")
    call = client.api_call("agents.sessions.setStatus", json={**thread, "status": "active"})
    assert await refusal(call) == "unknown_method"


async def test_files_go_both_ways(slack: FakeSlack, client: AsyncWebClient) -> None:
    ann = slack.person("ann")
    message = ann.says(ann.dm, "look", files=[("notes.txt", b"some notes")])
    link = message["files"][0]["url_private_download"]
    async with httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(link)
        own = {"Authorization": f"Bearer {slack.bot_token}"}
        content = await browser.get(link, headers=own)
    assert "Sign in" in page.text
    assert content.content == b"some notes"
    where = {"channel": ann.dm.id, "thread_ts": message["ts"]}
    await client.files_upload_v2(filename="plan.md", content="# Plan", title="A plan", **where)
    [answer] = slack.messages(ann.dm, message["ts"])
    assert answer["files"][0]["title"] == "A plan"
    known = await client.files_info(file=answer["files"][0]["id"])
    assert known["file"]["size"] == len("# Plan")


async def test_people_are_told_apart(slack: FakeSlack, client: AsyncWebClient) -> None:
    ann, guest = slack.person("ann"), slack.person("gus", "guest")
    stranger = slack.person("eve", "external")
    assert not (await client.users_info(user=ann.id))["user"]["is_restricted"]
    assert (await client.users_info(user=guest.id))["user"]["is_restricted"]
    assert (await client.users_info(user=stranger.id))["user"]["is_stranger"]
    shared = slack.channel("shared", ann, stranger)
    stranger.says(shared, "hello")
    assert slack.deliveries[-1].payload["is_ext_shared_channel"]
    found = await client.users_lookupByEmail(email="ann@example.com")
    assert found["user"]["id"] == ann.id
    slack.deactivate(ann)
    assert (await client.users_info(user=ann.id))["user"]["deleted"]
    assert await refusal(client.conversations_open(users=ann.id)) == "user_disabled"


async def test_edits_and_deletions_are_told(slack: FakeSlack, client: AsyncWebClient) -> None:
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    said = ann.says(general, "one")
    ann.edits(general, said["ts"], "two")
    edit = slack.deliveries[-1].event
    assert edit["subtype"] == "message_changed"
    assert (edit["previous_message"]["text"], edit["message"]["text"]) == ("one", "two")
    ann.says(general, "an answer", thread=said["ts"])
    ann.deletes(general, said["ts"])
    assert slack.deliveries[-1].event["deleted_ts"] == said["ts"]
    found = await client.conversations_replies(channel=general.id, ts=said["ts"])
    assert found["messages"][0]["subtype"] == "tombstone"


async def test_only_its_reader_sees_an_ephemeral_message(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    await client.chat_postEphemeral(
        channel=general.id, user=ann.id, text="psst", blocks=button("stop", "1")
    )
    pressed = ann.press(ann.notices[0], "stop")
    assert pressed.payload["container"]["is_ephemeral"]
    assert "message" not in pressed.payload
    async with httpx.AsyncClient(trust_env=False) as browser:
        link = pressed.payload["response_url"]
        for number in range(6):
            answer = await browser.post(link, json={"replace_original": True, "text": f"{number}"})
    assert answer.status_code == 404
    assert ann.notices[0]["text"] == "4"
    assert slack.messages(general) == []


async def test_views_are_updated_pushed_and_outdated(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    schemas.needed()
    ann = slack.person("ann")
    opened = await client.views_open(trigger_id=slack.workspace.trigger(ann.id), view=MODAL)
    known = opened["view"]
    await client.views_update(view_id=known["id"], hash=known["hash"], view=MODAL)
    old = client.views_update(view_id=known["id"], hash=known["hash"], view=MODAL)
    assert await refusal(old) == "hash_conflict"
    await client.views_push(trigger_id=slack.workspace.trigger(ann.id), view=MODAL)
    assert len(ann.user.modals) == 2
    ann.closes()
    slack.workspace.trigger_seconds = -1
    late = client.views_open(trigger_id=slack.workspace.trigger(ann.id), view=MODAL)
    assert await refusal(late) == "expired_trigger_id"


async def test_a_manifest_is_checked_and_makes_an_app(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    config = AsyncWebClient(slack.config_token, slack.api)
    wrong = json.dumps({"display_information": {"name": "x" * 36}})
    call = config.apps_manifest_validate(manifest=wrong)
    assert await refusal(call) == "invalid_manifest"
    made = await config.apps_manifest_create(manifest={"display_information": {"name": "heddle"}})
    assert made["credentials"]["signing_secret"] == slack.signing_secret
    assert await refusal(client.apps_manifest_validate(manifest="{}")) == "not_allowed_token_type"
    slack.core.scopes.discard("users:read")
    call = client.users_info(user=slack.workspace.bot)
    assert await refusal(call) == "missing_scope"


async def test_every_method_answers(slack: FakeSlack, client: AsyncWebClient) -> None:
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    said = ann.says(general, "go")
    ours = await client.chat_postMessage(channel=general.id, text="a & b <tag>")
    assert ours["message"]["text"] == "a &amp; b <tag>"
    at = {"channel": general.id, "ts": ours["ts"]}
    link = await client.chat_getPermalink(channel=general.id, message_ts=ours["ts"])
    assert link["permalink"].endswith(ours["ts"].replace(".", ""))
    ann.reacts(general, ours["ts"], "eyes")
    got = await client.reactions_get(channel=general.id, timestamp=ours["ts"])
    assert got["message"]["reactions"] == [{"name": "eyes", "users": [ann.id], "count": 1}]
    await client.chat_delete(**at)
    assert [each["ts"] for each in slack.messages(general)] == [said["ts"]]
    assert (await client.auth_test())["user_id"] == slack.workspace.bot
    assert (await client.team_info())["team"]["id"] == slack.workspace.team
    bot = await client.bots_info(bot=slack.workspace.bot_id)
    assert bot["bot"]["user_id"] == slack.workspace.bot
    assert len((await client.users_list())["members"]) == 2
    assert (await client.conversations_info(channel=general.id))["channel"]["is_member"]
    members = await client.conversations_members(channel=general.id)
    assert set(members["members"]) == {ann.id, slack.workspace.bot}
    other = slack.channel("other", ann, bot=False)
    listed = await client.conversations_list(types="public_channel,im", exclude_archived=True)
    assert {each["id"] for each in listed["channels"]} == {general.id, other.id}
    await client.conversations_join(channel=other.id)
    joined = await client.users_conversations(types="public_channel")
    assert {each["id"] for each in joined["channels"]} == {general.id, other.id}
    opened = await client.conversations_open(users=ann.id, return_im=True)
    assert opened["channel"]["user"] == ann.id


async def test_an_agents_thread_has_a_title_and_prompts(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    ann = slack.person("ann")
    thread = {"channel_id": ann.dm.id, "thread_ts": ann.says(ann.dm, "go")["ts"]}
    await client.assistant_threads_setTitle(title="Fix the build", **thread)
    long = client.assistant_threads_setTitle(title="x" * 201, **thread)
    assert await refusal(long) == "invalid_arguments"
    prompts = [{"title": "Stop", "message": "!stop"}]
    await client.assistant_threads_setSuggestedPrompts(prompts=prompts, **thread)
    assert list(slack.workspace.prompts.values()) == [prompts]


async def test_a_closed_messages_tab_takes_no_text(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    ann = slack.person("ann")
    slack.workspace.messages_tab = "off"
    call = client.chat_postMessage(channel=ann.dm.id, text="hello")
    assert await refusal(call) == "messages_tab_disabled"
    slack.workspace.messages_tab = "read-only"
    await client.chat_postMessage(channel=ann.dm.id, text="hello")
    with pytest.raises(AssertionError, match="messages tab"):
        ann.says(ann.dm, "yes")

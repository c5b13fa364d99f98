"""Who is who, direct messages, addresses and files."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.slack.api.refusals import SlackRefused
from bot.slack.api.transfers import Where
from bot.slack.api.web import REMEMBER, Api
from bot.slack.given import Given
from service.domain.errors import Refused, Temporary
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeTelemetry
from tests.servers.slack.server import FakeSlack


async def test_it_knows_itself(slack: FakeSlack, api: Api) -> None:
    me = await api.whoami()
    assert (me.team, me.user, me.bot) == ("T0LOOM001", "U0HEDDLE1", "B0HEDDLE1")
    assert (me.url, me.name, me.app) == ("https://loom.slack.com/", "heddle", "A0HEDDLE1")
    assert "chat:write" in me.scopes
    assert await api.me() is me
    assert len(slack.called("auth.test")) == 1


async def test_without_users_read_the_users_name_has_to_do(slack: FakeSlack, api: Api) -> None:
    slack.core.scopes.discard("users:read")
    me = await api.whoami()
    assert me.name == "heddle"
    assert me.app == ""


@pytest.mark.parametrize(
    ("kind", "guest", "external"),
    [
        ("normal", False, False),
        ("guest", True, False),
        ("single-channel guest", True, False),
        ("external", False, True),
    ],
)
async def test_people(slack: FakeSlack, api: Api, kind: str, guest: bool, external: bool) -> None:
    ann = slack.person("ann", kind)
    found = await api.user(ann.id)
    assert (found.name, found.real_name, found.zone) == ("ann", "Ann", "Europe/Berlin")
    assert (found.guest, found.external, found.bot) == (guest, external, False)


async def test_people_are_remembered_for_a_while(
    slack: FakeSlack, api: Api, clock: FakeClock
) -> None:
    ann = slack.person("ann")
    await api.user(ann.id)
    slack.deactivate(ann)
    assert not (await api.user(ann.id)).deleted
    clock.advance(REMEMBER)
    assert (await api.user(ann.id)).deleted
    assert len(slack.called("users.info")) == 2
    api.forget_user(ann.id)
    await api.user(ann.id)
    assert len(slack.called("users.info")) == 3


async def test_a_burst_asks_once_about_a_person(slack: FakeSlack, api: Api) -> None:
    ann, bob = slack.person("ann"), slack.person("bob")
    asked = [each.id for each in (ann, bob) for _ in range(10)]
    found = await asyncio.gather(*map(api.user, asked))
    assert [each.id for each in found] == asked
    assert len(slack.called("users.info")) == 2


async def test_who_gives_up_does_not_take_the_answer_from_others(
    slack: FakeSlack, api: Api
) -> None:
    ann = slack.person("ann")
    first, second = (asyncio.create_task(api.user(ann.id)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).name == "ann"
    assert len(slack.called("users.info")) == 1


async def test_a_direct_conversation_is_opened_once(slack: FakeSlack, api: Api) -> None:
    ann = slack.person("ann")
    assert await api.open_dm(ann.id) == ann.dm.id
    assert await api.open_dm(ann.id) == ann.dm.id
    assert len(slack.called("conversations.open")) == 1
    slack.deactivate(bob := slack.person("bob"))
    with pytest.raises(SlackRefused, match="deactivated"):
        await api.open_dm(bob.id)


async def test_addresses_are_those_that_slack_gives(slack: FakeSlack, api: Api) -> None:
    ann = slack.person("ann")
    room = slack.channel("general", ann)
    first = ann.says(room, "one")["ts"]
    reply = ann.says(room, "two", first)["ts"]
    assert api.permalink(room.id, first) == ""
    await api.whoami()
    for ts in (first, reply):
        given = await api.call("chat.getPermalink", channel=room.id, message_ts=ts)
        assert api.permalink(room.id, ts, first) == given["permalink"]


async def test_files_go_up_and_down(slack: FakeSlack, api: Api) -> None:
    ann = slack.person("ann")
    room = slack.channel("general", ann)
    first = ann.says(room, "one")["ts"]
    content = bytes(range(256)) * 1000
    ids = await api.upload(room.id, first, [("out/a.bin", content), ("b.txt", b"b")], "made these")
    [message] = slack.messages(room, first)
    assert [each["id"] for each in message["files"]] == ids
    assert [each["name"] for each in message["files"]] == ["a.bin", "b.txt"]
    assert [each["title"] for each in message["files"]] == ["out/a.bin", "b.txt"]
    assert message["text"] == "made these"
    url = message["files"][0]["url_private_download"]
    assert await api.download(url, len(content)) == content
    with pytest.raises(Refused, match="too large"):
        await api.download(url, len(content) - 1)


async def test_a_broken_upload_passes(slack: FakeSlack, api: Api) -> None:
    room = slack.channel("general")
    for fault in ("fail", "drop"):
        getattr(slack.faults, fault)("upload")
        with pytest.raises(Temporary):
            await api.upload(room.id, "", [("b.txt", b"b")])
    await api.upload(room.id, "", [("b.txt", b"b")])
    url = slack.messages(room)[0]["files"][0]["url_private"]
    slack.faults.fail("download")
    with pytest.raises(Temporary):
        await api.download(url, 10)
    slack.faults.drop("download", times=9)
    with pytest.raises(Temporary):
        await api.download(url, 10)
    slack.faults.calm()
    assert await api.download(url, 10) == b"b"


async def test_a_size_that_nobody_announced_is_counted() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(100):
            await answer.write(b"x" * 1000)
        return answer

    app = web.Application()
    app.router.add_get("/file", endless)
    async with TestServer(app) as server:
        url = str(server.make_url("/file"))
        api = Api(Given("t", api_url=str(server.make_url("/api/"))), FakeTelemetry(), FakeClock())
        with pytest.raises(Refused, match="too large"):
            await api.download(url, 5_000)
        assert len(await api.download(url, 100_000)) == 100_000
        await api.close()


async def test_the_token_goes_to_slack_only(slack: FakeSlack, api: Api) -> None:
    seen: list[str | None] = []

    async def elsewhere(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(body=b"x")

    app = web.Application()
    app.router.add_get("/file", elsewhere)
    async with TestServer(app) as server:
        with pytest.raises(Refused, match="not kept by Slack"):
            await api.download(str(server.make_url("/file")), 10)
    assert seen == []
    where = Where("https://slack.com/api/", "t")
    own = ["https://files.slack.com/a", "https://slack.com/a", "https://slack-files.com/a"]
    assert all(where.is_own(URL(each)) for each in own)
    others = [
        "http://files.slack.com/a",
        "https://slack.com.example.com/a",
        "https://notslack.com/a",
        "https://example.com/slack.com",
        "https://slack.com@example.com/",
        "ftp://slack.com/a",
    ]
    assert not any(where.is_own(URL(each)) for each in others)
    for bad in ("file:///etc/passwd", "", "//", "http://[", "https://169.254.169.254/latest"):
        with pytest.raises(Refused):
            await api.download(bad, 10)


async def test_the_sign_in_page_is_not_the_file(slack: FakeSlack, api: Api) -> None:
    room = slack.channel("general")
    await api.upload(room.id, "", [("b.txt", b"b")])
    url = slack.messages(room)[0]["files"][0]["url_private"]
    slack.core.bot_token = "xoxb-another"
    with pytest.raises(Refused, match="files:read"):
        await api.download(url, 1_000)

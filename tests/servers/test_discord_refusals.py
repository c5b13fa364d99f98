"""What the fake Discord refuses and records, and how it fails when asked to."""

import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import discord
import pytest
from discord.http import Route

from tests.servers.discord import schemas
from tests.servers.discord.routes.registry import OPERATIONS
from tests.servers.discord.server import FakeDiscord
from tests.servers.discord.world import Channel
from tests.servers.discord_bot import Bot

Json = dict[str, Any]


@pytest.fixture
def fake() -> Iterator[FakeDiscord]:
    with FakeDiscord() as made:
        yield made


def buttons(count: int, **more: Any) -> list[Json]:
    one = {"type": 2, "style": 1, "label": "Go", **more}
    return [{**one, "custom_id": more.get("custom_id", f"go:{each}")} for each in range(count)]


def row(*held: Json) -> Json:
    return {"type": 1, "components": list(held)}


def select(count: int) -> Json:
    options = [{"label": f"{each}", "value": f"{each}"} for each in range(count)]
    return {"type": 3, "custom_id": "choose", "options": options}


LONG = {"title": "t", "description": "x" * 3_500}
WRONG: dict[str, tuple[Json, str]] = {
    "content": ({"content": "x" * 2_001}, "2000 or fewer"),
    "nonce": ({"content": "x", "nonce": "x" * 26}, "nonce"),
    "embeds": ({"embeds": [LONG, LONG]}, "exceed 6000"),
    "embed": ({"embeds": [{"title": "x" * 257}]}, "too long"),
    "rows": ({"components": [row(*buttons(1, custom_id=f"{n}")) for n in range(6)]}, "6 rows"),
    "across": ({"components": [row(*buttons(6))]}, "too long"),
    "options": ({"components": [row(select(26))]}, "too long"),
    "no option": ({"components": [row(select(0))]}, "non-empty"),
    "beside": ({"components": [row(select(2), *buttons(1))]}, "stands alone"),
    "custom id": ({"components": [row(*buttons(1, custom_id="x" * 101))]}, "too long"),
    "twice": ({"components": [row(*buttons(2, custom_id="same"))]}, "used twice"),
    "label": ({"components": [row(*buttons(1, label="x" * 81))]}, "too long"),
    "bare": ({"components": buttons(1)}, ""),
    "style": ({"components": [row(*buttons(1, style=9))]}, ""),
    "type": ({"content": 7}, "7"),
    "mentions": ({"content": "x", "allowed_mentions": {"users": [1]}}, "users"),
    "reference": ({"content": "x", "message_reference": {"message_id": 1}}, "message_reference"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_a_wrong_message_is_refused_and_recorded(
    fake: FakeDiscord, bot: Bot, general: Channel, what: str
) -> None:
    schemas.needed()
    body, problem = WRONG[what]
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=general.id)
    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.request(route, json=body)
    assert refused.value.code == 50035
    [violation] = fake.violations
    assert (violation.name, violation.body) == ("create_message", body)
    assert problem in violation.problems[0]
    assert fake.messages(general) == []


def command(name: str = "heddle", **more: Any) -> Json:
    return {"name": name, "description": "Sessions", "type": 1, **more}


def option(name: str, **more: Any) -> Json:
    return {"type": 3, "name": name, "description": "An option", **more}


@pytest.mark.parametrize(
    "body",
    [
        [command("Heddle")],
        [command("two words")],
        [command("x" * 33)],
        [command(description="")],
        [command(), command()],
        [command(options=[option(f"o{each}") for each in range(26)])],
        [command(options=[option("a"), option("b", required=True)])],
        [command(options=[option("a", choices=[{"name": "x", "value": "x"}] * 26)])],
        [{"name": "Hand over", "type": 3, "description": "no"}],
    ],
    ids=["case", "space", "length", "bare", "twice", "options", "order", "choices", "menu"],
)
async def test_wrong_commands_are_refused(fake: FakeDiscord, bot: Bot, body: list[Json]) -> None:
    known = fake.world.application
    route = Route("PUT", "/applications/{application_id}/commands", application_id=known)
    with pytest.raises(discord.HTTPException):
        await bot.http.request(route, json=body)
    assert fake.violations[0].name == "bulk_set_application_commands"
    assert fake.core.commands == {}


def inputs(count: int) -> list[Json]:
    return [
        row({"type": 4, "custom_id": f"{each}", "style": 1, "label": "Text"})
        for each in range(count)
    ]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (9, {"custom_id": "m", "title": "x" * 46, "components": inputs(1)}),
        (9, {"custom_id": "m", "title": "m", "components": inputs(6)}),
        (9, {"custom_id": "m", "title": "m", "components": []}),
        (4, {"content": "x" * 2_001}),
        (7, {"content": "there is no message to update"}),
        (8, {"choices": []}),
    ],
    ids=["title", "inputs", "empty", "content", "update", "choices"],
)
async def test_wrong_answers_to_interactions_are_refused(
    fake: FakeDiscord, bot: Bot, general: Channel, kind: int, data: Json
) -> None:
    fake.core.commands[""] = [{**command(), "id": "1"}]
    given = fake.person("ann").slash("/heddle", general)
    address = f"{fake.api}/interactions/{given.id}/{given.token}/callback"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, json={"type": kind, "data": data}) as answer,
    ):
        assert (answer.status, (await answer.json())["code"]) == (400, 50035)
    assert not given.answered


async def test_too_many_suggestions_are_refused(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    fake.core.commands[""] = [{**command(options=[option("a", autocomplete=True)]), "id": "1"}]
    asked = fake.person("ann").autocompletes("/heddle a:x", general)
    address = f"{fake.api}/interactions/{asked.id}/{asked.token}/callback"
    offered = [{"name": "x", "value": "x"}] * 26
    body = {"type": 8, "data": {"choices": offered}}
    async with aiohttp.ClientSession() as session, session.post(address, json=body) as answer:
        assert answer.status == 400
    assert fake.violations[0].name == "create_interaction_response"


async def test_an_unknown_address_and_a_wrong_answer_of_its_own_are_violations(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    schemas.needed()
    with pytest.raises(discord.NotFound):
        await bot.http.request(Route("GET", "/nowhere"))
    general.topic = 7  # type: ignore[assignment]
    await bot.http.get_channel(int(general.id))
    assert [each.name for each in fake.violations] == ["unknown", "answer to get_channel (200)"]


async def test_lacking_permissions_are_told(fake: FakeDiscord, bot: Bot, general: Channel) -> None:
    ann = fake.person("ann")
    asked = ann.says(general, "hello")
    channel = bot.get_channel(int(general.id))
    assert isinstance(channel, discord.TextChannel)
    message = channel.get_partial_message(int(asked["id"]))
    fake.permit(general, read_message_history=False)
    assert [each async for each in channel.history()] == []
    fake.grant("view_channel")
    fake.permit(general, read_message_history=True)
    acts: dict[str, Callable[[], Awaitable[Any]]] = {
        "send": lambda: channel.send("x"),
        "thread": lambda: message.create_thread(name="x"),
        "react": lambda: message.add_reaction("👍"),
        "pin": lambda: message.pin(),
        "delete": lambda: message.delete(),
        "edit": lambda: channel.edit(topic="x"),
    }
    codes = {}
    for name, act in acts.items():
        with pytest.raises(discord.Forbidden) as refused:
            await act()
        codes[name] = refused.value.code
    assert codes == dict.fromkeys(acts, 50013)
    fake.permit(general, view_channel=False)
    with pytest.raises(discord.Forbidden) as hidden:
        await channel.send("x")
    assert hidden.value.code == 50001
    assert fake.violations == []


async def test_only_own_messages_are_edited_and_threads_open_once(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    asked = fake.person("ann").says(general, "hello")
    channel = bot.get_channel(int(general.id))
    assert isinstance(channel, discord.TextChannel)
    message = channel.get_partial_message(int(asked["id"]))
    await message.create_thread(name="x")
    for act, code in (
        (message.edit(content="y"), 50005),
        (message.create_thread(name="y"), 160004),
    ):
        with pytest.raises(discord.HTTPException) as refused:
            await act
        assert refused.value.code == code
    with pytest.raises(discord.HTTPException) as empty:
        await channel.send("")
    assert empty.value.code == 50006


@pytest.mark.alone
async def test_limits_are_kept_by_the_client_and_told_by_headers(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    channel = bot.get_channel(int(general.id))
    assert isinstance(channel, discord.TextChannel)
    fake.faults.limit("create_message", 2, 0.4)
    start = time.monotonic()
    for number in range(4):
        await channel.send(f"{number}")
    assert 0.35 < time.monotonic() - start < 3
    assert fake.texts(general) == ["0", "1", "2", "3"]
    assert {call.status for call in fake.called("create_message")} == {200}


@pytest.mark.parametrize("everywhere", [False, True])
async def test_storms_are_weathered(
    fake: FakeDiscord, bot: Bot, general: Channel, everywhere: bool
) -> None:
    channel = bot.get_channel(int(general.id))
    assert isinstance(channel, discord.TextChannel)
    fake.faults.storm("create_message", 0.05, times=2, everywhere=everywhere)
    await channel.send("at last")
    assert [call.status for call in fake.called("create_message")] == [429, 429, 200]
    assert fake.called("create_message")[0].answer["global"] is everywhere
    fake.faults.storm("create_message", 40, times=1)
    with pytest.raises(discord.RateLimited):
        await channel.send("not within half a minute")
    assert fake.violations == []


async def test_calls_fail_before_and_after_their_effect(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    channel = bot.get_channel(int(general.id))
    assert isinstance(channel, discord.TextChannel)
    fake.faults.fail("create_message", times=1)
    await channel.send("once more")
    assert [call.status for call in fake.called("create_message")] == [500, 200]
    fake.faults.fail("create_message", status=503, after=True)
    with pytest.raises(discord.DiscordServerError):
        await channel.send("uncertain")
    for after in (False, True):
        fake.faults.drop("create_message", after=after)
        with pytest.raises(aiohttp.ClientError):
            await channel.send(f"cut {after}")
    assert fake.texts(general) == ["once more", "uncertain", "cut True"]
    fake.faults.refuse("create_message", 50013)
    with pytest.raises(discord.Forbidden):
        await channel.send("refused")
    fake.faults.slow("create_message", 0.2)
    start = time.monotonic()
    await channel.send("slow")
    assert time.monotonic() - start >= 0.2
    fake.faults.calm()


def test_operations_are_named_and_placed_as_in_discords_document() -> None:
    schemas.needed()
    known = schemas.operations()
    assert {each.name: (each.method, each.path) for each in OPERATIONS} == {
        each.name: known[each.name] for each in OPERATIONS
    }

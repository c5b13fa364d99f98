"""The gateway: connecting, losing the connection, taking over, and ending in good order."""

import asyncio

import discord
import pytest
from discord import app_commands

from bot.discord.client import DiscordClient
from bot.discord.given import Given
from service.domain.errors import Temporary
from tests.bot.discord.hearing.scene import Scene


async def test_what_people_write_arrives(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    ann, general = fake.person("ann"), fake.channel("general")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        said = ann.says(general, f"{fake.bot.mention} fix the build")
        note = ann.says(ann.dm, "and this")
        post = ann.posts(fake.forum("ideas"), "An idea", "do it")
        await scene.until(lambda: len(scene.takers[0].order) == 3)
        assert frontend.state.last_event_at is not None
        assert list(scene.channels) == ["discord"]
    assert await scene.texts(general, said["id"]) == [f"{fake.bot.mention} fix the build"]
    assert await scene.texts(ann.dm, note["id"]) == ["and this"]
    assert await scene.texts(post) == ["do it"]
    assert scene.channels == {}
    assert ("connected", "discord", 1) in scene.telemetry.facts
    assert ("connected", "discord", 0) in scene.telemetry.facts


async def test_what_came_while_the_connection_was_away_is_brought_and_not_read(
    hearing_scene: Scene,
) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    ann = fake.person("ann")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        fake.drop_sockets()
        said = [ann.says(ann.dm, f"message {number}") for number in range(5)]
        await scene.taken(*said)
        fake.reconnect()
        said.append(ann.says(ann.dm, "the last one"))
        await scene.taken(*said)
        await scene.connected(frontend)
        assert fake.gateway.resumptions == [True, True]
    assert scene.takers[0].order == [each["id"] for each in said]
    assert scene.told == []
    assert fake.called("list_messages") == []


@pytest.mark.parametrize("how", ["forgotten", "invalid", "closed"])
async def test_a_connection_that_begins_anew_reads_what_it_missed(
    hearing_scene: Scene, how: str
) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    ann = fake.person("ann")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        first = ann.says(ann.dm, "first")
        await scene.taken(first)
        if how == "invalid":
            fake.invalidate()
            await scene.until(lambda: len(fake.gateway.identified) == 2)
            second = ann.says(ann.dm, "are you there?")
        else:
            with fake.outage():
                second = ann.says(ann.dm, "are you there?")
            if how == "closed":
                fake.close_sockets(4009)
        await scene.taken(second)
        await scene.connected(frontend)
    assert await scene.texts(ann.dm, second["id"]) == ["are you there?"]
    assert scene.takers[0].order == [first["id"], second["id"]]


async def test_a_connection_on_which_nothing_comes_is_given_up(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    fake.gateway.interval, fake.gateway.acks = 0.2, False
    ann = fake.person("ann")
    async with scene.running(patience=0.6) as frontend:
        await scene.until(lambda: ("deaf", "discord") in scene.telemetry.facts)
        fake.gateway.acks = True
        await scene.connected(frontend)
        said = ann.says(ann.dm, "hello?")
        await scene.taken(said)


@pytest.mark.alone
async def test_answers_to_heartbeats_are_a_sign_of_life(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    fake.gateway.interval = 0.2
    async with scene.running(patience=3.0) as frontend:
        await scene.connected(frontend)
        [first] = fake.identified
        await scene.until(lambda: first.beats > 20)
        assert fake.identified == [first]
    assert ("deaf", "discord") not in scene.telemetry.facts


async def test_discord_is_away_for_a_while(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    async with scene.running() as frontend:
        await scene.connected(frontend)
        fake.stop()
        await scene.until(lambda: not frontend.state.connected)
        fake.start()
        await scene.connected(frontend)
        ann = fake.person("ann")
        await scene.taken(ann.says(ann.dm, "are you back?"))


async def test_an_old_connection_s_word_settles_no_new_one(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    async with scene.running() as frontend:
        await scene.connected(frontend)
        [client] = scene.clients
        await client.settled.wait()
        client.dispatch("disconnect")
        assert not client.settled.is_set()
        client.dispatch("ready")  # two seconds after the old one was connected
        client.dispatch("connect")
        assert not client.settled.is_set(), "its servers and channels are not known yet"
        client.dispatch("ready")
        assert client.settled.is_set()
        assert fake.identified


async def test_discord_is_out_of_reach_at_the_start(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    fake.stop()
    async with scene.running() as frontend:
        await asyncio.sleep(0)
        fake.start()
        await scene.connected(frontend)
        assert frontend.state.wrong == ""


async def test_one_of_two_processes_listens_and_both_send(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    ann = fake.person("ann")
    async with scene.running() as first:
        await scene.connected(first)
        async with scene.running() as second:
            await scene.until(lambda: len(scene.clients) == 2)
            said = ann.says(ann.dm, "to whom it may concern")
            await scene.taken(said)
            assert not second.state.connected
            assert len(fake.identified) == 1
    assert [len(each.order) for each in scene.takers] == [1, 0]


async def test_another_process_takes_over_and_reads_what_came_in_between(
    hearing_scene: Scene,
) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    ann = fake.person("ann")
    async with scene.running() as first:
        await scene.connected(first)
        await scene.taken(ann.says(ann.dm, "good morning"))
        async with scene.running() as second:
            scene.die()
            said = ann.says(ann.dm, "is anybody there?")
            async with scene.running() as third:
                # The lease of the one that is cut off ends by itself.
                scene.clock.later += 13
                await scene.until(lambda: second.state.connected or third.state.connected)
                await scene.taken(said)
    assert await scene.texts(ann.dm, said["id"]) == ["is anybody there?"]


async def test_a_process_that_ends_hands_over_at_once(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    ann = fake.person("ann")
    async with scene.running() as first:
        await scene.connected(first)
        await scene.taken(ann.says(ann.dm, "good morning"))
        second = scene.frontend()
        task = asyncio.create_task(second.run_for_ever(scene._given))
        await scene.until(lambda: len(scene.clients) == 2)
    said = ann.says(ann.dm, "go on")
    await scene.taken(said)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert scene.takers[1].order == [said["id"]]


async def test_a_token_may_come_later_and_change(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    scene.given = None
    asked = 0

    async def given() -> Given | None:
        nonlocal asked
        asked += 1
        return scene.given

    frontend = scene.frontend()
    task = asyncio.create_task(frontend.run_for_ever(given))
    await scene.until(lambda: asked > 2)
    assert fake.calls == []
    scene.given = scene.token()
    await scene.connected(frontend)
    [first] = fake.identified
    scene.given = scene.token(rooms=("general",))
    await scene.until(lambda: fake.identified not in ([], [first]))
    scene.given = None
    await scene.until(lambda: fake.identified == [])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_wrong_token_is_said_once_and_tried_no_more(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    scene.given = scene.token(token="MTAw.wrong.token")
    async with scene.running() as frontend:
        await scene.until(lambda: frontend.state.wrong)
        assert "Reset Token" in frontend.state.wrong
        assert "MTAw" not in frontend.state.wrong
        assert len(fake.calls) == 1
        assert ("connected", "discord", 0) in scene.telemetry.facts
        scene.given = scene.token()
        await scene.connected(frontend)
        assert frontend.state.wrong == ""


async def test_a_missing_intent_is_said(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    fake.core.privileged.discard("message_content")
    async with scene.running() as frontend:
        await scene.until(lambda: frontend.state.wrong)
        assert "Message Content Intent" in frontend.state.wrong
        assert fake.world.application in frontend.state.wrong
        assert scene.channels == {}


async def test_commands_are_told_once_and_when_they_change(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord

    def add(client: DiscordClient, text: str) -> None:
        async def start(interaction: discord.Interaction) -> None:
            """Nothing of this test."""

        client.tree.add_command(
            app_commands.Command(name="start", description=text, callback=start)
        )

    scene.commands = lambda client: add(client, "Start a session")
    for _ in range(2):
        async with scene.running() as frontend:
            await scene.connected(frontend)
    assert len(fake.called("bulk_set_application_commands")) == 1
    scene.commands = lambda client: add(client, "Start another session")
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert len(fake.called("bulk_set_application_commands")) == 2
    [command] = fake.core.commands[""]
    assert command["description"] == "Start another session"


async def test_an_event_that_could_not_be_stored_is_stored_later(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    ann = fake.person("ann")
    tried = 0

    async def before(_: object) -> None:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise Temporary("The database is away.")

    scene.before = before
    async with scene.running() as frontend:
        await scene.connected(frontend)
        said = ann.says(ann.dm, "keep this")
        await scene.taken(said)
        await scene.connected(frontend)
    assert await scene.texts(ann.dm, said["id"]) == ["keep this"]


async def test_what_breaks_stops_nothing_else(hearing_scene: Scene) -> None:
    scene, fake = hearing_scene, hearing_scene.discord
    ann = fake.person("ann")

    async def before(event: object) -> None:
        if getattr(event, "content", "") == "break":
            raise ValueError("broken")

    scene.before = before
    async with scene.running() as frontend:
        await scene.connected(frontend)
        ann.says(ann.dm, "break")
        said = ann.says(ann.dm, "go on")
        await scene.taken(said)
        assert frontend.state.missed_since is None

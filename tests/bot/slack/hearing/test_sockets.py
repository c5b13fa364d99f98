"""Socket Mode: connecting, losing the connection, deafness, and ending in good order."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from bot.slack.given import Given
from bot.slack.line import proxy_for
from tests.bot.slack.hearing.scene import Scene
from tests.servers.slack.sockets import Connection


async def test_what_people_write_arrives(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    async with scene.running() as frontend:
        await scene.connected(frontend)
        said = ann.says(general, f"<@{slack.workspace.bot}> fix the build")
        await scene.until(lambda: all(each.acked for each in slack.deliveries))
        assert frontend.state.last_event_at is not None
        assert list(scene.channels) == ["slack"]
    assert await scene.texts(general.id, said["ts"]) == ["<@U0HEDDLE1> fix the build"]
    assert scene.channels == {}
    assert ("connected", "slack", 1) in scene.telemetry.facts
    assert scene.telemetry.facts.count(("message", "queued")) <= 1


async def test_a_lost_connection_is_opened_anew_and_the_gap_is_read(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        with slack.outage():
            said = ann.says(ann.dm, "are you there?")
        slack.drop_sockets()
        await scene.until(lambda: scene.told)
        await scene.connected(frontend)
    assert await scene.texts(ann.dm.id, said["ts"]) == ["are you there?"]
    [back] = scene.told
    assert list(back.picked.values()) == [1]
    assert back.unread == ()


async def test_when_slack_asks_to_reconnect_nothing_is_missed_in_between(
    hearing_scene: Scene,
) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    async with scene.running() as frontend:
        await scene.connected(frontend)
        first = slack.sockets.connections[0]
        slack.disconnect("warning", close=False)
        await scene.until(lambda: [e for e in slack.sockets.connections if e is not first])
        # The old one still lives, and what comes on it counts.
        said = [ann.says(ann.dm, f"message {number}") for number in range(10)]
        await scene.until(lambda: all(each.acked for each in slack.deliveries))
        assert len(slack.sockets.connections) == 2
        assert frontend.state.missed_since is None
        slack.disconnect("refresh_requested")
        await scene.until(lambda: len(slack.called("apps.connections.open")) == 3)
        await scene.connected(frontend)
    assert [await scene.texts(ann.dm.id, each["ts"]) for each in said] == [
        [f"message {number}"] for number in range(10)
    ]
    assert scene.told == []


async def test_a_deaf_connection_is_noticed_and_what_it_missed_is_read(
    hearing_scene: Scene,
) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    slack.core.patience, slack.core.retry_waits = 0.1, ()
    ann = slack.person("ann")
    async with scene.running(patience=0.5, ping=0.2) as frontend:
        await scene.connected(frontend)
        first = slack.sockets.connections[0]
        slack.deafen()
        said = ann.says(ann.dm, "hello?")
        await scene.until(lambda: slack.deliveries[-1].lost)
        await scene.until(lambda: scene.told)
        assert first not in slack.sockets.connections
        assert first.pings > 0
    assert ("deaf", "slack") in scene.telemetry.facts
    assert await scene.texts(ann.dm.id, said["ts"]) == ["hello?"]


@pytest.mark.alone
async def test_slacks_own_pings_are_a_sign_of_life(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    async with scene.running(patience=2.5, ping=0.5) as frontend:
        await scene.connected(frontend)
        first = slack.sockets.connections[0]
        for number in range(1, 5):
            # About half of its patience, as told by the pings that go the other way.
            await scene.until(partial(_pinged, first, 2 * number, 0))
            slack.ping()
            await scene.until(partial(_pinged, first, 0, number))
        assert slack.sockets.connections == [first]
        assert ("deaf", "slack") not in scene.telemetry.facts


def _pinged(connection: Connection, pings: int, pongs: int) -> bool:
    return connection.pings >= pings and connection.pongs >= pongs


async def test_a_connection_without_any_answer_is_given_up(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    async with scene.running(ping=0.2) as frontend:
        await scene.connected(frontend)
        first = slack.sockets.connections[0]
        slack.deafen(silent=True)
        await scene.until(lambda: slack.sockets.connections not in ([first], []))
        await scene.connected(frontend)
        ann = slack.person("ann")
        said = ann.says(ann.dm, "are you back?")
        await scene.until(lambda: slack.deliveries[-1].acked)
    assert await scene.texts(ann.dm.id, said["ts"]) == ["are you back?"]


async def test_slack_is_away_for_a_while(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    async with scene.running() as frontend:
        await scene.connected(frontend)
        slack.stop()
        await scene.until(lambda: not frontend.state.connected)
        assert frontend.state.missed_since is not None
        slack.start()
        await scene.connected(frontend)


async def test_several_front_ends_share_what_happens(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    async with scene.running() as first, scene.running() as second:
        await scene.connected(first)
        await scene.connected(second)
        said = [ann.says(ann.dm, f"message {number}") for number in range(30)]
        await scene.until(lambda: all(each.acked for each in slack.deliveries))
    taken = [taker.order for taker in scene.takers]
    assert all(taken)
    assert sorted(taken[0] + taken[1]) == [each["ts"] for each in said]


async def test_tokens_may_come_later_and_change(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    scene.given = None
    asked = 0

    async def given() -> Given | None:
        nonlocal asked
        asked += 1
        return scene.given

    frontend = scene.frontend()
    task = asyncio.create_task(frontend.run_for_ever(given))
    await scene.until(lambda: asked > 2)
    assert slack.calls == []
    assert not frontend.state.connected
    scene.given = scene.tokens()
    await scene.connected(frontend)
    [first] = slack.sockets.connections
    scene.given = scene.tokens(rooms=("general",))
    await scene.until(lambda: slack.sockets.connections not in ([], [first]))
    scene.given = None
    await scene.until(lambda: slack.sockets.connections == [])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_wrong_bot_token_is_said_once_and_tried_no_more(
    hearing_scene: Scene,
) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    scene.given = scene.tokens(bot_token="xoxb-wrong")
    async with scene.running() as frontend:
        await scene.until(lambda: frontend.state.wrong)
        assert "bot token" in frontend.state.wrong
        assert "xoxb-wrong" not in frontend.state.wrong
        assert len(slack.called("auth.test")) == 1
        assert ("connected", "slack", 0) in scene.telemetry.facts
        scene.given = scene.tokens()
        await scene.connected(frontend)
        assert frontend.state.wrong == ""


async def test_a_wrong_app_token_is_said_too(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    scene.given = scene.tokens(app_token=slack.bot_token)
    async with scene.running() as frontend:
        await scene.until(lambda: frontend.state.wrong)
        assert "connections:write" in frontend.state.wrong
        assert len(slack.called("apps.connections.open")) == 1


async def test_slack_is_out_of_reach_at_the_start(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    slack.faults.fail("auth.test", times=1)
    slack.faults.storm("apps.connections.open", retry_after=1, times=1)
    async with scene.running() as frontend:
        await scene.connected(frontend)
        assert frontend.state.wrong == ""


async def test_proxies_are_used_only_where_they_are_meant(
    hearing_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert proxy_for("wss://wss-primary.slack.com/link") is None
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert proxy_for("wss://wss-primary.slack.com/link") == "http://proxy.example:3128"
    async with hearing_scene.running() as frontend:
        await hearing_scene.connected(frontend)


async def test_what_was_taken_is_finished_at_the_end(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    going_on, begun = asyncio.Event(), asyncio.Event()

    async def before(event: Mapping[str, Any]) -> None:
        begun.set()
        await going_on.wait()

    scene.before = before
    frontend = scene.frontend()

    async def given() -> Given | None:
        return scene.given

    task = asyncio.create_task(frontend.run_for_ever(given))
    await scene.connected(frontend)
    said = ann.says(ann.dm, "one last thing")
    await begun.wait()
    task.cancel()
    await asyncio.sleep(0)
    going_on.set()
    await asyncio.gather(task, return_exceptions=True)
    await scene.until(lambda: slack.deliveries[-1].acked)
    assert await scene.texts(ann.dm.id, said["ts"]) == ["one last thing"]


async def test_messages_of_one_thread_keep_their_order(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    held = asyncio.Event()

    async def before(event: Mapping[str, Any]) -> None:
        if event["text"] == "first":
            await held.wait()

    scene.before = before
    async with scene.running() as frontend:
        await scene.connected(frontend)
        root = ann.says(general, f"<@{slack.workspace.bot}> begin")
        await scene.until(lambda: all(each.acked for each in slack.deliveries))
        ann.says(general, "first", thread=root["ts"])
        ann.says(general, "second", thread=root["ts"])
        other = ann.says(ann.dm, "elsewhere")
        await scene.until(lambda: slack.deliveries[-1].acked)
        held.set()
        await scene.until(lambda: all(each.acked for each in slack.deliveries))
    assert await scene.texts(general.id, root["ts"]) == [
        f"<@{slack.workspace.bot}> begin",
        "first",
        "second",
    ]
    assert await scene.texts(ann.dm.id, other["ts"]) == ["elsewhere"]

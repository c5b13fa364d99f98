"""Payloads as Slack documents them, one for each kind of event and interaction, replayed."""

import json
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.async_app import AsyncBoltRequest

from bot.slack.scopes import EVENTS
from service.domain.events import Kind
from service.domain.states import State
from tests.bot.slack.receiving.scene import Scene, notices
from tests.servers.slack.person import Person
from tests.servers.slack.workspace import Channel, File

HERE = Path(__file__).parent / "payloads"
ROOT = "1731942855.000100"
NAMES = sorted(path.stem for path in HERE.glob("*.json"))
STARTS = ("message", "app_mention", "message_group", "message_im", "message_mpim")
STEERS = {
    "message_thread": "use the cache",
    "thread_broadcast": "and say why",
    "me_message": "hopes for green",
    "file_share": "see the log",
}
IGNORED = (
    *("message_unfurled", "message_replied", "bot_message", "bot_user_message"),
    *("channel_join", "channel_topic", "huddle_thread", "app_home_messages"),
    *("block_actions_link", "channel_unarchive", "group_unarchive"),
)
LOSES = ("message_tombstone", "channel_left", "channel_deleted", "channel_archive")


class Replay:
    """Brings recorded payloads to the app, in the names of this workspace."""

    def __init__(self, scene: Scene, ann: Person, general: Channel) -> None:
        workspace = scene.slack.workspace
        group = scene.slack.channel("private", ann, private=True)
        several = scene.slack.channel("several", ann, private=True)
        workspace.files["F07FILE01"] = File("F07FILE01", "build.log", ann.id, 5, b"red!\n")
        self._scene = scene
        self._known = {
            "https://files.slack.com": scene.slack.core.address,
            "T061EG9R6": workspace.team,
            "U061F7AUR": ann.id,
            "U0HEDDLE9": workspace.bot,
            "B0HEDDLE9": workspace.bot_id,
            "C0LAN2Q65": general.id,
            "G0LAN2Q65": group.id,
            "G0MPIM265": several.id,
            "D024BE91L": ann.dm.id,
        }

    def payload(self, name: str) -> dict[str, Any]:
        text = (HERE / f"{name}.json").read_text("utf-8")
        for recorded, here in self._known.items():
            text = text.replace(recorded, here)
        found: dict[str, Any] = json.loads(text)
        return found

    async def __call__(self, name: str) -> str:
        """Return what the app acknowledges with."""
        request = AsyncBoltRequest(mode="socket_mode", body=self.payload(name))
        response = await self._scene.receiving.app.async_dispatch(request)
        assert response.status == 200, name
        await self._scene.receiving.drained()
        return response.body


@pytest.fixture
def replay(scene: Scene, ann: Person, general: Channel) -> Replay:
    return Replay(scene, ann, general)


@pytest.fixture
async def number(scene: Scene, replay: Replay) -> int:
    """The session that the recorded mention starts."""
    await replay("message")
    [session] = await scene.sessions()
    return session.number


def test_there_is_one_of_every_event() -> None:
    recorded = {json.loads((HERE / f"{name}.json").read_text()).get("type") for name in NAMES}
    assert recorded >= {"event_callback", "block_actions", "view_submission"}
    types = {
        json.loads((HERE / f"{name}.json").read_text()).get("event", {}).get("type")
        for name in NAMES
    }
    assert types >= {each.partition(".")[0] for each in EVENTS}


@pytest.mark.parametrize("name", STARTS)
async def test_starts(name: str, scene: Scene, replay: Replay) -> None:
    await replay(name)
    [session] = await scene.sessions()
    assert session.title in ("fix the build", "compare the papers")
    await replay(name)
    assert len(await scene.events(session.number, Kind.MESSAGE)) == 1


@pytest.mark.parametrize("name", STEERS)
async def test_steers(name: str, scene: Scene, replay: Replay, number: int) -> None:
    await replay(name)
    await replay(name)
    event = (await scene.events(number, Kind.MESSAGE))[-1]
    assert event.payload["text"] == STEERS[name]
    assert len(await scene.texts(number)) == 2
    files = [each["name"] for each in event.payload.get("attachments") or ()]
    assert files == (["build.log"] if name == "file_share" else [])


async def test_edits_and_deletes(scene: Scene, replay: Replay, number: int) -> None:
    await replay("message_thread")
    await replay("message_changed")
    assert (await scene.texts(number))[-1] == "use the new cache"
    await replay("message_deleted")
    assert (await scene.texts(number))[-1] == ""


@pytest.mark.parametrize("name", IGNORED)
async def test_is_ignored(
    name: str, scene: Scene, replay: Replay, ann: Person, number: int
) -> None:
    await replay("message_thread")
    before = len(scene.slack.calls)
    await replay(name)
    assert await scene.texts(number) == ["fix the build", "use the cache"]
    assert len(await scene.sessions()) == 1
    assert notices(ann) == []
    assert len(scene.slack.calls) == before


@pytest.mark.parametrize("name", LOSES)
async def test_loses_its_thread(name: str, scene: Scene, replay: Replay, number: int) -> None:
    await replay(name)
    session = await scene.session(number)
    card = await scene.read(lambda reads: reads.card(session.number))
    assert card is not None
    assert card.lost


@pytest.mark.parametrize("name", ["group_left", "group_deleted", "group_archive"])
async def test_another_room_is_gone(name: str, scene: Scene, replay: Replay, number: int) -> None:
    await replay(name)
    session = await scene.session(number)
    card = await scene.read(lambda reads: reads.card(session.number))
    assert card is not None
    assert not card.lost


@pytest.mark.parametrize("name", ["agent_session_stopped", "block_actions"])
async def test_stops(name: str, scene: Scene, replay: Replay, number: int) -> None:
    await replay(name)
    assert (await scene.session(number)).state is State.STOPPED


async def test_the_rest_does_what_it_says(
    scene: Scene, replay: Replay, ann: Person, number: int
) -> None:
    await replay("app_home_opened")
    assert ann.home is not None
    await replay("member_joined_channel")
    assert "Mention me" in notices(ann)[0]
    assert "fix the build" in await replay("slash_command")
    await replay("view_submission")
    assert (await scene.texts(number))[-1] == "use the other cache"
    await replay("block_actions_menu")
    assert (await scene.person_of(ann)).cap == 2
    await replay("user_change")
    session = await scene.session(number)
    assert session.state is State.PARKED or session.park_asked

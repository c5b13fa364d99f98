"""A role that a channel lets steer, end to end: real processes, and people in a Discord server."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from service.domain import demo
from tests.channels.promises.by_discord import Discord, discord, text_of
from tests.e2e.discording import ends_well, marks, replies, thread_of
from tests.e2e.running import wait_until
from tests.e2e.slacking import CLAIMED
from tests.servers.discord import schemas
from tests.servers.discord.components import walk
from tests.servers.discord.interactions import Interaction
from tests.servers.discord.person import Person

Json = dict[str, Any]
pytestmark = pytest.mark.timeout(300)
KINDLY = "belongs to Ann, who lets you in with"


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Discord]:
    """A server in which Ann, who manages it, lets a role steer."""
    schemas.needed()
    with discord(tmp_path, direct=False) as running:
        server, ann = running.discord, running.discord.person("ann")
        server.role("chief", "manage_channels")
        server.sets_roles(ann, "chief")
        server.sets_roles(server.person("cara"), "ops")
        assert running.room is not None
        asked = answered(running, ann.slash("/heddle room", running.room))
        chosen = {"steer": "roles", "roles": [server.role("ops").id]}
        assert "who has one of the roles" in answered(running, ann.submits(asked, chosen)).text
        yield running


def answered(front: Discord, done: Interaction) -> Interaction:
    """Wait until Discord shows what became of it."""
    front.discord.until(lambda: done.answered and not done.loading, 30)
    return done


def presses(front: Discord, who: Person, root: str, label: str) -> Interaction:
    """Press a button in the thread on a message once it stands there."""

    def found() -> bool:
        return label in labels()

    def labels() -> set[str]:
        return {str(each.get("label")) for sent in replies(front, root) for each in held(sent)}

    wait_until(found, f"a button {label}", CLAIMED)
    sent = next(
        each
        for each in reversed(replies(front, root))
        if label in {button.get("label") for button in held(each)}
    )
    return answered(front, who.presses(sent, label))


def held(message: Json) -> list[Json]:
    return [each for each in walk(message.get("components") or []) if each["type"] == 2]


def reads(front: Discord, root: str, *words: str) -> Callable[[], bool]:
    """Return what tells whether some message of the thread has all the words."""

    def told() -> bool:
        return any(all(w in text_of(each) for w in words) for each in replies(front, root))

    return told


def test_who_has_the_role_answers_redirects_and_stops_and_strangers_do_not(
    front: Discord,
) -> None:
    ann, cara, bob = (front.discord.person(name) for name in ("ann", "cara", "bob"))
    assert front.room is not None
    root = ann.says(front.room, f"{front.discord.bot.mention} {demo.DECIDE}")["id"]
    assert KINDLY in presses(front, bob, root, "Adyen").text
    assert KINDLY in presses(front, bob, root, "Stop").text
    presses(front, cara, root, "Adyen")
    ends_well(front, root)
    assert reads(front, root, "Decided: Adyen.")()
    told = reads(front, root, "Answered by Cara on Discord at", "Adyen")
    direct = [text_of(each) for each in front.told(ann.dm)]
    assert told() or any("Answered by Cara on Discord at" in each for each in direct)

    root = ann.says(front.room, f"{front.discord.bot.mention} {demo.HANDBOOK}")["id"]
    refused = presses(front, bob, root, "Redirect…")
    assert KINDLY in refused.text
    assert refused.modal is None
    form = presses(front, cara, root, "Redirect…")
    answered(front, cara.submits(form, {"text": "Two sections *only*"}))
    quoted = reads(front, root, "Cara redirected session 2:", "> Two sections \\*only\\*")
    wait_until(quoted, "who redirected it, with which words", CLAIMED)
    thread = thread_of(front, root)
    assert thread is not None
    refused = answered(front, bob.slash("/heddle stop", thread))
    assert KINDLY in refused.text
    assert (
        "You have no session 2"
        in answered(front, cara.slash("/heddle stop session:2", front.room)).text
    )
    presses(front, cara, root, "Stop")
    wait_until(lambda: marks(front, root) == {"🛑"}, "it is stopped", CLAIMED)

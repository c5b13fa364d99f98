"""A deployment in which everything happens that a metric counts: the good and the bad."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.inbound.inbound import Inbound
from service.adapters.clock.system import SystemClock
from service.adapters.push.pusher import Pushes
from service.domain import demo
from service.domain.ids import SessionNumber
from service.domain.items import STOP
from service.domain.receipts import receipt_key
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.settings.groups import Models
from service.usecases.receive import Arrival, receive
from tests.channels.promises import by_discord, by_slack
from tests.channels.promises.by_discord import Discord
from tests.channels.promises.by_slack import Slack
from tests.channels.promises.front import Talk as Talking
from tests.e2e import discording, slacking
from tests.e2e.running import Up, running, wait_until
from tests.e2e.talking import Talk, talking
from tests.servers.discord.server import FakeDiscord
from tests.servers.ntfy import NtfyServer, press
from tests.servers.openai import Exchange, OpenAiServer
from tests.servers.openai_replies import calls, fails, says
from tests.servers.slack.server import FakeSlack

BUSY, CALM, BROKEN = "openai/gpt-4o-mini", "openai/gpt-4o", "openai/gpt-4.1"
ASTRAY, JUDGE = "openai/gpt-4.1-mini", "openai/gpt-4.1-nano"
MODELS = Models(
    default="demo",
    judge="judge",
    aliases={
        "busy": [BUSY],
        "either": [BUSY, CALM],
        "broken": [BROKEN, CALM],
        "astray": [ASTRAY],
        "judge": [JUDGE],
    },
)
STEPS, LONG = 12, (20_000, 100)
"""What an agent off its course does before it ends, and the tokens of each of its calls."""
LIMITED = 3
"""Calls that the busy model refuses, each for a second."""


@dataclass(slots=True)
class Deployment:
    """What runs, and how to talk to it."""

    up: Up
    slack: Slack
    discord: Discord
    ntfy: NtfyServer
    talk: Talk
    phones: Inbound


@asynccontextmanager
async def deployed(folder: Path, **more: str) -> AsyncIterator[Deployment]:
    """Start a heddle with Slack, Discord, phones and a provider that has its moods."""
    provider = OpenAiServer(_Moods().behave)
    async with provider.running():
        with ExitStack() as open_:
            slack, discord = open_.enter_context(FakeSlack()), open_.enter_context(FakeDiscord())
            ntfy = open_.enter_context(NtfyServer())
            variables = {
                **by_slack.variables(slack),
                **by_discord.variables(discord),
                "HEDDLE_PUSH__NTFY_SERVER": ntfy.url,
                "HEDDLE_MODELS__BASE_URL": provider.base,
                "HEDDLE_MODELS__ALIASES": json.dumps(MODELS.aliases),
                "HEDDLE_MODELS__DEFAULT": MODELS.default,
                "HEDDLE_MODELS__JUDGE": "judge",
                "HEDDLE_WATCH__DRIFT__SOONEST": "5",
                "HEDDLE_WATCH__DRIFT__LATEST": "5",
                "HEDDLE_WORKER__PROCESSES": "2",
                "HEDDLE_NOTIFY__RESULT_AFTER": "1",
                "OPENAI_API_KEY": "not-a-key",
            }
            up = await asyncio.to_thread(
                open_.enter_context, running(folder / "data", **variables, **more)
            )
            await asyncio.to_thread(slack.until, lambda: slack.sockets.connections, 30)
            await asyncio.to_thread(discord.until, lambda: discord.identified, 30)
            async with talking(up.folder, MODELS) as talk:
                pushes = Pushes(SystemClock(), ntfy.url)
                yield Deployment(
                    up,
                    Slack(up, slack, direct=False),
                    Discord(up, discord, direct=False),
                    ntfy,
                    talk,
                    Inbound(talk.service.ports, pushes),
                )
                await pushes.close()


class _Moods:
    """The busy model is limited at first, the broken one fails once; the calm one never."""

    def __init__(self) -> None:
        self._limited, self._broken = 0, 0

    async def behave(self, exchange: Exchange) -> None:
        model = exchange.body["model"]
        left = {
            "x-ratelimit-remaining-requests": "40",
            "x-ratelimit-limit-requests": "50",
            "x-ratelimit-reset-requests": "30s",
            "x-ratelimit-remaining-tokens": "9000",
            "x-ratelimit-limit-tokens": "10000",
            "x-ratelimit-reset-tokens": "6s",
        }
        if BUSY.endswith(model) and self._limited < LIMITED:
            self._limited += 1
            await fails(429, "too many requests", headers={"retry-after": "1", **left})(exchange)
        elif BROKEN.endswith(model) and self._broken < 1:
            self._broken += 1
            await fails(500)(exchange)
        elif ASTRAY.endswith(model) and (step := _steps(exchange)) < STEPS:
            arguments = json.dumps({"path": f"website/page{step}.css", "content": "color: red"})
            await calls((0, f"c{step}", "write_file", arguments), usage=LONG)(exchange)
        elif ASTRAY.endswith(model):
            await calls((0, "f", "finish", json.dumps({"summary": "All done."})))(exchange)
        else:
            await says("Good morning, all is done.", headers=left)(exchange)


def _steps(exchange: Exchange) -> int:
    return sum(each["role"] == "tool" for each in exchange.body["messages"])


async def everything_happens(there: Deployment) -> None:
    """Let each kind of thing happen once at least; return when all of it has."""
    await asyncio.gather(
        asyncio.to_thread(_in_slack, there.slack),
        asyncio.to_thread(_in_discord, there.discord),
        _limits(there.talk),
        _on_a_phone(there),
    )
    await asyncio.to_thread(_misfortunes, there)


def _in_slack(front: Slack) -> None:
    """Sessions that end, ask, loop; a rate limit and an outage of the platform."""
    front.slack.faults.storm("chat.postMessage", retry_after=1, times=2)
    ann, bob = front.person("ann"), front.person("bob")
    assert front.room is not None
    begun = [ann.start(demo.HAIKU)[1], ann.start(demo.LETTER)[1]]
    looping, _ = bob.start(demo.LOOP)
    for answer in ("Stripe", "Adyen"):
        asking, sent = bob.start(demo.DECIDE)
        wait_until(partial(_offers, asking, answer), "the question's buttons")
        asking.press(answer)
        slacking.ends_well(front, front.room, sent.message["ts"])
    wait_until(partial(_offers, looping, STOP), "the alert's buttons")
    looping.press(STOP)
    with front.slack.outage():
        front.slack.drop_sockets()
        begun.append(ann.start(demo.NAMES)[1])
    for each in begun:
        slacking.ends_well(front, front.room, each.message["ts"])
    front.slack.deafen()


def _offers(talk: Talking, choice: str) -> bool:
    return choice in talk.choices()


def _in_discord(front: Discord) -> None:
    """A session that ends, and a question that nobody answers."""
    cat = front.person("cat")
    cat.start(demo.DECIDE)
    _, sent = cat.start(demo.HAIKU)
    discording.ends_well(front, sent.message["id"])


async def _limits(talk: Talk) -> None:
    """Sessions with a limited model, with one that has a fallback, and with one that fails."""
    numbers = [
        await _start(talk, model, f"{model}-{each}")
        for model in ("busy", "either", "broken", "astray")
        for each in range(2)
    ]
    for number in numbers:
        await talk.until(number, State.DONE)


async def _start(talk: Talk, model: str, thread: str) -> SessionNumber:
    key = receipt_key("test", "w", "r", thread)
    where = ThreadKey("test", "w", "r", thread)
    arrival = Arrival(key, where, talk.person.id, "Good morning", "test", model=model)
    return (await receive(talk.service.ports, arrival)).session.number


async def _on_a_phone(there: Deployment) -> None:
    """A question is answered by a push's button."""
    talk, ntfy = there.talk, there.ntfy
    added = await there.phones.add_phone(talk.person, "ntfy")
    topic = added.text.split("`")[1]
    await there.phones.set_ladder(talk.person, "phone", important=False)
    number = (await talk.say("asks", demo.DECIDE)).session.number
    (push,) = await asyncio.to_thread(ntfy.published, topic)
    assert (await asyncio.to_thread(press, push)).is_success
    await talk.until(number, State.DONE)


def _misfortunes(there: Deployment) -> None:
    """Workers hang and die, and the queue forgets."""
    front = there.slack
    dan = front.person("dan")
    dan.start(demo.HANDBOOK)
    wait_until(partial(_counts, there, "heddle_worker_turns"), "a worker holds a turn")
    workers = [each for each in there.up.tree() if "worker" in each.cmdline()]
    for each in workers:
        each.send_signal(signal.SIGSTOP)
    front.person("eve").start(demo.HAIKU)
    wait_until(partial(_counts, there, "heddle_bell_repairs_total"), "it is rung for again")
    for each in workers:
        each.kill()
    queue = there.up.child("valkey")
    assert queue is not None
    queue.send_signal(signal.SIGSTOP)
    front.person("fay").start(demo.NAMES)
    wait_until(partial(_counts, there, "heddle_hints_lost_total"), "a hint is lost", 120)
    wait_until(partial(_counts, there, "heddle_turns_found_total"), "a turn is found", 60)
    queue.send_signal(signal.SIGCONT)
    wait_until(partial(_counts, there, "heddle_leases_lost_total"), "the lease is judged", 120)
    wait_until(partial(_counts, there, "heddle_watch_judgements_total"), "a judge was asked")
    wait_until(partial(_counts, there, "heddle_channel_deaf_total"), "Slack is found silent", 120)
    front.slack.until(lambda: front.slack.sockets.connections, 30)


def _counts(there: Deployment, name: str) -> bool:
    """Tell whether a metric of the bot's page is above zero."""
    lines = there.up.get("/metrics").text.splitlines()
    found = [each for each in lines if each.startswith((f"{name} ", f"{name}{{"))]
    return any(float(each.rpartition(" ")[2]) > 0 for each in found)

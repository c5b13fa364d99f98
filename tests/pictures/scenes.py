"""Which payloads are drawn, and under which name."""

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.discord.receiving import modals as forms
from bot.discord.rendering import ask as asking
from bot.discord.rendering import card as status
from bot.discord.rendering import digest as summary
from bot.discord.rendering import result as ending
from bot.discord.rendering import splitting as parting
from bot.discord.rendering.parts import Message
from bot.slack.rendering import ask, card, digest, home, modals, result, splitting
from service.domain.checkins import Pace
from service.domain.ids import SessionNumber
from service.domain.rooms import Room, RoomKey
from tests.bot.slack.rendering import scenes
from tests.pictures import discord, html

MODELS: Sequence[str] = ("claude-sonnet", "gpt-5", "demo")
_CHECKOUT = SessionNumber(3)
_QUESTIONS = ("question", "deadline", "many", "long")
_ALERTS = ("failed", "budget", "answered")
_REPLY = "or reply in this thread"


def pages() -> dict[str, str]:
    """Return every picture's page by its name."""
    return {
        **{f"slack-{name}": html.page(body) for name, body in _slack().items()},
        **{f"discord-{name}": discord.page(body) for name, body in _discord().items()},
    }


def _slack() -> dict[str, str]:
    asks = scenes.ask_cards()
    statuses = scenes.status_cards()
    views = {
        "start": modals.start(MODELS, "claude-sonnet", tasks=Pace().names),
        "answer": modals.other(asks["many"]),
        "settings": modals.settings(scenes.home().settings),
        "channel": modals.room(Room(RoomKey("slack", "T1", "C1"), "#checkout"), MODELS, "C1"),
        "redirect": modals.redirect(_CHECKOUT, "Checkout"),
    }
    return {
        "cards": "".join(html.message(card.message(each).blocks) for each in statuses.values()),
        "questions": "".join(
            html.message(ask.message(asks[name], reply=_REPLY).blocks) for name in _QUESTIONS
        ),
        "alerts": "".join(html.message(ask.message(asks[name]).blocks) for name in _ALERTS),
        "result": html.message(result.message(scenes.result()).blocks),
        "answer": "".join(
            html.message(part.blocks) for part in splitting.answer(scenes.ANSWER).parts
        ),
        "morning": html.message(digest.message(scenes.summary()).blocks),
        "home": html.home(home.view(scenes.home())),
        "forms": "".join(html.modal(each) for each in views.values()),
    }


def _discord() -> dict[str, str]:
    asks = scenes.ask_cards()
    questions = (asking.message(asks[name], reply=_REPLY) for name in _QUESTIONS)
    answer = (Message(each) for each in parting.answer(scenes.ANSWER).parts)
    return {
        "cards": _said(*map(status.message, scenes.status_cards().values())),
        "questions": _said(*questions),
        "alerts": _said(*(asking.message(asks[name]) for name in _ALERTS)),
        "result": _said(ending.message(scenes.result())),
        "answer": _said(*answer),
        "morning": _said(summary.message(scenes.summary())),
        "forms": "".join(discord.modal(each) for each in asyncio.run(_forms())),
    }


def _said(*messages: Message) -> str:
    return "".join(discord.message(each) for each in messages)


async def _forms() -> list[dict[str, Any]]:
    """Discord's library makes forms only where something runs."""
    asks = scenes.ask_cards()
    return [
        each.to_dict()
        for each in (
            forms.start(MODELS, "claude-sonnet"),
            forms.other(asks["many"]),
            forms.settings(scenes.home().settings),
        )
    ]

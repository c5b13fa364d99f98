"""Which payloads are drawn, and under which name."""

from collections.abc import Sequence

from bot.slack.rendering import ask, card, digest, home, modals, result, splitting
from service.domain.ids import SessionNumber
from service.domain.rooms import Room, RoomKey
from tests.bot.slack.rendering import scenes
from tests.pictures import html

MODELS: Sequence[str] = ("claude-sonnet", "gpt-5", "demo")


def pages() -> dict[str, str]:
    """Return every picture's page by its name."""
    asks = scenes.ask_cards()
    statuses = scenes.status_cards()
    views = {
        "start": modals.start(MODELS, "claude-sonnet"),
        "answer": modals.other(asks["many"]),
        "settings": modals.settings(scenes.home().settings),
        "channel": modals.room(Room(RoomKey("slack", "T1", "C1"), "#checkout"), MODELS, "C1"),
        "redirect": modals.redirect(SessionNumber(3), "Checkout"),
    }
    bodies = {
        "cards": "".join(html.message(card.message(each).blocks) for each in statuses.values()),
        "questions": "".join(
            html.message(ask.message(asks[name], reply="or reply in this thread").blocks)
            for name in ("question", "deadline", "many", "long")
        ),
        "alerts": "".join(
            html.message(ask.message(asks[name]).blocks)
            for name in ("failed", "budget", "answered")
        ),
        "result": html.message(result.message(scenes.result()).blocks),
        "answer": "".join(
            html.message(part.blocks) for part in splitting.answer(scenes.ANSWER).parts
        ),
        "morning": html.message(digest.message(scenes.summary()).blocks),
        "home": html.home(home.view(scenes.home())),
        "forms": "".join(html.modal(each) for each in views.values()),
    }
    return {name: html.page(body) for name, body in bodies.items()}

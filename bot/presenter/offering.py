"""A message while something is open: what it could be about, as buttons."""

from collections.abc import Sequence

from bot.presenter.cards import Act, Button
from bot.presenter.plaintext import cut, one_line
from service.domain.items import Item
from service.domain.sessions import Session

_TITLE = 40


def offer(message: str, items: Sequence[tuple[Item, Session]]) -> Sequence[Button]:
    """Return a button for each item that is still open, and one for a new session; `message` is
    the platform's id of what was written.
    """
    answers = [
        Button(
            f"Answer {session.number} · {cut(one_line(session.title), _TITLE)}",
            Act.TAKE,
            message,
            session=session.number,
            item=item.id,
        )
        for item, session in items
    ]
    return (*answers, Button("New session", Act.TAKE, message))


def asked() -> str:
    """What who wrote it is told at once."""
    return "What is this about? Choose below."


def still_offered(why: str) -> str:
    """A choice could not be taken."""
    return f"{why} Your message still waits: another button takes it."

"""What somebody wrote who may not write there, as its session's owner reads it."""

from bot.presenter.lists import plain
from bot.presenter.plaintext import cut, one_line
from service.domain import held
from service.domain.held import Held
from service.domain.items import LET_STEER, USE_THIS, Item

_SAID = 1_200
_NAME = 60


def who(item: Item) -> str:
    """Return the name of who wrote it, on one line."""
    return cut(one_line(str(item.facts.get("name", "somebody"))), _NAME)


def text(item: Item) -> str:
    """Write what it asks in Markdown: every message that is held, quoted; once it is over, what
    it was about.
    """
    kept = held.messages(item)
    if not kept:
        return plain(one_line(item.ask))
    quotes = "\n\n".join(_quoted(each) for each in kept)
    away = held.turned_away(item)
    more = f"\n\n{away} more came after that and were not kept." if away else ""
    return f"{plain(who(item))} wrote:\n\n{quotes}{more}"


def _quoted(message: Held) -> str:
    lines = [plain(one_line(line)) for line in cut(message.text.strip(), _SAID).splitlines()]
    if message.attachments:
        lines.append(f"({', '.join(plain(one_line(each.name)) for each in message.attachments)})")
    return "\n".join(f"> {line}".rstrip() for line in lines)


def to_do(item: Item) -> str:
    """Write what can be done about it."""
    return (
        f"“{USE_THIS}” hands it to the agent, “{LET_STEER}” lets {who(item)} write there from now"
        " on as well."
    )


def outcome(item: Item) -> str:
    """Write what became of it, in a word or two; who decided it is told behind that."""
    if item.answer == LET_STEER:
        return f"Taken and {who(item)} let in"
    return "Taken" if item.answer == USE_THIS else "Left out"

"""News of threads, in words: what the agent said and made, and what became of a place."""

from bot.presenter.plaintext import cut, one_line
from bot.presenter.times import clock, span
from service.domain.deliveries import Delivery, DeliveryKind, channel_name
from service.domain.errors import Bug
from service.domain.events import Control
from service.domain.items import Reason
from service.domain.operations import OPERATOR

_TITLE = 60
_UTC = " UTC"
_LISTED = 5
_FEW = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def words(delivery: Delivery, zone: str, now: float) -> tuple[str, str]:
    """Word news that are about no item: their title and body."""
    if delivery.kind is DeliveryKind.AWAY:
        return _away(delivery, zone, now)
    worded = _WORDS.get(delivery.kind)
    if worded is None:
        raise Bug(f"Delivery {delivery.id} is a {delivery.kind}, which is worded elsewhere.")
    return worded(delivery)


def _too_late(delivery: Delivery) -> tuple[str, str]:
    facts = delivery.facts
    title, number = cut(one_line(str(facts["title"])), _TITLE), int(facts["session"])
    return f"{number} · {title}: too late", one_line(str(facts["why"]))


def _stopped(delivery: Delivery) -> tuple[str, str]:
    """Say that the operator stopped a session, why, and how it goes on."""
    facts = delivery.facts
    number, title = int(facts["session"]), cut(one_line(str(facts["title"])), _TITLE)
    why = one_line(str(facts["reason"])).rstrip(".")
    return (
        f"{number} · {title}: stopped",
        f"By {OPERATOR}{f': {why}' if why else ''}. What it made so far is kept."
        " A message in its thread goes on with it.",
    )


def _steered(delivery: Delivery) -> tuple[str, str]:
    """Say who changed a session's course, and with which words."""
    facts = delivery.facts
    name, number = cut(one_line(str(facts["name"])), _TITLE), int(facts["session"])
    did = {
        Control.REDIRECT: f"{name} redirected session {number}",
        Control.RETRY: f"{name} had session {number} try again, with a hint",
    }
    return f"{did[Control(facts['order'])]}:", str(facts["text"])


def _written(delivery: Delivery) -> tuple[str, str]:
    """Say who wrote to a session, and where that was; the words themselves are quoted."""
    facts = delivery.facts
    name, where = cut(one_line(str(facts["name"])), _TITLE), channel_name(str(facts["via"]))
    if facts["note"]:
        return f"{name} left session {int(facts['session'])} a note, for its next turn:", ""
    return f"{name} on {where}:", ""


def _back(delivery: Delivery) -> tuple[str, str]:
    """Say that a provider answers again, and what goes on."""
    facts = delivery.facts
    took, numbers = span(float(facts["until"]) - float(facts["since"])), list(facts["sessions"])
    down = facts["reason"] == Reason.PROVIDER_DOWN
    was = f"It was down for {took}" if down else f"It limited calls for {took}"
    on = "goes on" if len(numbers) == 1 else "go on"
    title = f"{cut(one_line(str(facts['provider'])), _TITLE)} answers again."
    return title, f"{was}. {_sessions(numbers).capitalize()} {on} by {_itself(numbers)}."


def _itself(numbers: list[int]) -> str:
    return "itself" if len(numbers) == 1 else "themselves"


def _answered(delivery: Delivery) -> tuple[str, str]:
    number = int(delivery.facts["session"])
    return f"Session {number} has answered.", _how_to_see(number)


def _made(delivery: Delivery) -> tuple[str, str]:
    number, paths = int(delivery.facts["session"]), list(delivery.facts["paths"])
    what = "a file" if len(paths) == 1 else f"{_number(len(paths))} files"
    return f"Session {number} has made {what}.", _how_to_see(number)


def _offered(delivery: Delivery) -> tuple[str, str]:
    return "What is this about?", one_line(str(delivery.facts["excerpt"]))


def _away(delivery: Delivery, zone: str, now: float) -> tuple[str, str]:
    """Write "Away 14:02–14:11, picked up your three messages." and what could not be read."""
    since, until = float(delivery.facts["since"]), float(delivery.facts["until"])
    count = int(delivery.facts["count"])
    start, end = clock(since, now, zone), clock(until, now, zone)
    # The zone is named once.
    between = f"{start.removesuffix(_UTC) if end.endswith(_UTC) else start}–{end}"
    between = f"for a moment at {end}" if start == end else between
    what = "your message" if count == 1 else f"your {_number(count)} messages"
    told = f", picked up {what}" if count else ""
    unread = [one_line(str(each)) for each in delivery.facts["unread"]]
    return f"Away {between}{told}.", _unread(unread)


def _unread(places: list[str]) -> str:
    if not places:
        return ""
    more = len(places) - _LISTED
    named = ", ".join(places[:_LISTED]) + (f" and {more} more" if more > 0 else "")
    return f"Could not be read: {named}. What was written there meanwhile: write it again."


def _adrift(delivery: Delivery) -> tuple[str, str]:
    """Say that a thread is gone, which sessions were in it, and how they go on."""
    facts = delivery.facts
    number, title = int(facts["session"]), cut(one_line(str(facts["title"])), _TITLE)
    others = [int(each) for each in facts["others"]]
    theirs = "their threads" if others[1:] else "its thread"
    also = f" {_sessions(others).capitalize()} lost {theirs} too."
    also, whose = (also, "they say and ask") if others else ("", "it says and asks")
    why = one_line(str(facts["why"])).rstrip(".")
    return (
        f"{number} · {title}: lost its thread.",
        f"{why}.{also} The work is safe: what {whose} comes here from now on."
        f" {_how_to_see(number)}",
    )


def _sessions(numbers: list[int]) -> str:
    named = ", ".join(str(each) for each in numbers[:_LISTED])
    more = len(numbers) - _LISTED
    return f"session{'s' if len(numbers) > 1 else ''} {named}" + (
        f" and {more} more" if more > 0 else ""
    )


def _how_to_see(number: int) -> str:
    return f"`/heddle status {number}` shows how it stands."


def _number(count: int) -> str:
    return _FEW[count] if count < len(_FEW) else f"{count:,}"


_WORDS = {
    DeliveryKind.ANSWER: _answered,
    DeliveryKind.FILES: _made,
    DeliveryKind.OFFER: _offered,
    DeliveryKind.ADRIFT: _adrift,
    DeliveryKind.TOO_LATE: _too_late,
    DeliveryKind.STEERED: _steered,
    DeliveryKind.BACK: _back,
    DeliveryKind.STOPPED: _stopped,
    DeliveryKind.WRITTEN: _written,
}

"""What a notification says: title and body, plain text, read by somebody just woken.

The title alone says which session it is and what it wants; the body what to do about it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.presenter import news
from bot.presenter.items import LONGEST, asks, deadline, headline
from bot.presenter.plaintext import cut, one_line
from bot.presenter.preferences import between
from bot.presenter.times import cents, clock, span
from bot.presenter.todo import to_do
from service.domain.deliveries import Delivery, DeliveryKind
from service.domain.items import Item, ItemKind
from service.domain.preferences import Preferences
from service.domain.sessions import Session

Pair = tuple[Item, Session]
_LISTED = 10
_FULL = 1_000
_LABEL = 60
_A_WHILE = 60.0
_ORDER = (
    ItemKind.QUESTION,
    ItemKind.BUDGET,
    ItemKind.ALERT,
    ItemKind.HELD,
    ItemKind.CHECK_IN,
    ItemKind.RESULT,
)
_NOUNS = {
    ItemKind.QUESTION: ("question", "questions"),
    ItemKind.BUDGET: ("budget", "budgets"),
    ItemKind.ALERT: ("alert", "alerts"),
    ItemKind.HELD: ("held message", "held messages"),
    ItemKind.RESULT: ("result", "results"),
    ItemKind.CHECK_IN: ("check-in", "check-ins"),
}
_MORNING = {**_NOUNS, ItemKind.ALERT: ("failure", "failures")}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification's words: the title is one line of at most 120 characters."""

    title: str
    body: str = ""


def notice(
    delivery: Delivery, items: Sequence[Pair], preferences: Preferences, now: float
) -> Notice:
    """Word a delivery. `items` are those of it that are still open, the most urgent first."""
    match delivery.kind:
        case DeliveryKind.ASK:
            return _ask(delivery, items, preferences, now)
        case DeliveryKind.DIGEST:
            return _digest(delivery, items)
        case DeliveryKind.SUMMARY:
            return _summary(delivery, items, preferences, now)
        case DeliveryKind.PUSH_FAILED:
            return _push_failed(delivery, items)
        case DeliveryKind.PHONE_TEST:
            return Notice("heddle reaches you here", "This is a test: nothing needs you.")
        case DeliveryKind.PHONE_WORKS:
            return _phone_works(delivery)
        case DeliveryKind.OUTCOME:
            return Notice(headline(*items[0]) if items else "This is settled.")
        case _:
            return Notice(*news.words(delivery, preferences.zone, now))


def _ask(delivery: Delivery, items: Sequence[Pair], preferences: Preferences, now: float) -> Notice:
    if not items:
        return Notice("This is settled.")
    item, session = items[0]
    title, said = headline(item, session), asks(item)
    waited = now - item.opened_at
    due = deadline(item, preferences.zone)
    lines = [
        "" if title.endswith(said) else cut(said, _FULL),
        _why_you(delivery, item),
        f"{due}." if due else "",
        to_do(item),
        f"Waiting for {span(waited)}." if waited >= _A_WHILE and _waits(item) else "",
        room_left(delivery, preferences, now),
    ]
    return Notice(title, "\n".join(line for line in lines if line))


def _waits(item: Item) -> bool:
    """Tell whether an agent waits for it."""
    return item.kind not in (ItemKind.RESULT, ItemKind.HELD, ItemKind.CHECK_IN)


def _why_you(delivery: Delivery, item: Item) -> str:
    if "for" in delivery.facts:
        return "It is a colleague's, who has not answered; you may."
    if "handed_by" in item.facts:
        return f"{one_line(item.facts['handed_by'])} handed it to you."
    if "objected" in item.facts:
        return f"{one_line(item.facts['objected'])} objected to the default; it is still open."
    return ""


def room_left(delivery: Delivery, preferences: Preferences, now: float) -> str:
    """Say until when only what is important still comes; empty where everything does."""
    until = delivery.facts.get("last")
    if until is None:
        return ""
    at = clock(float(until), now, preferences.zone)
    return f"That was a lot for one hour: until {at} only what is important still comes."


def _digest(delivery: Delivery, items: Sequence[Pair]) -> Notice:
    if not items:
        return Notice("Nothing needs you any more.")
    count, whole = _standing_for(delivery, items)
    what = _needing(items) if whole else f"{count:,} things need you"
    news = whole and all(item.is_news for item, _ in items)
    title = f"{what}. {'First' if news else 'Most urgent'}: {headline(*items[0])}"
    return Notice(cut(title, LONGEST), _listed(items, count))


def _needing(items: Sequence[Pair]) -> str:
    """Write how many things need somebody; what is only news needs nobody."""
    needs = [pair for pair in items if not pair[0].is_news]
    results = _counted([pair for pair in items if pair[0].is_news], _NOUNS)
    if not needs:
        return f"{results} {'is' if len(items) == 1 else 'are'} in"
    counted, verb = _counted(needs, _NOUNS), "needs" if len(needs) == 1 else "need"
    if "," not in counted:
        told = f"{counted} {verb} you"
    else:
        told = f"{len(needs)} things {verb} you: {counted}"
    return f"{told}; {results}" if results else told


def _summary(
    delivery: Delivery, items: Sequence[Pair], preferences: Preferences, now: float
) -> Notice:
    count, whole = _standing_for(delivery, items)
    happened = _counted(items, _MORNING) if whole else f"{count:,} things"
    spent = float(delivery.facts.get("spent_usd", 0.0))
    parts = [happened or "all is settled", f"{cents(spent)} spent" if spent else ""]
    told = ", ".join(part for part in parts if part)
    title = f"While it was quiet ({_quiet(delivery, preferences, now)}): {told}."
    in_order = sorted(items, key=lambda pair: _ORDER.index(pair[0].kind))
    return Notice(cut(title, LONGEST), _listed(in_order, count))


def _quiet(delivery: Delivery, preferences: Preferences, now: float) -> str:
    hours = preferences.quiet_hours
    if hours is not None:
        return between(hours)
    since, until = (float(delivery.facts[name]) for name in ("since", "until"))
    return f"{clock(since, now, preferences.zone)}–{clock(until, now, preferences.zone)}"


def _phone_works(delivery: Delivery) -> Notice:
    took = span(float(delivery.facts["seconds"]))
    return Notice(f"{_label(delivery)} works: your tap took {took}.")


def _label(delivery: Delivery) -> str:
    return cut(one_line(str(delivery.facts["label"])), _LABEL)


def _push_failed(delivery: Delivery, items: Sequence[Pair]) -> Notice:
    lines = [
        one_line(str(delivery.facts["failure"])),
        *(headline(item, session) for item, session in items[:_LISTED]),
        "`!phone test` tries it again, `!phone list` shows your phones.",
    ]
    return Notice(f"A push to {_label(delivery)} failed.", "\n".join(lines))


def _standing_for(delivery: Delivery, items: Sequence[Pair]) -> tuple[int, bool]:
    """Return how many things it stands for now, and whether `items` are all of them."""
    named, count = len(delivery.facts["items"]), int(delivery.facts["count"])
    return len(items) + max(0, count - named), count <= named


def _counted(items: Sequence[Pair], nouns: dict[ItemKind, tuple[str, str]]) -> str:
    """Write how many of each kind: "2 questions, 1 alert"."""
    found = Counter(item.kind for item, _ in items)
    return ", ".join(
        f"{found[kind]} {nouns[kind][found[kind] != 1]}" for kind in _ORDER if found[kind]
    )


def _listed(items: Sequence[Pair], count: int) -> str:
    lines = [headline(item, session) for item, session in items[:_LISTED]]
    if count > len(lines):
        lines.append(f"And {count - len(lines):,} more in your inbox.")
    return "\n".join(lines)

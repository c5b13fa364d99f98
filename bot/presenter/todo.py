"""What a person can do about an attention item, in a sentence of plain text."""

from collections.abc import Sequence

from bot.presenter import checking_in, letting_in
from bot.presenter.plaintext import cut, one_line
from bot.presenter.times import cents, span
from service.domain.items import OBJECT, YES_NOW, Item, ItemKind, Reason

_CHOICE = 60
_LINK = 500


def to_do(item: Item) -> str:
    """Write what it waits for, or what there is to know; the ask itself is told before."""
    match item.kind:
        case ItemKind.QUESTION:
            return _answer(item)
        case ItemKind.RESULT:
            return _result(item)
        case ItemKind.BUDGET:
            return f"It waits for you: {_either(item.choices)}."
        case ItemKind.ALERT:
            return _alert(item)
        case ItemKind.HELD:
            return letting_in.to_do(item)
        case ItemKind.CHECK_IN:
            return checking_in.to_do(item)


def _answer(item: Item) -> str:
    if item.decide_at is not None:
        return (
            f"“{YES_NOW}” takes it at once, “{OBJECT}” keeps it open; or answer in your own words."
        )
    offered = f"{_either(item.choices)}, or " if item.choices else ""
    told = f"Answer {offered}in your own words."
    if item.default:
        told = f"{told} The agent would take {cut(one_line(item.default), _CHOICE)}."
    return told


def _result(item: Item) -> str:
    facts = item.facts
    files = int(facts.get("files", 0))
    parts = [
        f"Took {span(float(facts['seconds']))}" if "seconds" in facts else "",
        f"{files} {'file' if files == 1 else 'files'} saved" if files else "",
        f"{cents(float(facts['cost_usd']))}" if facts.get("cost_usd") else "",
    ]
    told = ", ".join(part for part in parts if part)
    return f"{told}." if told else ""


def _alert(item: Item) -> str:
    match item.reason:
        case Reason.CAPTURE_FAILED:
            return f"Its result is not saved yet: {_either(item.choices)}."
        case Reason.NO_WORKER:
            return (
                "It goes on by itself once a worker of that pool takes it. If none will, stop it"
                " and start it anew in another pool."
            )
        case Reason.TURN_FAILED:
            return "Nothing is lost. Retry, with a hint if you have one, or dismiss."
        case Reason.STOPPED_SHORT:
            return "Retry, with a hint if you have one, or dismiss."
        case Reason.STUCK | Reason.DRIFT:
            return f"It still works on: {_either(item.choices)}."
        case Reason.IDLE:
            return f"It still waits for it: {_either(item.choices)}."
        case Reason.PROVIDER_DOWN | Reason.RATE_LIMITED:
            return _provider(item)
        case Reason.OPERATIONS:
            return _operations(item)
        case Reason.NONE:
            return f"{_either(item.choices)}." if item.choices else ""


def _provider(item: Item) -> str:
    """Say what heddle does about a provider that is down or limits."""
    fallbacks = _either(item.facts.get("fallbacks", ()))
    does = (
        f"asks again by itself, or goes on with {fallbacks}"
        if fallbacks
        else "asks again by itself"
    )
    return f"Nothing is lost: heddle {does}, as soon as it can."


def _operations(item: Item) -> str:
    """Name the pages that help."""
    pages = ", ".join(_page(one_line(each)) for each in item.facts["runbooks"])
    told = "It closes by itself when it is over."
    return f"What to do: {pages}. {told}" if pages else told


def _page(page: str) -> str:
    """Write where a page is; a link in full, because half of one leads nowhere."""
    return cut(page, _LINK if page.startswith(("http://", "https://")) else _CHOICE)


def _either(choices: Sequence[str]) -> str:
    said = [cut(one_line(each), _CHOICE) for each in choices]
    return " or ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)

"""Why a session stands where it does in lists and on boards, in a few words."""

from bot.presenter.times import span
from service.domain.items import Item, ItemKind, Reason
from service.domain.outlook import Level, Outlook, Sign

_SHOWN = 3
_KINDS = {ItemKind.HELD: "held message"}
_REASONS = {
    Reason.CAPTURE_FAILED: "not saved",
    Reason.TURN_FAILED: "failed",
}


def why(found: Outlook, now: float) -> str:
    """Write it as in "needs you: question 12 min" or "likely next: nudged twice"; empty for what
    does not work and needs nobody.
    """
    if found.level is Level.NEEDS_YOU and found.item is not None:
        return f"needs you: {_asked(found.item)} {span(now - found.item.opened_at)}"
    return expected(found)


def expected(found: Outlook) -> str:
    """Write of a session at work what is to be expected of it; empty for others."""
    if found.level is Level.LIKELY:
        return f"likely next: {', '.join(_sign(*each) for each in found.signs[:_SHOWN])}"
    return "needs nobody" if found.level is Level.NEEDS_NOBODY else ""


def _asked(item: Item) -> str:
    if item.reason is Reason.NONE:
        return _KINDS.get(item.kind, item.kind.value.replace("_", " "))
    return _REASONS.get(item.reason, item.reason.value.replace("_", " "))


def _sign(sign: Sign, value: float) -> str:
    match sign:
        case Sign.NUDGED | Sign.REDIRECTED | Sign.RETRIED:
            return f"{sign.value} {_times(round(value))}"
        case Sign.DOUBTED:
            return "repeats itself"
        case Sign.SILENT:
            return f"nothing for {span(value)}"
        case Sign.BUDGET:
            return f"{min(value, 1.0):.0%} of its budget used"
        case Sign.ALONE:
            return f"on its own for {span(value)}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")

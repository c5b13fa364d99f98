"""The inbox as a list, for who asks for it; in Markdown."""

from bot.presenter.conditions import held_back
from bot.presenter.items import deadline, headline
from bot.presenter.lists import plain
from bot.presenter.times import clock, span
from service.domain.items import Item, ItemKind
from service.queries.inbox import Entry, Inbox

_MOST = 20


def inbox(found: Inbox, zone: str) -> str:
    """Write what needs the viewer in triage order, with what can be done, then what is news."""
    held = held_back(found, zone)
    parts = [
        plain(held),
        _needs(found, zone),
        _group("Results", [f"- {_said(each)}" for each in found.results[:_MOST]]),
        _group("On track", [f"- {_said(each)}" for each in found.on_track[:_MOST]]),
        _group("Snoozed", [_snoozed(each, found.now, zone) for each in found.snoozed[:_MOST]]),
    ]
    return "\n\n".join(part for part in parts if part)


def _needs(found: Inbox, zone: str) -> str:
    if not found.needs_you:
        return "Nothing needs you now."
    shown = found.needs_you[:_MOST]
    lines = [line for each in shown for line in _lines(each, found.now, zone)]
    if found.count > len(shown):
        lines.append(f"- and {found.count - len(shown)} more")
    number = shown[0].session.number
    lines.extend(
        ["", f"`!snooze {number} 1h`, `!assign {number} @name` and `!dismiss {number}` work too."]
    )
    return "\n".join(lines)


def _lines(entry: Entry, now: float, zone: str) -> list[str]:
    item = entry.item
    owner = f", {plain(entry.asked_by)}'s" if entry.asked_by else ""
    lines = [f"- **{_said(entry)}**{owner} · {span(now - item.opened_at)}"]
    if due := deadline(item, zone):
        lines.append(f"  - {plain(due)}")
    if done := _answers(item):
        lines.append(f"  - {done}")
    return lines


def _answers(item: Item) -> str:
    if item.buttons:
        offered = [plain(each) for each in item.buttons]
        return f"`!answer {item.session} …`: {' / '.join(offered)}"
    return f"`!answer {item.session} <text>`" if item.kind is ItemKind.QUESTION else ""


def _snoozed(entry: Entry, now: float, zone: str) -> str:
    until = clock(entry.item.snoozed_until or now, now, zone)
    return f"- {_said(entry)} · until {until}"


def _said(entry: Entry) -> str:
    return plain(headline(entry.item, entry.session))


def _group(name: str, lines: list[str]) -> str:
    return "\n".join([f"{name}:", "", *lines]) if lines else ""

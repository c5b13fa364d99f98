"""Attention items as cards."""

from collections.abc import Mapping, Sequence
from itertools import takewhile

from bot.presenter import letting_in
from bot.presenter.cards import Act, AskCard, Button, File, NoticeCard, ResultCard, Style
from bot.presenter.items import asks, deadline, headline, outcome
from bot.presenter.notices import Notice
from bot.presenter.plaintext import cut, one_line
from bot.presenter.times import size, span
from bot.presenter.todo import to_do
from service.domain.captures import Captured
from service.domain.deliveries import Delivery, DeliveryKind
from service.domain.ids import SessionNumber
from service.domain.items import DISMISS, RETRY, Item, ItemKind, ItemState, Reason
from service.domain.sessions import Session
from service.queries.inbox import Entry

_ENDS_ONLY_THAT = (
    "Cancelling ends only that call: a model is asked again, an agent is told of its tool."
)

Links = Mapping[SessionNumber, str]
"""Where each session's thread can be opened; those of other channels are missing."""

BODY = 2_000
RESULT_LINES = 1_200
FILES = 5
CARDS = 8
"""Items that a digest shows with their buttons."""


def ask_card(entry: Entry, now: float, zone: str, link: str = "") -> AskCard:
    """Build the card of an item that needs a person, or of how it ended, as of `now`."""
    item, session = entry.item, entry.session
    title, said = headline(item, session), asks(item)
    over = outcome(item, entry.resolved_by, now, zone)
    return AskCard(
        item.id,
        session.number,
        item.kind,
        title,
        _title(session),
        said,
        _body(item, title, said),
        "" if over else deadline(item, zone),
        "" if over else _context(entry, now),
        () if over else _choices(item),
        None if over else _other(item),
        () if over else _more(item),
        over,
        link,
        "" if over else one_line(str(item.facts.get("hint", ""))),
    )


def _body(item: Item, title: str, said: str) -> str:
    if item.kind is ItemKind.HELD:
        return cut(letting_in.text(item), BODY)
    if item.reason is Reason.STUCK:
        return cut(f"Seems stuck: {one_line(item.ask)}\nThe hint: {_advice(item)}", BODY)
    if item.reason is Reason.IDLE:
        return cut(f"Seems idle: {one_line(item.ask)}\n{_ENDS_ONLY_THAT}", BODY)
    if item.reason is Reason.DRIFT:
        hint = one_line(item.facts["hint"])
        return cut(f"Seems off course: {one_line(item.ask)}\nThe hint: {hint}", BODY)
    return "" if title.endswith(said) else cut(item.ask.strip(), BODY)


def _advice(item: Item) -> str:
    """Return the hint without what it repeats of the evidence."""
    hint = one_line(item.facts["hint"])
    pairs = zip(hint, one_line(item.ask), strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return hint[shared:].lstrip(" .;") or hint


def _title(session: Session) -> str:
    return f"{session.number} · {one_line(session.title)}"


def _context(entry: Entry, now: float) -> str:
    item = entry.item
    who = f"{one_line(entry.asked_by)}'s session" if entry.asked_by else ""
    handed = _handed(item)
    waited = _waited(item, now)
    told = ", ".join(part for part in (who, handed, waited) if part)
    return told[:1].upper() + told[1:]


def _waited(item: Item, now: float) -> str:
    if now - item.opened_at < 60:
        return ""
    age = span(now - item.opened_at)
    return f"{age} ago" if item.kind is ItemKind.CHECK_IN else f"waiting {age}"


def _handed(item: Item) -> str:
    """Say who handed it to whom, to all who see it."""
    by, to = (one_line(str(item.facts.get(each, ""))) for each in ("handed_by", "handed_to"))
    if not by:
        return ""
    return f"handed to {to} by {by}" if to else f"handed on by {by}"


def _choices(item: Item) -> Sequence[Button]:
    if item.decide_at is not None:
        return (
            Button("Yes, now", Act.YES_NOW, item=item.id, style=Style.PRIMARY),
            Button("Object", Act.OBJECT, item=item.id),
        )
    return tuple(
        Button(
            one_line(text) or f"Choice {place + 1}",
            Act.CHOOSE,
            item=item.id,
            choice=place,
            style=_style(item, text),
        )
        for place, text in enumerate(item.choices)
        if not (item.kind is ItemKind.ALERT and text == DISMISS)
    )


def _style(item: Item, text: str) -> Style:
    """What the agent would take, or what lets it go on, stands out."""
    wanted = item.default or ("" if item.kind is ItemKind.QUESTION else item.choices[0])
    first = next((each for each in item.choices if each == wanted), None)
    return Style.PRIMARY if text == first else Style.PLAIN


def _other(item: Item) -> Button | None:
    if item.kind is ItemKind.QUESTION:
        label = "Other…" if item.choices else "Answer…"
        return Button(label, Act.OTHER, item=item.id, session=item.session)
    if item.kind is ItemKind.ALERT and RETRY in item.choices:
        return Button("Retry with a hint…", Act.RETRY, item=item.id, session=item.session)
    if item.kind is ItemKind.CHECK_IN:
        return Button("Redirect…", Act.REDIRECT, session=item.session)
    if item.reason is Reason.STUCK:
        return Button("Another hint…", Act.RETRY, item=item.id, session=item.session)
    if item.reason is Reason.DRIFT:
        return Button("Another hint…", Act.REDIRECT, item=item.id, session=item.session)
    return None


def _more(item: Item) -> Sequence[Button]:
    told = (("Snooze 10 minutes", "10m"), ("Snooze 1 hour", "1h"), ("Until tomorrow", "tomorrow"))
    snoozes = [Button(label, Act.SNOOZE, span, item=item.id) for label, span in told]
    hand = Button("Hand to a colleague…", Act.ASSIGN, item=item.id, session=item.session)
    dismiss = Button(
        "Let the agent decide" if item.kind is ItemKind.QUESTION else "Dismiss",
        Act.DISMISS,
        item=item.id,
    )
    if item.kind is ItemKind.BUDGET:
        return snoozes
    if item.kind is ItemKind.CHECK_IN:
        return (*snoozes, dismiss)
    return (*snoozes, hand) if item.kind is ItemKind.HELD else (*snoozes, hand, dismiss)


def result_card(
    item: Item,
    session: Session,
    captured: Captured | None,
    text: str,
    *,
    outcome: str = "",
    link: str = "",
) -> ResultCard:
    """Build the card of a result; `text` is what the agent handed over, in Markdown.

    Without `captured` the files are not listed. Whoever has seen it presses "Seen".
    """
    files = list(captured.files) if captured else []
    seen = Button("Seen", Act.DISMISS, item=item.id)
    details = Button("Details", Act.COMMAND, f"status {session.number}", session=session.number)
    return ResultCard(
        session.number,
        headline(item, session),
        _title(session),
        cut(text.strip(), RESULT_LINES),
        tuple(File(one_line(each.path), size(each.size)) for each in files[:FILES]),
        max(0, len(files) - FILES),
        to_do(item),
        () if outcome or item.state is not ItemState.OPEN else (seen, details),
        outcome,
        link,
    )


def notice_card(
    delivery: Delivery,
    worded: Notice,
    entries: Sequence[Entry],
    now: float,
    zone: str,
    links: Links,
    written: str = "",
) -> NoticeCard:
    """Build the card of a digest or a summary of what is open; of other news, its words.

    `worded` are the same delivery's words (see `notices.notice`), `entries` its open items,
    `written` what a person wrote.
    """
    if delivery.kind not in (DeliveryKind.DIGEST, DeliveryKind.SUMMARY):
        lines = tuple(worded.body.splitlines())
        if delivery.kind is DeliveryKind.WRITTEN:
            return NoticeCard(worded.title, quoted=tuple(written.splitlines()))
        quotes = delivery.kind is DeliveryKind.STEERED
        return NoticeCard(worded.title, () if quotes else lines, quoted=lines if quotes else ())
    asked = [each for each in entries if each.item.kind is not ItemKind.RESULT]
    news = [each for each in entries if each.item.kind is ItemKind.RESULT]
    shown, told = asked[:CARDS], news[:CARDS]
    count = max(int(delivery.facts["count"]) - len(delivery.facts["items"]), 0) + len(entries)
    return NoticeCard(
        worded.title,
        (),
        tuple(ask_card(each, now, zone, links.get(each.session.number, "")) for each in shown),
        tuple(
            result_card(each.item, each.session, None, "", link=links.get(each.session.number, ""))
            for each in told
        ),
        count - len(shown) - len(told),
    )

"""The App Home: all that a person has going on, what needs them first."""

from collections.abc import Sequence

from bot.chat.rendering import values
from bot.presenter.cards import Act, Button, HomeCard, RowCard, SettingsCard, Style
from bot.slack.rendering import ask, buttons, limits, result, signs
from bot.slack.rendering.blocks import (
    Block,
    actions,
    at_most,
    context,
    divider,
    header,
    option,
    section,
    select,
)
from bot.slack.rendering.mrkdwn import bold, link, moment, words

ASKS = 8
ROWS = 8
CALLBACK = "heddle_home"
_CAPS = 25


def view(card: HomeCard) -> Block:
    """Write the view that is published for a person."""
    found = [
        *_top(card),
        *_asks(card),
        *_results(card),
        *_on_track(card),
        *_group("Running", card.running, card.now),
        *_group("Queued", card.queued, card.now),
        *_group("Recent", card.recent, card.now),
        *_settings(card.settings),
    ]
    shown = at_most(found, limits.VIEW_BLOCKS, "`/heddle list` shows the rest.")
    return {"type": "home", "callback_id": CALLBACK, "blocks": shown}


def _top(card: HomeCard) -> list[Block]:
    start = Button("New session…", Act.START, style=Style.PRIMARY)
    cap = card.settings.cap
    slots = f"{card.holding} of {cap} {'slot' if cap == 1 else 'slots'} taken"
    held = [section(words(card.frozen))] if card.frozen else []
    return [*actions([buttons.button(start)]), context(slots), *held]


def _asks(card: HomeCard) -> list[Block]:
    found: list[Block] = [header(f"Needs you: {len(card.asks)}" if card.asks else "Needs you")]
    if not card.asks:
        found.append(section("Nothing needs you now."))
    for place, each in enumerate(card.asks[:ASKS]):
        found.extend([*([divider()] if place else []), *ask.blocks(each)])
    left = [
        f"{len(card.asks) - ASKS} more in `/heddle inbox`" if len(card.asks) > ASKS else "",
        f"{card.snoozed} snoozed" if card.snoozed else "",
    ]
    told = " · ".join(part for part in left if part)
    return [*found, *([context(told)] if told else [])]


def _results(card: HomeCard) -> list[Block]:
    if not card.results:
        return []
    shown = [block for each in card.results[:ROWS] for block in result.compact(each)]
    left = len(card.results) - ROWS
    more = [context(f"{left} more in `/heddle inbox`")] if left > 0 else []
    return [header("Results"), *shown, *more]


def _on_track(card: HomeCard) -> list[Block]:
    if not card.on_track:
        return []
    shown = [block for each in card.on_track[:ROWS] for block in ask.blocks(each)]
    return [header("On track"), *shown]


def _group(name: str, rows: Sequence[RowCard], now: float) -> list[Block]:
    if not rows:
        return []
    left = len(rows) - ROWS
    more = [context(f"{left} more in `/heddle list all`")] if left > 0 else []
    return [header(name), *(_row(each, now) for each in rows[:ROWS]), *more]


def _row(row: RowCard, now: float) -> Block:
    title = link(row.link, words(f"{row.number} · {row.title}"))
    owner = f"{words(row.owner)}'s" if row.owner else ""
    at = moment(row.since, now)
    when = at if row.saved else f"since {at}"
    facts = (row.state, when, words(row.saved), owner)
    lines = [
        f"{signs.of_mark(row.mark)} {bold(title)}",
        " · ".join(part for part in facts if part),
        words(row.line),
    ]
    beside = buttons.button(row.button) if row.button else None
    return section("\n".join(line for line in lines if line), beside)


def _settings(card: SettingsCard) -> list[Block]:
    change = Button("Change…", Act.SETTINGS)
    quiet = f"{card.quiet} ({card.zone})" if card.quiet else f"none ({card.zone})"
    lines = [
        _fact("Waits for you", card.ladder),
        _fact("Important", card.important),
        _fact("Quiet hours", quiet),
        _fact("Phones", ", ".join(card.phones) or "none, `/heddle phone add ntfy` adds one"),
        _fact("Linked accounts", ", ".join(card.accounts) or "none, `/heddle link` gives a code"),
    ]
    return [
        header("Settings"),
        section("*Slots*  how many of your sessions work at a time", _caps(card)),
        section("\n".join(lines), buttons.button(change)),
    ]


def _fact(name: str, said: str) -> str:
    return f"*{name}*  {words(said)}"


def _caps(card: SettingsCard) -> Block:
    most = max(1, min(card.cap_max, _CAPS))
    options = [
        option(str(each), values.encode(values.Value(Act.COMMAND, text=f"cap {each}"), 150))
        for each in range(1, most + 1)
    ]
    return select(values.menu("cap"), "Sessions", options, card.cap - 1)

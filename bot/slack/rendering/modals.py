"""Forms: what they ask for, under which names, and what was typed into them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from bot.chat.rendering import values
from bot.chat.rendering.units import units
from bot.chat.rendering.values import Value
from bot.presenter.cards import Act, AskCard, SettingsCard
from bot.slack.rendering import limits
from bot.slack.rendering.blocks import Block, context, option, plain, section, select
from bot.slack.rendering.mrkdwn import bold, words
from bot.slack.rendering.splitting import preview
from service.domain.ids import SessionNumber
from service.domain.rooms import Room, Verbosity, Who

ROOM = "heddle_room"
"""The callback id of a room's settings, which no button opens."""
USUAL = "-"
"""Stands for the deployment's default model in a room's settings."""
_WHERE = "The group of workers that runs it. It stays there."
_FILES = 10
_SPANS = (("10 minutes", "10m"), ("1 hour", "1h"), ("Until tomorrow", "tomorrow"))


class Field(StrEnum):
    """A form's fields: each is the id of its block and of its element."""

    TEXT = "text"
    TITLE = "title"
    MODEL = "model"
    BUDGET = "budget"
    TASK = "task"
    POOL = "pool"
    FILES = "files"
    COLLEAGUE = "colleague"
    SPAN = "span"
    LADDER = "ladder"
    IMPORTANT = "important"
    QUIET = "quiet"
    ZONE = "zone"
    START = "start"
    STEER = "steer"
    VERBOSITY = "verbosity"


def start(
    models: Sequence[str],
    model: str,
    *,
    tasks: Sequence[str] = (),
    pools: Sequence[str] = (),
    place: str = "",
    prompt: str = "",
    shown: str = "",
) -> Block:
    """Ask for a new session. `place` comes back with the answer; `prompt` stands there already;
    `shown` says which messages go along. `tasks` are the types of tasks that there are, `pools`
    those that may run it, the usual one first.
    """
    chosen = models.index(model) if model in models else 0
    names = [option(each, each[: limits.OPTION_VALUE]) for each in models]
    blocks = [
        *([context(words(shown))] if shown else []),
        _input(
            Field.TEXT,
            "What should the agent do?",
            _text("Compare these three papers and save a summary", prompt, lines=True),
        ),
        _input(Field.TITLE, "Title", _text("Made from the first line if empty"), optional=True),
        _input(Field.MODEL, "Model", _menu(Field.MODEL, "Model", names, chosen)),
        _input(
            Field.BUDGET,
            "Budget in US dollars",
            {"type": "number_input", "is_decimal_allowed": True, "min_value": "0.01"},
            optional=True,
            hint="It asks you before it spends more. Empty: the usual limits.",
        ),
        *_types(tasks),
        *_pools(pools),
        _input(Field.FILES, "Files", {"type": "file_input", "max_files": _FILES}, optional=True),
    ]
    return _modal("New session", "Start", Value(Act.START, text=place), blocks)


_OF_ONE = "By it you are told how it gets on while it works. Empty: the usual."
_OF_ROOM = "Of what is started here without one: by it people are told how it gets on. Empty: none."


def _types(tasks: Sequence[str], chosen: str = "", hint: str = _OF_ONE) -> list[Block]:
    if not tasks:
        return []
    names = [option(each, each) for each in tasks[: limits.OPTIONS]]
    menu: Block = {"type": "static_select", "options": names}
    if chosen in tasks[: limits.OPTIONS]:
        menu["initial_option"] = option(chosen, chosen)
    return [_input(Field.TASK, "Type of task", menu, optional=True, hint=hint)]


def _pools(pools: Sequence[str]) -> list[Block]:
    if len(pools) < 2:
        return []
    names = [option(each, each[: limits.OPTION_VALUE]) for each in pools[: limits.OPTIONS]]
    return [_input(Field.POOL, "Pool", _menu(Field.POOL, "Pool", names, 0), hint=_WHERE)]


def redirect(number: SessionNumber, title: str, room: str = "", hint: str = "") -> Block:
    """Ask for another course, which begins as `hint`; `room`, where the form was opened, comes
    back with the answer.
    """
    field = _text("Use Stripe", hint, lines=True)
    asked = _input(Field.TEXT, "What should the agent do instead?", field)
    told = context("Its present step is interrupted; it knows all that was said before.")
    blocks = [_session(number, title), asked, told]
    return _modal("Redirect", "Redirect", Value(Act.REDIRECT, session=number, text=room), blocks)


def retry(number: SessionNumber, title: str, room: str = "", hint: str = "") -> Block:
    """Ask for a hint, which may be empty and begins as `hint`; `room` comes back with it."""
    asked = _input(
        Field.TEXT,
        "A hint for another try",
        _text("The token is in .env", hint, lines=True),
        optional=True,
    )
    value = Value(Act.RETRY, session=number, text=room)
    return _modal("Try again", "Retry", value, [_session(number, title), asked])


def other(card: AskCard, room: str = "") -> Block:
    """Ask for an answer in one's own words; `room` comes back with it."""
    said = preview(card.body, 2_000)[0] if card.body else ""
    told = [section(bold(words(card.headline))), *([section(said)] if said else [])]
    asked = _input(Field.TEXT, "Your answer", _text("", lines=True))
    value = Value(Act.OTHER, card.item, card.session, text=room)
    return _modal("Answer", "Answer", value, [*told, asked])


def snooze(card: AskCard, room: str = "") -> Block:
    """Ask until when an item may stay out of sight; `room` comes back with the answer."""
    spans = [option(label, span) for label, span in _SPANS]
    asked = _input(Field.SPAN, "For how long?", _menu(Field.SPAN, "Span", spans, 0))
    value = Value(Act.SNOOZE, card.item, card.session, text=room)
    return _modal("Snooze", "Snooze", value, [section(words(card.headline)), asked])


def assign(card: AskCard, room: str = "") -> Block:
    """Ask for a colleague, who may then see the session; `room` comes back with the answer."""
    chooser = {"type": "users_select", "placeholder": plain("A colleague", limits.PLACEHOLDER)}
    told = context("They may then see and answer in this session.")
    asked = _input(Field.COLLEAGUE, "Who can answer this?", chooser)
    value = Value(Act.ASSIGN, card.item, card.session, text=room)
    return _modal("Hand over", "Hand over", value, [section(words(card.headline)), asked, told])


def settings(card: SettingsCard) -> Block:
    """Ask how a person wants to be told."""
    blocks = [
        _input(
            Field.LADDER,
            "What waits for you",
            _text("dm, phone 5m, dm 10m, @bob 1h", card.ladder),
            hint="Where you are told, and again after how long: dm, phone, thread, @name.",
        ),
        _input(Field.IMPORTANT, "What is important", _text("phone, dm 5m", card.important)),
        _input(
            Field.QUIET,
            "Quiet hours",
            _text("22:00-07:00", card.quiet),
            optional=True,
            hint="Only what is important comes through. Empty: none.",
        ),
        _input(Field.ZONE, "Time zone", _text("Europe/Berlin", card.zone)),
    ]
    return _modal("How you are told", "Save", Value(Act.SETTINGS), blocks)


def room(card: Room, models: Sequence[str], place: str, tasks: Sequence[str] = ()) -> Block:
    """Ask for a room's settings; `place` comes back with the answer. `tasks` are the types of
    tasks that there are.
    """
    names = [option("The usual one", USUAL), *(option(each, each[:150]) for each in models)]
    chosen = models.index(card.model) + 1 if card.model in models else 0
    start_by = {
        Who.EVERYBODY: "Everybody in this channel",
        Who.OWNER: "heddle's admins",
    }
    steer_by = {
        Who.OWNER: "Its owner and whom they let in",
        Who.EVERYBODY: "Everybody in this channel",
    }
    verbosity = {
        Verbosity.FULL: "Everything: each step on the card",
        Verbosity.MILESTONES: "Milestones: no steps and no paths",
        Verbosity.SILENT: "Silent: results and questions only",
    }
    blocks = [
        section(f"Sessions in {bold(words(card.name))}"),
        _input(Field.MODEL, "Model", _menu(Field.MODEL, "Model", names, chosen)),
        _input(Field.START, "Who may start sessions", _one_of(Field.START, start_by, card.start)),
        _input(Field.STEER, "Who may steer them", _one_of(Field.STEER, steer_by, card.steer)),
        _input(
            Field.VERBOSITY,
            "What is shown",
            _one_of(Field.VERBOSITY, verbosity, card.verbosity),
        ),
        *_types(tasks, card.task, _OF_ROOM),
    ]
    view = _modal("Channel settings", "Save", Value(Act.SETTINGS, text=place), blocks)
    return {**view, "callback_id": ROOM}


def submitted(state: Mapping[str, Any]) -> dict[Field, list[str]]:
    """Return what was typed or chosen, field by field; nothing for empty ones.

    `state` is `view.state.values` of a submission. Files are their ids.
    """
    found: dict[Field, list[str]] = {}
    for field in Field:
        element = state.get(field, {}).get(field)
        if element:
            found[field] = [each for each in _given(element) if each]
    return found


def _given(element: Mapping[str, Any]) -> list[str]:
    match element.get("type"):
        case "static_select":
            return [str((element.get("selected_option") or {}).get("value", ""))]
        case "users_select":
            return [str(element.get("selected_user") or "")]
        case "file_input":
            return [str(each["id"]) for each in element.get("files") or ()]
        case _:
            return [str(element.get("value") or "").strip()]


def _modal(title: str, submit: str, value: Value, blocks: Sequence[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": values.form(value.act),
        "title": plain(title, limits.MODAL_TITLE),
        "submit": plain(submit, limits.MODAL_TITLE),
        "close": plain("Cancel", limits.MODAL_TITLE),
        "private_metadata": values.encode(value, limits.METADATA),
        "blocks": list(blocks),
    }


def _session(number: SessionNumber, title: str) -> Block:
    return section(bold(words(f"{number} · {title}")))


def _input(
    field: Field, label: str, element: Block, *, optional: bool = False, hint: str = ""
) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.value,
        "label": plain(label, limits.VALUE),
        "element": {**element, "action_id": field.value},
        "optional": optional,
    }
    return {**block, "hint": plain(hint, limits.VALUE)} if hint else block


def _text(placeholder: str, value: str = "", *, lines: bool = False) -> Block:
    block: Block = {"type": "plain_text_input", "multiline": lines}
    if placeholder:
        block["placeholder"] = plain(placeholder, limits.PLACEHOLDER)
    if value:
        block["initial_value"] = _cut(value, limits.INPUT)
    return block


def _cut(text: str, most: int) -> str:
    while units(text) > most:
        text = text[: len(text) - max(1, (units(text) - most) // 2)]
    return text


def _menu(field: Field, placeholder: str, options: Sequence[Block], chosen: int) -> Block:
    return select(field.value, placeholder, options, chosen)


def _one_of(field: Field, labels: Mapping[Any, str], chosen: StrEnum) -> Block:
    options = [option(label, str(value)) for value, label in labels.items()]
    return _menu(field, "Choose", options, list(labels).index(chosen))

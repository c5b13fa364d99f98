"""Forms: what they ask for, under which names, and what was typed into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import discord
from discord import ui

from bot.chat.rendering import values
from bot.chat.rendering.values import Value
from bot.discord.receiving.files import Sent
from bot.discord.rendering import limits
from bot.discord.rendering.dialect import bold, words
from bot.discord.rendering.splitting import preview
from bot.presenter.cards import Act, AskCard, SettingsCard
from bot.presenter.plaintext import cut
from service.domain.ids import SessionNumber
from service.domain.rooms import Room, Verbosity, Who

USUAL = "-"
"""Stands for the deployment's default model in a room's settings."""
_ROOM = "room/"
_FILES = 10
_TITLE, _LABEL, _HINT = 45, 45, 100
_LONG, _TOLD = 4_000, 2_000
_SPANS = {"10m": "10 minutes", "1h": "1 hour", "tomorrow": "Until tomorrow"}


class Field(StrEnum):
    """A form's fields, by the ids of their elements."""

    TEXT = "text"
    TITLE = "title"
    MODEL = "model"
    BUDGET = "budget"
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
    ROLES = "roles"


class _Chosen(discord.SelectDefaultValue):
    """What is chosen already; Discord's own ids are texts, which the library sends as numbers."""

    def to_dict(self) -> Any:
        return {**super().to_dict(), "id": str(self.id)}


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form as it was submitted."""

    value: Value
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    files: Sequence[Sent] = ()

    def one(self, name: Field) -> str:
        """Return what a field holds, empty for nothing."""
        return next(iter(self.fields.get(name) or ()), "")

    @property
    def room(self) -> bool:
        """Tell whether they are a room's settings."""
        return self.value.act is Act.SETTINGS and self.value.text.startswith(_ROOM)


def start(
    models: Sequence[str],
    model: str,
    *,
    tasks: Sequence[str] = (),
    place: str = "",
    prompt: str = "",
    shown: str = "",
) -> ui.Modal:
    """Ask for a new session. `place` comes back with the answer; `prompt` stands there already;
    `shown` says which messages go along. `tasks` are the types of tasks that there are: a form
    has room for five fields, so one is typed in front of what the agent should do.
    """
    told = shown or (f"--type {tasks[0]} in front says what type of task it is." if tasks else "")
    names = {each: each for each in models[: limits.OPTIONS]}
    return _modal(
        "New session",
        Value(Act.START, text=place),
        _label("What should the agent do?", _text(Field.TEXT, prompt, long=True), told),
        _label("Title", _text(Field.TITLE, optional=True), "Made from the first line if empty."),
        _label("Model", _menu(Field.MODEL, names, model)),
        _label(
            "Budget in US dollars",
            _text(Field.BUDGET, optional=True),
            "It asks you before it spends more. Empty: the usual limits.",
        ),
        _label("Files", ui.FileUpload(custom_id=Field.FILES, required=False, max_values=_FILES)),
    )


def redirect(number: SessionNumber, title: str, hint: str = "") -> ui.Modal:
    """Ask for another course, which begins as `hint`."""
    return _modal(
        "Redirect",
        Value(Act.REDIRECT, session=number),
        _session(number, title),
        _label(
            "What should the agent do instead?",
            _text(Field.TEXT, hint, long=True),
            "Its present step is interrupted; it knows all that was said before.",
        ),
    )


def retry(number: SessionNumber, title: str, hint: str = "") -> ui.Modal:
    """Ask for a hint, which may be empty and begins as `hint`."""
    asked = _text(Field.TEXT, hint, long=True, optional=True)
    value = Value(Act.RETRY, session=number)
    return _modal("Try again", value, _session(number, title), _label("A hint", asked))


def other(card: AskCard) -> ui.Modal:
    """Ask for an answer in one's own words."""
    told = bold(words(card.headline))
    said = f"{told}\n{preview(card.body, _TOLD)}" if card.body else told
    value = Value(Act.OTHER, card.item, card.session)
    asked = _label("Your answer", _text(Field.TEXT, long=True))
    return _modal("Answer", value, ui.TextDisplay(said), asked)


def snooze(card: AskCard) -> ui.Modal:
    """Ask until when an item may stay out of sight."""
    value = Value(Act.SNOOZE, card.item, card.session)
    asked = _label("For how long?", _menu(Field.SPAN, _SPANS, "10m"))
    return _modal("Snooze", value, ui.TextDisplay(words(card.headline)), asked)


def assign(card: AskCard) -> ui.Modal:
    """Ask for a colleague, who may then see the session."""
    chooser: ui.UserSelect[Any] = ui.UserSelect(custom_id=Field.COLLEAGUE, required=True)
    asked = _label("Who can answer this?", chooser, "They may then see and answer in this session.")
    value = Value(Act.ASSIGN, card.item, card.session)
    return _modal("Hand over", value, ui.TextDisplay(words(card.headline)), asked)


def settings(card: SettingsCard) -> ui.Modal:
    """Ask how a person wants to be told."""
    return _modal(
        "How you are told",
        Value(Act.SETTINGS),
        _label(
            "What waits for you",
            _text(Field.LADDER, card.ladder),
            "Where, and again after how long: dm, phone, thread, @name.",
        ),
        _label("What is important", _text(Field.IMPORTANT, card.important)),
        _label(
            "Quiet hours",
            _text(Field.QUIET, card.quiet, optional=True),
            "As in 22:00-07:00: only what is important comes through. Empty: none.",
        ),
        _label("Time zone", _text(Field.ZONE, card.zone)),
    )


def room(card: Room, models: Sequence[str], place: str) -> ui.Modal:
    """Ask for a room's settings; `place` comes back with the answer."""
    names = {USUAL: "The usual one", **{each: each for each in models[: limits.OPTIONS - 1]}}
    start_by = {
        Who.EVERYBODY: "Everybody in this channel",
        Who.ROLES: "heddle's admins and the roles below",
        Who.OWNER: "heddle's admins",
    }
    steer_by = {
        Who.OWNER: "Its owner and whom they let in",
        Who.ROLES: "They, and the roles below",
        Who.EVERYBODY: "Everybody in this channel",
    }
    chooser: ui.RoleSelect[Any] = ui.RoleSelect(
        custom_id=Field.ROLES,
        required=False,
        min_values=0,
        max_values=limits.OPTIONS,
        default_values=[_Chosen.from_role(discord.Object(int(each))) for each in card.roles],
    )
    shown = {
        Verbosity.FULL: "Everything: each step on the card",
        Verbosity.MILESTONES: "Milestones: no steps and no paths",
        Verbosity.SILENT: "Silent: results and questions only",
    }
    return _modal(
        "Channel settings",
        Value(Act.SETTINGS, text=f"{_ROOM}{place}"),
        _label("Model", _menu(Field.MODEL, names, card.model or USUAL)),
        _label("Who may start sessions", _menu(Field.START, start_by, card.start)),
        _label("Who may steer them", _menu(Field.STEER, steer_by, card.steer)),
        _label("Roles", chooser, "Only where “the roles below” is chosen above."),
        _label("What is shown", _menu(Field.VERBOSITY, shown, card.verbosity)),
    )


def submitted(data: Mapping[str, Any]) -> Submitted:
    """Read a submission. Raises Refused where the form is of another version."""
    fields: dict[str, list[str]] = {}
    for each in data.get("components") or ():
        for held in each.get("components") or [each.get("component") or {}]:
            given = held.get("values") or [held.get("value") or ""]
            found = [str(value).strip() for value in given]
            fields[str(held.get("custom_id") or "")] = [value for value in found if value]
    known = (data.get("resolved") or {}).get("attachments") or {}
    files = [Sent.of(known[each]) for each in fields.get(Field.FILES) or () if each in known]
    return Submitted(values.decode(str(data.get("custom_id") or "")), fields, files)


def room_of(form: Submitted) -> str:
    """Return of which room they are the settings."""
    return form.value.text.removeprefix(_ROOM)


def _modal(title: str, value: Value, *items: ui.Item[Any]) -> ui.Modal:
    made = ui.Modal(title=cut(title, _TITLE), custom_id=values.encode(value, limits.VALUE))
    for each in items:
        made.add_item(each)
    return made


def _label(text: str, component: ui.Item[Any], hint: str = "") -> ui.Label[Any]:
    return ui.Label(
        text=cut(text, _LABEL), component=component, description=cut(hint, _HINT) or None
    )


def _session(number: SessionNumber, title: str) -> ui.TextDisplay[Any]:
    return ui.TextDisplay(bold(words(f"{number} · {title}")))


def _text(
    name: Field, value: str = "", *, long: bool = False, optional: bool = False
) -> ui.TextInput[Any]:
    return ui.TextInput(
        custom_id=name,
        style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
        default=value[:_LONG] or None,
        required=not optional,
        max_length=_LONG,
    )


def _menu(name: Field, labels: Mapping[Any, str], chosen: str) -> ui.Select[Any]:
    options = [
        discord.SelectOption(
            label=cut(label, limits.OPTION),
            value=str(value)[: limits.OPTION],
            default=value == chosen,
        )
        for value, label in labels.items()
    ]
    return ui.Select(custom_id=name, options=options)

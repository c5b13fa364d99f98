"""Pressed buttons and choices of menus, of whatever age."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from discord import ui

from bot.channel import Heard, Said
from bot.chat.rendering import values
from bot.chat.rendering.values import Value
from bot.discord.receiving import modals
from bot.discord.receiving.clicks import Click, Clicks, Interaction
from bot.discord.receiving.commands import start_form
from bot.discord.receiving.desk import VIA, Desk
from bot.discord.receiving.files import Sent
from bot.discord.receiving.reading import by_a_person, files_of
from bot.presenter.cards import Act
from service.domain.errors import Refused
from service.domain.persons import Person
from service.domain.receipts import Fate

_FORMS = frozenset({Act.OTHER, Act.ASSIGN, Act.REDIRECT, Act.RETRY, Act.START, Act.SETTINGS})
_SHOWN = frozenset({Act.CHOOSE, Act.YES_NOW, Act.OBJECT, Act.DISMISS})
"""Whose outcome every copy of the item shows."""
_OURS = re.compile(r"\{\"v\":.*|heddle\..*", re.DOTALL)
_VOID = "This button does not say what it is about. `!inbox` shows the rest."


def pressed_by(
    take: Callable[[Interaction], Awaitable[None]],
) -> type[ui.DynamicItem[ui.Item[Any]]]:
    """Return what Discord's library makes of a pressed button or menu after any restart."""

    class Pressed(ui.DynamicItem[ui.Item[Any]], template=_OURS):
        """A button or a menu of heddle's."""

        @classmethod
        async def from_custom_id(
            cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
        ) -> "Pressed":
            """Take it as it stands on its message: all it says is in its id."""
            del interaction, match
            return cls(item)

        async def callback(self, interaction: Interaction) -> None:
            """Somebody pressed it."""
            await take(interaction)

    return Pressed


class Pressing:
    """Carries presses out; every one gets an answer."""

    def __init__(self, desk: Desk, clicks: Clicks) -> None:
        self._desk = desk
        self._clicks = clicks

    async def take(self, interaction: Interaction) -> None:
        """Do what was pressed, and tell who pressed what they cannot see."""
        await self._clicks.carry(interaction, self._heard)

    async def _heard(self, click: Click) -> Heard:
        value = values.decode(_value_of(click.interaction))
        self._desk.spots.check(click.spot)
        person = await self._desk.people.of(click.user, click.spot)
        if value.act is Act.TAKE:
            return await self._take(click, person, value)
        if value.act in _FORMS or (value.act is Act.SNOOZE and not value.text):
            await click.show(await self._form(click, person, value))
            return Heard("")
        heard = await self._desk.inbound.press(
            person,
            value.act,
            value.item,
            value.session,
            value.choice,
            value.text,
            click.key,
            VIA,
            identity=self._desk.people.identity(click.user.id),
            at=click.at,
        )
        quiet = value.act in _SHOWN and not heard.refused
        return Heard("", heard.session, heard.fate) if quiet else heard

    async def _form(self, click: Click, person: Person, value: Value) -> ui.Modal:
        seeing = self._desk.seeing
        match value.act:
            case Act.START:
                return start_form(self._desk, str(click.spot.here))
            case Act.SETTINGS:
                return modals.settings(await seeing.settings(person.id))
            case Act.REDIRECT if value.session is not None:
                session = await seeing.session(person.id, value.session, click.at)
                hint = await seeing.hint(person.id, value.item, click.at)
                return modals.redirect(session.number, session.title, hint)
            case Act.RETRY if value.session is not None:
                session = await seeing.session(person.id, value.session, click.at)
                hint = await seeing.hint(person.id, value.item, click.at)
                return modals.retry(session.number, session.title, hint)
            case Act.OTHER | Act.ASSIGN | Act.SNOOZE if value.item is not None:
                card = await seeing.ask(person.id, value.item, click.at)
                if card.outcome:
                    raise Refused(card.outcome)
                forms = {Act.OTHER: modals.other, Act.ASSIGN: modals.assign}
                return forms.get(value.act, modals.snooze)(card)
            case _:
                raise Refused(_VOID)

    async def _take(self, click: Click, person: Person, value: Value) -> Heard:
        """Their author says what an offered message is about: it is read again, as it is now."""
        spot = click.spot
        id_ = int(value.text) if value.text.isdecimal() else 0
        message = await self._desk.context.read(spot, id_)
        if message is None or not by_a_person(message) or message.author.id != click.user.id:
            raise Refused("That message was deleted, so nothing is done with it.")
        files = [Sent.by(each) for each in files_of(message)]
        taken = await self._desk.files.take(person, files)
        said = Said(
            self._desk.thread(spot, message.id),
            person,
            str(message.id),
            await self._desk.wording.prompt(message, spot),
            taken.attachments,
            identity=self._desk.people.identity(click.user.id),
            direct=spot.direct,
        )
        heard = await self._desk.inbound.take_offered(person, value.item, said, VIA)
        if heard.refused:
            return heard
        await click.replace(_chosen(heard))
        return Heard(taken.told)


def _value_of(interaction: Interaction) -> str:
    """Return what was pressed, or chosen in a menu."""
    data: dict[str, Any] = dict(interaction.data or {})
    chosen = data.get("values") or [data.get("custom_id") or ""]
    return str(chosen[0])


def _chosen(heard: Heard) -> str:
    if heard.fate is Fate.ANSWERED:
        return f"☑️ Answered session {heard.session}."
    return f"☑️ Session {heard.session}." if heard.session else "☑️ Taken."

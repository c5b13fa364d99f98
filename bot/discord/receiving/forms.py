"""Submitted forms: what is wrong is said with what was typed, which is not lost."""

from dataclasses import dataclass

import discord

from bot.channel import Heard
from bot.chat.receiving.welcome import Nobody
from bot.commands.options import typed
from bot.discord.receiving import modals
from bot.discord.receiving.clicks import Click, Clicks, Interaction
from bot.discord.receiving.commands import manages, with_link
from bot.discord.receiving.desk import VIA, Desk
from bot.discord.receiving.modals import Field, Submitted
from bot.discord.receiving.opening import Opening, Wanted
from bot.discord.receiving.people import roles_of
from bot.presenter.cards import Act
from service.domain import budgets
from service.domain.errors import Refused
from service.domain.persons import Person
from service.domain.rooms import Verbosity, Who

_SHOWN = 1_500
_ERRORS = {"ladder": "What waits for you", "important": "What is important"}


@dataclass(frozen=True, slots=True)
class _Filled:
    click: Click
    person: Person
    form: Submitted


class Forms:
    """Carries submitted forms out."""

    def __init__(self, desk: Desk, clicks: Clicks) -> None:
        self._desk = desk
        self._clicks = clicks
        self._opening = Opening(desk)

    async def take(self, interaction: Interaction) -> None:
        """Carry a form out, and answer it."""
        await self._clicks.carry(interaction, self._taken)

    async def _taken(self, click: Click) -> Heard:
        form = modals.submitted(dict(click.interaction.data or {}))
        try:
            heard = await self._heard(click, form)
        except Nobody as error:
            raise Refused(str(error)) from error
        except Refused as refused:
            heard = Heard(str(refused), refused=True)
        return _kept(heard, form) if heard.refused else heard

    async def _heard(self, click: Click, form: Submitted) -> Heard:
        self._desk.spots.check(click.spot)
        person = await self._desk.people.of(click.user, click.spot)
        filled = _Filled(click, person, form)
        if form.room:
            return await self._room(filled)
        if form.value.act is Act.START:
            return await self._start(filled)
        return await self._desk.inbound.submit(
            person,
            form.value.act,
            {name: each[0] for name, each in form.fields.items() if each},
            click.key,
            VIA,
            item=form.value.item,
            session=form.value.session,
            colleague=await self._colleague(filled),
            identity=self._desk.people.identity(click.user.id),
            at=click.at,
        )

    async def _colleague(self, filled: _Filled) -> Person | None:
        chosen, spot = filled.form.one(Field.COLLEAGUE), filled.click.spot
        if not chosen.isdecimal():
            return None
        try:
            return await self._desk.people.of(await self._desk.people.find(int(chosen), spot), spot)
        except Nobody as error:
            raise Refused("Choose a person: bots and deleted accounts answer nothing.") from error

    async def _start(self, filled: _Filled) -> Heard:
        form, click = filled.form, filled.click
        budget = form.one(Field.BUDGET)
        place, _, message = form.value.text.partition("/")
        prompt, named = typed(form.one(Field.TEXT))
        task, pool = named.get("type", ""), named.get("pool", "")
        self._desk.ports.policy.check_ins.every(task)
        taken = await self._desk.files.take(filled.person, form.files)
        wanted = Wanted(
            filled.person,
            click.user.id,
            click.interaction.id,
            await self._desk.wording.plain(prompt, click.spot),
            form.one(Field.TITLE),
            form.one(Field.MODEL),
            budgets.dollars(budget) if budget else None,
            taken.attachments,
            roles_of(click.user),
            task,
            pool,
        )
        guild = click.spot.guild or None
        spot = await self._desk.spots.at(int(place), guild) if place else click.spot
        if message:
            self._desk.spots.check(spot)
            heard = await self._opening.join(wanted, spot, int(message))
        else:
            heard = await self._opening.open(wanted, spot)
        return await with_link(self._desk, spot, heard, taken.told)

    async def _room(self, filled: _Filled) -> Heard:
        form, click = filled.form, filled.click
        spot = await self._desk.spots.at(int(modals.room_of(form)), click.spot.guild or None)
        model = form.one(Field.MODEL)
        return await self._desk.inbound.set_room(
            filled.person,
            self._desk.room(spot),
            name=spot.name,
            model="" if model == modals.USUAL else model,
            start=Who(form.one(Field.START)),
            steer=Who(form.one(Field.STEER)),
            verbosity=Verbosity(form.one(Field.VERBOSITY)),
            may=manages(click),
            roles=form.fields.get(Field.ROLES) or (),
            own=roles_of(click.user),
        )


def _kept(heard: Heard, form: Submitted) -> Heard:
    """Give back what was typed: Discord closes a form whatever becomes of it."""
    wrong = [f"- {_ERRORS.get(name, name)}: {text}" for name, text in heard.errors.items()]
    said = "\n".join(wrong) if len(wrong) > 1 else heard.text
    typed = form.one(Field.TEXT)[:_SHOWN]
    quoted = "\n".join(["You wrote:", "", *(f"> {line}" for line in typed.splitlines())])
    text = "\n\n".join(part for part in (said, quoted if typed else "") if part)
    return Heard(text, heard.session, heard.fate, refused=True)


def is_form(interaction: Interaction) -> bool:
    """Tell whether it is a form that was submitted."""
    return interaction.type is discord.InteractionType.modal_submit

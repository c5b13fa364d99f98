"""`/heddle …`, and messages that are handed to an agent: answered to who did it alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord

from bot.channel import Heard
from bot.commands.options import WITHOUT_FIELD
from bot.discord.receiving import modals
from bot.discord.receiving.board import Boards
from bot.discord.receiving.clicks import Click, Clicks, Interaction
from bot.discord.receiving.desk import VIA, Desk
from bot.discord.receiving.direct import Direct
from bot.discord.receiving.files import Sent
from bot.discord.receiving.helping import helped
from bot.discord.receiving.lines import line_of
from bot.discord.receiving.opening import Opening, Wanted
from bot.discord.receiving.people import roles_of
from bot.discord.receiving.shapes import BOARD, ROOM, SETTINGS, SHAPES, Kind, Shape
from bot.discord.receiving.spots import Spot
from service.domain.errors import Refused
from service.domain.ids import SessionNumber
from service.domain.persons import Person
from service.domain.receipts import PENDING
from service.domain.rooms import Room

Given = Mapping[str, Any]
_REDIRECT = next(each for each in SHAPES if each.word == "redirect")
_NOT_HERE = "Direct messages have no settings of a channel. Give it in a channel."
_NOT_YOURS = "Only who manages this channel, and heddle's admins, can change this. Ask one of them."
_GOES_ALONG = "What its thread says goes along, and the agent answers there."


class Commands:
    """Carries commands out."""

    def __init__(self, desk: Desk, clicks: Clicks, boards: Boards) -> None:
        self._desk = desk
        self._clicks = clicks
        self._boards = boards
        self._opening = Opening(desk)
        self._direct = Direct(desk)

    async def run(self, interaction: Interaction, shape: Shape, given: Given) -> None:
        """Carry a command out, and answer it."""
        await self._clicks.carry(interaction, lambda click: self._heard(click, shape, given))

    async def hand_over(self, interaction: Interaction, message: discord.Message) -> None:
        """Somebody hands a message to an agent; its thread goes along."""
        await self._clicks.carry(interaction, lambda click: self._form_for(click, message))

    async def _heard(self, click: Click, shape: Shape, given: Given) -> Heard:
        self._desk.spots.check(click.spot)
        person = await self._desk.people.of(click.user, click.spot)
        special = {
            "start": self._start,
            "redirect": self._redirect,
            SETTINGS.word: self._settings,
            ROOM.word: self._room,
            BOARD.word: self._board,
        }
        if shape.word in special:
            return await special[shape.word](click, person, given)
        return await self._ordered(click, person, shape, given)

    async def _ordered(self, click: Click, person: Person, shape: Shape, given: Given) -> Heard:
        here = await self._here(click, person)
        line = line_of(shape, await self._named(click, shape, given), here)
        heard = await self._desk.inbound.command(
            person,
            line,
            here,
            click.key,
            VIA,
            identity=self._desk.people.identity(click.user.id),
            at=click.at,
            unseen=True,
        )
        if shape.word == "help":
            told = helped(str(given.get("command") or ""))
            return replace(heard, text=told, refused=False) if told else heard
        return heard

    async def _here(self, click: Click, person: Person) -> SessionNumber | None:
        """The session of the thread; in direct messages the one that was started last."""
        spot = click.spot
        if spot.direct:
            found = await self._direct.latest(person.id, spot.room)
        else:
            found = await self._desk.seeing.session_of(self._desk.thread(spot, spot.here))
        return found.number if found else None

    async def _named(self, click: Click, shape: Shape, given: Given) -> Given:
        """Sign in whom a command names, and read mentions in its texts."""
        found = dict(given)
        for option in shape.options:
            value = given.get(option.name)
            if value is None:
                continue
            if option.kind is Kind.PERSON:
                found[option.name] = f"@{(await self._desk.people.of(value, click.spot)).name}"
            elif option.kind is Kind.TEXT:
                found[option.name] = await self._desk.wording.ordered(str(value), click.spot)
        return found

    async def _start(self, click: Click, person: Person, given: Given) -> Heard:
        raw, file = str(given.get("prompt") or ""), given.get("file")
        if not raw.strip() and file is None:
            begun = "".join(f"--{each} {given[each]} " for each in WITHOUT_FIELD if given.get(each))
            await click.show(start_form(self._desk, str(click.spot.here), begun))
            return Heard("")
        sent = [Sent.by(file)] if isinstance(file, discord.Attachment) else []
        taken = await self._desk.files.take(person, sent)
        wanted = Wanted(
            person,
            click.user.id,
            click.interaction.id,
            await self._desk.wording.plain(raw, click.spot),
            str(given.get("title") or ""),
            str(given.get("model") or ""),
            given.get("budget"),
            taken.attachments,
            roles_of(click.user),
            str(given.get("type") or ""),
            str(given.get("pool") or ""),
        )
        heard = await self._opening.open(wanted, click.spot)
        return await with_link(self._desk, click.spot, heard, taken.told)

    async def _redirect(self, click: Click, person: Person, given: Given) -> Heard:
        here = await self._here(click, person)
        number = given.get("session") or here
        if given.get("text") or number is None:
            return await self._ordered(click, person, _REDIRECT, given)
        session = await self._desk.seeing.session(person.id, SessionNumber(int(number)), click.at)
        await click.show(modals.redirect(session.number, session.title))
        return Heard("")

    async def _settings(self, click: Click, person: Person, _: Given) -> Heard:
        await click.show(modals.settings(await self._desk.seeing.settings(person.id)))
        return Heard("")

    async def _room(self, click: Click, person: Person, given: Given) -> Heard:
        if not self._manages(click, person):
            raise Refused(_NOT_YOURS)
        found = await self._desk.inbound.room(self._desk.room(click.spot))
        if given.get("type"):
            # The form has room for no more fields.
            return await self._typed(click, person, found, str(given["type"]))
        guild = self._desk.spots.guild(click.spot)
        # A role that was deleted cannot be shown, and must not keep the form from opening.
        roles = [each for each in found.roles if guild and guild.get_role(int(each))]
        card = replace(found, name=f"#{click.spot.name}", roles=roles)
        place = str(click.spot.room)
        await click.show(modals.room(card, self._desk.ports.policy.models, place))
        return Heard("")

    async def _typed(self, click: Click, person: Person, found: Room, task: str) -> Heard:
        return await self._desk.inbound.set_room(
            person,
            found.key,
            name=click.spot.name,
            model=found.model,
            start=found.start,
            steer=found.steer,
            verbosity=found.verbosity,
            may=manages(click),
            roles=found.roles,
            own=roles_of(click.user),
            task=task,
        )

    async def _board(self, click: Click, person: Person, given: Given) -> Heard:
        if not self._manages(click, person):
            raise Refused(_NOT_YOURS)
        if given.get("remove"):
            return Heard(await self._boards.remove(click.spot))
        return Heard(await self._boards.place(click.spot))

    def _manages(self, click: Click, person: Person) -> bool:
        if click.spot.direct:
            raise Refused(_NOT_HERE)
        return person.admin or manages(click)

    async def _form_for(self, click: Click, message: discord.Message) -> Heard:
        self._desk.spots.check(click.spot)
        await self._desk.people.of(click.user, click.spot)
        shown = _GOES_ALONG if not click.spot.direct else ""
        prompt = await self._desk.wording.prompt(message, click.spot)
        place = f"{click.spot.here}/{message.id}"
        await click.show(start_form(self._desk, place, prompt, shown))
        return Heard("")


def manages(click: Click) -> bool:
    """Tell whether Discord lets a person manage the room."""
    allowed = click.interaction.permissions
    return allowed.manage_channels or allowed.manage_guild or allowed.administrator


def start_form(desk: Desk, place: str, prompt: str = "", shown: str = "") -> discord.ui.Modal:
    """Return the form that starts a session at a place."""
    policy = desk.ports.policy
    return modals.start(
        policy.models,
        policy.default_model,
        tasks=policy.check_ins.names,
        place=place,
        prompt=prompt,
        shown=shown,
    )


async def with_link(desk: Desk, spot: Spot, heard: Heard, left: str) -> Heard:
    """Say after a session was started where it is, and what was not taken along."""
    if heard.refused or heard.fate not in PENDING or heard.session is None:
        return heard
    number = heard.session
    session = await desk.ports.store.read(lambda reads: reads.session(number))
    link = desk.link(session.thread) if session and not spot.direct else ""
    told = f"Session {number} has started{f': {link}' if link else '.'}"
    return replace(heard, text="\n\n".join(part for part in (told, left) if part))

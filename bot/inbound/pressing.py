"""Buttons and forms of every chat platform, each press once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.channel import Heard
from bot.commands import kinds
from bot.inbound.attending import heard_of, told_assigned, told_snoozed
from bot.inbound.given import Given
from bot.inbound.ordering import Ordering
from bot.presenter import deeds
from bot.presenter import preferences as words
from bot.presenter.cards import Act, answer_text
from service.domain.errors import Bug, Refused
from service.domain.events import Attachment, Kind
from service.domain.ids import ItemId, SessionNumber
from service.domain.items import Item, ItemKind
from service.domain.persons import Identity, Person
from service.domain.receipts import Fate
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import answer, assign, once, prefer, snooze
from service.usecases.once import Done

_FORMS = (Act.OTHER, Act.ASSIGN, Act.REDIRECT, Act.RETRY, Act.SNOOZE, Act.SETTINGS)


class Pressing(Ordering):
    """What is pressed and submitted. Who may do it is checked where it is done."""

    async def press(
        self,
        person: Person,
        act: Act,
        item: ItemId | None,
        session: SessionNumber | None,
        choice: int | None,
        text: str,
        key: str,
        via: str,
        *,
        new_thread: Callable[[], ThreadKey] | None = None,
        identity: Identity | None = None,
        at: Whereabouts | None = None,
    ) -> Heard:
        """Do what a button says; `key` is the press's receipt key, `at` where it stands if others
        are there.

        The same press again is answered as before; one that comes too late learns who was
        first. Raises Bug for the acts that open a form or take a message.
        """
        if act is Act.COMMAND:
            return await self.command(
                person, text, session, key, via, new_thread=new_thread, identity=identity, at=at
            )
        if act not in (Act.CHOOSE, Act.YES_NOW, Act.OBJECT, Act.SNOOZE, Act.DISMISS):
            raise Bug(f"the button {act} opens a form or takes a message; it is no press")
        try:
            found = await self._item(item)
            if act is Act.SNOOZE:
                return await self.snooze(person, found.id, text, key, via, identity=identity, at=at)
            if act is Act.DISMISS:
                return await self.dismiss(person, found.id, key, via, identity=identity, at=at)
            said = answer_text(found, act, choice)
        except Refused as refused:
            return await self._refuse(refused, key, session)
        self._uses.direct(person.id, via, identity)
        given = answer.Answer(person.id, said, via, at=at)
        return await self._answered(person, found.id, given, key)

    async def _answered(
        self, person: Person, item: ItemId, given: answer.Answer, key: str
    ) -> Heard:
        try:
            return await self._given(person, item, given, key)
        except Refused as refused:
            found = await self._look.item(item)
            if found and found.resolved_by == person.id and found.answer == given.text:
                return Heard(deeds.still_answered(given.text), found.session, again=True)
            return await self._refuse(refused, key, found.session if found else None)

    async def _given(self, person: Person, item: ItemId, given: answer.Answer, key: str) -> Heard:
        """Give an answer, each key once. Raises Refused."""
        taken = await once.once(
            self._ports,
            key,
            lambda ports: answer.answer_item(ports, item, given),
            lambda tx, session: _told(tx, session, item, given.text),
        )
        heard = heard_of(taken)
        if heard.refused or heard.session is None:
            return heard
        where = await self._look.queued(heard.session, person.id)
        return replace(heard, text=f"{heard.text} {where}".strip(), fate=Fate.ANSWERED)

    async def submit(
        self,
        person: Person,
        act: Act,
        fields: Mapping[str, str],
        key: str,
        via: str,
        *,
        item: ItemId | None = None,
        session: SessionNumber | None = None,
        colleague: Person | None = None,
        attachments: Sequence[Attachment] = (),
        identity: Identity | None = None,
        at: Whereabouts | None = None,
    ) -> Heard:
        """Do what a form says that the button `act` opened; `key` is its receipt key.

        `fields` are what was typed: `text` (OTHER, REDIRECT, and the hint of RETRY), `span`
        (SNOOZE), `ladder`, `important`, `quiet` and `zone` (SETTINGS). Of ASSIGN, `colleague` is
        who was chosen, or their name stands in the field `colleague`. What cannot be done is
        refused with `errors` by field, and nothing was changed; a corrected form may come with
        the same key. Raises Bug for acts without such a form.
        """
        if act not in _FORMS:
            raise Bug(f"the button {act} opens no form that is submitted here")
        self._uses.direct(person.id, via, identity)
        given = Given(person, session, key, via, None, attachments, identity, at, unseen=True)
        try:
            return await self._submitted(act, fields, given, item, colleague)
        except prefer.NotChosen as refused:
            return Heard(str(refused), refused=True, errors=dict(refused.fields))
        except Refused as refused:
            errors = {_ERROR_AT[act]: str(refused)}
            return Heard(str(refused), session, refused=True, errors=errors)

    async def _submitted(
        self,
        act: Act,
        fields: Mapping[str, str],
        given: Given,
        item: ItemId | None,
        colleague: Person | None,
    ) -> Heard:
        text, number = fields.get("text", ""), given.here
        match act:
            case Act.OTHER:
                said = answer.Answer(given.person.id, text, given.via, given.attachments, given.at)
                found = await self._item(item)
                return await self._given(given.person, found.id, said, given.key)
            case Act.ASSIGN:
                wanted = colleague or fields.get("colleague", "")
                return await self._assigned(given, (await self._item(item)).id, wanted)
            case Act.SNOOZE:
                return await self._snoozed(given, (await self._item(item)).id, fields)
            case Act.SETTINGS:
                return await self._settings(given, fields)
            case _ if number is None:
                raise Refused("That session does not exist any more.")
            case Act.REDIRECT:
                return await self._orders.carry_out(kinds.Redirect(number, text), given)
            case _:
                return await self._orders.carry_out(kinds.Retry(number, text), given)

    async def _assigned(self, given: Given, item: ItemId, wanted: Person | str) -> Heard:
        async def verb(ports: Ports) -> tuple[Item, Person]:
            who, at = given.person.id, given.at
            if isinstance(wanted, str):
                return await assign.assign(ports, who, item, wanted, at=at)
            return await assign.assign_to(ports, who, item, wanted, at=at)

        return heard_of(await once.once(self._ports, given.key, verb, told_assigned))

    async def _snoozed(self, given: Given, item: ItemId, fields: Mapping[str, str]) -> Heard:
        who, span = given.person.id, fields.get("span", "")
        taken = await once.once(
            self._ports,
            given.key,
            lambda ports: snooze.snooze(ports, who, item, span, at=given.at),
            lambda tx, found: told_snoozed(tx, found, who),
        )
        return heard_of(taken)

    async def _settings(self, given: Given, fields: Mapping[str, str]) -> Heard:
        now = self._ports.clock.now()
        chosen = prefer.Chosen(*(fields.get(name, "") for name in prefer.FIELDS))
        taken = await once.once(
            self._ports,
            given.key,
            lambda ports: prefer.choose(ports, given.person.id, chosen),
            lambda _tx, found: Done(words.quiet(found, now)),
        )
        return heard_of(taken)


_ERROR_AT = {
    Act.OTHER: "text",
    Act.REDIRECT: "text",
    Act.RETRY: "text",
    Act.ASSIGN: "colleague",
    Act.SNOOZE: "span",
    Act.SETTINGS: "ladder",
}
"""The field at which a refusal is shown."""
_RECENT = 16
"""More events than one answer appends."""


def _told(tx: Tx, session: Session, item: ItemId, text: str) -> Done:
    found = tx.items.get(item)
    last = tx.events.after(session.number, session.next_seq - _RECENT, {Kind.ANSWER})
    seq = last[-1].seq if last and found and found.kind is ItemKind.QUESTION else None
    return Done(deeds.answer_taken(session, found, text), session.number, seq)

"""Submitted forms: what is wrong stands at its field, what is right is stored before it closes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.channel import Heard
from bot.chat.receiving.earlier import with_earlier
from bot.chat.receiving.settling import Settling
from bot.chat.receiving.taken import Taken
from bot.chat.receiving.welcome import Nobody
from bot.chat.rendering import values
from bot.chat.rendering.values import Value
from bot.presenter.cards import Act
from bot.slack.receiving.commands import manages
from bot.slack.receiving.desk import ACK, VIA, Desk
from bot.slack.receiving.homes import Homes
from bot.slack.receiving.opening import Opening, Wanted
from bot.slack.receiving.views import Views, told
from bot.slack.rendering import modals
from bot.slack.rendering.modals import Field
from bot.slack.rendering.slashes import at_field
from service.domain import budgets
from service.domain.errors import Refused
from service.domain.persons import Person
from service.domain.rooms import Verbosity, Who

Json = Mapping[str, Any]
_NEWS = frozenset({Act.START, Act.ASSIGN})
"""Of which nothing else tells who did it what became of it."""
_STARTING = "Fetching the files. The session starts as soon as they are here; this may be closed."
_FAR = (
    "heddle is not in that channel, so it cannot read the thread nor answer there. Invite it with"
    " `/invite @heddle` and submit this again."
)


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form as it was submitted. `first` is its first field, for what belongs to none."""

    user: str
    team: str
    view: str
    form: str
    value: Value
    fields: Mapping[Field, list[str]]
    first: str

    def one(self, field: Field) -> str:
        """Return what a field holds, empty for nothing."""
        return next(iter(self.fields.get(field) or ()), "")


def first_input(view: Json) -> str:
    """Return the id of a form's first field, empty if it has none."""
    inputs = (each["block_id"] for each in view["blocks"] if each.get("type") == "input")
    return str(next(inputs, ""))


def submitted_of(body: Json) -> Submitted:
    """Read a submission. Raises Refused where the form is of another version."""
    view: Json = body["view"]
    user: Json = body["user"]
    return Submitted(
        str(user["id"]),
        str(user.get("team_id") or ""),
        str(view["id"]),
        str(view.get("callback_id") or ""),
        values.decode(str(view.get("private_metadata") or "")),
        modals.submitted((view.get("state") or {}).get("values") or {}),
        first_input(view),
    )


class Forms:
    """Carries submitted forms out."""

    def __init__(self, desk: Desk, homes: Homes) -> None:
        self._desk = desk
        self._homes = homes
        self._settling = Settling(desk.seeing, VIA)
        self._opening = Opening(desk)
        self._views = Views(desk)

    async def take(self, body: Json) -> dict[str, Any]:
        """Carry a form out and return what is acknowledged: nothing closes it."""
        try:
            form = submitted_of(body)
        except Refused as refused:
            return {"response_action": "update", "view": told(str(refused))}
        key = self._desk.key(form.user, f"form-{form.view}")
        work = asyncio.create_task(self._settling.heard(key, self._heard(form, key)))
        done, _ = await asyncio.wait([work], timeout=ACK)
        if not done:
            self._desk.telling.beside(self._later(work, form))
            return {"response_action": "update", "view": told(_STARTING)}
        heard = work.result()
        self._homes.stir(form.user)
        return self._answer(form, heard)

    def _answer(self, form: Submitted, heard: Heard) -> dict[str, Any]:
        if not heard.refused:
            is_news = (form.value.act in _NEWS or form.form == modals.ROOM) and heard.text
            return {"response_action": "update", "view": told(heard.text)} if is_news else {}
        errors = {name: at_field(text)[:_LONGEST] for name, text in heard.errors.items()}
        if not errors and not form.first:
            return {"response_action": "update", "view": told(heard.text)}
        said = at_field(heard.text) or "heddle does not take this."
        return {"response_action": "errors", "errors": errors or {form.first: said[:_LONGEST]}}

    async def _later(self, work: "asyncio.Task[Heard]", form: Submitted) -> None:
        heard = await work
        self._homes.stir(form.user)
        text = heard.text or f"Session {heard.session} has started."
        if heard.refused and form.one(Field.TEXT):
            # What was typed is not lost.
            text = f"{heard.text}\n\nYou wrote:\n\n{form.one(Field.TEXT)}"
        await self._views.change(form.view, told(text))

    async def _heard(self, form: Submitted, key: str) -> Heard:
        try:
            person = await self._desk.people.of(form.user, form.team)
        except Nobody as error:
            raise Refused(str(error)) from error
        if form.form == modals.ROOM:
            return await self._room(form, person)
        if form.value.act is Act.START:
            return await self._start(form, person)
        return await self._desk.inbound.submit(
            person,
            form.value.act,
            {field.value: each[0] for field, each in form.fields.items() if each},
            key,
            VIA,
            item=form.value.item,
            session=form.value.session,
            colleague=await self._colleague(form),
            identity=self._desk.people.identity(form.user),
            at=self._desk.at(form.value.text),
        )

    async def _colleague(self, form: Submitted) -> Person | None:
        chosen = form.one(Field.COLLEAGUE)
        if not chosen:
            return None
        try:
            return await self._desk.people.of(chosen)
        except Nobody as error:
            raise Refused("Choose a person: bots and closed accounts answer nothing.") from error

    async def _start(self, form: Submitted, person: Person) -> Heard:
        budget = form.one(Field.BUDGET)
        try:
            dollars = budgets.dollars(budget) if budget else None
        except Refused as refused:
            return Heard(str(refused), refused=True, errors={Field.BUDGET: str(refused)})
        room, _, at = form.value.text.partition("/")
        root = at.partition("/")[0]
        wanted = Wanted(
            person,
            form.user,
            form.view,
            form.one(Field.TEXT),
            form.one(Field.TITLE),
            form.one(Field.MODEL),
            form.one(Field.POOL),
            budget_usd=dollars,
            task=form.one(Field.TASK),
        )
        if root and not await self._desk.context.shown(room, root):
            raise Refused(_FAR)
        taken = await self._desk.files.by_id(person, form.fields.get(Field.FILES) or ())
        wanted = replace(wanted, attachments=taken.attachments)
        if not root:
            return _with(await self._opening.open(wanted, room), taken)
        await self._desk.rooms.check(room)
        earlier = await self._desk.context.thread(room, root, known=wanted.prompt)
        prompt = with_earlier(wanted.prompt, earlier)
        return _with(await self._opening.join(replace(wanted, prompt=prompt), room, root), taken)

    async def _room(self, form: Submitted, person: Person) -> Heard:
        room, model = form.value.text, form.one(Field.MODEL)
        return await self._desk.inbound.set_room(
            person,
            self._desk.room(room),
            name=(await self._desk.rooms.info(room)).name,
            model="" if model == modals.USUAL else model,
            start=Who(form.one(Field.START)),
            steer=Who(form.one(Field.STEER)),
            verbosity=Verbosity(form.one(Field.VERBOSITY)),
            may=await manages(self._desk, room, form.user, person),
            task=form.one(Field.TASK),
        )


_LONGEST = 2_000
"""Characters of an error at a field."""


def _with(heard: Heard, taken: Taken) -> Heard:
    """Say after a session was started only what was not taken along."""
    return heard if heard.refused else replace(heard, text=taken.told)

"""Carrying out commands: each to its use case or its query, and back as a text."""

from dataclasses import replace

from bot.channel import Heard
from bot.commands import kinds
from bot.commands.explaining import help_text
from bot.commands.kinds import Command
from bot.inbound import attending, reaching
from bot.inbound.brake import Brake
from bot.inbound.deeds import deed_of, told_of
from bot.inbound.given import Given
from bot.inbound.looking import Looking
from bot.presenter import checking_in, conditions, deeds, lists, messages, standing
from bot.presenter import preferences as words
from bot.presenter.inbox import inbox
from bot.presenter.status import status
from service.domain.errors import Refused
from service.domain.events import Kind
from service.domain.ids import PersonId, SessionNumber
from service.domain.phones import Phone
from service.domain.receipts import Fate
from service.domain.sessions import Session
from service.domain.states import State
from service.ports.bundle import Ports
from service.ports.push import Pusher
from service.usecases import answer, identify, once, phone, receive, redirect
from service.usecases.once import Done
from service.usecases.phone import Added

_TAKE_FILES = (kinds.Start, kinds.Redirect, kinds.Answer, kinds.Aside)


class Orders:
    """Carries out commands, each receipt key once."""

    def __init__(self, ports: Ports, pusher: Pusher, looking: Looking) -> None:
        self._ports = ports
        self._pusher = pusher
        self._look = looking
        self._brake = Brake(ports)

    async def carry_out(self, command: Command, given: Given) -> Heard:
        """Carry it out and return its answer. Raises Refused or Temporary."""
        if given.attachments and not isinstance(command, _TAKE_FILES):
            raise Refused(
                "This command takes no files. Send them in a message of their own, or with"
                " `!start`, `!redirect` or `!answer`.",
            )
        match command:
            case kinds.Start():
                return await self._start(command, given)
            case kinds.Redirect(number, text):
                return await self._redirect(number, text, given)
            case kinds.Answer(number, text):
                return await self._answer(number, text, given)
            case kinds.AddPhone(url):
                return await self._add_phone(url, given)
            case kinds.Link(code) if not code:
                return await self._code(given)
            case _:
                pass
        deed = (
            deed_of(command, given)
            or attending.deed_of(command, given, self._look)
            or reaching.deed_of(command, given)
        )
        if deed is not None:
            taken = await once.once(self._ports, given.key, deed.verb, deed.told)
            return await self._done(taken, given, queues=deed.queues)
        return await self._view(command, given)

    async def received(self, received: receive.Received, given: Given) -> Heard:
        """Word what became of a message."""
        receipt, session = received.receipt, received.session
        where = ""
        if session.state == State.QUEUED:
            subject = f"Session {session.number}"
            where = await self._look.queued(session.number, given.person.id, subject)
        frozen = await self._frozen(session, given)
        text = messages.message(receipt, session, where, frozen)
        refused = receipt.fate == Fate.REFUSED
        return Heard(text, session.number, receipt.fate, refused, received.again)

    async def _frozen(self, session: Session, given: Given) -> str:
        held = await self._brake.on(session)
        if held is None:
            return ""
        chosen, _ = await self._look.preferences(given.person.id)
        return conditions.frozen(held, self._ports.clock.now(), chosen.zone)

    async def _done(self, taken: once.Taken, given: Given, *, queues: bool) -> Heard:
        """Word a deed; with the session's place in the queue where it may have got one."""
        heard = attending.heard_of(taken)
        if not queues or heard.session is None or heard.refused:
            return heard
        where = await self._look.queued(heard.session, given.person.id)
        return replace(heard, text=f"{heard.text} {where}".strip())

    async def _start(self, command: kinds.Start, given: Given) -> Heard:
        if given.new_thread is None:
            raise Refused("A session cannot be started from here. Write in a new thread.")
        arrival = receive.Arrival(
            given.key,
            given.new_thread(),
            given.person.id,
            command.prompt,
            given.via,
            given.attachments,
            command.model,
            command.pool,
            command.title,
            budget_usd=command.budget_usd,
            task=command.task,
            roles=given.roles,
        )
        return await self.received(await receive.receive(self._ports, arrival), given)

    async def _redirect(self, number: SessionNumber, text: str, given: Given) -> Heard:
        done = await redirect.redirect(
            self._ports,
            given.person.id,
            number,
            text,
            given.key,
            given.attachments,
            at=given.at,
            unseen=given.hides(number),
        )
        where = await self._look.queued(number, given.person.id)
        fate = Fate.QUEUED if where else Fate.NEXT
        told = f"{deeds.redirected(done.session)} {where}".strip()
        return Heard(told, number, fate, again=done.again)

    async def _answer(self, number: SessionNumber, text: str, given: Given) -> Heard:
        async def verb(ports: Ports) -> Session:
            who, at = given.person.id, given.at
            item = await self._look.to_answer(who, number, text, at)
            said = answer.Answer(who, text, given.via, given.attachments, at)
            return await answer.answer_item(ports, item, said)

        taken = await once.once(
            self._ports,
            given.key,
            verb,
            lambda tx, _session: told_of(tx, number, deeds.answered, Kind.ANSWER),
        )
        return await self._done(taken, given, queues=True)

    async def _add_phone(self, url: str, given: Given) -> Heard:
        """Add a phone; of a topic that was made up, only this one answer tells."""
        made: list[Added] = []

        async def verb(ports: Ports) -> Phone:
            made.append(await phone.add_phone(ports, self._pusher, given.person.id, url))
            return made[0].phone

        taken = await once.once(
            self._ports,
            given.key,
            verb,
            lambda _tx, added: Done(words.phone_kept(added, made_up="://" not in url)),
        )
        told = taken.receipt.reply
        if made:
            told = words.phone_added(made[0].phone, made[0].subscribe)
            if not made[0].subscribe and given.here and await self._look.is_shared(given.here):
                told = f"{told} {words.better_elsewhere()}"
        return replace(attending.heard_of(taken), text=told)

    async def _code(self, given: Given) -> Heard:
        code = await identify.link_code(self._ports, given.person.id)
        taken = await once.settle(self._ports, given.key, once.Done(deeds.link_code_given()))
        minutes = self._ports.policy.link_code_lifetime / 60
        return Heard(deeds.link_code(code, minutes), fate=Fate.COMMAND, again=taken.again)

    async def _view(self, command: Command, given: Given) -> Heard:
        look, who = self._look, given.person.id
        session: SessionNumber | None = None
        match command:
            case kinds.ListSessions(which):
                text = lists.listing(await look.listing(who, which), which)
            case kinds.Status(session):
                text = status(*await look.why(who, session, given.at))
            case kinds.ShowQueue() | kinds.Cap():
                text = standing.slots(await look.slots(who))
            case kinds.Model(session):
                text = deeds.models(
                    await look.session(who, session, given.at), self._ports.policy.models
                )
            case kinds.CheckIn(session):
                found = await look.session(who, session, given.at)
                text = checking_in.shown(found, self._ports.policy.check_ins)
            case kinds.Help(topic):
                text = help_text(topic)
            case kinds.Aside():
                text = ""
            case (
                kinds.ShowInbox()
                | kinds.ListPhones()
                | kinds.Ladder()
                | kinds.Quiet()
                | kinds.Zone()
            ):
                text = await self._attention(command, who)
            case _:
                raise Refused("A code is used where you sign in; enter it there.")
        taken = await once.settle(self._ports, given.key, once.Done("", session))
        return Heard(text, session, Fate.COMMAND, again=taken.again)

    async def _attention(self, command: Command, who: PersonId) -> str:
        now = self._ports.clock.now()
        if isinstance(command, kinds.ShowInbox):
            return inbox(*await self._look.inbox(who))
        if isinstance(command, kinds.ListPhones):
            found, zone = await self._look.phones(who)
            return words.phones(found, now, zone)
        chosen, names = await self._look.preferences(who)
        if isinstance(command, kinds.Ladder):
            return words.both_ladders(chosen, names)
        return (
            words.quiet(chosen, now)
            if isinstance(command, kinds.Quiet)
            else words.zone(chosen, now)
        )

"""What people write: which of it counts, and where it goes."""

from dataclasses import dataclass, replace

import discord

from bot.channel import Heard, Said
from bot.chat.receiving.earlier import with_earlier
from bot.chat.receiving.meaning import Meant
from bot.chat.receiving.once import Once
from bot.chat.receiving.replies import replied
from bot.chat.receiving.taken import NOTHING, Taken
from bot.chat.receiving.welcome import Nobody, Unwelcome
from bot.commands.parse import spec_called
from bot.discord.receiving.answering import Answering
from bot.discord.receiving.desk import VIA, Desk
from bot.discord.receiving.direct import About, Direct
from bot.discord.receiving.files import Sent
from bot.discord.receiving.people import Somebody, roles_of
from bot.discord.receiving.reading import by_a_person, files_of
from bot.discord.receiving.threading import Threading
from bot.discord.receiving.written import Written, titled
from service.domain.deliveries import direct_lane
from service.domain.errors import Refused
from service.domain.persons import Person
from service.domain.sessions import Session
from service.domain.threads import ThreadKey

_NO_THREADS = "This channel has no threads. Mention me in a text channel, or write to me directly."


@dataclass(frozen=True, slots=True)
class _Here:
    """Whose message it is, and what its place is about."""

    post: Written
    person: Person
    about: About
    author: Somebody

    @property
    def session(self) -> Session | None:
        return self.about.session


class Messages:
    """Takes messages in, each once, however often and from wherever Discord brings it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._direct = Direct(desk)
        self._answering = Answering(desk.telling)
        self._threading = Threading(desk.client)
        self._once = Once()

    async def take(self, message: discord.Message, *, late: bool = False) -> Heard | None:
        """Take a message in and answer its author; None if it does not concern heddle. `late`:
        it was read from the history.

        The same message once more waits for the work on the first. Raises Temporary: then
        nothing was taken in, and it must come again.
        """
        key = (str(message.channel.id), str(message.id))
        return await self._once.take(key, lambda: self._posted(message, late))

    async def drained(self) -> None:
        """Return when nothing is being taken in any more."""
        await self._once.drained()

    async def _posted(self, message: discord.Message, late: bool) -> tuple[Heard | None, bool]:
        if not by_a_person(message):
            return None, True
        guild = message.guild.id if message.guild else None
        try:
            spot = await self._desk.spots.at(message.channel.id, guild)
        except Nobody:
            return None, True
        post = Written(message, spot)
        about = await self._about(post)
        if not self._concerns(post, about):
            return None, True
        try:
            self._desk.spots.check(spot)
            person = await self._desk.people.of(message.author, spot)
            author = await self._desk.people.there(message.author, spot)
        except Nobody:
            return None, True
        except Unwelcome as refused:
            await self._desk.telling.away(spot, post.user, post.id, str(refused))
            return None, True
        return await self._from(_Here(post, person, about, author), late)

    async def _about(self, post: Written) -> About:
        if post.direct:
            return await self._direct.about(post)
        return About(await self._desk.seeing.session_of(self._desk.thread(post.spot, post.root)))

    def _concerns(self, post: Written, about: About) -> bool:
        if post.direct:
            return True
        if about.session is None and not self._is_post(post):
            return self._desk.wording.is_asked(post.message, post.spot)
        return not self._desk.wording.is_for_others(post.message, post.spot)

    def _is_post(self, post: Written) -> bool:
        return post.opens_post and self._desk.spots.is_session(post.spot)

    async def _from(self, here: _Here, late: bool) -> tuple[Heard | None, bool]:
        post, taken = here.post, NOTHING
        asked = self._desk.wording.is_asked(post.message, post.spot)
        sentences = asked or (post.direct and here.about.takes_sentences)
        try:
            meant = await self._desk.wording.meant(post.message, post.spot, sentences=sentences)
            heard, taken = await self._taken(here, meant)
        except Refused as refused:
            meant, heard = Meant(""), Heard(str(refused), refused=True)
        steers = here.session is not None
        answer = self._answering.answer(post, heard, meant, taken, steers=steers, late=late)
        return heard, True if answer is None else await self._desk.telling.soon(answer)

    async def _taken(self, here: _Here, meant: Meant) -> tuple[Heard, Taken]:
        post, about = here.post, here.about
        if meant.line is not None and not _starts(meant):
            return await self._ordered(here, meant), NOTHING
        if post.direct:
            return await self._directly(here, meant)
        if about.session is not None:
            taken = await self._files(here)
            return await self._said(here, self._own(here), meant, taken), taken
        if not post.spot.thread:
            return await self._on_message(here, meant)
        taken = await self._files(here)
        if self._is_post(post):
            meant = replace(meant, text=titled(post.message, meant.text))
        elif not meant.keyword:
            earlier = await self._desk.context.thread(post.spot, post.id)
            meant = replace(meant, text=with_earlier(meant.text, earlier))
        return await self._said(here, self._own(here), meant, taken), taken

    async def _on_message(self, here: _Here, meant: Meant) -> tuple[Heard, Taken]:
        """A message in a room opens a thread on itself; nothing is left of a refused one."""
        post = here.post
        if not post.spot.threads:
            raise Refused(_NO_THREADS)
        taken = await self._files(here)
        name = meant.text or ", ".join(each.name for each in taken.attachments)
        made = await self._threading.open(post.spot, post.id, name, post.user)
        heard = await self._said(here, self._own(here), meant, taken)
        if heard.refused and made:
            await self._threading.take_back(post.id)
        return heard, taken

    async def _directly(self, here: _Here, meant: Meant) -> tuple[Heard, Taken]:
        post, about = here.post, here.about
        if about.told is not None and meant.line is None:
            return await replied(
                self._desk.inbound,
                about.told,
                lambda thread, taken: self._made(here, thread, meant.text, taken),
                lambda: self._files(here),
                self._own(here),
            )
        if about.session is not None:
            taken = await self._files(here)
            return await self._said(here, about.session.thread, meant, taken), taken
        if self._direct.is_stray(about, meant):
            lane = ThreadKey.parse(direct_lane(self._desk.people.identity(post.user)))
            said = self._made(here, self._own(here), meant.text, NOTHING)
            offered = await self._desk.inbound.stray(said, lane)
            if offered is not None:
                return offered, NOTHING
        taken = await self._files(here)
        return await self._said(here, self._own(here), meant, taken), taken

    def _own(self, here: _Here) -> ThreadKey:
        """The thread in which it stands, or that it opens."""
        return self._desk.thread(here.post.spot, here.post.root)

    async def _said(self, here: _Here, thread: ThreadKey, meant: Meant, taken: Taken) -> Heard:
        if meant.line is not None and not meant.keyword:
            return await self._ordered(here, meant, taken)
        return await self._desk.inbound.said(self._made(here, thread, meant.text, taken))

    def _made(self, here: _Here, thread: ThreadKey, text: str, taken: Taken) -> Said:
        post, own = here.post, self._own(here)
        return Said(
            thread,
            here.person,
            str(post.id),
            text,
            taken.attachments,
            # Only direct messages have room for another thread; elsewhere one is opened first.
            new_thread=(lambda: own) if post.direct else None,
            identity=self._desk.people.identity(post.user),
            open_room=bool(thread.workspace) and thread.workspace.isdecimal(),
            direct=post.direct,
            roles=roles_of(here.author),
        )

    async def _ordered(self, here: _Here, meant: Meant, taken: Taken = NOTHING) -> Heard:
        post, own = here.post, self._own(here)
        opens = post.direct or here.session is None
        return await self._desk.inbound.command(
            here.person,
            meant.line or "",
            here.session.number if here.session else None,
            self._desk.key(post.spot, post.id),
            VIA,
            new_thread=(lambda: own) if opens else None,
            attachments=taken.attachments or (await self._files(here)).attachments,
            identity=self._desk.people.identity(post.user),
            at=self._desk.at(post.spot, here.author),
        )

    async def _files(self, here: _Here) -> Taken:
        """Fetch the message's files, unless it was taken in before."""
        post, files = here.post, [Sent.by(each) for each in files_of(here.post.message)]
        if not files or await self._desk.seeing.receipt(self._desk.key(post.spot, post.id)):
            return NOTHING
        return await self._desk.files.take(here.person, files)


def _starts(meant: Meant) -> bool:
    word = (meant.line or "").split(maxsplit=1)
    spec = spec_called(word[0]) if word else None
    return spec is not None and spec.name == "start"

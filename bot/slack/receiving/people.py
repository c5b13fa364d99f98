"""Who somebody is, and whether heddle listens to them here."""

from bot.chat.receiving.welcome import Nobody, Unwelcome, listed, shown_name
from bot.inbound.inbound import Inbound
from bot.inbound.seeing import Seeing
from bot.slack.api.people import Self, User
from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.given import Given
from service.domain.errors import Refused
from service.domain.persons import Identity, Person

_GUEST = (
    "Guests and people of connected workspaces cannot work with heddle here. A member of this"
    " workspace can; the operator can let guests in with `HEDDLE_SLACK__GUESTS=true`."
)
_NOT_LISTED = (
    "heddle works only with some people of this workspace, and you are not among them. Its"
    " operator can add you to `HEDDLE_SLACK__PEOPLE`."
)


class People:
    """The workspace's people as heddle's persons."""

    def __init__(self, api: Api, inbound: Inbound, seeing: Seeing, given: Given, me: Self) -> None:
        self._api = api
        self._inbound = inbound
        self._seeing = seeing
        self._given = given
        self._me = me

    def identity(self, user: str) -> Identity:
        """Return how the person of that id is known."""
        return Identity("slack", self._me.team, user)

    async def of(self, user: str, team: str = "") -> Person:
        """Return the person behind a user's id, signed in the first time they are seen.

        `team` is the workspace that the event says they belong to. Raises Nobody for bots and
        deactivated accounts, Unwelcome for those whom the operator does not let in, Temporary.
        """
        found = await self._user(user)
        self._check(found, team)
        return await self._signed_in(found)

    async def name(self, user: str) -> str:
        """Return what to call somebody who is mentioned, their id where Slack does not tell."""
        try:
            return _called(await self._api.user(user))
        except SlackRefused:
            return user

    async def mentioned(self, user: str) -> str:
        """Return the name by which a command finds somebody whom it mentions; they are signed
        in. Raises Refused for whom heddle does not let in.
        """
        try:
            return (await self.of(user)).name
        except Nobody as error:
            raise Refused("Bots and deactivated accounts cannot take part in a session.") from error

    async def is_admin(self, user: str) -> bool:
        """Tell whether the person is an admin of the workspace."""
        return (await self._user(user)).admin

    async def known(self, user: str) -> Person | None:
        """Return the person behind a user's id if they ever signed in."""
        return await self._seeing.person(self.identity(user))

    async def _user(self, user: str) -> User:
        try:
            return await self._api.user(user)
        except SlackRefused as error:
            if error.code in ("user_not_found", "user_not_visible"):
                raise Nobody(str(error)) from error
            raise

    def _check(self, user: User, team: str) -> None:
        if user.bot or user.deleted or user.id == self._me.user:
            raise Nobody("There is nobody to answer.")
        stranger = user.external or bool(team and team != self._me.team)
        if (user.guest or stranger) and not self._given.guests:
            raise Unwelcome(_GUEST)
        if not listed(self._given.people, user.id, user.name, user.real_name):
            raise Unwelcome(_NOT_LISTED)

    async def _signed_in(self, user: User) -> Person:
        # Asked each time: linking accounts may have made somebody else of the identity.
        identity = self.identity(user.id)
        known = await self._seeing.person(identity)
        return known or await self._inbound.sign_in(identity, _called(user), zone=user.zone)


def _called(user: User) -> str:
    return shown_name(user.real_name or user.name, user.id)

"""Suggestions while a command is typed."""

from collections.abc import Sequence

import structlog

from bot.commands.table import SPECS
from bot.discord.receiving.desk import Desk
from bot.presenter.plaintext import cut, one_line
from service.domain.checkins import OFF
from service.domain.errors import Temporary
from service.domain.sessions import Session
from service.domain.states import AT_REST

MOST = 25
_LOOKED_AT = 300
_NAME = 100
_TIMES = ("5m", "10m", "30m", "1h")
_log = structlog.get_logger(__name__)


class Completing:
    """Suggests sessions, models, pools and commands."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def sessions(self, user: int, typed: str) -> list[tuple[str, int]]:
        """Return the person's sessions that fit what is typed, those at work first; none where
        the database does not answer.
        """
        try:
            person = await self._desk.people.known(user)
            if person is None:
                return []
            found = await self._desk.ports.store.read(
                lambda reads: reads.sessions(person.id, limit=_LOOKED_AT)
            )
        except Temporary as error:
            _log.info("discord_nothing_suggested", error=str(error))
            return []
        fits = [each for each in found if _fits(each, typed)]
        fits.sort(key=lambda each: (each.state in AT_REST, -each.changed_at))
        return [(_named(each), each.number) for each in fits[:MOST]]

    def models(self, typed: str) -> list[str]:
        """Return the models that fit what is typed."""
        return _some(self._desk.ports.policy.models, typed)

    async def pools(self, typed: str) -> list[str]:
        """Return the pools that fit what is typed; none where the database does not answer."""
        try:
            return _some(await self._desk.seeing.pools(), typed)
        except Temporary as error:
            _log.info("discord_nothing_suggested", error=str(error))
            return []

    def tasks(self, typed: str, *, times: bool) -> list[str]:
        """Return the types of tasks that fit what is typed; with `times`, some times as well."""
        chosen = [*_TIMES, OFF] if times else []
        return _some([*self._desk.ports.policy.check_ins.names, *chosen], typed)

    def commands(self, typed: str) -> list[str]:
        """Return the commands that fit what is typed."""
        return _some(["all", *(each.name for each in SPECS)], typed.lstrip("!/"))


def _fits(session: Session, typed: str) -> bool:
    wanted = typed.strip().lstrip("#").casefold()
    return str(session.number).startswith(wanted) or wanted in session.title.casefold()


def _named(session: Session) -> str:
    return cut(f"{session.number} · {one_line(session.title)} ({session.state})", _NAME)


def _some(names: Sequence[str], typed: str) -> list[str]:
    wanted = typed.strip().casefold()
    return [each for each in names if wanted in each.casefold() and len(each) <= _NAME][:MOST]

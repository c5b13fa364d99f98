"""Who is who in a workspace: the app itself, and the people that it meets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Self:
    """The app as the workspace knows it. `url` is the workspace's address and ends with a slash,
    `user` is the bot's user id; `scopes` is empty where Slack did not tell them.
    """

    team: str
    team_name: str
    url: str
    user: str
    bot: str
    name: str
    app: str = ""
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot. `zone` is an IANA name, empty if unknown; `external` people belong to
    another workspace, `guest` ones see a part of this one only; `admin` includes owners.
    """

    id: str
    name: str
    real_name: str
    zone: str = ""
    bot: bool = False
    deleted: bool = False
    guest: bool = False
    external: bool = False
    admin: bool = False


def user_of(found: Mapping[str, Any], team: str) -> User:
    """Read what `users.info` and events tell of a person; `team` is the app's own workspace."""
    profile = found.get("profile") or {}
    name = profile.get("display_name") or found.get("name") or found["id"]
    home = found.get("team_id") or team
    stranger = bool(found.get("is_stranger")) or bool(team and home != team)
    return User(
        id=found["id"],
        name=name,
        real_name=found.get("real_name") or profile.get("real_name") or name,
        zone=found.get("tz") or "",
        bot=bool(found.get("is_bot")),
        deleted=bool(found.get("deleted")),
        guest=bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
        external=stranger,
        admin=bool(found.get("is_admin") or found.get("is_owner")),
    )

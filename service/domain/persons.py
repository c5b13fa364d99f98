"""A person is a human with one or more identities; cap and budget belong to the person."""

from dataclasses import dataclass

from service.domain.errors import Refused
from service.domain.ids import PersonId


@dataclass(frozen=True, slots=True)
class Identity:
    """How one channel knows a person: `(channel, workspace, user)`."""

    channel: str
    workspace: str
    user: str


@dataclass(frozen=True, slots=True)
class Person:
    """A row of `persons`. `cap` is None where the deployment's default holds."""

    id: PersonId
    name: str
    admin: bool
    cap: int | None
    created_at: float


@dataclass(frozen=True, slots=True)
class LinkCode:
    """A one-time code that links an identity to `person_id`, stored as a hash."""

    code_hash: str
    person_id: PersonId
    expires_at: float


def checked_cap(cap: int, maximum: int) -> int:
    """Return `cap` if a person may choose it, else raise Refused with the valid range."""
    if not 1 <= cap <= maximum:
        raise Refused(f"A cap is a number from 1 to {maximum}, the limit set by the operator.")
    return cap

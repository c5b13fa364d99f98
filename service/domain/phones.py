"""A phone: any address outside the channels at which a person is told, and may answer."""

import json
from dataclasses import dataclass

from service.domain.ids import PersonId, PhoneId


@dataclass(frozen=True, slots=True)
class Phone:
    """A row of `phones`. Its address is a secret and stands in the vault, by `secret_name`.

    `service` is ntfy or Apprise's name of the service, `label` what a person may read of it
    (no topic, no token). `answers`: it can carry buttons. `tested_at` is when a test was
    answered (or, without buttons, sent), `failed_at` when the last push failed for good.
    """

    id: PhoneId
    person_id: PersonId
    service: str
    label: str
    answers: bool
    added_at: float
    tested_at: float | None = None
    failed_at: float | None = None
    failure: str = ""

    @property
    def secret_name(self) -> str:
        """Under which name the vault holds its address."""
        return f"phone {self.id}"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a push goes; never logged, never shown.

    `replies` is the private topic that its buttons answer to, empty without buttons.
    """

    url: str
    replies: str = ""

    def __repr__(self) -> str:
        return "Address(hidden)"

    def to_json(self) -> str:
        """Return it as the vault keeps it, to be encrypted."""
        return json.dumps({"url": self.url, "replies": self.replies})

    @classmethod
    def from_json(cls, text: str) -> "Address":
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))

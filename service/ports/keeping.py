"""What is kept beside the record: files on their way, and secrets."""

from collections.abc import Collection, Sequence
from typing import Protocol

from service.domain.ids import BlobId, PersonId, SessionNumber
from service.domain.items import Item


class Blobs(Protocol):
    """Files on their way between front ends and workers, kept as rows."""

    def add(
        self,
        blob: BlobId,
        owner: PersonId,
        name: str,
        media_type: str,
        content: bytes,
        at: float,
    ) -> None: ...

    def get(self, blob: BlobId) -> tuple[PersonId, str, str, bytes] | None:
        """Return (who uploaded it, name, media type, content)."""
        ...

    def remove(self, blobs: Collection[BlobId]) -> None:
        """Drop their contents for good."""
        ...


class Vault(Protocol):
    """Secrets as ciphertext, by name."""

    def put(self, name: str, ciphertext: bytes, at: float) -> None: ...

    def get(self, name: str) -> bytes | None: ...

    def replace(self, name: str, before: bytes, after: bytes) -> bool:
        """Write a secret anew if it still is what it was before; return whether it was."""
        ...

    def remove(self, name: str) -> bool: ...

    def all(self) -> Sequence[tuple[str, bytes]]: ...


class Leftovers(Protocol):
    """Workspaces of sessions that are over."""

    def size(self, session: SessionNumber) -> int:
        """Return how many bytes it holds, 0 if there is none here."""
        ...

    def knows(self, session: SessionNumber) -> bool:
        """Tell whether it stands on this machine, or ever did."""
        ...

    def remove(self, session: SessionNumber) -> bool:
        """Empty it unless somebody works in it; tell whether it is gone.

        Raises Temporary if the disk refuses.
        """
        ...


class Erasing(Protocol):
    """Dropping what was said and who said it; rows and numbers stay."""

    def give(self, number: SessionNumber, to: PersonId) -> None:
        """Make the session and its items that person's. What was replied there is blanked, and
        what told its people of its title dropped, so they are still its people then.
        """
        ...

    def texts(self, number: SessionNumber) -> None:
        """Blank the session's title and breadcrumb, the words of its turns, items and receipts,
        and the names of the files that its captures hold; drop what told its people of its title,
        so they are still its people then.
        """
        ...

    def said_by(self, number: SessionNumber, person: PersonId) -> int:
        """Erase what the person said in the session and what that was replied; return how many
        events.
        """
        ...

    def shown(self, number: SessionNumber, names: Collection[str]) -> None:
        """Drop what quotes in the session's thread what people of these names typed into forms."""
        ...

    def items(self, number: SessionNumber) -> Sequence[Item]:
        """Return all items of the session, those that are over too."""
        ...

    def reword(self, item: Item) -> None:
        """Write what the item asks and its facts, also if it is over."""
        ...

    def person(self, person: PersonId, name: str) -> None:
        """Drop their accounts, phones, files, preferences and what they were told; they are
        called `name` from then on.
        """
        ...

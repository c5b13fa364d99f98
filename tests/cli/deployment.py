"""The deployment that a command works on: what stands in it, and who answers its hello."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bot.bootstrap.reading import settings
from bot.settings import Settings
from bot.web.login import ADMIN
from service.adapters.secrets.cipher import FernetCipher
from service.bootstrap.opening import cipher_of, store_of
from service.domain.persons import Identity
from service.ports.reads import Reads
from service.ports.secrets import Cipher
from service.ports.store import Store, Tx

T = TypeVar("T")
Place = TypeVar("Place")
Where = TypeVar("Where", contravariant=True)


class Fake(Protocol[Where]):
    """A platform that hello is said on."""

    def messages(self, channel: Where, /) -> Sequence[Any]:
        """Return what stands there."""
        ...

    def until(self, holds: Callable[[], object], patience: float) -> None:
        """Block until it holds."""
        ...


class Somebody(Protocol[Place]):
    """A person of the platform."""

    @property
    def dm(self) -> Place:
        """Where heddle writes to them."""
        ...

    def says(self, channel: Place, text: str, /) -> object:
        """Write a message."""
        ...


@contextmanager
def answering(fake: Fake[Place], person: Somebody[Place], text: str = "!help") -> Iterator[None]:
    """Let the person answer heddle's hello, once."""

    def answer() -> None:
        fake.until(lambda: fake.messages(person.dm), patience=90.0)
        person.says(person.dm, text)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(100.0)
        assert not thread.is_alive()


def with_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """Do something with the deployment's database."""

    async def run() -> T:
        store = store_of(settings().settings)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def read(query: Callable[[Reads], T]) -> T:
    """Look into the deployment's database."""
    return with_store(lambda store: store.read(query))


def change(work: Callable[[Tx], T]) -> T:
    """Change the deployment's database."""
    return with_store(lambda store: store.run(work))[0]


def in_force(given_of: Callable[[Settings, Store, Cipher], Awaitable[T]]) -> T:
    """Return what a bot of the deployment would use."""
    return with_store(lambda store: given_of(settings().settings, store, cipher()))


def cipher() -> FernetCipher:
    """Return what the deployment's secrets are encrypted with."""
    return cipher_of(settings().settings)


def kept(tmp_path: Path) -> list[str]:
    """Return the names of the secrets that are kept, none where there is no database."""
    if not (tmp_path / "data" / "heddle.db").exists():
        return []
    return list(read(lambda reads: reads.secret_names()))


def accounts() -> set[Identity]:
    """Return the admin's identities."""

    def query(reads: Reads) -> set[Identity]:
        admin = reads.person_by_identity(ADMIN)
        return set(reads.identities(admin.id)) if admin else set()

    return read(query)

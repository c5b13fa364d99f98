"""What the command line needs to set a chat platform up and to check it, beside whatever runs."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.bootstrap.looking import bring_up_to_date
from bot.settings import Settings
from bot.web.login import ADMIN
from service.bootstrap.opening import beside, cipher_of, key_file, store_of
from service.domain.deliveries import DeliveryState, direct_lane
from service.domain.persons import Identity
from service.domain.receipts import receipt_key
from service.domain.threads import ThreadKey
from service.ports.reads import Reads
from service.ports.store import Store, Tx
from service.usecases.own import own


@dataclass(frozen=True, slots=True)
class Linked:
    """The admin in a workspace: their user id, empty if none is linked, and why the last
    message to them could not be brought there, empty if it could.
    """

    user: str = ""
    failure: str = ""


class ChatSetup:
    """A deployment, as a set-up sees it; `names` are its secrets in the vault. What reads the
    database raises Temporary if it is away, and Refused if it needs `heddle migrate`.
    """

    def __init__(self, settings: Settings, names: Sequence[str]) -> None:
        self._settings = settings
        self._names = names
        self.address = settings.address
        self.data_dir = settings.data_dir
        self.host, self.port = settings.http.host, settings.http.port

    def has_kept(self) -> bool:
        """Tell whether there is anything that secrets could be kept in."""
        settings = self._settings
        has_key = settings.secret_key is not None or key_file(settings).exists()
        return has_key and self._has_database()

    def prepare(self) -> None:
        """Make what secrets are kept in: the data folder, the database and the key."""
        bring_up_to_date()
        cipher_of(self._settings)

    async def keep(self, secrets: Mapping[str, str], identity: Identity, name: str) -> None:
        """Keep the secrets encrypted and make the identity the admin's: both, or nothing.

        Without secrets those in the settings are in force and none is kept.
        """
        async with self.open() as store:
            ports = beside(self._settings, store)
            sealed = {each: ports.cipher.encrypt(text) for each, text in secrets.items() if text}

            def work(tx: Tx) -> None:
                for each in self._names if sealed else ():
                    if each in sealed:
                        tx.vault.put(each, sealed[each], tx.now())
                    else:
                        tx.vault.remove(each)
                own(tx, ports, ADMIN, identity, name)

            await store.run(work)

    async def took_in(self, identity: Identity, room: str, message: str, written: float) -> bool:
        """Tell whether a running heddle has taken in what the person wrote in the room at that
        moment, in seconds since 1970.
        """
        key = receipt_key(identity.channel, identity.workspace, room, message)
        places = (
            ThreadKey(identity.channel, identity.workspace, room, message),
            ThreadKey.parse(direct_lane(identity)),
        )

        def work(tx: Tx) -> bool:
            if tx.receipts.get(key) is not None:
                return True
            person = tx.persons.by_identity(identity)
            last = tx.surfaces.last(person.id, places) if person else None
            return last is not None and last[1] >= written

        async with self.open() as store:
            return (await store.run(work))[0]

    async def linked(self, channel: str, workspace: str) -> Linked:
        """Return who the admin is in the workspace."""
        if not self._has_database():
            return Linked()
        async with self.open() as store:
            return await store.read(lambda reads: _linked(reads, channel, workspace))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Store]:
        """Open the database for a moment."""
        store = store_of(self._settings)
        try:
            await store.check_schema()
            yield store
        finally:
            await store.close()

    def _has_database(self) -> bool:
        file = self._settings.data_dir / "heddle.db"
        return self._settings.database_url is not None or file.exists()


def _linked(reads: Reads, channel: str, workspace: str) -> Linked:
    admin = reads.person_by_identity(ADMIN)
    there = [
        each
        for each in (reads.identities(admin.id) if admin else ())
        if (each.channel, each.workspace) == (channel, workspace)
    ]
    if admin is None or not there:
        return Linked()
    lane = direct_lane(there[-1])
    sent = [each for each in reads.deliveries(person=admin.id) if each.lane == lane]
    ended = [each for each in sent if each.settled_at is not None]
    last = max(ended, key=lambda each: each.settled_at or 0.0, default=None)
    dead = last is not None and last.state == DeliveryState.DEAD
    return Linked(there[-1].user, last.failure if last is not None and dead else "")

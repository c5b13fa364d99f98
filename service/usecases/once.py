"""A command that is delivered again is answered again, and not carried out again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast

from service.domain.effects import Effect
from service.domain.ids import SessionNumber
from service.domain.receipts import Fate, Receipt
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.store import Store, Tx
from service.usecases.commit import commit

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did, as told to who gave it, and to which session.

    `seq` is the event that its text became, if any, so that its author can delete it.
    """

    reply: str
    session: SessionNumber | None = None
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A command's receipt; `again` if it was there before."""

    receipt: Receipt
    again: bool = False


async def once(
    ports: Ports,
    key: str,
    verb: Callable[[Ports], Awaitable[T]],
    told: Callable[[Tx, T], Done],
) -> Taken:
    """Carry out `verb` unless the command of this receipt key was; return its receipt.

    `verb` opens exactly one transaction of the ports it is handed and returns its result.
    `told` is asked at the transaction's end, with the result, what to answer; the receipt is
    saved with it, so that after a crash either both are there or neither. Raises what `verb`
    raises.
    """
    store = _OnceStore(ports.store, key, told)
    try:
        await verb(replace(ports, store=store))
    except _Known as known:
        return Taken(known.receipt, again=True)
    return Taken(store.written())


async def settle(ports: Ports, key: str, done: Done, fate: Fate = Fate.COMMAND) -> Taken:
    """Record the outcome of a command that changed nothing; return the first one recorded."""

    def work(tx: Tx) -> Taken:
        known = tx.receipts.get(key)
        if known is not None:
            return Taken(known, again=True)
        receipt = _receipt(tx, key, done, fate)
        tx.receipts.add(receipt)
        return Taken(receipt)

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


def _receipt(tx: Tx, key: str, done: Done, fate: Fate) -> Receipt:
    return Receipt(key, done.session, done.seq, fate, tx.now(), done.reply)


class _Known(Exception):
    """The command has a receipt; the transaction is rolled back."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.key)
        self.receipt = receipt


class _OnceStore(Generic[R]):
    """The store, with a command's receipt in the transaction that carries it out."""

    def __init__(self, store: Store, key: str, told: Callable[[Tx, R], Done]) -> None:
        self._store = store
        self._key = key
        self._told = told
        self._written: Receipt | None = None

    def written(self) -> Receipt:
        """Return the receipt of the transaction that was committed."""
        assert self._written is not None  # noqa: S101  every verb opens a transaction
        return self._written

    async def run(
        self, work: Callable[[Tx], T], *, deadline: float | None = None
    ) -> tuple[T, list[Effect]]:
        def with_receipt(tx: Tx) -> tuple[T, Receipt]:
            known = tx.receipts.get(self._key)
            if known is not None:
                raise _Known(known)
            result = work(tx)
            done = self._told(tx, cast(R, result))
            receipt = _receipt(tx, self._key, done, Fate.COMMAND)
            tx.receipts.add(receipt)
            return result, receipt

        (result, self._written), effects = await self._store.run(with_receipt, deadline=deadline)
        return result, effects

    async def read(self, query: Callable[[Reads], T]) -> T:
        return await self._store.read(query)

    async def close(self) -> None:
        await self._store.close()

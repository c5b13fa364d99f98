"""Ids have types of their own, so that a turn's id is never handed to a session.

A session is identified by its short number, which people type. Every other id is
128 bits, time-ordered, written in base62 (22 characters, sortable as bytes), because
that fits the shortest field a platform offers for a nonce (25 characters).
"""

from typing import NewType

PersonId = NewType("PersonId", str)
SessionNumber = NewType("SessionNumber", int)
TurnId = NewType("TurnId", str)
ItemId = NewType("ItemId", str)
BlobId = NewType("BlobId", str)
WorkerId = NewType("WorkerId", str)
PhoneId = NewType("PhoneId", str)
DeliveryId = NewType("DeliveryId", str)

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LENGTH = 22


def time_ordered(milliseconds: int, entropy: int) -> str:
    """Return an id from 48 bits of Unix milliseconds and 80 bits of `entropy`.

    The layout is that of a ULID; ids of different milliseconds sort by time.
    """
    value = ((milliseconds & ((1 << 48) - 1)) << 80) | (entropy & ((1 << 80) - 1))
    digits = []
    for _ in range(_LENGTH):
        value, rest = divmod(value, 62)
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))

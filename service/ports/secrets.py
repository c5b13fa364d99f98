"""Encrypting what must not be readable in the database."""

from typing import Protocol


class Cipher(Protocol):
    """Encrypts and decrypts with the deployment's key."""

    def encrypt(self, text: str) -> bytes: ...

    def decrypt(self, ciphertext: bytes) -> str:
        """Raise Refused if another key wrote it, saying how to set the right one."""
        ...

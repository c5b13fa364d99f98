"""Encrypting what must not be readable in the database."""

from typing import Protocol


class Cipher(Protocol):
    """Encrypts and decrypts with the deployment's key."""

    def encrypt(self, text: str) -> bytes: ...

    def decrypt(self, ciphertext: bytes) -> str:
        """Raise Refused if another key wrote it, saying how to set the right one."""
        ...

    def seal(self, purpose: str, text: str) -> str:
        """Return a URL-safe token that only `unseal` of the same purpose reads."""
        ...

    def unseal(self, purpose: str, token: str) -> str:
        """Return what was sealed. Raises Refused for anything else, without telling why."""
        ...

"""The deployment's cipher: Fernet (AES and HMAC), with several keys while one is rotated."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.domain.errors import Refused
from service.ports.secrets import Cipher

_DERIVED_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def new_key() -> str:
    """Return a fresh key: 32 random bytes in URL-safe base64."""
    return Fernet.generate_key().decode()


class FernetCipher(Cipher):
    """Encrypts with the first of the keys and decrypts with any of them.

    `keys` is what HEDDLE_SECRET_KEY holds: one key, or several with commas between them.
    Raises Refused if one is not a key.
    """

    def __init__(self, keys: str) -> None:
        parts = [part.strip() for part in keys.split(",") if part.strip()]
        try:
            fernets = [Fernet(part) for part in parts]
        except ValueError as error:
            raise Refused(_NOT_A_KEY) from error
        if not fernets:
            raise Refused(_NOT_A_KEY)
        self._fernet = MultiFernet(fernets)
        self._keys = [part.encode() for part in parts]

    def encrypt(self, text: str) -> bytes:
        return self._fernet.encrypt(text.encode())

    def decrypt(self, ciphertext: bytes) -> str:
        try:
            return self._fernet.decrypt(ciphertext).decode()
        except InvalidToken as error:
            raise Refused(_ANOTHER_KEY) from error

    def derived(self, purpose: str) -> bytes:
        """Return 32 bytes for another use (signing cookies), made from the first key.

        The same purpose gives the same bytes until the first key changes; they tell
        nothing about the key or about another purpose's bytes.
        """
        return _derived(self._keys[0], purpose)

    def seal(self, purpose: str, text: str) -> str:
        token = self._sealing(purpose).encrypt(text.encode()).decode()
        return token.rstrip("=")

    def unseal(self, purpose: str, token: str) -> str:
        if not _is_canonical(token):
            raise Refused(_NOT_VALID)
        try:
            return self._sealing(purpose).decrypt(token + "=" * (-len(token) % 4)).decode()
        except InvalidToken as error:
            raise Refused(_NOT_VALID) from error

    def _sealing(self, purpose: str) -> MultiFernet:
        keys = (_derived(key, f"seal:{purpose}") for key in self._keys)
        return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])


def _is_canonical(token: str) -> bool:
    """Tell whether it is base64 as `seal` writes it. Fernet itself passes over characters that
    are none, and over the last bits: a used token would come again in other words.
    """
    if _TOKEN.fullmatch(token) is None or len(token) % 4 == 1:
        return False
    content = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    return urlsafe_b64encode(content).decode().rstrip("=") == token


def _derived(key: bytes, purpose: str) -> bytes:
    kdf = HKDF(hashes.SHA256(), _DERIVED_BYTES, salt=None, info=b"heddle:" + purpose.encode())
    return kdf.derive(key)


_NOT_A_KEY = (
    "HEDDLE_SECRET_KEY is not a key: each one is 32 random bytes in URL-safe base64, several stand"
    " with commas between them. Make one with: python -c 'from cryptography.fernet import Fernet;"
    " print(Fernet.generate_key().decode())'"
)
_ANOTHER_KEY = (
    "This secret was encrypted with another key. Put the key it was written with behind the"
    " present one (HEDDLE_SECRET_KEY=present,former), or enter the secret again."
)
_NOT_VALID = (
    "This link or button is not valid. Answer in the conversation, or open the inbox with `inbox`."
)

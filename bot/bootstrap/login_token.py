"""The printed token: whoever can read it on this machine is heddle's local admin."""

import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import quote

from bot.settings import Settings

NAME = "token"
_BYTES = 24


def login_token(settings: Settings) -> str:
    """Return the token that is set; else one that is made once, in a file for its owner only."""
    if settings.http.token is not None:
        return settings.http.token.get_secret_value()
    path = settings.data_dir / NAME
    if not path.exists():
        _make(path)
    return path.read_text("ascii").strip()


def login_link(address: str, token: str) -> str:
    """Return the address that lets its reader in."""
    return f"{address}/login?token={quote(token, safe='')}"


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, staged = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(_BYTES) + "\n")
        try:
            # A link, not a rename: of two processes the first wins, and both read the same.
            os.link(staged, path)
        except FileExistsError:
            return
    finally:
        Path(staged).unlink()

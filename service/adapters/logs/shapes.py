"""What secrets look like in a text: keys and tokens by their form, others by where they stand."""

import re
from collections.abc import Sequence

HIDDEN = "***"

_NAMES = (
    r"token|secret|password|passwd|passphrase|authorization|cookie|credentials?|webhook|ticket"
    r"|signature|dsn|(?:api|secret|private|access|signing|encryption)[_-]?key"
)
SECRET_NAME = re.compile(rf"(?:^|[_\-.]|(?<=[a-z]))(?:{_NAMES})s?$", re.IGNORECASE)
"""The end of a field's name whose value is never shown."""

_WELL_KNOWN = r"https?|wss?|unix|file|sqlite|rediss?|valkey|postgres|postgresql|postgresql\+asyncpg"
"""Schemes of addresses that say no more than where something is, but for their passwords."""
_START = (
    r"(?:(?<![A-Za-z0-9])|(?<=\\[abfnrtv0])|(?<=\\x[0-9a-f]{2})|(?<=\\u[0-9a-f]{4})"
    r"|(?<=\\U[0-9a-f]{8}))"
)
"""Where a word begins, also after a character that somebody printed as its escape."""
_SCHEMES = "(?:Bearer|Basic|Bot|Token)"
_VALUE = r"""(?:[bru]?\\*(?:"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|[^\s"',;}\])<>]+)"""
"""Quoted to its end, or one word."""

SHAPES: Sequence[tuple[re.Pattern[str], str]] = (
    (
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*-----|\Z)", re.S),
        HIDDEN,
    ),
    # Who is who in an address: a password, or a token in its place.
    (re.compile(r"(://[^\s:/@\"'<>]*:)[^\s/\"'<>]*@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(https?://)[^\s:/@\"'<>]+@", re.I), rf"\1{HIDDEN}@"),
    # A push service's address is its secret, whatever stands in it.
    (
        re.compile(
            rf"(?<![A-Za-z0-9+])(?!(?:{_WELL_KNOWN})://)([a-z0-9+]{{2,}}://)[^\s\"'<>]+",
            re.I,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(//hooks\.slack\.com/)[^\s\"'<>]+", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"(//ntfy\.[a-z0-9.-]+(?::\d+)?/)[^\s\"'<>]+", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"(/(?:webhooks|interactions)/\d+/)[^\s/\"'<>?]+", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"(/a/)[A-Za-z0-9_.~=-]{16,}"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"([?&#](?:[a-z_-]*token|key|[a-z]+[_-]?key|password|code|secret|ticket|auth|sig"
            r"|signature)=)[^\s&#\"'<>]+",
            re.I,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(rf"((?:Bearer|{_START}Basic)\s+)[A-Za-z0-9._~+/=-]{{8,}}", re.I), rf"\1{HIDDEN}"),
    (
        re.compile(
            rf"((?:authorization|cookie)\\*[\"']?\s*[:=]\s*+(?:[bru]?\\*[\"'])?+(?:{_SCHEMES}\s++)?+)"
            r"(?!\*\*\*)[^\"'\n]+",
            re.I,
        ),
        rf"\1{HIDDEN}",
    ),
    # As in an environment, a dictionary or a header that was printed.
    (
        re.compile(
            rf"((?:{_START}|[_-]|(?<=[a-z]))(?:{_NAMES})\\*[\"']?\s*[=:]\s*)"
            rf"(?!\*\*\*|[\"']?(?:{_SCHEMES}\s|\*\*\*)){_VALUE}",
            re.I,
        ),
        rf"\1{HIDDEN}",
    ),
    (
        re.compile(
            r"(?:xox[a-z](?:\.xox[a-z])?-|xapp-|gh[opsur]_|github_pat_|glpat-|pk_live_|sk_live_|ya29\."
            r"|sk-ant-|sk-proj-)[A-Za-z0-9_\-]{8,}"
        ),
        HIDDEN,
    ),
    (
        re.compile(
            rf"{_START}(?:sk-|sk_|rk_live_|AIza|AKIA|ASIA|hf_|gsk_|r8_|xai-|pplx-|tvly-)"
            rf"[A-Za-z0-9_\-]{{10,}}"
        ),
        HIDDEN,
    ),
    # A Discord token is an id, a time and a signature.
    (re.compile(r"[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{25,}"), HIDDEN),
    (re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*"), HIDDEN),
    # 32 bytes in URL-safe base64, as heddle's own key.
    (re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}=(?![A-Za-z0-9=])"), HIDDEN),
)

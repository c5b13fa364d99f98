"""What a result says about success: failed or not, which error, and of what kind."""

import re

_FAILS = re.compile(
    r"^\s*(?:error\b|fatal\b|traceback \(most recent|exception\b|tool not found|unknown tool)"
    r"|^FAILED\b|\b[1-9]\d* (?:tests? )?failed\b|\bnpm ERR!|^E   ",
    re.I | re.M,
)
_TELLS = re.compile(
    r"\b\w*(?:error|exception)\b|\bfail(?:ed|ure|s)?\b|\bfatal\b"
    r"|denied|not found|no such|cannot|can't"
    r"|could not|unable|refused|invalid|undefined|panic|\bassert|missing|does not"
    r"|unexpected|timed out",
    re.I,
)
_NAMED = re.compile(r"\b[A-Z]\w*(?:Error|Exception|Failure|Warning)\b")
_PLACE = re.compile(
    r"(?:(?<=\w)|(?<=\)))(?::(\d{1,6})(?::\d{1,5})?(?=[:\s,)]|$)|\((\d{1,6}),\d{1,5}\))"
    r"|, line (\d{1,6})\b"
)
_UNKNOWN = re.compile(
    r"\b(?:tool|function)s?\b[^.\n]{0,60}\b(?:not (?:found|available|defined|exist|supported"
    r"|recogni\w+)"
    r"|does not exist|doesn't exist|unavailable|unknown|invalid name)"
    r"|(?:unknown|no such|unrecogni[sz]ed|undefined|invalid|not a valid) (?:tool|function)\b",
    re.I,
)
_REFUSES = re.compile(
    r"\s*(?:HTTP/[\d.]+ (?:429|50[234])|\{\s*\"error\"|(?:429|50[234])\b|error\b)", re.I
)
_PASSING = re.compile(
    r"timed? ?out|timeout|connection (?:refused|reset|aborted|closed)"
    r"|could not (?:connect|resolve (?:host|proxy))"
    r"|temporar|try again|unreachable|econn\w+|etimedout|enotfound|network|not ready|locked|busy"
    r"|\b50[0234]\b|bad gateway|service unavailable|deadlock|eof occurred|broken pipe",
    re.I,
)
_STRUCTURAL = re.compile(
    r"(?:tool|command|function|method) (?:\S+ )?(?:is )?"
    r"(?:not (?:found|available|supported)|unknown|unavailable|does not exist)"
    r"|unknown tool"
    r"|no such tool|invalid (?:arguments?|parameters?|json|input)|validation|missing required"
    r"|required (?:parameter|argument|property)|permission denied|not permitted"
    r"|forbidden|unauthori[sz]ed"
    r"|not (?:logged in|authenticated|authori[sz]ed)|no space left|quota"
    r"|read-only file system|schema",
    re.I,
)
_PENDING = re.compile(
    r"\bno (?:new )?(?:output|change)"
    r"|\b(?:running|pending|queued|in[ _-]?progress|waiting|not ready|not yet|building|starting"
    r"|creating|provisioning|processing|deploying|scheduled|initiali[sz]ing|containercreating"
    r"|still)\b",
    re.I,
)
_NOTHING = re.compile(
    r"^\W*(?:\(?no (?:matches|results?|files?|output|such file"
    r"|occurrences|hits|entries|data|rows)\b.*"
    r"|nothing found|0 (?:matches|results|rows|hits).*|\[\]|\{\}|none|null|empty)?\W*$",
    re.I,
)
_BLAND = re.compile(
    r"^\W*(?:\(?(?:exit|return(?:ed)?|status)?\W*(?:code|status)?\W*\d+\)?|ok|done|success(?:ful(?:ly)?)?"
    r"|true|false|error|failed|failure|command failed|an error occurred|null|none|clicked|pressed"
    r"|scrolled|typed)?\W*$",
    re.I,
)
_BUSY = re.compile(
    r"too many requests|\brate.?limit(?:ed|s)?\b(?: (?:exceeded|reached|hit|error))?|ratelimiterror"
    r"|quota exceeded|\bthrottl\w+|(?:http|status|error|code)\W[^\n]{0,20}\b429\b|^\W*429\b",
    re.I,
)
_DOWN = re.compile(
    r"service unavailable|bad gateway|gateway time-?out|overloaded_error"
    r"|\b(?:server|service|model|api|provider|engine)\b[^\n]{0,30}\boverloaded\b"
    r"|(?:http|status|error|code)\W[^\n]{0,20}\b50[234]\b|^\W*50[234]\b",
    re.I,
)
_SHORT = 400
_STATUS = 200

RATE_LIMITED = "rate_limited"
PROVIDER_DOWN = "provider_down"


def failed(ok: bool, text: str, *, runs: bool) -> bool:
    """Tell whether a call failed: by its flag, or by what a command that `runs` printed.

    A shell reports success for `pytest | tail`, whatever pytest found.
    """
    return not ok or (runs and _FAILS.search(text[-4000:]) is not None)


def error_of(text: str) -> tuple[str, int]:
    """Return the lines that name the failure, all if none does, and the first line of code in them.

    The lines come without places in code: an edit above moves them.
    """
    if _UNKNOWN.search(text[:2000]):
        return "<unknown tool>", 0
    lines = [line.strip() for line in text.splitlines() if _TELLS.search(line)]
    error = "\n".join(lines[-20:]) or text
    found = _PLACE.search(error) or _PLACE.search(text)
    place = next(int(group) for group in found.groups() if group) if found else 0
    return _PLACE.sub(":<line>", error), place


def refuses(text: str) -> bool:
    """Tell whether a result that passes for a success is a server's refusal."""
    return _REFUSES.match(text) is not None


def headline(text: str) -> str:
    """Return the error in a few words, for people: the last line that names one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [line for line in lines if _NAMED.search(line)]
    telling = named or [line for line in lines if _TELLS.search(line)] or lines
    line = telling[-1] if telling else ""
    found = _NAMED.search(line)
    line = line[found.start() :] if found else line
    return line if len(line) <= 90 else f"{line[:89]}…"


def passes_by_itself(text: str) -> bool:
    """Tell whether an error is of the kind that waiting may cure."""
    return _PASSING.search(text[:2000]) is not None


def structural(text: str) -> bool:
    """Tell whether an error says that calling like this cannot work, whatever the target."""
    return _STRUCTURAL.search(text[:2000]) is not None


def pending(text: str) -> bool:
    """Tell whether a short result says that something is not done yet."""
    return len(text) <= _STATUS and _PENDING.search(text) is not None


def nothing(text: str) -> bool:
    """Tell whether a result says that a search found nothing."""
    return len(text) <= _SHORT and _NOTHING.match(text) is not None


def bland(text: str) -> bool:
    """Tell whether a result says too little to tell two of them apart."""
    return len(text) <= _SHORT and (_BLAND.match(text) is not None or not text.strip())


def limit_of(text: str) -> str:
    """Return RATE_LIMITED or PROVIDER_DOWN if a short error says so, else an empty text.

    A long one is a log or a page in which somebody else was limited.
    """
    if len(text) > _SHORT:
        return ""
    if _BUSY.search(text):
        return RATE_LIMITED
    return PROVIDER_DOWN if _DOWN.search(text) else ""

"""Results without their noise: what differs between two runs that did the same.

Kept, because it is progress: counts, percentages, sizes, hashes of content, ids of things.
Masked: colours, points in time, durations, process ids, ids of requests and messages,
addresses in memory, UUIDs, temporary paths, seeds, ports, numbers of attempts; and the line
numbers of frames, but only where a run failed: elsewhere a line number is content.
"""

import re
from collections.abc import Sequence

_LONGEST = 65_536
"""Characters that are read closely; what a longer result has in the middle is kept as it is."""

_Mask = tuple[tuple[str, ...], re.Pattern[str], str]
"""Words of which one must occur (none: always tried), what is masked, and as what.

Looking for a word costs a hundredth of looking for a pattern.
"""

_ANSI = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
_SPINNER = re.compile(r"[\u2800-\u28ff\u25d0-\u25d3]+ ?")
_TELLING = re.compile(r"\d|[Ii][Dd]\b")
_CLOCKISH = re.compile(r"\d:\d\d|[Hh][Tt]{2}[Pp]/")

_CLOCK = r"\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?"
_ZONE = r"(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\b)?"
_HEADERS: list[_Mask] = [
    (
        ("http/",),
        re.compile(
            r"(?im)^([<*] )?((?:x-[\w-]*(?:time|id|trace|duration|ms|remaining|reset|timer)|date"
            r"|age|expires|cf-ray|server-timing|set-cookie|report-to|traceparent)):[ \t].*$"
        ),
        r"\2: <header>",
    ),
]
_CLOCKS: list[_Mask] = [
    (
        (),
        re.compile(rf"\b\d\d?([./-])\d\d?\1\d{{4}},? {_CLOCK}"),
        "<time>",
    ),
    (
        (),
        re.compile(
            r"(?i)\b((?:at|checked|updated|refreshed|since|time|now)[ :]{1,2})\d\d:\d\d\b(?!:)"
        ),
        r"\1<time>",
    ),
    ((), re.compile(rf"\b\d{{4}}([-/])\d\d\1\d\d[T _]{_CLOCK}{_ZONE}"), "<time>"),
    (
        (),
        re.compile(
            r"\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:\d\d? )?"
            r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?: {1,2}\d\d?)?(?: \d{4})?"
            rf"[ ,]+{_CLOCK}(?: (?:[A-Z]{{3,4}}|[+-]\d{{4}}))?(?: \d{{4}})?\b"
        ),
        "<time>",
    ),
    (
        (),
        re.compile(
            r"(?<![\d:.])\d\d?:\d\d(?::\d\d(?:[.,]\d+)?(?: ?[AaPp][Mm]\b)?(?![\d:])| ?[AaPp][Mm]\b)"
        ),
        "<time>",
    ),
]
_STAMPS: list[_Mask] = [
    (("t",), re.compile(r"\b\d{4}-\d\d-\d\dT\d\d_\d\d_\d\d_\d{3}Z"), "<time>"),
    (
        (),
        re.compile(
            r"(?<![\w.-])1[5-9]\d{8}(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?(?![\w-])"
            r"(?! ?(?:[kKMG]?i?B|bytes?|rows?|records?|items?|lines?)\b)"
        ),
        "<time>",
    ),
]

_UNIT = (
    r"(?:ns|µs|μs|us|ms|msecs?|milliseconds?|s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|days?)"
)
_DURATIONS: list[_Mask] = [
    ((" over ",), re.compile(r"\(x\d+ over [^)\n]*\)"), "(<times>)"),
    (('"',), re.compile(r'(?<=")\d+(?:\.\d+)?[smhd](?=")'), "<took>"),
    (
        ("/s",),
        re.compile(r"(?<![\w.])\d+(?:[.,]\d+)? ?(?:[kKMGT]?i?[Bb](?:it)?|it|req|ops)/s\b"),
        "<rate>",
    ),
    (
        (),
        re.compile(
            rf"(?<![\w.,])\d+(?:[.,]\d+)? ?{_UNIT}(?:[ ,]*\d+(?:\.\d+)? ?{_UNIT})*(?![\w/%])"
            r"|(?<![\w.])(?:\d+[dhm] ?)+\d+(?:\.\d+)?[hms](?!\w)"
            r"|(?<=\s)\d+[md](?=[ \t]*$| ago\b)",
            re.M,
        ),
        "<took>",
    ),
    (
        ("elapsed", "took", "duration", "uptime", "runtime", "latency"),
        re.compile(
            r"(?i)\b((?:elapsed|took|duration|uptime|runtime|latency)"
            r"(?:[ _]?(?:ms|secs?|seconds|time))?[\"']?[:=]? ?)\d+(?:\.\d+)?(?![\w%])"
        ),
        r"\1<took>",
    ),
    (("<",), re.compile(r"\[\d\d:\d\d(?::\d\d)?<[^\]\n]*\]"), "[<took>]"),
    (
        ("eta", "elapsed", "remaining", "time left"),
        re.compile(r"(?i)\b((?:eta|elapsed|remaining|time left)[ :=]+)\d\d?:\d\d(?::\d\d)?\b"),
        r"\1<took>",
    ),
]

_RUN_IDS = (
    r"(?:request|req|trace|span|correlation|message|msg|session|log|execution|invocation|call|"
    r"connection|conn|error|event|incident|ray|support|reference)[ _-]?id"
)
_VALUE = r"(?:\"[^\"\n]*\"|'[^'\n]*'|[\w.:+-]+)"
_IDS: list[_Mask] = [
    (("01",), re.compile(r"\b01[0-9A-HJKMNP-TV-Z]{24}\b"), "<id>"),
    (("eyj",), re.compile(r"\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]+)?"), "<token>"),
    (("[",), re.compile(r"^\[\d{1,2}\] \d{2,7}$", re.M), "[<pid>]"),
    (("-",), re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"), "<uuid>"),
    (
        ("_id", "-id", " id", "tid", "nid", "eid", "gid", "qid", "rid", "yid"),
        re.compile(rf"(?i)\b({_RUN_IDS}[\"']?\s*[:=]\s*){_VALUE}"),
        r"\1<id>",
    ),
    (
        ("pid", "tid", "ts", "timestamp", "nonce", "csrf", "seed", "random_state", "server_time"),
        re.compile(
            r"(?i)\b((?:p?pid|tid|ts|timestamp|nonce|csrf(?:_token)?|seed|random_state|"
            rf"server_time)[\"']?\s*[:=]\s*){_VALUE}"
        ),
        r"\1<id>",
    ),
    (
        ("_at", "_on", "_time"),
        re.compile(
            r"(?i)\b((?:created|updated|started|finished|fetched|checked|generated|expires|"
            rf"modified)_(?:at|on|time)[\"']?\s*[:=]\s*){_VALUE}"
        ),
        r"\1<time>",
    ),
    (
        (" id", "_id", "-id"),
        re.compile(rf"(?i)\b({_RUN_IDS} #?)(?=[\w-]*\d)[\w-]+"),
        r"\1<id>",
    ),
    (
        ("pid", "tid", "process"),
        re.compile(r"(?i)\b((?:p?pid|tid|process(?: id)?)[ #:=]{1,2})\d+(?! of|/|\w)"),
        r"\1<pid>",
    ),
    (("]:",), re.compile(r"(<time>[^\n]{0,60}?\w)\[\d{2,7}\](?=:)"), r"\1[<pid>]"),
    (
        ("_", "-"),
        re.compile(
            r"(?<![\w])(?:req|msg|run|call|toolu|chatcmpl|resp|trace|evt|task|agent|exec|proc|sess|sbx"
            r"|session|sandbox|worker|job|shell)[_-]"
            r"(?=[A-Za-z]*\d)[A-Za-z0-9]{6,}\b"
        ),
        "<id>",
    ),
    (("thread",), re.compile(r"(?i)\b(thread)[- ]#?\d+"), r"\1-<id>"),
    (
        ("0x",),
        re.compile(r"\b(?:at )?0x[0-9a-fA-F]{9,16}\b|\bat 0x[0-9a-fA-F]{6,8}\b"),
        "<address>",
    ),
    (
        ("attempt", "retr", "try", "tries"),
        re.compile(r"(?i)\b((?:attempt|retry|retries|try|tries)[ #:=]{1,3})\d+(?:(?: of |/)\d+)?"),
        r"\1<n>",
    ),
    (
        ("seed", "random_state"),
        re.compile(r"(?i)\b((?:seed|random_state)(?:ed)?(?: with)?(?: seed)?[ :=]{1,3})\d+"),
        r"\1<seed>",
    ),
    (("port",), re.compile(r"(?i)\b(port[ :=]{1,2})\d{4,5}\b"), r"\1<port>"),
    (
        ("localhost:", "127.0.0.1:", "0.0.0.0:", "]:"),
        re.compile(r"(?i)((?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):)\d{4,5}\b"),
        r"\1<port>",
    ),
    (("pytest-of-",), re.compile(r"\bpytest-of-[\w.-]+/pytest-\d+"), "<tmp>"),
]

_WITHOUT_DIGITS: list[_Mask] = [
    (
        ("tmp/", "/t/", "\\temp\\"),
        re.compile(
            r"((?:/private)?(?:/tmp|/var/tmp|/var/folders/\w\w/\w+/T)/|\\Temp\\)"
            r"(?:tmp[._-]?\w{6,}|[\w.-]{0,100}[._-]"
            r"(?=[A-Za-z0-9]*(?:\d[A-Za-z]|[A-Za-z]\d|[a-z][A-Z]))[A-Za-z0-9]{6,}\b)"
        ),
        r"\1<tmp>",
    ),
    (
        ("session ", "sandbox "),
        re.compile(r"(?i)\b(session|sandbox) [a-z]+-[a-z]+(?:-\w+)?\b"),
        r"\1 <id>",
    ),
    (("..",), re.compile(r"(?<=\w)\.{2,}"), "…"),
    (
        (" ago",),
        re.compile(r"(?i)\b(?:about |less than )?an? (?:few )?(?:seconds?|minutes?|hours?) ago"),
        "<took>",
    ),
]

_FRAMES: list[_Mask] = [
    (("file ",), re.compile(r'(File "[^"\n]+", line )\d+(?=, in )'), r"\1<line>"),
    (("at ",), re.compile(r"(\bat [^\n]{0,300}?:)\d+(?::\d+)?(?=\)?\s*$)", re.M), r"\1<line>"),
    (("panicked at",), re.compile(r"(panicked at [^\n:]{0,300}:)\d+:\d+"), r"\1<line>"),
    ((".go:",), re.compile(r"(\.go:)\d+ \+0x[0-9a-f]+"), r"\1<line>"),
    (
        (".py:",),
        re.compile(r"^(\S+\.py:)\d+(?=: (?:in |[A-Z]\w*(?:Error|Exception)))", re.M),
        r"\1<line>",
    ),
    ((".java:",), re.compile(r"(\.java:)\d+(?=\))"), r"\1<line>"),
    ((".rb:",), re.compile(r"(\.rb:)\d+(?=:in )"), r"\1<line>"),
]

_ON_DIGITS = (*_STAMPS, *_IDS, *_DURATIONS)


def normalise(text: str, *, failed: bool = False) -> str:
    """Return a result without its noise; `failed` also masks the lines of a trace's frames."""
    if len(text) > _LONGEST:
        half = _LONGEST // 2
        head, middle, tail = text[:half], text[half:-half], text[-half:]
        return f"{normalise(head, failed=failed)}{middle}{normalise(tail, failed=failed)}"
    if "\x1b" in text:
        text = _ANSI.sub("", text)
    text = "\n".join(kept for line in text.split("\n") if (kept := _shown(line)))
    if not text.isascii():
        text = _SPINNER.sub("", text)
    if _TELLING.search(text):
        if _CLOCKISH.search(text):
            text = _masked(text, _HEADERS + _CLOCKS)
        text = _masked(text, _ON_DIGITS)
        text = _masked(text, _FRAMES) if failed else text
    return _masked(text, _WITHOUT_DIGITS)


def _shown(line: str) -> str:
    """Return what is left on the screen of a line that a progress bar wrote over and over."""
    line = line.rstrip()
    return line.rsplit("\r", 1)[-1] if "\r" in line else line


def _masked(text: str, masks: Sequence[_Mask]) -> str:
    low = text.lower()
    for words, pattern, mask in masks:
        if not words or any(word in low for word in words):
            text = pattern.sub(mask, text)
    return text

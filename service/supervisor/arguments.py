"""What a call asks for, apart from how it is written: its canonical form, words and targets."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from service.supervisor.normalising import normalise
from service.supervisor.vocabulary import listed

_REMARKS = listed(
    "explanation reasoning reason thought thoughts rationale intent purpose description comment"
    " metadata _meta request_id call_id tool_call_id trace_id timestamp nonce idempotency_key"
    " security_risk task_progress tool_summary is_background"
)
"""Keys that say why or how, dropped where the call says elsewhere what."""

_SUBSTANCE = listed(
    "command cmd code script path file file_path filename query pattern url patch plan todos steps"
    " q input"
)
_PATHS = listed("path file file_path filepath filename target url uri dir directory")
_STATUS = frozenset(("status", "state", "done", "completed"))

_WORD = re.compile(r"[^\W_]+(?:[._/:@-][^\W_]+)*")
_QUOTES = str.maketrans("", "", "\"'`\u2018\u2019\u201c\u201d")
_COMMENT = re.compile(r"(?:^|(?<=\s))#(?!!)[^\n]*")
_ASIDE = re.compile(
    r"\s*(?:\d?>&\d|2>\s*/dev/null|&>\s*/dev/null|\|\|\s*true\b|\|\s*cat\b(?!\s*\S))"
)
_SAID = re.compile(r"(?:^|(?:;|&&)\s*)echo\s+(?:\"[^\"]*\"|'[^']*'|[^;&|>]*)(?=\s*(?:;|&&|$))")
_VOLATILE = re.compile(r"\d|tmp|\x1b")
_SPACES = re.compile(r"\s+")
_ENDS = " \t\n;,.!?"
_SUFFIX = re.compile(r"(?:ing|ed|es|s|ly)$")
_DOUBLE = re.compile(r"([b-df-hj-np-tv-z])\1$")
_STOP = listed(
    "a an the is are was were be been being it its this that these those to of in on at by for with"
    " and or so now then i ill im we me my let lets please just again here there do does have has"
    " will would can could should all"
)


def parsed(text: str) -> Mapping[str, Any]:
    """Read a call's arguments; what is no JSON object is kept whole under the key `input`."""
    try:
        given = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError):
        return {"input": text}
    return given if isinstance(given, dict) else {"input": given}


def substance(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments without remarks, if anything else says what is asked for."""
    kept = {key: value for key, value in arguments.items() if key.lower() not in _REMARKS}
    if any(key.lower() in _SUBSTANCE for key in kept) or len(kept) > 1:
        return kept
    return kept or arguments


def exact(arguments: Mapping[str, Any]) -> str:
    """Write the arguments so that only what they say counts, not the order of their keys."""
    return json.dumps(substance(arguments), sort_keys=True, ensure_ascii=False, default=str)


def loose(arguments: Mapping[str, Any]) -> str:
    """Write them so that spacing, quotes, case, remarks and volatile parts do not count."""
    parts = [f"{key}={loosened(text)}" for key, text in leaves(substance(arguments))]
    return "\n".join(sorted(parts))


def loosened(text: str) -> str:
    """Return a text without what only looks different."""
    if "#" in text or "echo" in text or ">" in text or "|" in text:
        bare = _ASIDE.sub("", _SAID.sub("", _COMMENT.sub("", text)))
        text = bare if bare.strip(_ENDS) else text
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    text = _SPACES.sub(" ", text)
    return (normalise(text) if _VOLATILE.search(text) else text).strip(_ENDS)


def shape(arguments: Mapping[str, Any]) -> str:
    """Write a plan without its wording: how many steps there are, and how each stands."""
    stands = [
        f"{key}={text}"
        for key, text in leaves(substance(arguments))
        if key.rsplit(".", 1)[-1].lower() in _STATUS
    ]
    return "\n".join(stands)


def leaves(value: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield every plain value inside as (its path, its text)."""
    if isinstance(value, Mapping):
        for key in value:
            yield from leaves(value[key], f"{above}.{key}" if above else str(key))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from leaves(each, f"{above}[]")
    else:
        yield above, value if isinstance(value, str) else json.dumps(value, default=str)


def paths(arguments: Mapping[str, Any]) -> frozenset[str]:
    """Return the files, folders and addresses that named arguments point at."""
    return frozenset(
        text for key, text in leaves(arguments) if key.rsplit(".", 1)[-1].lower() in _PATHS
    )


_PROGRAM = re.compile(r"(?:^|[;&|]\s*)(?:(?:sudo|time|env|npx|\w+=\S*)\s+)*\S+")
_FLAG = re.compile(r"(?<=\s)--?[A-Za-z][\w-]*=?")


def bare(command: str) -> str:
    """Return what a command is about: without its programs and flags."""
    return _FLAG.sub("", _PROGRAM.sub(" ", command[:4000]))


def objects(command: str) -> frozenset[str]:
    """Return the words of a command that look like files or addresses."""
    return frozenset(
        word
        for word in _WORD.findall(loosened(command[:2000]))
        if ("/" in word or "." in word) and not word.startswith("s/") and not word[0].isdigit()
    )


def targets(arguments: Mapping[str, Any]) -> frozenset[str]:
    """Return what the call is about: paths, names with a dot or a digit, numbers, flags apart."""
    found: set[str] = set()
    for key, text in leaves(substance(arguments)):
        if key.rsplit(".", 1)[-1].lower() in _PATHS:
            found.add(text.lower())
            continue
        cleaned = loosened(text[:2000])
        found.update(
            word
            for word in _WORD.findall(cleaned)
            if len(word) > 1 and (any(mark in word for mark in "./:@") or _has_digit(word))
        )
        if text.lstrip("-").replace(".", "", 1).isdigit():
            found.add(f"{key}={text}")
    return frozenset(found)


def words(text: str) -> frozenset[str]:
    """Return a text's words: lower case, without endings and words that say nothing."""
    found = set()
    for word in _WORD.findall(text.lower().translate(_QUOTES)):
        if word not in _STOP:
            found.add(_DOUBLE.sub(r"\1", _SUFFIX.sub("", word)) if len(word) > 4 else word)
    return frozenset(found)


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of their words two texts share, from 0 to 1."""
    if not one and not other:
        return 1.0
    return len(one & other) / len(one | other)


def _has_digit(word: str) -> bool:
    return any(mark.isdigit() for mark in word)

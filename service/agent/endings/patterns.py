"""Reading the lexicons, and finding their cues in a sentence in time linear in its length.

A pattern of a spaced language is a row of words: `a|b` is either of two, `!a|b` neither, `~` up
to four words of any kind, `^` the start of the sentence, `$` its end. It is
looked up by its first word, so that thousands of patterns cost one look per word. A pattern
of an unspaced language is a regular expression, tried only where its script occurs.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from service.agent.endings.lexicon import (
    czech,
    dutch,
    english,
    french,
    german,
    italian,
    nordic,
    polish,
    portuguese,
    russian,
    southeastern,
    spanish,
    turkish,
    ukrainian,
    unspaced,
    uralic,
    wider,
)

_SPACED = (
    *english.LANGUAGES,
    *german.LANGUAGES,
    *dutch.LANGUAGES,
    *french.LANGUAGES,
    *spanish.LANGUAGES,
    *italian.LANGUAGES,
    *portuguese.LANGUAGES,
    *nordic.LANGUAGES,
    *uralic.LANGUAGES,
    *polish.LANGUAGES,
    *czech.LANGUAGES,
    *russian.LANGUAGES,
    *ukrainian.LANGUAGES,
    *turkish.LANGUAGES,
    *southeastern.LANGUAGES,
    *wider.LANGUAGES,
)
_KANA = r"[\u3040-\u30ff]"
_SCRIPTS = (
    (_KANA, ""),
    (r"[\u3400-\u9fff]", _KANA),
    (r"[\uac00-\ud7af]", ""),
    (r"[\u0600-\u06ff]", ""),
    (r"[\u0900-\u097f]", ""),
    (r"[\u0e00-\u0e7f]", ""),
)
"""Per unspaced language: the script that it is written in, and one that tells it is another."""
LIKELY = 0.55
"""A language counts if this share of the commonest one's words is found."""
_MARKS = re.compile(r"[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?|\.\.\.")
_PLAIN_WORD = re.compile(r"[^\W_]+")
_ELISION = re.compile(r"\b(j|l|d|m|t|s|n|c|qu|un|dell|all|nell|dall|sull|quell|quest)'(?=\w)")
_GAP = r"(?:\S+ ){0,4}?"


def folded(text: str) -> str:
    """Return the text in lower case and without accents, for comparing."""
    text = text.lower()
    if text.isascii():
        return text
    text = text.replace("’", "'")
    stripped = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", stripped)


def words(text: str) -> list[str]:
    """Return the words of a text, folded, elided articles and pronouns apart."""
    text = folded(text)
    if "'" not in text and "..." not in text:
        return _PLAIN_WORD.findall(text)
    return _WORD.findall(_ELISION.sub(r"\1' ", text) if "'" in text else text)


@dataclass(slots=True)
class _Entry:
    """What may follow one first word: a cue at once, or a cue after a pattern.

    `then` holds the patterns by the second word that they need, `open` the others.
    """

    at_once: set[str] = field(default_factory=set)
    then: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = field(default_factory=dict)
    open: tuple[tuple[str, re.Pattern[str]], ...] = ()


_Index = dict[str, _Entry]


def _token(token: str) -> str:
    if token == "~":  # noqa: S105  not a password
        return _GAP
    if token == "$":  # noqa: S105  not a password
        return "$"
    if token.startswith("!"):
        parts = "|".join(re.escape(folded(each)) for each in token[1:].split("|"))
        return f"(?!(?:{parts}) )"
    parts = "|".join(re.escape(folded(each)) for each in token.split("|"))
    return f"(?:{parts}) "


def _lines(language: Mapping[str, str]) -> Iterable[tuple[str, list[str]]]:
    """Return (cue, tokens) of every pattern; the cue with ^ where only a start will do."""
    for cue, lines in language.items():
        for line in lines.strip().splitlines() if cue != "common" else ():
            tokens = line.split()
            if tokens and tokens[0] == "^":
                yield f"^{cue}", tokens[1:]
            elif tokens:
                yield cue, tokens


def _compile(language: Mapping[str, str]) -> _Index:
    index: _Index = {}
    then: dict[tuple[str, str], dict[str, list[str]]] = {}
    for cue, (firsts, *rest) in _lines(language):
        pattern = "".join(map(_token, rest))
        seconds = rest[0].split("|") if rest and rest[0][0] not in "~!$" else [""]
        for first in map(folded, firsts.split("|")):
            if pattern in {"", _GAP}:
                index.setdefault(first, _Entry()).at_once.add(cue)
                continue
            for second in map(folded, seconds):
                then.setdefault((first, second), {}).setdefault(cue, []).append(pattern)
    for (first, second), cues in then.items():
        entry = index.setdefault(first, _Entry())
        found = tuple(
            (cue, re.compile("|".join(dict.fromkeys(lines))))
            for cue, lines in cues.items()
            if cue not in entry.at_once
        )
        if second:
            entry.then[second] = found
        else:
            entry.open = found
    return index


@cache
def _patterns(language: int) -> _Index:
    """Compile the patterns of a language, when it first occurs."""
    return _compile(_SPACED[language])


def _common(language: Mapping[str, str]) -> frozenset[str]:
    listed = "|".join(language.get(cue, "") for cue in ("common", "limb", "you")).replace("$", "|")
    return frozenset(folded(each.strip()) for each in re.split(r"[|\n]", listed) if each.strip())


_COMMON: dict[str, list[int]] = {}
for _number, _language in enumerate(_SPACED):
    for _word in _common(_language):
        _COMMON.setdefault(_word, []).append(_number)
_PARTS = tuple(
    (
        re.compile(script),
        re.compile(other) if other else None,
        tuple(
            (cue, re.compile("|".join(lines.strip().splitlines())))
            for cue, lines in language.items()
        ),
    )
    for (script, other), language in zip(_SCRIPTS, unspaced.LANGUAGES, strict=True)
)


def languages(found_words: Sequence[str]) -> Sequence[int]:
    """Tell which spaced languages a text may be in, by its commonest words; all if none fits."""
    if not found_words:
        return ()
    counts = [0] * len(_SPACED)
    for word in found_words:
        for number in _COMMON.get(word, ()):
            counts[number] += 1
    best = max(counts)
    if best == 0:
        return range(len(_SPACED))
    return [number for number, count in enumerate(counts) if count > best * LIKELY]


def cues(sentence: str, found_words: Sequence[str], among: Sequence[int]) -> frozenset[str]:
    """Return the cues of a sentence, given with its words, in the languages `among`."""
    found: set[str] = set()
    line = " ".join(found_words) + " "
    for language in among:
        _find(found, _patterns(language), found_words, line)
    if not sentence.isascii():
        found |= _in_parts(sentence)
    return frozenset(found)


def _find(found: set[str], patterns: _Index, found_words: Sequence[str], line: str) -> None:
    at, last = 0, len(found_words) - 1
    for number, word in enumerate(found_words):
        at += len(word) + 1
        entry = patterns.get(word)
        if entry is None:
            continue
        if entry.at_once:
            _note(found, entry.at_once, number)
        after = entry.then.get(found_words[number + 1], ()) if number < last else ()
        for some in (after, entry.open):
            for cue, pattern in some:
                if cue not in found and pattern.match(line, at):
                    _note(found, (cue,), number)


def _note(found: set[str], names: Iterable[str], number: int) -> None:
    for name in names:
        if name[0] != "^":
            found.add(name)
        elif number == 0:
            found.add(name[1:])


def _in_parts(sentence: str) -> set[str]:
    found: set[str] = set()
    for script, other, patterns in _PARTS:
        if script.search(sentence) and not (other and other.search(sentence)):
            found |= {cue for cue, pattern in patterns if pattern.search(sentence)}
    return found

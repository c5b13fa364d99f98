"""The metrics there are, read from their reference, and the variables' matchers on them."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

_ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| ([^|]*) \|", re.MULTILINE)
_SECTION = re.compile(r"^## ", re.MULTILINE)
_USED = re.compile(r"(?<![\w:])((?:heddle|process)_\w+)(?!:)(?:\{([^}]*)\})?")
_RECORDED = re.compile(r"\b([a-z]+(?:_[a-z]+)*):heddle_\w+:\w+")
_NAME = re.compile(r"[a-z_]\w*(?=\s*[=!])")
_SUFFIXES = {"histogram": ("_bucket", "_sum", "_count")}

OF_PROCESSES = ("process_resident_memory_bytes", "process_cpu_seconds_total")
"""What prometheus_client tells of every process, on top of the reference."""


class UnknownMetric(Exception):
    """A query names a metric, or a label of one, that the reference does not have."""


@dataclass(frozen=True, slots=True)
class Known:
    """A sample that can be asked for: its metric, labels, and whether it is of the whole."""

    metric: str
    labels: frozenset[str]
    whole: bool


def known(reference: str) -> dict[str, Known]:
    """Return what samples the metrics' reference page promises, by name."""
    found = {name: Known(name, frozenset(), False) for name in OF_PROCESSES}
    for section in _SECTION.split(reference)[1:]:
        whole = section.startswith("Of the whole deployment")
        for name, kind, cells in _ROW.findall(section):
            labels = frozenset(re.findall(r"`(\w+)`", cells))
            for suffix in _SUFFIXES.get(kind, ("",)):
                more = {"le"} if suffix == "_bucket" else set()
                found[name + suffix] = Known(name, labels | more, whole)
    return found


def used(expr: str) -> set[str]:
    """Return the names of samples in an expression."""
    return {name for name, _ in _USED.findall(expr)}


def recorded(expr: str) -> set[str]:
    """Return the names of recorded series in an expression: `LABELS:METRIC:OPERATION`."""
    return {found[0] for found in _RECORDED.finditer(expr)}


def narrowed(expr: str, samples: Mapping[str, Known], variables: Collection[str]) -> str:
    """Return the expression with a matcher for every variable that a metric has as a label.

    What counts the whole deployment comes from one instance of all, so that only the job
    narrows it; a recorded series has the labels that its name begins with. Raises UnknownMetric.
    """

    def match_recorded(found: re.Match[str]) -> str:
        chosen = [each for each in ("job", *variables) if each in found[1].split("_")]
        return f"{found[0]}{{{_matchers(chosen)}}}"

    def match(found: re.Match[str]) -> str:
        name, own = found[1], found[2] or ""
        if name not in samples:
            raise UnknownMetric(f"{name} is not in the metrics' reference: {expr}")
        sample = samples[name]
        if foreign := set(_NAME.findall(own)) - sample.labels:
            raise UnknownMetric(f"{name} has no label {', '.join(sorted(foreign))}: {expr}")
        chosen = ["job"] if sample.whole else ["job", "instance"]
        chosen += [each for each in variables if each in sample.labels]
        return f"{name}{{{_matchers(chosen, own)}}}"

    return _RECORDED.sub(match_recorded, _USED.sub(match, expr))


def _matchers(labels: Collection[str], own: str = "") -> str:
    return ",".join([*([own] if own else []), *(f'{each}=~"${each}"' for each in labels)])

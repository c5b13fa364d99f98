"""A step, reduced to what two steps are compared by. Made once per step, never again."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.supervisor import arguments as args
from service.supervisor import failures
from service.supervisor.normalising import normalise
from service.supervisor.roles import Role, command_of, moves, role_of, slept, starts_at

_LOOKS = frozenset((Role.READ, Role.LOOK, Role.CHECK))
_OWN_HOST = re.compile(r"localhost|127\.0\.0\.1|0\.0\.0\.0")
_LABEL = 40
_INFORMS = 12
_SHORTEST = 4
_LONG, _MANY = 4000, 60
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit did: the digests of the text before and after, in one file.

    `before` is 0 where the whole file was written.
    """

    path: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it was made. `exact` and `loose` are digests of its arguments.

    `values` are the texts in its arguments, the longest first; `content`: one of them is long
    enough to be a text of its own. `shape` is the digest of a plan without its wording, if it
    is `planned`. `sleeps` are the seconds that it waits, `start` is where it begins to read in
    pieces; `moves`: to another version of what is worked on; `local`: it calls this machine,
    whose errors are its own work's.
    """

    tool: str
    label: str
    role: Role
    exact: int
    loose: int
    shape: int
    planned: bool
    shell: bool
    values: Sequence[str]
    words: frozenset[str]
    targets: frozenset[str]
    paths: frozenset[str]
    start: str
    moves: bool
    edit: Edit | None
    content: bool
    sleeps: float
    local: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result, reduced. `result`, `skeleton` and `error` are digests: of all, of all but its
    numbers, and of the lines that name a failure. `numbers` are the first of its numbers,
    `named` the call's words in those lines. `cause` is the digest of those lines without the
    call's arguments. `place` is the line of code at which it failed.

    `bland` says too little to tell two of them apart, `empty` that nothing was found,
    `pending` that something is not done yet; an error that is `passing` may cure itself, one
    that is `structural` lies in how it is called. `limited` names who cannot serve now.
    `informative` is long enough for two equal ones to be no chance.
    """

    ok: bool
    result: int
    skeleton: int
    numbers: Sequence[str]
    error: int
    cause: int
    place: int
    headline: str
    named: frozenset[str]
    bland: bool
    empty: bool
    pending: bool
    passing: bool
    structural: bool
    limited: str
    informative: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A call with its result, as the rules see it.

    `number` counts since the person's last message; `batch` is the same for calls that were
    made together. `fresh`: this call never had this result before. `changed`: a change of
    state that was not made before and succeeded. `cost` is what was spent since the person's
    last message, in dollars. `key` is what a repetition repeats: the call and its result;
    `alike` stays the same while numbers fluctuate, or an error comes in other words.
    """

    number: int
    call: Call
    out: Outcome
    fresh: bool
    changed: bool
    batch: int
    at: float | None
    cost: float
    key: tuple[int, int] = field(init=False)
    alike: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Make what steps are compared by once, and not at each comparison."""
        out, role = self.out, self.call.role
        looks = role is not Role.INPUT and (self.call.shell or role in _LOOKS)
        like = (out.skeleton if looks else out.result) if out.ok else out.error
        object.__setattr__(self, "key", (self.call.loose, out.result))
        object.__setattr__(self, "alike", (self.call.loose, like))

    @property
    def aside(self) -> bool:
        """Whether it only thinks, plans or lets time pass."""
        role = self.call.role
        return role is Role.INNER or (role is Role.WAIT and self.out.bland)

    @property
    def looks(self) -> bool:
        """Whether it only looks if something is done yet, and it is not."""
        out, role = self.out, self.call.role
        if role in (Role.LOOK, Role.WAIT):
            return out.ok or out.pending or out.passing
        reads_files = role is Role.READ and self.call.paths and not self.call.shell
        return out.ok and out.pending and role is not Role.CHANGE and not reads_files


def digest(text: str) -> int:
    """Return a number for a text that is the same in every process."""
    raw = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "big")


def call_of(tool: str, arguments: Mapping[str, Any]) -> Call:
    """Reduce a call."""
    role = role_of(tool, arguments)
    command = command_of(tool, arguments)
    written = args.exact(arguments)
    shape = args.shape(arguments) if role is Role.INNER else ""
    exact = digest(f"{tool}\n{written}")
    values = _values(arguments)
    return Call(
        tool,
        _label(tool, command, arguments),
        role,
        exact,
        digest(f"{tool}\n{args.loose(arguments)}") if _forgiving(role, command) else exact,
        digest(f"{tool}\n{shape}") if role is Role.INNER else 0,
        bool(shape),
        bool(command),
        values,
        args.words(args.bare(command))
        if command
        else args.words(
            " ".join(text for _, text in args.leaves(args.substance(arguments)))[:4000]
        ),
        args.targets(arguments),
        args.paths(arguments) | (args.objects(command) if command else frozenset()),
        starts_at(command, arguments),
        moves(command),
        _edit(arguments) if role is Role.CHANGE and not command else None,
        any(len(value) >= _INFORMS for value in values),
        slept(command),
        _OWN_HOST.search(written) is not None,
    )


def outcome_of(call: Call, text: str, *, ok: bool) -> Outcome:
    """Reduce a result of the call."""
    runs = call.role in (Role.CHECK, Role.RUN, Role.CHANGE, Role.LOOK)
    empty = failures.nothing(text)
    looks_only = call.role is Role.READ and empty
    good = ok or looks_only
    if good and not looks_only:
        good = not failures.failed(ok, text, runs=runs)
    plain = normalise(text, failed=not good)
    ours = call.local or call.role is Role.CHECK or call.edit is not None
    error, place = ("", 0) if good else failures.error_of(plain)
    return Outcome(
        good,
        digest(f"{good}\n{plain}"),
        digest(_NUMBERS.sub("0", plain)),
        _NUMBERS.findall(plain[:_LONG])[:_MANY],
        digest(error) if error else 0,
        digest(_without(error, call.values)) if error else 0,
        place,
        "" if good else failures.headline(text),
        call.words & args.words(error) if error else frozenset(),
        failures.bland(plain),
        empty,
        failures.pending(plain),
        not good and failures.passes_by_itself(plain),
        not good and failures.structural(plain),
        "" if ours or (good and not failures.refuses(text)) else failures.limit_of(text),
        len(plain) >= _INFORMS and not failures.bland(plain),
    )


def _without(error: str, values: Sequence[str]) -> str:
    """Return an error without what the call itself had put into it."""
    for value in values:
        error = error.replace(value, "<argument>")
    return error


def _values(arguments: Mapping[str, Any]) -> Sequence[str]:
    texts = {line for _, text in args.leaves(arguments) for line in (text, *text.splitlines())}
    fitting = [text.strip() for text in texts if _SHORTEST <= len(text.strip()) <= _LONG]
    return sorted(fitting, key=len, reverse=True)[:_MANY]


def _forgiving(role: Role, command: str) -> bool:
    """Spacing and case are content in what is written into a file, and nowhere else."""
    return role is not Role.CHANGE or bool(command)


def _edit(arguments: Mapping[str, Any]) -> Edit | None:
    path = next(
        (
            str(arguments[key])
            for key in ("path", "file_path", "file", "filename")
            if key in arguments
        ),
        "",
    )
    after = _first(
        arguments, "new", "new_string", "new_str", "new_text", "replace", "content", "text"
    )
    before = _first(arguments, "old", "old_string", "old_str", "old_text", "search")
    if not path or after is None:
        return None
    return Edit(path, 0 if before is None else digest(before), digest(after))


def _first(arguments: Mapping[str, Any], *keys: str) -> str | None:
    return next((str(arguments[key]) for key in keys if key in arguments), None)


def label_of(tool: str, arguments: Mapping[str, Any]) -> str:
    """Say in a few words what is called."""
    return _label(tool, command_of(tool, arguments), arguments)


def _label(tool: str, command: str, arguments: Mapping[str, Any]) -> str:
    """Say in a few words what is called: `pytest -q`, `read sync.py`, `think`."""
    if command:
        return _cut(" ".join(command.split()))
    verb = tool.removesuffix("_file").replace("_", " ") or "a tool without a name"
    asked = _first(arguments, "query", "pattern", "q")
    if asked:
        return _cut(f"{verb} “{' '.join(asked.split())}”")
    named = next(iter(sorted(args.paths(arguments))), "")
    return _cut(f"{verb} {named.rstrip('/').rsplit('/', 1)[-1]}" if named else verb)


def _cut(text: str) -> str:
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…"

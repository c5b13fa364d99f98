"""What a call does to the world, from its tool's name or its command."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from service.supervisor.vocabulary import listed


class Role(StrEnum):
    """What a call is for."""

    READ = "read"  # looks, changes nothing
    CHANGE = "change"  # is meant to change files or the world
    CHECK = "check"  # tests, builds, lints
    WAIT = "wait"  # lets time pass
    LOOK = "look"  # looks whether something is done yet
    INPUT = "input"  # a key, a click, a scroll
    INNER = "inner"  # thinks or plans: touches nothing
    RUN = "run"  # a command that may do anything


_SHELLS = listed(
    "bash shell sh zsh exec execute run terminal cmd powershell command run_command execute_command"
    " run_terminal_cmd execute_bash run_shell_command run_in_terminal local_shell shell_command"
    " exec_command run_bash"
)
_NAME = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")

_INNER = listed(
    "think thinking thought todo todos scratchpad reflect sequentialthinking breadcrumb"
)
_PLANS = listed("plan update write create set make edit revise")
_BY_WORD: tuple[tuple[Role, frozenset[str]], ...] = (
    (Role.WAIT, listed("sleep wait pause delay")),
    (
        Role.INPUT,
        listed("press key keys type scroll swipe tap click hover undo redo next previous"),
    ),
    (
        Role.CHANGE,
        listed(
            "write edit patch create update insert append delete remove replace apply move rename"
            " copy send post put set add save upload commit push merge install deploy editor"
            " submit publish book make mkdir start stop restart kill"
        ),
    ),
    (Role.LOOK, listed("poll status output monitor watch progress")),
    (
        Role.CHECK,
        listed("test tests lint build compile check verify typecheck validate diagnostics"),
    ),
    (
        Role.READ,
        listed(
            "read get list search grep find glob view cat ls fetch browse open show look query"
            " lookup describe inspect snapshot screenshot web head tail count"
        ),
    ),
)
_READ = 4000
"""Characters of a command that are looked at."""
_EDITOR_READS = frozenset(("view", "open", "read"))

_START = (
    r"(?:^|[;&|(]\s*|\b(?:sudo|time|nohup|env|xargs|then|do)\s+)"
    r"(?:\w+=\S*\s+)*(?:timeout\s+\S+\s+)?"
)
_SLEEPS = re.compile(_START + r"sleep\s+(\d+(?:\.\d+)?)([smh]?)\b")
_FIRST = r"(?:^|[;&]\s*|\bsudo\s+)(?:\w+=\S*\s+)*(?:timeout\s+\S+\s+)?"
_LOOKS = re.compile(
    _FIRST + r"(?:gh\s+(?:run|pr|workflow)\s+(?:view|watch|list|checks|status)"
    r"|kubectl\s+(?:get|rollout\s+status|wait|top)|docker\s+(?:ps|compose\s+ps)|squeue|jobs\b|ps\b"
    r"|systemctl\s+(?:status|is-active)|tail\b|aws\s+\S+\s+(?:describe|get|wait)|pgrep"
    r"|(?:curl|wget|http)\b[^;&|]*(?:status|health|ready|/jobs?/|/runs?/|/tasks?/|/builds?/))"
)
_WRITES = re.compile(
    r"(?<![0-9&<>=-])>{1,2}(?!\s*(?:&|/dev/null))|\btee\b|" + _START + r"(?:sed\s+(?:-\S+\s+)*-\S*i"
    r"|(?:mv|cp|rm|mkdir|touch|ln|chmod|chown|patch|kill|pkill|tar|unzip|dd|truncate)\b"
    r"|git\s+(?:-\S+\s+)*(?:commit|add|checkout|switch|restore|apply|am|merge|rebase|reset|stash"
    r"|push|pull|revert|cherry-pick|clone|init|tag|bisect|branch\s+-)"
    r"|(?:pip3?|uv|poetry|npm|pnpm|yarn|cargo|apt(?:-get)?|brew|gem|go|python3?\s+-m\s+pip)\s+"
    r"(?:\S+\s+)?(?:install|add|remove|uninstall|get|sync|upgrade)\b"
    r"|docker\s+(?:compose\s+)?(?:run|build|start|stop|rm|restart|up|down|exec|push)"
    r"|kubectl\s+(?:apply|delete|scale|patch|create|rollout\s+restart|set)|helm\s+(?:install|upgrade)"
    r"|systemctl\s+(?:start|stop|restart|reload)|terraform\s+(?:apply|destroy)"
    r"|(?:curl|http)\b[^;&|]*(?:\s-d\b|--data|-X\s*(?:POST|PUT|PATCH|DELETE)))"
)
_CHECKS = re.compile(
    _START + r"(?:\S*/)?(?:(?:python3?|uv\s+run|poetry\s+run|npx|bundle\s+exec)\s+(?:-m\s+)?)?"
    r"(?:pytest|tox|nox|mypy|pyright|ruff|flake8|pylint|black\s+--check|tsc|eslint|jest|vitest|mocha"
    r"|rspec|phpunit|py_compile|unittest|golangci-lint|cmake|ninja|mvn|gradlew?|bazel"
    r"|make(?!\s+(?:-\S+\s+)*(?:deploy|install|publish|release|run|up|clean)\b)"
    r"|(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?(?:test|lint|build|check|typecheck|ci)\S*"
    r"|cargo\s+(?:test|check|build|clippy)|go\s+(?:test|build|vet)|dotnet\s+(?:test|build)"
    r"|terraform\s+(?:plan|validate)|docker\s+build)\b"
)
_READS = re.compile(
    _START
    + r"(?:cat|ls|head|tail|less|more|grep|egrep|rg|ag|find|fd|tree|wc|pwd|stat|file|which|type"
    r"|whoami|date|uname|env|printenv|echo|diff|cmp|sort|uniq|cut|awk|sed\s+(?:-\S+\s+)*-n|jq|xxd"
    r"|du|df|ps|curl|wget|dig|ping|nslookup|docker\s+(?:ps|logs|inspect|images)|id|history|test|man"
    r"|git\s+(?:-\S+\s+)*(?:status|diff|log|show|blame|grep|ls-files|branch|remote|rev-parse)"
    r"|kubectl\s+(?:get|describe|logs)|psql\s+[^;|]*-c\s+\W?select|(?:pip3?|npm)\s+(?:list|show|view))\b",
    re.I,
)


def command_of(tool: str, arguments: Mapping[str, Any]) -> str:
    """Return the shell command that a call runs; empty if it is no shell."""
    if tool.lower() not in _SHELLS:
        return ""
    for key in ("command", "cmd", "script", "code", "input"):
        value = arguments.get(key)
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            return " ".join(str(each) for each in value)
    return ""


def role_of(tool: str, arguments: Mapping[str, Any]) -> Role:
    """Return what the call is for; RUN where nothing tells."""
    command = command_of(tool, arguments)
    if command:
        return _of_command(command[:_READ])
    said = frozenset(word.lower() for word in _NAME.findall(tool))
    if said & _INNER or ("plan" in said and said <= _PLANS):
        return Role.INNER
    if said & {"editor", "edit"} and str(arguments.get("command")) in _EDITOR_READS:
        return Role.READ
    return next((role for role, words in _BY_WORD if said & words), Role.RUN)


_MOVES = re.compile(
    r"\bgit\s+(?:bisect|switch|worktree|reset|checkout\s+(?!--|-q\s+--|\S*\.\w+(?:\s|$)))"
    r"|\b(?:install|add)\s+\S*\w(?:==|@)\d|\b(?:nvm|pyenv|rbenv|asdf|sdk)\s+\w+|\bhg\s+(?:up|bisect)"
)
_STARTS = re.compile(r"\bsed\s+-n\s+\W?(\d+)|\btail\s+(?:-n\s*)?\+(\d+)|\bskip=(\d+)")
_ASKS = listed("ask question human approval confirm followup")
_OFFSETS = listed("offset start start_line line_start page from skip cursor view_range begin after")


def moves(command: str) -> bool:
    """Tell whether a command goes to another version of what is worked on, as a bisection does."""
    return _MOVES.search(command[:_READ]) is not None


def starts_at(command: str, arguments: Mapping[str, Any]) -> str:
    """Return where a call that reads in pieces begins to read; empty for one that does not."""
    found = _STARTS.search(command[:_READ])
    if found:
        return next(group for group in found.groups() if group)
    return " ".join(f"{key}={arguments[key]}" for key in sorted(_OFFSETS & arguments.keys()))


def asks_a_person(tool: str) -> bool:
    """Tell from its name whether a tool waits for a person."""
    return bool(_ASKS & {word.lower() for word in _NAME.findall(tool)})


def slept(command: str) -> float:
    """Return the seconds that a command lets pass by sleeping."""
    scale = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
    return sum(float(number) * scale[unit] for number, unit in _SLEEPS.findall(command[:_READ]))


def _of_command(command: str) -> Role:
    pauses = _SLEEPS.search(command)
    if pauses and not _SLEEPS.sub("", command).strip(" ;&\n"):
        return Role.WAIT
    if pauses or _LOOKS.search(command):
        return Role.LOOK
    if _WRITES.search(command):
        return Role.CHANGE
    if _CHECKS.search(command):
        return Role.CHECK
    return Role.READ if _READS.search(command) else Role.RUN

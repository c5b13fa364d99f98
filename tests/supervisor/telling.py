"""Telling the watch what an agent does, in few words."""

from collections.abc import Iterable, Sequence
from typing import Any

from service.domain.watching import Limits
from service.supervisor.alerts import Alert, Rule
from service.supervisor.facts import Asked, Broke, Called, Fact, Nudged, Returned, Said
from service.supervisor.watch import Stage, Verdict, Watch

GOAL = Asked("Make the inventory service's tests pass.")


class Agent:
    """Does things before the eyes of a watch; `verdicts` is what came of them, in order."""

    def __init__(self, goal: Asked = GOAL, limits: Limits | None = None) -> None:
        self.watch = Watch(limits)
        self.verdicts: list[Verdict] = []
        self.at = 1_700_000_000.0
        self._calls = 0
        self.tell(goal)

    def tell(self, fact: Fact, seconds: float = 1.0) -> None:
        """Let something happen, `seconds` after the last thing."""
        self.at += seconds
        verdict = self.watch.take(fact, self.at)
        if verdict is not None:
            self.verdicts.append(verdict)

    def do(
        self, tool: str, result: str = "ok", *, ok: bool = True, after: float = 1.0, **args: Any
    ) -> None:
        """Call a tool that returns a result."""
        self._calls += 1
        self.tell(Called(f"c{self._calls}", tool, args))
        self.tell(Returned(f"c{self._calls}", ok, result), after)

    def sh(self, command: str, result: str = "", *, ok: bool = True, after: float = 1.0) -> None:
        """Run a command."""
        self.do("bash", result, ok=ok, after=after, command=command)

    def edit(self, path: str, old: str, new: str) -> None:
        """Edit a file."""
        self.do("edit_file", f"Edited {path}: 1 replacement", path=path, old=old, new=new)

    def say(self, text: str, *, calling: bool = False) -> None:
        """Reply."""
        self.tell(Said(text, calling))

    def ask(self, text: str) -> None:
        """Let the person write."""
        self.tell(Asked(text))

    def nudge(self) -> None:
        """Let somebody who is no person write."""
        self.tell(Nudged())

    def breaks(self, fact: Broke) -> None:
        """Let a model call fail."""
        self.tell(fact)

    def batch(self, calls: Iterable[tuple[str, dict[str, Any], str]]) -> None:
        """Call several tools at once: (tool, arguments, result)."""
        made = []
        for tool, args, result in calls:
            self._calls += 1
            made.append((f"c{self._calls}", result))
            self.tell(Called(made[-1][0], tool, args))
        for name, result in reversed(made):
            self.tell(Returned(name, True, result))

    @property
    def alerts(self) -> Sequence[Alert]:
        """What was said to anybody."""
        return [verdict.alert for verdict in self.verdicts]

    @property
    def rules(self) -> Sequence[Rule]:
        """By which rules, in order."""
        return [alert.rule for alert in self.alerts]

    @property
    def stages(self) -> Sequence[Stage]:
        """To whom, in order."""
        return [verdict.stage for verdict in self.verdicts]

"""The one grammar as Discord's commands: under which path, and with which options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.commands.spec import Spec
from bot.commands.table import SPECS, WHICH

HEDDLE = "heddle"
ME = "me"
"""The group of what a person chooses for themselves."""
THIS = "session"
"""The group of what is seldom wanted of a session."""
GROUPS: Mapping[str, str] = {
    ME: "How you are told, and what is yours",
    THIS: "A session's name, and whether you hear of it",
}
"""What each group is about. Discord takes 25 commands and groups, and as many in each group."""


class Kind(Enum):
    """What an option takes."""

    SESSION = auto()
    TEXT = auto()
    NUMBER = auto()
    AMOUNT = auto()
    MODEL = auto()
    PERSON = auto()
    FILE = auto()
    SWITCH = auto()
    COMMAND = auto()
    TASK = auto()
    POOL = auto()


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command; `choices` are all that it takes."""

    name: str
    about: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A command of Discord's; `word` is how the grammar calls it. Options stand in the order in
    which the grammar reads them.
    """

    word: str
    about: str
    options: Sequence[Option] = ()
    group: str = ""

    @property
    def path(self) -> str:
        """What is written behind `/heddle`."""
        return f"{self.group} {self.word}".strip()

    @property
    def of_session(self) -> bool:
        """Tell whether it is about one session."""
        return any(each.kind is Kind.SESSION for each in self.options)


_SESSION = Option("session", "Which one; in a thread its own", Kind.SESSION)
_PERSON = Option("person", "Who", Kind.PERSON, required=True)
_STARTS = (
    Option("prompt", "What the agent should do; without it a form opens"),
    Option("title", "Its title; otherwise made from the prompt"),
    Option("model", "The model that works on it", Kind.MODEL),
    Option("type", "Its type of task, by which it is checked in on", Kind.TASK),
    Option("pool", "The pool of workers that runs it", Kind.POOL),
    Option("budget", "What it may cost in US dollars before it asks", Kind.AMOUNT),
    Option("file", "A file for the agent", Kind.FILE),
)


def _text(name: str, about: str, *, required: bool = True) -> Option:
    return Option(name, about, required=required)


_OPTIONS: Mapping[str, Sequence[Option]] = {
    "start": _STARTS,
    "list": (Option("which", "Which sessions", choices=WHICH),),
    "status": (_SESSION,),
    "answer": (_text("text", "The answer"), _SESSION),
    "redirect": (Option("text", "The new course; without it a form opens"), _SESSION),
    "stop": (_SESSION,),
    "park": (_SESSION,),
    "resume": (_SESSION,),
    "retry": (_text("hint", "What to do differently", required=False), _SESSION),
    "inbox": (),
    "snooze": (
        Option("span", "For how long", required=True, choices=("10m", "1h", "4h", "tomorrow")),
        _SESSION,
    ),
    "assign": (_PERSON, _SESSION),
    "dismiss": (_SESSION,),
    "checkin": (Option("every", "As in: 10m, or a type of task; or off", Kind.TASK), _SESSION),
    "note": (_text("text", "What the agent reads at its next turn"), _SESSION),
    "queue": (Option("move", "Move a queued session", choices=("up", "first")), _SESSION),
    "cap": (Option("number", "How many work at a time", Kind.NUMBER),),
    "model": (Option("model", "Which model takes it over", Kind.MODEL), _SESSION),
    "share": (_PERSON, _SESSION),
    "unshare": (_PERSON, _SESSION),
    "rename": (_text("title", "Its new title"), _SESSION),
    "mute": (_SESSION,),
    "unmute": (_SESSION,),
    "ladder": (
        Option("rungs", "As in: dm, phone 5m, dm 10m, @bob 1h; or default"),
        Option("important", "The one for what is important", Kind.SWITCH),
    ),
    "quiet": (Option("hours", "As in: 22:00-07:00 Europe/Berlin; or off"),),
    "zone": (Option("name", "As in: Europe/Berlin"),),
    "phone": (
        Option("action", "What to do", choices=("list", "add", "test", "remove")),
        Option("value", "To add: ntfy or an address; to test or remove: its number"),
    ),
    "link": (Option("code", "A code from another account; without it you get one"),),
    "help": (Option("command", "Which command, or all", Kind.COMMAND),),
}
_GROUPED: Mapping[str, str] = {
    **dict.fromkeys(("ladder", "quiet", "zone", "phone", "link", "cap"), ME),
    **dict.fromkeys(("rename", "mute", "unmute"), THIS),
}
TYPED_ONLY = frozenset({"aside"})
"""Commands that only make sense as messages in a thread."""
SETTINGS = Shape("settings", "How you are told, as a form.", group=ME)
ROOM = Shape(
    "room",
    "What is allowed in this channel, as a form.",
    (Option("type", "Only this: the type of tasks started here without one", Kind.TASK),),
)
BOARD = Shape(
    "board",
    "Show this channel's sessions in a pinned message that stays up to date.",
    (Option("remove", "Take it away", Kind.SWITCH),),
)


def shape_of(spec: Spec) -> Shape:
    """Return a command of the grammar as one of Discord's."""
    return Shape(spec.name, spec.does, _OPTIONS[spec.name], _GROUPED.get(spec.name, ""))


SHAPES: Sequence[Shape] = (
    *(shape_of(each) for each in SPECS if each.name not in TYPED_ONLY),
    SETTINGS,
    ROOM,
    BOARD,
)
"""All of Discord's commands."""
PATHS: Mapping[str, str] = {each.word: each.path for each in SHAPES}
"""What is written behind `/heddle`, by the grammar's words."""

"""All commands: the one source for reading, help, the reference and menus of platforms."""

from collections.abc import Mapping, Sequence

from bot.commands import attention
from bot.commands.arguments import Arguments
from bot.commands.kinds import (
    Answer,
    Aside,
    Cap,
    Help,
    Link,
    ListSessions,
    Model,
    MoveUp,
    Mute,
    Note,
    Park,
    Redirect,
    Rename,
    Resume,
    Retry,
    Share,
    ShowQueue,
    Start,
    Status,
    Stop,
    Unshare,
)
from bot.commands.options import read_start
from bot.commands.spec import Spec
from service.domain.errors import Refused
from service.domain.states import State

WHICH = ("open", "done", "all", *(state.value for state in State if state != State.DONE))
"""What `list` can be asked for."""


def _start(given: Arguments) -> Start:
    return read_start(given.rest, given.usage)


def _list(given: Arguments) -> ListSessions:
    which = given.rest.strip().lower() or "open"
    if which not in WHICH:
        raise Refused(f"`!list` shows one of: {', '.join(WHICH)}. Alone it shows what is open.")
    return ListSessions(which)


def _retry(given: Arguments) -> Retry:
    return Retry(given.session(), given.rest.strip())


def _queue(given: Arguments) -> ShowQueue | MoveUp:
    word, _, rest = given.rest.strip().partition(" ")
    if not word:
        return ShowQueue()
    if word.lower() not in ("up", "first"):
        raise given.wrong()
    given.rest = rest.lstrip()
    session = given.session()
    given.nothing()
    return MoveUp(session, to_head=word.lower() == "first")


def _cap(given: Arguments) -> Cap:
    word = given.rest.strip()
    if not word:
        return Cap()
    if not (word.isascii() and word.isdecimal() and len(word) <= 6):
        raise given.wrong()
    return Cap(int(word))


def _model(given: Arguments) -> Model:
    session, name = given.session(), given.rest.strip()
    if len(name.split()) > 1:
        raise given.wrong()
    return Model(session, name)


def _link(given: Arguments) -> Link:
    if len(given.rest.split()) > 1:
        raise given.wrong()
    return Link(given.rest.strip())


SPECS: Sequence[Spec] = (
    Spec(
        "start",
        "start [--model M] [--type T] [--title T] [--budget USD] [--pool P] <prompt>",
        "Open a new session with this prompt.",
        _start,
        ("start Compare these three papers", 'start --model fast --title "Fix CI" Fix the build'),
        aliases=("new",),
        session=False,
        first=True,
    ),
    Spec(
        "list",
        "list [done|all|<state>]",
        "Show your sessions, those that need you first.",
        _list,
        ("list", "list done", "list all"),
        aliases=("ls",),
        session=False,
        first=True,
    ),
    Spec(
        "status",
        "status [session]",
        "Show where a session stands and what happens next.",
        lambda given: Status(given.only_session()),
        ("status 3", "status"),
        aliases=("why",),
        first=True,
    ),
    Spec(
        "answer",
        "answer [session] <text>",
        "Answer what it has been asking for longest.",
        lambda given: Answer(*given.session_and_text()),
        ("answer 3 Stripe", "answer 3 Go on"),
        aliases=("reply",),
        first=True,
    ),
    Spec(
        "redirect",
        "redirect [session] <text>",
        "Interrupt the agent and give it another course.",
        lambda given: Redirect(*given.session_and_text()),
        ("redirect 3 use Stripe",),
        first=True,
    ),
    Spec(
        "stop",
        "stop [session]",
        "Stop it now. A message to its thread takes it up again.",
        lambda given: Stop(given.only_session()),
        ("stop 3", "stop"),
        aliases=("cancel", "abort"),
        first=True,
    ),
    Spec(
        "park",
        "park [session]",
        "Free its slot after the current step and keep everything.",
        lambda given: Park(given.only_session()),
        ("park 3",),
        aliases=("pause",),
        first=True,
    ),
    Spec(
        "resume",
        "resume [session]",
        "Let a parked, failed or stopped session go on where it was.",
        lambda given: Resume(given.only_session()),
        ("resume 3",),
        aliases=("continue",),
        first=True,
    ),
    Spec(
        "retry",
        "retry [session] [hint]",
        "Let a session at rest try again, with a hint if you give one.",
        _retry,
        ("retry 3", "retry 3 the token is in .env"),
    ),
    *attention.ITEMS,
    Spec(
        "note",
        "note [session] <text>",
        "Leave a text that the agent reads at its next turn; it starts none.",
        lambda given: Note(*given.session_and_text()),
        ("note 3 The deadline is Friday.",),
    ),
    Spec(
        "aside",
        "aside <text>",
        "Say something to the others in a thread; the agent does not read it.",
        lambda given: Aside(given.rest.strip()),
        ("aside I would rather wait for Bob",),
        session=False,
    ),
    Spec(
        "queue",
        "queue [up|first [session]]",
        "Show slots and queue, or move a queued session up.",
        _queue,
        ("queue", "queue up 5", "queue first 5"),
        session=False,
    ),
    Spec(
        "cap",
        "cap [number]",
        "Show or choose how many of your sessions work at a time.",
        _cap,
        ("cap", "cap 2"),
        session=False,
    ),
    Spec(
        "model",
        "model [session] [model]",
        "Show a session's model, or hand it to another from its next step on.",
        _model,
        ("model 3 fast", "model 3"),
    ),
    Spec(
        "share",
        "share [session] @name",
        "Let somebody write, answer, stop and redirect in it.",
        lambda given: Share(*given.session_and_text()),
        ("share 3 @bob",),
    ),
    Spec(
        "unshare",
        "unshare [session] @name",
        "Take that back; what they wrote stays.",
        lambda given: Unshare(*given.session_and_text()),
        ("unshare 3 @bob",),
    ),
    Spec(
        "rename",
        "rename [session] <title>",
        "Give it another title.",
        lambda given: Rename(*given.session_and_text()),
        ("rename 3 Checkout",),
    ),
    Spec(
        "mute",
        "mute [session]",
        "Leave it out of what asks for your attention.",
        lambda given: Mute(given.only_session()),
        ("mute 3",),
    ),
    Spec(
        "unmute",
        "unmute [session]",
        "Take it in again.",
        lambda given: Mute(given.only_session(), muted=False),
        ("unmute 3",),
    ),
    *attention.PREFERENCES,
    Spec(
        "link",
        "link [code]",
        "Get a one-time code for another account of yours, or use one here.",
        _link,
        ("link", "link 7KQ2MZ4TXP"),
        session=False,
    ),
    Spec(
        "help",
        "help [command|all]",
        "Explain commands.",
        lambda given: Help(given.rest.strip().lstrip("!").lower()),
        ("help", "help all", "help stop"),
        aliases=("?",),
        session=False,
    ),
)

BY_NAME: Mapping[str, Spec] = {name: spec for spec in SPECS for name in (spec.name, *spec.aliases)}
"""Every command by its name and its aliases."""

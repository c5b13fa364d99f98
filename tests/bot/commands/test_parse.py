"""What each command is read as, and what a wrong one is answered."""

import pytest

from bot.commands.kinds import (
    AddPhone,
    Answer,
    Assign,
    Cap,
    CheckIn,
    Command,
    Dismiss,
    Help,
    Ladder,
    Link,
    ListPhones,
    ListSessions,
    Model,
    MoveUp,
    Mute,
    Note,
    Park,
    Quiet,
    Redirect,
    RemovePhone,
    Rename,
    Resume,
    Retry,
    Share,
    ShowInbox,
    ShowQueue,
    Snooze,
    Start,
    Status,
    Stop,
    TryPhone,
    Unshare,
    Zone,
)
from bot.commands.parse import keyword, parse, prose
from service.domain.errors import Refused
from service.domain.ids import SessionNumber

THREE, FIVE = SessionNumber(3), SessionNumber(5)
HERE = FIVE

LINES: list[tuple[str, Command]] = [
    ("start Compare the papers", Start("Compare the papers")),
    ("new don't stop", Start("don't stop")),
    ("list", ListSessions("open")),
    ("LIST All", ListSessions("all")),
    ("ls parked", ListSessions("parked")),
    ("status 3", Status(THREE)),
    ("why", Status(HERE)),
    ("stop 3", Stop(THREE)),
    ("stop #3.", Stop(THREE)),
    ("stop", Stop(HERE)),
    ("!stop now please!", Stop(HERE)),
    ("abort 3", Stop(THREE)),
    ("park", Park(HERE)),
    ("resume 3", Resume(THREE)),
    ("retry", Retry(HERE)),
    ("retry 3", Retry(THREE)),
    ("retry the token is in .env", Retry(HERE, "the token is in .env")),
    ("redirect 3 use Stripe", Redirect(THREE, "use Stripe")),
    ("redirect 3: use Stripe", Redirect(THREE, "use Stripe")),
    ("redirect use Stripe", Redirect(HERE, "use Stripe")),
    ("redirect\nfirst line\nsecond", Redirect(HERE, "first line\nsecond")),
    ("answer 3 Stripe", Answer(THREE, "Stripe")),
    ("answer 3", Answer(HERE, "3")),
    ("answer 3.5 percent", Answer(HERE, "3.5 percent")),
    ("reply yes", Answer(HERE, "yes")),
    ("note 3 It's due on Friday", Note(THREE, "It's due on Friday")),
    ("queue", ShowQueue()),
    ("queue up 3", MoveUp(THREE)),
    ("queue up", MoveUp(HERE)),
    ("queue first #3", MoveUp(THREE, to_head=True)),
    ("cap", Cap(None)),
    ("cap 2", Cap(2)),
    ("model 3 fast", Model(THREE, "fast")),
    ("model fast", Model(HERE, "fast")),
    ("model", Model(HERE)),
    ("share 3 @bob", Share(THREE, "@bob")),
    ("share Bob Smith", Share(HERE, "Bob Smith")),
    ("unshare @bob", Unshare(HERE, "@bob")),
    ("rename 3 Checkout", Rename(THREE, "Checkout")),
    ("mute 3", Mute(THREE)),
    ("unmute", Mute(HERE, muted=False)),
    ("link", Link()),
    ("link 7KQ2MZ4TXP", Link("7KQ2MZ4TXP")),
    ("inbox", ShowInbox()),
    ("snooze 3 1h", Snooze(THREE, "1h")),
    ("snooze 10m", Snooze(HERE, "10m")),
    ("snooze tomorrow", Snooze(HERE, "tomorrow")),
    ("snooze 30", Snooze(HERE, "30")),
    ("assign 3 @bob", Assign(THREE, "@bob")),
    ("assign Bob Smith", Assign(HERE, "Bob Smith")),
    ("dismiss 3", Dismiss(THREE)),
    ("dismiss it", Dismiss(HERE)),
    ("checkin", CheckIn(HERE)),
    ("checkin 3", CheckIn(THREE)),
    ("checkin 10m", CheckIn(HERE, "10m")),
    ("check-in 3 frontend", CheckIn(THREE, "frontend")),
    ("checkins 3: off", CheckIn(THREE, "off")),
    ("ladder", Ladder()),
    ("ladder default", Ladder("default")),
    ("ladder dm, phone 5m", Ladder("dm, phone 5m")),
    ("ladder important phone, dm 5m", Ladder("phone, dm 5m", important=True)),
    ("ladder Important: phone", Ladder("phone", important=True)),
    ("quiet", Quiet()),
    ("quiet 22:00-07:00 Europe/Berlin", Quiet("22:00-07:00 Europe/Berlin")),
    ("zone Europe/Berlin", Zone("Europe/Berlin")),
    ("phone", ListPhones()),
    ("phone list", ListPhones()),
    ("phone add ntfy", AddPhone("ntfy")),
    ("phone add <pover://u@t>", AddPhone("pover://u@t")),
    ("phone test", TryPhone()),
    ("phone test 2", TryPhone(2)),
    ("phone remove 1", RemovePhone(1)),
    ("help", Help()),
    ("? !Stop", Help("stop")),
]


@pytest.mark.parametrize(("line", "command"), LINES)
def test_a_line_is_read(line: str, command: Command) -> None:
    assert parse(line, HERE) == command


OPTIONS: list[tuple[str, Start]] = [
    ("--model fast Fix it", Start("Fix it", model="fast")),
    ("—model fast Fix it", Start("Fix it", model="fast")),
    ("--model=fast --pool=gpu Fix it", Start("Fix it", model="fast", pool="gpu")),
    ('--title "My shop\'s cart" Fix it', Start("Fix it", title="My shop's cart")),
    ("--title “My cart” Fix it", Start("Fix it", title="My cart")),
    ("--title 'My cart' Fix it", Start("Fix it", title="My cart")),
    ("--title 'tis Fix it", Start("Fix it", title="'tis")),
    ("Fix it --model fast", Start("Fix it", model="fast")),
    ('Fix it --model fast --title "A b"', Start("Fix it", model="fast", title="A b")),
    ("-- explain --model x", Start("explain --model x")),
    ('"Fix it"', Start("Fix it")),
    ('"Fix" and "mend"', Start('"Fix" and "mend"')),
    ("don't, it's the shop's", Start("don't, it's the shop's")),
    ("'tis the season", Start("'tis the season")),
    ('an unclosed " and a \\', Start('an unclosed " and a \\')),
    ("--- a heading\n\ntext", Start("--- a heading\n\ntext")),
    ("--frobnicate is an option of git", Start("--frobnicate is an option of git")),
    ("say what --title does", Start("say what", title="does")),
    ("say what --title does here", Start("say what --title does here")),
    ("a\n  b\n", Start("a\n  b")),
    ("--budget 2.50 Fix it", Start("Fix it", budget_usd=2.5)),
    ("Fix it --budget=$3", Start("Fix it", budget_usd=3.0)),
    ("--type frontend Fix it", Start("Fix it", task="frontend")),
    ("Fix it --model fast --type=complex", Start("Fix it", "fast", task="complex")),
    ("Fix it --title a --budget “0,75 USD”", Start("Fix it", title="a", budget_usd=0.75)),
    ("say what --budget means", Start("say what --budget means")),
]


@pytest.mark.parametrize(("text", "start"), OPTIONS)
def test_options_stand_around_a_prompt(text: str, start: Start) -> None:
    assert parse(f"start {text}", None) == start


WRONG = [
    ("", "!list"),
    ("stpo 3", "`!stop`"),
    ("frobnicate", "`!help`"),
    ("status", "Which session?"),
    ("answer", "`!answer [session] <text>`"),
    ("redirect 3", "`!redirect [session] <text>`"),
    ("stop 3 using Adyen", "`!redirect 3 using Adyen`"),
    ("list everything", "parked"),
    ("cap three", "`!cap [number]`"),
    ("cap -1", "`!cap [number]`"),
    ("queue down 3", "`!queue"),
    ("queue up 3 5", "`!queue"),
    ("model 3 very fast", "`!model"),
    ("link a b", "`!link [code]`"),
    ("start", "`!start"),
    ("start --model fast", "`!start"),
    ("start --modle fast Fix it", "`--model`"),
    ("start --budget lots Fix it", "as in `2.50`"),
    ("start --budget 0 Fix it", "as in `2.50`"),
    ("stop 99999999999999999999", "Which session?"),
    ("inbox 3", "`!inbox`"),
    ("snooze 3", "`!snooze [session] <10m|1h|tomorrow>`"),
    ("phone add", "`!phone ["),
    ("phone add a://b c://d", "`!phone ["),
    ("phone list everything", "`!phone ["),
    ("phone remove", "`!phone ["),
    ("phone remove one", "`!phone ["),
    ("phone ring", "`!phone ["),
]


@pytest.mark.parametrize(("line", "told"), WRONG)
def test_a_wrong_line_is_told_what_would_work(line: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(line, None)
    assert told in str(refused.value)


PROSE = [
    "stop 3",
    "wow!stop",
    "That is important!",
    "!",
    "! stop",
    "!!stop",
    "!!!",
    "!= is not equal",
    "!important: do not touch the lock file",
    "!1",
    "!üben",
    "",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_command(text: str) -> None:
    assert keyword(text) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [("!stop 3", "stop 3"), ("  !Stop", "Stop"), ("!stop!", "stop!"), ("!note: hm", "note: hm")],
)
def test_a_keyword_starts_a_command(text: str, line: str) -> None:
    assert keyword(text) == line
    parse(line, HERE)


@pytest.mark.parametrize("word", ["stpo", "sotp", "resme", "redirct", "lsit", "hlep", "staus"])
def test_a_mistyped_order_never_reaches_the_agent(word: str) -> None:
    with pytest.raises(Refused) as refused:
        keyword(f"!{word} 3")
    assert "Did you mean" in str(refused.value)
    assert f"`!!{word}`" in str(refused.value)


def test_two_marks_say_a_word_to_the_agent() -> None:
    assert prose("!!stop that") == "!stop that"
    assert prose("!!! now") == "!!! now"
    assert prose("wait!! what") == "wait!! what"


@pytest.mark.parametrize(
    "line",
    ["phone add a://SECRET b", "phone a://SECRET", "phone test a://SECRET", "phone remove SECRET"],
)
def test_no_refusal_repeats_an_address(line: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(line, HERE)
    assert "SECRET" not in str(refused.value)


def test_a_command_that_holds_an_address_does_not_show_it() -> None:
    assert "SECRET" not in repr(parse("phone add a://SECRET", None))

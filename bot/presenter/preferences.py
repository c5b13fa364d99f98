"""How a person is told, in words: ladders, quiet hours, time zone, phones; in Markdown."""

from collections.abc import Callable, Sequence

from bot.presenter.lists import plain
from bot.presenter.times import clock
from service.domain import ladders
from service.domain.ids import PersonId
from service.domain.phones import Phone
from service.domain.preferences import Preferences
from service.domain.quiet import QuietHours

Names = Callable[[PersonId], str]
SETTINGS = "the settings page"


def ladder(chosen: Preferences, name: Names, *, important: bool) -> str:
    """A ladder was chosen."""
    rungs = ladders.written(chosen.important if important else chosen.ladder, name)
    what = "What is important" if important else "What waits for you"
    return f"{what} climbs from now on: {plain(rungs)}. What is open already keeps its ladder."


def both_ladders(chosen: Preferences, name: Names) -> str:
    """Both ladders, and how to write them."""
    return "\n".join(
        [
            f"- waits for you: {plain(ladders.written(chosen.ladder, name))}",
            f"- important: {plain(ladders.written(chosen.important, name))}",
            "",
            "Write for example `!ladder dm, phone 5m, dm 10m, @bob 1h`, `!ladder important phone,"
            " dm 5m`, or `!ladder default`.",
        ]
    )


def quiet(chosen: Preferences, now: float) -> str:
    """Quiet hours, chosen or shown."""
    hours = chosen.quiet_hours
    if hours is None:
        return "You have no quiet hours. `!quiet 22:00-07:00` holds back what is not important."
    until = hours.until(now)
    held = f" It is quiet now, until {clock(until, now, hours.zone)}." if until else ""
    return (
        f"Quiet from {between(hours)} ({hours.zone}): only what is important comes through, the"
        f" rest in one message when they end.{held} `!quiet off` ends them."
    )


def between(hours: QuietHours) -> str:
    """Write quiet hours as in "22:00–07:00"."""
    return str(hours).replace("-", "–")


def zone(chosen: Preferences, now: float) -> str:
    """The time zone, chosen or shown."""
    return (
        f"Your time zone is {chosen.zone}; it is {clock(now, now, chosen.zone)} there."
        " `!zone Europe/Berlin` chooses another."
    )


def phones(found: Sequence[Phone], now: float, zone_name: str) -> str:
    """A person's phones, numbered, with what is known of each."""
    if not found:
        return (
            "You have no phone here yet. `!phone add ntfy` is the quickest way: it works without"
            " an account."
        )
    lines = [
        f"{place}. {plain(each.label)}, {_health(each, now, zone_name)}"
        for place, each in enumerate(found, 1)
    ]
    return "\n".join([*lines, "", "`!phone test 1` sends a push, `!phone remove 1` forgets one."])


def _health(phone: Phone, now: float, zone_name: str) -> str:
    if phone.failed_at is not None:
        at = clock(phone.failed_at, now, zone_name)
        return f"failed at {at}: {plain(phone.failure)}"
    if phone.tested_at is not None:
        did = "answered a test" if phone.answers else "was sent a test"
        return f"{did} at {clock(phone.tested_at, now, zone_name)}"
    return "not tested yet"


def phone_added(phone: Phone, subscribe: str) -> str:
    """A phone was added; `subscribe` is the address of a topic that heddle made up."""
    if not subscribe:
        return f"Added: {plain(phone.label)}. `!phone test` checks it."
    server, _, topic = subscribe.partition("://")[2].rpartition("/")
    page = f"{'https' if subscribe.startswith('ntfys:') else 'http'}://{server}"
    return (
        f"Added: {plain(phone.label)}. In the ntfy app tap +, enter the topic `{topic}`, choose"
        f" `{page}` as its server and subscribe. Then `!phone test` checks it. Who knows the"
        " topic can read what is sent there, so it is not shown again."
    )


def phone_kept(phone: Phone, *, made_up: bool) -> str:
    """What is kept of the answer to an added phone: no address."""
    if not made_up:
        return phone_added(phone, "")
    return (
        f"Added: {plain(phone.label)}. Its topic was shown once; for a new one, remove it and add"
        " it again."
    )


def phone_removed(phone: Phone) -> str:
    """A phone was removed."""
    return f"Removed: {plain(phone.label)}. Nothing is sent there any more."


def phone_tried(phone: Phone) -> str:
    """A test push is on its way."""
    if phone.answers:
        return f"A test is on its way to {plain(phone.label)}. Tap its button."
    return f"A test is on its way to {plain(phone.label)}."


def better_elsewhere() -> str:
    """A secret was written where others read."""
    return (
        f"Others may read this thread: delete your message here, and next time use {SETTINGS}"
        " or a direct message."
    )

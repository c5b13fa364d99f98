"""How near an agent is to being called stuck."""

from service.domain.watching import Limits
from service.supervisor.doubts import doubt
from service.supervisor.facts import Asked, Called, Returned
from service.supervisor.watch import Watch

LIMITS = Limits(repeats=5, failures=3)


def after(*results: tuple[str, bool]) -> float:
    """Return the doubt after so many calls of one tool with these results."""
    watch = Watch(LIMITS)
    watch.take(Asked("Make it work"))
    for number, (text, ok) in enumerate(results):
        watch.take(Called(str(number), "publish", {"to": "shop"}))
        watch.take(Returned(str(number), ok, text))
    return doubt(watch.window, LIMITS)


def test_nobody_doubts_who_gets_on() -> None:
    assert after() == 0.0
    assert after(*((f"page {each} of the catalogue is done", True) for each in range(20))) == 0.0


def test_it_grows_with_each_repetition_up_to_the_limit() -> None:
    same = ("Nothing was published", True)
    found = [after(*[same] * count) for count in range(1, 7)]
    assert found == [0.0, 0.25, 0.5, 0.75, 1.0, 1.0]
    assert after(*[("Refused: no such shop", False)] * 2) == 0.5


def test_something_new_takes_it_away() -> None:
    same = ("Nothing was published", True)
    assert after(same, same, same, ("Published 3 pages", True)) == 0.0


def test_what_a_person_says_begins_anew() -> None:
    watch = Watch(LIMITS)
    for number in range(4):
        watch.take(Called(str(number), "publish", {}))
        watch.take(Returned(str(number), True, "Nothing was published"))
    assert doubt(watch.window, LIMITS) == 0.75
    watch.take(Asked("Try the other shop"))
    assert doubt(watch.window, LIMITS) == 0.0

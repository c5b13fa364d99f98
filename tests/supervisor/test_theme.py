"""The gate before the judge: whether steps have anything to do with what people said."""

from service.domain.courses import Brief
from service.supervisor import briefs
from service.supervisor.theme import RECENT, Theme

GOAL = "Fix the rounding of totals in src/billing/InvoiceTotals.py"


def steps(*did: str) -> list[Brief]:
    return [Brief(number, each) for number, each in enumerate(did, 1)]


def test_files_and_names_count_by_their_words() -> None:
    theme = Theme(GOAL)
    near = ['read_file path="tests/test_invoice.py"'] * RECENT
    assert not theme.left_by(steps(*near))
    assert theme.left_by(steps(*['read_file path="static/login.css"'] * RECENT))


def test_one_step_in_many_towards_it_is_too_few() -> None:
    far, near = 'edit_file path="login.css"', 'read_file path="billing.md"'
    assert Theme(GOAL).left_by(steps(*[far] * 8, near, far))
    assert Theme(GOAL).left_by(steps(near, *[far] * 9))
    assert not Theme(GOAL).left_by(steps(*[near] * 5, *[far] * 4))


def test_what_people_ruled_out_is_no_part_of_it() -> None:
    theme = Theme("Fix the totals. Do not touch the website, and leave the database alone.")
    assert theme.left_by(steps(*['edit_file path="website/page.css"'] * RECENT))
    assert theme.left_by(steps(*['edit_file path="website/totals.css"'] * RECENT))
    assert theme.left_by(steps(*['sql query="DROP DATABASE x"'] * RECENT))
    assert not theme.left_by(steps(*['edit_file path="totals.py"'] * RECENT))
    theme.hear("The website is fine now, go ahead there")
    assert not theme.left_by(steps(*['edit_file path="website/page.css"'] * RECENT))


def test_what_comes_back_counts_as_well() -> None:
    found = [Brief(each, 'run_command command="ls"', "billing tests") for each in range(RECENT)]
    assert not Theme(GOAL).left_by(found)


def test_words_that_every_call_has_say_nothing() -> None:
    theme = Theme("Read the files and write a new text into the file path of the report")
    assert theme.left_by(steps(*['write_file path="login.css" text="new"'] * RECENT))


def test_too_few_steps_say_nothing() -> None:
    assert not Theme(GOAL).left_by(steps(*["sleep"] * (RECENT - 1)))


def test_a_step_in_short_is_one_bounded_line() -> None:
    brief = briefs.called(3, "write_file", {"path": "a.py", "content": "x\n" * 5000}, True, "ok\n")
    assert brief.did.startswith('write_file path="a.py" content="x x x')
    assert len(brief.did) <= briefs.DID
    failed = briefs.called(4, "bash", {"command": "make"}, False, "boom " * 100)
    assert failed.came.startswith("failed: boom")
    assert len(failed.came) <= briefs.CAME + len("failed: ")
    assert "\n" not in brief.did + brief.came + failed.came
    assert briefs.spoke(5, "I am\ndone.").did == "says: I am done."

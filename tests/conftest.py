"""What every test may ask for, and which tests begin first."""

import pytest

pytest_plugins = ["tests.fixtures_queue", "tests.fixtures_store"]

LONG = (
    "tests/channels/promises/",
    "tests/e2e/",
    "tests/bot/slack/hearing/test_third_party.py",
    "tests/simulation/",
)
"""Where tests take long. Those of whole deployments mostly wait: others are done meanwhile."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the long ones begin first, so that none of them is what all others have to wait for."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse to go on where groups are marked and not kept: each of their tests would start what
    they are to share.
    """
    kept = {each.nodeid.rpartition("@")[2] for each in session.items}
    marked = {mark.args[0] for each in session.items for mark in each.iter_markers("xdist_group")}
    if session.config.getoption("loadgroup", False) and not marked <= kept:
        raise pytest.UsageError("This pytest-xdist does not keep groups of this pytest together.")

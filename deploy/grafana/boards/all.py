"""All dashboards, as files."""

from deploy.grafana.boards.attention import ATTENTION
from deploy.grafana.boards.build import text_of
from deploy.grafana.boards.delivery import DELIVERY
from deploy.grafana.boards.known import known
from deploy.grafana.boards.overview import OVERVIEW
from deploy.grafana.boards.providers import PROVIDERS
from deploy.grafana.boards.workers import WORKERS

BOARDS = (OVERVIEW, ATTENTION, PROVIDERS, DELIVERY, WORKERS)


def files(reference: str) -> dict[str, str]:
    """Return each dashboard's file name and text, given the metrics' reference page.

    Raises UnknownMetric where a query names what the page does not have.
    """
    samples = known(reference)
    return {f"{board.name}.json": text_of(board, samples) for board in BOARDS}

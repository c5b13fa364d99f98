"""The reference of the dashboards: which question each panel answers."""

from deploy.grafana.boards.all import BOARDS
from deploy.grafana.boards.panels import Board, Panel

HEAD = """\
# Dashboards

What stands in `deploy/grafana/dashboards`, written by the tables in `deploy/grafana/boards`; how
to use them is in [monitoring](../guide/monitoring.md). Each may be narrowed down to jobs and
instances, and by what is named below it.
"""


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(_board(board) for board in BOARDS)])


def _board(board: Board) -> str:
    lines = [f"## {board.title}", "", board.meaning]
    if board.variables:
        chosen = ", ".join(each.title.lower() for each in board.variables)
        lines += ["", f"Narrowed down by: {chosen}."]
    for row in board.rows:
        lines += ["", f"### {row.title}", "", "| panel | it answers | how to read it |"]
        lines += ["| --- | --- | --- |", *(_panel(panel) for panel in row.panels)]
    return "\n".join([*lines, ""])


def _panel(panel: Panel) -> str:
    page = f"../runbooks/{panel.runbook}.md"
    title = f"[{panel.title}]({page})" if panel.runbook else panel.title
    return f"| {title} | {panel.asks} | {panel.reads} |"

"""A table of panels as Grafana's JSON."""

import json
from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.builders import bargauge, prometheus, stat, table, timeseries
from grafana_foundation_sdk.builders import common as layout
from grafana_foundation_sdk.builders import dashboard as grafana
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from deploy.grafana.boards.known import Known, narrowed
from deploy.grafana.boards.panels import Board, Panel, Query, Shape, Variable

SOURCE = models.DataSourceRef(type_val="prometheus", uid="${datasource}")
TAG = "heddle"
HEIGHT = 8
LOW = 4
EVERYTHING = ".*"
RUNBOOKS = "/public/runbooks"
"""Where Grafana serves docs/runbooks when the folder is mounted among its public files."""

AnyPanel = stat.Panel | timeseries.Panel | bargauge.Panel | table.Panel


def text_of(board: Board, samples: Mapping[str, Known]) -> str:
    """Return the dashboard's file. Raises UnknownMetric."""
    built = (
        grafana.Dashboard(board.title)
        .uid(board.uid)
        .description(board.meaning)
        .tags([TAG])
        .timezone("browser")
        .editable()
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .time("now-6h", "now")
        .refresh("30s")
        .link(_others())
        .annotation(_firing())
    )
    for variable in _variables(board):
        built.with_variable(variable)
    number = 0
    for row in board.rows:
        number += 1
        built.with_row(grafana.Row(row.title).id(number))
        for panel in row.panels:
            number += 1
            built.with_panel(_panel(panel, samples, board).id(number))
    return json.dumps(built.build(), cls=JSONEncoder, indent=2, ensure_ascii=False) + "\n"


def _others() -> grafana.DashboardLink:
    return (
        grafana.DashboardLink("heddle")
        .type(models.DashboardLinkType.DASHBOARDS)
        .tags([TAG])
        .as_dropdown(False)
        .include_vars(True)
        .keep_time(True)
        .tooltip("The other dashboards, over the same time and for the same instances")
    )


def _firing() -> grafana.AnnotationQuery:
    return (
        grafana.AnnotationQuery()
        .name("Alerts")
        .datasource(SOURCE)
        .enable(True)
        .icon_color("red")
        .expr('ALERTS{alertstate="firing",severity=~"critical|warning",alertname=~"Heddle.+"}')
    )


def _variables(
    board: Board,
) -> Sequence[grafana.DatasourceVariable | grafana.QueryVariable | grafana.TextBoxVariable]:
    return [
        grafana.DatasourceVariable("datasource").label("Prometheus").type("prometheus"),
        _choice(Variable("job", "Job", "heddle_build_info")),
        _choice(Variable("instance", "Instance", "heddle_build_info")),
        *(_choice(each) for each in board.variables),
        grafana.TextBoxVariable("runbooks")
        .label("Runbooks")
        .description("Where the pages of docs/runbooks are served.")
        .default_value(RUNBOOKS)
        .current(models.VariableOption(text=RUNBOOKS, value=RUNBOOKS)),
    ]


def _choice(variable: Variable) -> grafana.QueryVariable:
    narrow = "" if variable.label == "job" else '{job=~"$job"}'
    return (
        grafana.QueryVariable(variable.label)
        .label(variable.title)
        .datasource(SOURCE)
        .query(f"label_values({variable.metric}{narrow}, {variable.label})")
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(models.VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(EVERYTHING)
        .current(models.VariableOption(text="All", value="$__all", selected=True))
    )


def _panel(panel: Panel, samples: Mapping[str, Known], board: Board) -> AnyPanel:
    built = _shaped(panel)
    built.title(panel.title).description(f"**{panel.asks}** {panel.reads}")
    built.datasource(SOURCE).span(panel.width).unit(panel.unit)
    built.height(LOW if panel.shape is Shape.STAT else HEIGHT)
    built.thresholds(_thresholds(panel))
    if links := _links(panel):
        built.links(links)
    for number, query in enumerate(panel.queries):
        expr = narrowed(query.expr, samples, [each.label for each in board.variables])
        built.with_target(_target(panel.shape, expr, query, chr(ord("A") + number)))
    return built


def _links(panel: Panel) -> list[Builder[models.DashboardLink]]:
    links: list[Builder[models.DashboardLink]] = []
    if panel.runbook:
        link = grafana.DashboardLink("What to do").type(models.DashboardLinkType.LINK)
        links.append(link.url(f"${{runbooks}}/{panel.runbook}.md").target_blank(True))
    if panel.opens:
        link = grafana.DashboardLink("Details").type(models.DashboardLinkType.LINK)
        address = f"/d/heddle-{panel.opens}?${{__all_variables}}&${{__url_time_range}}"
        links.append(link.url(address))
    return links


def _target(shape: Shape, expr: str, query: Query, name: str) -> prometheus.Dataquery:
    target = prometheus.Dataquery().expr(expr).ref_id(name).datasource(SOURCE)
    target.legend_format(query.legend or "__auto")
    if shape in (Shape.BARS, Shape.TABLE):
        target.instant()
    else:
        target.range()
    if shape is Shape.TABLE:
        target.format(PromQueryFormat.TABLE)
    return target


def _thresholds(panel: Panel) -> grafana.ThresholdsConfig:
    """Return the colours; the lowest step has no value, which Grafana takes as minus infinity."""
    good, warn, bad = "green", "yellow", "red"
    steps = [models.Threshold(value=None, color=bad if panel.low else good)]
    if panel.low:
        marks = [(panel.bad, warn), (panel.warn, good)]
    else:
        marks = [(panel.warn, warn), (panel.bad, bad)]
    steps += [models.Threshold(value=at, color=color) for at, color in marks if at is not None]
    return grafana.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(steps)


def _shaped(panel: Panel) -> AnyPanel:
    match panel.shape:
        case Shape.STAT:
            return _stat(panel)
        case Shape.BARS:
            return (
                bargauge.Panel()
                .display_mode(common.BarGaugeDisplayMode.BASIC)
                .orientation(common.VizOrientation.HORIZONTAL)
                .reduce_options(layout.ReduceDataOptions().calcs(["lastNotNull"]))
            )
        case Shape.TABLE:
            return table.Panel().with_transformation(_without_time())
    return _lines(panel)


def _stat(panel: Panel) -> stat.Panel:
    judged = panel.warn is not None or panel.bad is not None
    return (
        stat.Panel()
        .reduce_options(layout.ReduceDataOptions().calcs(["lastNotNull"]))
        .graph_mode(common.BigValueGraphMode.AREA)
        .color_mode(
            common.BigValueColorMode.BACKGROUND if judged else common.BigValueColorMode.VALUE
        )
    )


def _lines(panel: Panel) -> timeseries.Panel:
    stacked = panel.shape is Shape.STACK
    judged = panel.warn is not None or panel.bad is not None
    style = (
        common.GraphThresholdsStyleMode.DASHED if judged else common.GraphThresholdsStyleMode.OFF
    )
    mode = common.StackingMode.NORMAL if stacked else common.StackingMode.NONE
    return (
        timeseries.Panel()
        .min(0)
        .fill_opacity(30 if stacked else 8)
        .line_width(1)
        .stacking(layout.StackingConfig().mode(mode))
        .thresholds_style(layout.GraphThresholdsStyleConfig().mode(style))
        .color_scheme(grafana.FieldColor().mode(models.FieldColorModeId.PALETTE_CLASSIC))
        .legend(
            layout.VizLegendOptions()
            .display_mode(common.LegendDisplayMode.TABLE)
            .placement(common.LegendPlacement.BOTTOM)
            .show_legend(True)
            .calcs(["lastNotNull", "max"])
        )
        .tooltip(layout.VizTooltipOptions().mode(common.TooltipDisplayMode.MULTI))
    )


def _without_time() -> models.DataTransformerConfig:
    return models.DataTransformerConfig(
        id_val="organize", options={"excludeByName": {"Time": True, "__name__": True}}
    )

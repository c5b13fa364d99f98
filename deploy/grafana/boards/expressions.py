"""The expressions that most panels are made of."""

from deploy.grafana.boards.panels import Query

PACE = "$__rate_interval"
HOUR = "1h"


def rate(sample: str, *by: str, where: str = "", over: str = PACE) -> str:
    """Return a counter's rate in a second, summed by labels."""
    return f"sum{_by(by)} (rate({sample}{_in(where)}[{over}]))"


def rates(sample: str, *by: str, where: str = "") -> Query:
    """Return the query of a counter's rate, a series for each of the labels' values."""
    return Query(rate(sample, *by, where=where), _legend(by))


def by_minute(sample: str, *by: str, where: str = "") -> Query:
    """Return the query of how often something happens in a minute, for what people see happen."""
    return Query(f"60 * {rate(sample, *by, where=where)}", _legend(by))


def hourly(sample: str, *by: str, where: str = "") -> Query:
    """Return the query of how often something rare has happened within an hour."""
    return Query(f"sum{_by(by)} (increase({sample}{_in(where)}[{HOUR}]))", _legend(by))


def quantile(share: float, histogram: str, *by: str, where: str = "", over: str = PACE) -> Query:
    """Return how long at most the given share of what was observed took."""
    inner = rate(f"{histogram}_bucket", *by, "le", where=where, over=over)
    name = f"p{share * 100:.0f}"
    legend = f"{name} · {_legend(by)}" if by else name
    return Query(f"histogram_quantile({share}, {inner})", legend)


def half_and_most(
    histogram: str, *by: str, where: str = "", over: str = PACE
) -> tuple[Query, Query]:
    """Return the median and the 95th percentile; of what is rare, `over` an `HOUR`."""
    return (
        quantile(0.5, histogram, *by, where=where, over=over),
        quantile(0.95, histogram, *by, where=where, over=over),
    )


def whole(sample: str, *by: str, where: str = "") -> Query:
    """Return a count of the whole deployment, which one front end of all tells."""
    return Query(f"sum{_by(by)} ({sample}{_in(where)})", _legend(by))


def oldest(sample: str, *by: str, where: str = "") -> Query:
    """Return the highest of the ages that one front end tells of the whole deployment."""
    return Query(f"max{_by(by)} ({sample}{_in(where)})", _legend(by))


def _legend(by: tuple[str, ...]) -> str:
    return " · ".join(f"{{{{{each}}}}}" for each in by)


def _by(labels: tuple[str, ...]) -> str:
    return f" by ({', '.join(labels)})" if labels else ""


def _in(where: str) -> str:
    return f"{{{where}}}" if where else ""

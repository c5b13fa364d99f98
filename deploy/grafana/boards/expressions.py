"""The expressions that most panels are made of."""

from deploy.grafana.boards.panels import Query

PACE = "$__rate_interval"


def rate(sample: str, *by: str, where: str = "") -> str:
    """Return a counter's rate in a second, summed by labels."""
    return f"sum{_by(by)} (rate({sample}{_in(where)}[{PACE}]))"


def rates(sample: str, *by: str, where: str = "") -> Query:
    """Return the query of a counter's rate, a series for each of the labels' values."""
    return Query(rate(sample, *by, where=where), " · ".join(f"{{{{{each}}}}}" for each in by))


def quantile(share: float, histogram: str, *by: str, where: str = "") -> Query:
    """Return how long at most the given share of what was observed took."""
    inner = rate(f"{histogram}_bucket", *by, "le", where=where)
    name = f"p{share * 100:.0f}"
    legend = " · ".join([name, *(f"{{{{{each}}}}}" for each in by)])
    return Query(f"histogram_quantile({share}, {inner})", legend)


def half_and_most(histogram: str, *by: str, where: str = "") -> tuple[Query, Query]:
    """Return the median and the 95th percentile."""
    return (
        quantile(0.5, histogram, *by, where=where),
        quantile(0.95, histogram, *by, where=where),
    )


def whole(sample: str, *by: str, where: str = "") -> Query:
    """Return what every front end says of the whole deployment, once."""
    legend = " · ".join(f"{{{{{each}}}}}" for each in by)
    return Query(f"max{_by(by)} ({sample}{_in(where)})", legend)


def _by(labels: tuple[str, ...]) -> str:
    return f" by ({', '.join(labels)})" if labels else ""


def _in(where: str) -> str:
    return f"{{{where}}}" if where else ""

"""What judges said of an agent's course, as events: the one place that knows their payload."""

from service.domain.budgets import Usage
from service.domain.courses import Course, Opinion
from service.domain.events import Draft, Json, Kind


def judged(opinion: Opinion, steps: int, used: Usage) -> Draft:
    """What a judge said of the agent's course, when it had taken so many steps since a person
    last wrote, and what asking it used.
    """
    return Draft(
        Kind.JUDGED,
        {
            "course": opinion.course,
            "spell": opinion.spell,
            "upto": opinion.upto,
            "again": opinion.again,
            "confidence": round(opinion.confidence, 3),
            "step": opinion.step,
            "quote": opinion.quote,
            "why": opinion.why,
            "hint": opinion.hint,
            "steps": steps,
            "tokens": used.tokens,
            "cost_usd": used.cost_usd,
        },
    )


def opinion_of(payload: Json) -> Opinion:
    """Read what `judged` wrote."""
    return Opinion(
        Course(payload["course"]),
        payload["upto"],
        payload["again"],
        payload["confidence"],
        payload["step"],
        payload["quote"],
        payload["why"],
        payload["hint"],
        payload["spell"],
    )

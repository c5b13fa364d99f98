"""What the watch looks for, in a line for who starts heddle or checks it."""

from service.settings.service import ServiceSettings


def looked_for(settings: ServiceSettings) -> str:
    """Say whether drift is looked for, and by whom; stuck always is."""
    judge = settings.models.judge
    if judge is None:
        return (
            "looks for agents that are stuck; not for drift, which needs a judge model: "
            "name a small one as `judge` under `[models]`"
        )
    return f"looks for agents that are stuck, and lets {judge} judge whether they drift"

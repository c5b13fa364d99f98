"""What the watch looks for, in a line for who starts heddle or checks it."""


def looked_for(judge: str | None) -> str:
    """Say whether drift is looked for, by the alias of its judge; stuck always is."""
    if judge is None:
        return (
            "looks for agents that are stuck; not for drift, which needs a judge model: "
            "name a small one as `judge` under `[models]`"
        )
    return f"looks for agents that are stuck, and lets {judge} judge whether they drift"

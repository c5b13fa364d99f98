"""`heddle person admin`: who may invite people, set keys, and is told of alerts."""

from bot.bootstrap.admins import admins, made_admin, revoked


def show() -> None:
    """Say who the admins are. Raises Refused, Temporary."""
    found = admins()
    print(
        f"Admins: {', '.join(found)}."
        if found
        else "Nobody is an admin yet: who first signs in with the token becomes one."
    )


def make(name: str) -> None:
    """Make somebody an admin. Raises Refused, Temporary."""
    print(
        f"{name} is an admin now: may invite people and set keys, and is told of alerts."
        if made_admin(name)
        else f"{name} is an admin already."
    )


def revoke(name: str) -> None:
    """Take an admin's rights away, and say what is left to do. Raises Refused, Temporary."""
    done = revoked(name)
    print(f"{name} is no admin any more. Admins: {', '.join(done.admins)}.")
    if done.heir:
        print(f"Who signs in with the token is {done.heir} from now on.")
    print(
        f"Does {name} know the token? Then replace it: it lets in as an admin. Set another"
        " HEDDLE_HTTP__TOKEN, or remove the file `token` in the data folder, and restart."
    )

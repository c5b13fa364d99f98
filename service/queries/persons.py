"""Finding a person by what operators call them."""

from difflib import get_close_matches

from service.domain.errors import Refused
from service.domain.persons import Person
from service.ports.reads import Reads


def person_called(reads: Reads, name: str) -> Person:
    """Return the person of that name, in any case, or of that id.

    Raises Refused if there is none, or more than one.
    """
    everybody = reads.persons()
    found = [each for each in everybody if name in (each.id, each.name)]
    found = found or [each for each in everybody if each.name.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(each.id for each in found)
        raise Refused(f"Several are called {name}. Name one by its id: {ids}.")
    close = get_close_matches(name, [each.name for each in everybody], 3, 0.5)
    hint = f" Did you mean {' or '.join(close)}?" if close else ""
    raise Refused(f"Nobody is called {name}.{hint} Names stand in the web pages' settings.")

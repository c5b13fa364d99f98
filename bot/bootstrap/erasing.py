"""A person's data from the command line, with this machine's folders."""

import zipfile
from pathlib import Path

from bot.bootstrap.changing import change
from bot.bootstrap.looking import look
from bot.bootstrap.reading import settings
from service.bootstrap import leftovers_of
from service.domain.errors import Refused
from service.ports.bundle import Ports
from service.queries.person_export import person_export
from service.queries.persons import person_called
from service.usecases.erase_person import Erased, erase_person


def exported(name: str, file: Path) -> int:
    """Write all that is known of the person, and return how many files it is. Raises Refused."""
    if file.exists():
        raise Refused(f"{file} exists already. Name another file, or remove it first.")
    staged = file.with_name(f".{file.name}.partial")

    def write(reads, _policy):  # type: ignore[no-untyped-def]
        person = person_called(reads, name)
        count = 0
        with zipfile.ZipFile(staged, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in person_export(reads, person.id):
                archive.writestr(path, content)
                count += 1
        return count

    try:
        count: int = look(write)
        staged.chmod(0o600)
        staged.replace(file)
    finally:
        staged.unlink(missing_ok=True)
    return count


def erased(name: str, heir: str) -> Erased:
    """Erase the person. Raises Refused, Temporary."""
    workspaces = leftovers_of(settings().settings)

    async def deed(ports: Ports) -> Erased:
        person = await ports.store.read(lambda reads: person_called(reads, name))
        to = await ports.store.read(lambda reads: person_called(reads, heir)) if heir else None
        return await erase_person(ports, workspaces, person.id, to.id if to else None)

    return change(deed)

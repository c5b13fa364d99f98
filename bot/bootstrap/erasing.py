"""A person's data from the command line, with this machine's folders."""

import zipfile
from pathlib import Path

from bot.bootstrap.changing import change
from bot.bootstrap.looking import look
from bot.bootstrap.reading import settings
from service.bootstrap.opening import leftovers_of
from service.domain.errors import Refused
from service.domain.policy import Policy
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.queries.person_export import person_export
from service.queries.persons import person_called
from service.usecases.erase_person import Erased, erase_person


def exported(name: str, file: Path) -> int:
    """Write all that is known of the person, and return how many files it is. Raises Refused."""
    if file.exists():
        raise Refused(f"{file} exists already. Name another file, or remove it first.")
    staged = file.with_name(f".{file.name}.partial")

    try:
        try:
            with zipfile.ZipFile(staged, "w", zipfile.ZIP_DEFLATED) as archive:
                count = _all_of(name, archive)
            staged.chmod(0o600)
            staged.replace(file)
        finally:
            staged.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(
            f"{file} could not be written ({error.strerror or error}). Name a file in a folder"
            " that this user may write to and that has room.",
        ) from error
    return count


def _all_of(name: str, archive: zipfile.ZipFile) -> int:
    def write(reads: Reads, _policy: Policy) -> int:
        count = 0
        for path, content in person_export(reads, person_called(reads, name).id):
            archive.writestr(path, content)
            count += 1
        return count

    return look(write)


def erased(name: str, heir: str) -> Erased:
    """Erase the person. Raises Refused, Temporary."""
    workspaces = leftovers_of(settings().settings)

    async def deed(ports: Ports) -> Erased:
        person = await ports.store.read(lambda reads: person_called(reads, name))
        to = await ports.store.read(lambda reads: person_called(reads, heir)) if heir else None
        return await erase_person(ports, workspaces, person.id, to.id if to else None)

    return change(deed)

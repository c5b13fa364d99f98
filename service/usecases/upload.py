"""A file comes in, to be attached to a message."""

from service.domain.errors import Refused
from service.domain.events import Attachment
from service.domain.ids import BlobId, PersonId
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit


async def upload(
    ports: Ports, person: PersonId, name: str, media_type: str, content: bytes
) -> Attachment:
    """Keep the file and return what a message attaches.

    Raises Refused if it is empty or larger than the limit.
    """
    limit = ports.policy.attachment_bytes
    if not content:
        raise Refused(f"{name} is empty.")
    if len(content) > limit:
        raise Refused(f"{name} has {len(content):,} bytes; {limit:,} is the limit for a file.")
    blob = BlobId(ports.ids.new())

    def work(tx: Tx) -> Attachment:
        tx.blobs.add(blob, person, name, media_type, content, tx.now())
        return Attachment(blob, name, media_type, len(content))

    return await commit(ports, work)


async def attachment(ports: Ports, person: PersonId, blob: BlobId) -> Attachment:
    """Return an uploaded file of the person's own. Raises Refused for any other."""
    found = await ports.store.read(lambda reads: reads.blob(blob))
    if found is None or found[0] != person:
        raise Refused("That file was not uploaded by you; upload it again.")
    _, name, media_type, content = found
    return Attachment(blob, name, media_type, len(content))

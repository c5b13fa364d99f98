"""All that is known of a person, as files for them to take away."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from service.domain.dates import iso
from service.domain.ids import PersonId
from service.ports.reads import Reads
from service.queries.export import export

ABOUT = """This is what heddle knows of you.

person.json       who you are here, your accounts, preferences and phones (without their addresses)
sessions/N.jsonl  your sessions, whole: messages, replies, questions, what they used
wrote/N.jsonl     what you wrote in sessions of others
files/            files that you attached
deliveries.jsonl  what you were told, and where

Not in here: the files that agents made for you. They stand in captures, whose addresses are in the
sessions' files; the operator can give you those folders. What stands on Slack or Discord is there.
"""


def person_export(reads: Reads, person: PersonId) -> Iterator[tuple[str, bytes]]:
    """Yield the files by their names; what is large comes one at a time."""
    yield "README.txt", ABOUT.encode()
    found = reads.person(person)
    who = {
        "exported": iso(reads.now()),
        "person": asdict(found) if found else None,
        "identities": [asdict(each) for each in reads.identities(person)],
        "preferences": asdict(reads.preferences(person)),
        "phones": [asdict(each) for each in reads.phones(person)],
    }
    yield "person.json", (json.dumps(who, ensure_ascii=False, indent=1) + "\n").encode()
    owned = set()
    for session in reads.sessions(person, limit=1_000_000):
        if session.owner_id == person:
            owned.add(session.number)
            yield f"sessions/{session.number}.jsonl", _lines(export(reads, session.number))
    for number in reads.wrote_in(person):
        if number not in owned:
            theirs = [each for each in reads.events(number) if each.actor == person]
            yield f"wrote/{number}.jsonl", _lines(each.as_record() for each in theirs)
    told = reads.deliveries(person=person, limit=1_000_000)
    yield "deliveries.jsonl", _lines(asdict(each) for each in told)
    for blob, name in reads.gave(person):
        content = reads.blob(blob)
        if content is not None:
            yield f"files/{blob}-{name.replace('/', '_')}", content[3]


def _lines(records: Iterator[dict[str, Any]] | Any) -> bytes:
    return "".join(
        json.dumps(each, ensure_ascii=False, default=str) + "\n" for each in records
    ).encode("utf-8", "backslashreplace")

"""All that is known of a person, as files for them to take away."""

import json
from collections.abc import Collection, Iterator
from dataclasses import asdict
from typing import Any

from service.domain import held
from service.domain.dates import iso
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import ItemKind
from service.ports.reads import Reads
from service.queries.export import export

ABOUT = """This is what heddle knows of you.

person.json       who you are here and were before you linked accounts, these accounts, preferences
                  and phones (without their addresses)
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
    found, former = reads.person(person), reads.formerly(person)
    theirs = {person, *(each.id for each in former)}
    who = {
        "exported": iso(reads.now()),
        "person": asdict(found) if found else None,
        "formerly": [asdict(each) for each in former],
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
        wrote = [] if number in owned else list(_wrote(reads, number, theirs))
        if wrote:
            yield f"wrote/{number}.jsonl", _lines(wrote)
    told = [
        each for one in sorted(theirs) for each in reads.deliveries(person=one, limit=1_000_000)
    ]
    told.sort(key=lambda each: each.id)
    yield "deliveries.jsonl", _lines(asdict(each) for each in told)
    for blob, name in reads.gave(person):
        content = reads.blob(blob)
        if content is not None:
            yield f"files/{blob}-{name.replace('/', '_')}", content[3]


def _wrote(
    reads: Reads, number: SessionNumber, theirs: Collection[PersonId]
) -> Iterator[dict[str, Any]]:
    """Yield what they wrote in somebody else's session, and what is held back there."""
    for event in reads.events(number):
        if event.actor in theirs:
            yield event.as_record()
    for item in reads.items(session=number, open_only=False):
        if item.kind is ItemKind.HELD and item.facts.get("author") in theirs:
            kept = [each.as_json() for each in held.messages(item)]
            yield {"record": "held", "at": item.opened_at, "ask": item.ask, "messages": kept}


def _lines(records: Iterator[dict[str, Any]] | Any) -> bytes:
    return "".join(
        json.dumps(each, ensure_ascii=False, default=str) + "\n" for each in records
    ).encode("utf-8", "backslashreplace")

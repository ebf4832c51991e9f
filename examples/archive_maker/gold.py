"""The gold: what is true in the archive, put together from what stands beside each text.

A line of `facts` in a front matter is one statement, ids as in `world.toml`:

    daniel-okafor HEADS kestermere [2024-04-01..]
    planned: kestermere ACQUIRED ottermill
    wvw-2024-07 WORTH Money:GBP 1960000
    kestermere, wharfe-valley PARTY_TO wvw-2024-07
    daniel-okafor POST kestermere / chief executive

Commas spell out several statements. `POST` stands for WORKS_FOR, HOLDS_ROLE and, for the roles in
`LEADING_ROLES`, HEADS. The addresses in the headers of an e-mail are statements by themselves.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from briefbook.records import Assertion
from briefbook.schema import PREDICATES
from examples.archive_maker.sources import Source
from examples.archive_maker.world import World

LEADING_ROLES = frozenset({"chair", "chief executive", "general manager", "managing director"})

_LINE = re.compile(
    r"(?:(?P<assertion>negated|hedged|planned|conditional): )?"
    r"(?P<subjects>[^A-Z]+?) (?P<predicate>[A-Z_]+) (?P<objects>.+?)"
    r"(?: \[(?P<start>[\d-]*)\.\.(?P<end>[\d-]*)\])?"
)


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """One thing that texts say."""

    subject: str
    predicate: str
    object: str  # id, or "Label:value"
    assertion: Assertion = "asserted"
    sources: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two statements the same."""
        return self.subject, self.predicate, self.object, self.assertion


def assemble(sources: list[Source], world: World, folder: Path) -> dict[str, bytes]:
    """Return the gold files by name; questions and contradictions are read from `folder`."""
    contradictions = tomllib.loads((folder / "contradictions.toml").read_text("utf-8"))
    questions = tomllib.loads((folder / "questions.toml").read_text("utf-8"))
    return {
        "entities.jsonl": _lines(_entities(world)),
        "roles.jsonl": _lines(
            {"name": name, "aliases": list(names)} for name, names in sorted(world.roles.items())
        ),
        "facts.jsonl": _lines(_fact(statement) for statement in gather(sources, world)),
        "contradictions.jsonl": _lines(_contradictions(contradictions["contradiction"])),
        "duplicates.jsonl": _lines(_duplicates(sources)),
        "problems.jsonl": _lines(
            {"source": source.path, "kind": source.problem} for source in sources if source.problem
        ),
        "questions.jsonl": _lines(_question(row) for row in questions["question"]),
    }


def gather(sources: Iterable[Source], world: World) -> list[Statement]:
    """Read the statements of all sources; the same statement in two of them becomes one.

    Raises ValueError when two sources give it different validity.
    """
    found: dict[tuple[str, str, str, str], Statement] = {}
    for source in sources:
        for statement in statements(source, world):
            known = found.get(statement.key, statement)
            found[statement.key] = _merged(known, statement)
    return sorted(found.values(), key=lambda statement: statement.key)


def statements(source: Source, world: World) -> Iterator[Statement]:
    """Yield what `source` says."""
    for line in source.facts.strip().splitlines():
        if line.strip():
            yield from _parse_line(line.strip(), source.path)
    for person in (source.sender, *source.receivers, *source.copied):
        if person:
            address = f"Email:{world.things[person].email}"
            yield Statement(person, "HAS_EMAIL", address, sources=(source.path,))


def _parse_line(line: str, path: str) -> Iterator[Statement]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"{path}: not a statement: {line}")
    blank = Statement(
        subject="",
        predicate=match["predicate"],
        object="",
        assertion=match["assertion"] or "asserted",  # type: ignore[arg-type]
        sources=(path,),
        valid_from=match["start"] or None,
        valid_to=match["end"] or None,
    )
    for subject in match["subjects"].split(", "):
        if match["predicate"] == "POST":
            yield from _post(replace(blank, subject=subject), match["objects"])
            continue
        for target in match["objects"].split(", "):
            yield _in_order(replace(blank, subject=subject, object=target))


def _in_order(statement: Statement) -> Statement:
    known = PREDICATES[statement.predicate]
    if known.symmetric and statement.object < statement.subject:
        return replace(statement, subject=statement.object, object=statement.subject)
    return statement


def _post(blank: Statement, text: str) -> Iterator[Statement]:
    organization, _, roles = text.partition(" / ")
    yield replace(blank, predicate="WORKS_FOR", object=organization)
    for role in roles.split(", "):
        yield replace(blank, predicate="HOLDS_ROLE", object=f"Role:{role}")
        if role in LEADING_ROLES:
            yield replace(blank, predicate="HEADS", object=organization)


def _merged(known: Statement, new: Statement) -> Statement:
    for name in ("valid_from", "valid_to"):
        ours, theirs = getattr(known, name), getattr(new, name)
        if ours and theirs and ours != theirs:
            raise ValueError(f"{new.sources[0]}: {known.key} has {name} {ours} and {theirs}")
    return replace(
        known,
        sources=tuple(sorted({*known.sources, *new.sources})),
        valid_from=known.valid_from or new.valid_from,
        valid_to=known.valid_to or new.valid_to,
    )


def _fact(statement: Statement) -> dict[str, Any]:
    fact: dict[str, Any] = {
        "subject": statement.subject,
        "predicate": statement.predicate,
        "object": statement.object,
        "assertion": statement.assertion,
        "sources": list(statement.sources),
    }
    times = {"valid_from": statement.valid_from, "valid_to": statement.valid_to}
    return fact | {name: value for name, value in times.items() if value}


def _entities(world: World) -> Iterator[dict[str, Any]]:
    for thing in sorted(world.things.values(), key=lambda thing: (thing.label, thing.id)):
        row = {"id": thing.id, "label": thing.label, "name": thing.name}
        yield row | {"aliases": list(thing.aliases)}


def _contradictions(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        facts = [next(_parse_line(line, "contradictions.toml")) for line in row["facts"]]
        yield {
            "facts": [
                {"subject": f.subject, "predicate": f.predicate, "object": f.object} for f in facts
            ],
            "reason": row["reason"],
        }


def _duplicates(sources: list[Source]) -> Iterator[dict[str, Any]]:
    for source in sources:
        if source.copies:
            yield {"kind": "exact", "sources": [source.path, *source.copies]}
    for word in sorted({source.version_of for source in sources if source.version_of}):
        paths = [source.path for source in sources if source.version_of == word]
        yield {"kind": "version", "sources": paths}


def _question(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "question": row["question"],
        "answers": row.get("answers"),
        "items": row.get("items"),
        "sources": row.get("sources", []),
        "quotes": row.get("quotes", []),
    }


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)

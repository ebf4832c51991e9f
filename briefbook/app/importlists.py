"""A list of facts or of entities becomes a document and what it says: one row, one claim (pure).

The document's text is the rows, cells joined by " | ", so that every claim quotes its row.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import chain
from typing import Literal

from briefbook.errors import EmptySource, UnreadableSource
from briefbook.ids import make_id
from briefbook.records import Document, Evidence, Mention, Problem, Reading, Relation, Span
from briefbook.schema import ALIAS_PREDICATE, LABELS, THING, VALUE_LABELS
from graph.schema import STRUCTURE
from ingest.encoding import decode_text
from ingest.language import detect_language

ListKind = Literal["facts", "entities"]
PRODUCER = "import@1"
STAGE = "import"
COLUMNS: dict[ListKind, tuple[str, ...]] = {
    "facts": (
        *("subject", "predicate", "object", "subject_label", "object_label"),
        *("valid_from", "valid_to", "source"),
    ),
    "entities": ("name", "label", "aliases"),
}
_NEEDED: dict[ListKind, tuple[str, ...]] = {
    "facts": ("subject", "predicate", "object"),
    "entities": ("name",),
}
_BETWEEN = " | "
_DELIMITERS = ",\t|;"
_LONGEST = 100  # characters of a label or predicate; the graph takes no more
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_ALIASES = re.compile(r"[;；|]")


@dataclass(frozen=True, slots=True)
class ImportedList:
    """What a list came to."""

    document: Document  # its source is the name of the list
    reading: Reading
    rows: int  # that went in
    problems: tuple[Problem, ...]  # one for each row that did not


class _BadRow(ValueError):
    """A row that cannot go in, with the reason."""


@dataclass(slots=True)
class _Building:
    """The text so far, and what it says."""

    document_id: str
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    rows: list[Span] = field(default_factory=list)
    mentions: dict[tuple[str, str], Mention] = field(default_factory=dict)  # by label and name
    relations: dict[str, Relation] = field(default_factory=dict)  # by id

    def add_row(self, cells: Sequence[str]) -> tuple[Evidence, list[Span]]:
        """Write a row; return it as evidence, and the place of each cell that is not empty."""
        start, spans = self.length, []
        written = [cell for cell in cells if cell]
        text = _BETWEEN.join(written)
        position = start
        for cell in written:
            spans.append(Span(position, position + len(cell)))
            position += len(cell) + len(_BETWEEN)
        self.pieces.append(text)
        self.length += len(text) + 1
        span = Span(start, start + len(text))
        self.rows.append(span)
        return Evidence(self.document_id, span, (), text, PRODUCER, 1.0), spans

    def mention(self, label: str, name: str, span: Span) -> str:
        """Return the id of the mention of a name: each is mentioned once, where it is first."""
        known = self.mentions.get((label, name))
        if known is None:
            evidence = Evidence(self.document_id, span, (), name, PRODUCER, 1.0)
            key = make_id("men", self.document_id, span.start, span.end, label)
            value = name if label in VALUE_LABELS else ""
            known = self.mentions[label, name] = Mention(key, label, name, evidence, value=value)
        return known.id

    def relate(self, predicate: str, head: str, tail: str, row: Evidence, *valid: str) -> None:
        """Tie two mentions; what a row repeats of another is noted once."""
        since, until = (*valid, "", "")[:2]
        key = make_id("rel", predicate, head, tail, *(valid if any(valid) else ()))
        relation = Relation(
            key, predicate, head, tail, row, valid_from=since or None, valid_to=until or None
        )
        self.relations.setdefault(key, relation)


def read_list(
    data: bytes, name: str, kind: ListKind, *, document_id: str, delimiter: str = ""
) -> ImportedList:
    """Read a list of facts, or of entities with their other names.

    The first row names the columns when it holds the needed ones (`COLUMNS`; others are left
    alone), else they are taken in their order. Raises UnreadableSource when the bytes are no text,
    EmptySource when no row could go in.
    """
    text = decode_text(data)
    if text is None:
        raise UnreadableSource(f"cannot import {name}: it is not text")
    rows = _numbered_rows(text, delimiter or _delimiter(text), name)
    first = next(rows, None)
    if first is None:
        raise EmptySource(f"cannot import {name}: it holds no rows")
    columns = _columns(first[1], kind)
    building, problems = _Building(document_id), []
    add = _ADDERS[kind]
    named = _is_header(first[1], kind)
    for number, row in rows if named else chain([first], rows):
        try:
            add(building, _cells(row, columns))
        except _BadRow as error:
            problems.append(Problem(name, STAGE, f"row {number} of {name}: {error}", "partial"))
    if not building.rows:
        reason = problems[0].message if problems else "only a header"
        raise EmptySource(f"cannot import {name}: no row could go in ({reason})")
    return _finished(building, name, tuple(problems))


def _finished(building: _Building, name: str, problems: tuple[Problem, ...]) -> ImportedList:
    text = "\n".join(building.pieces)
    document = Document(
        id=building.document_id,
        source=name,
        media_type="text/csv",
        language=detect_language(text),
        title=name,
        text=text,
        sentences=tuple(building.rows),
    )
    reading = Reading(
        building.document_id,
        tuple(building.mentions.values()),
        tuple(building.relations.values()),
    )
    return ImportedList(document, reading, len(building.rows), problems)


def _delimiter(text: str) -> str:
    """Return the sign that the first line holds most of."""
    line = text.lstrip("\n").split("\n", 1)[0]
    return max(_DELIMITERS, key=line.count)


def _numbered_rows(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Give rows with the line they end on; empty ones are passed over."""
    # Only where commas part the cells are quotation marks signs of the format, not of the text.
    file, is_plain = StringIO(text, newline=""), delimiter not in ",;"
    reader = (
        csv.reader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        if is_plain
        else csv.reader(file, delimiter=delimiter)
    )
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise UnreadableSource(f"cannot import {name}: line {reader.line_num}: {error}") from error


def _is_header(row: Sequence[str], kind: ListKind) -> bool:
    return {*_NEEDED[kind]} <= {cell.strip().casefold() for cell in row}


def _columns(row: Sequence[str], kind: ListKind) -> dict[str, int]:
    """Return where the columns stand."""
    if _is_header(row, kind):
        names = [cell.strip().casefold() for cell in row]
        return {name: names.index(name) for name in COLUMNS[kind] if name in names}
    return {name: place for place, name in enumerate(COLUMNS[kind])}


def _cells(row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {
        name: " ".join(row[place].split()) if place < len(row) else ""
        for name, place in columns.items()
    }


def _add_fact(building: _Building, cells: Mapping[str, str]) -> None:
    for name in _NEEDED["facts"]:
        if not cells.get(name):
            raise _BadRow(f"no {name}")
    predicate = predicate_name(cells["predicate"])
    labels = [label_name(cells.get(f"{end}_label", "")) for end in ("subject", "object")]
    valid = [cells.get(name, "") for name in ("valid_from", "valid_to")]
    for date in filter(None, valid):
        if not _DATE.fullmatch(date):
            raise _BadRow(f"{date!r} is no date such as 2024, 2024-05 or 2024-05-31")
    row, spans = building.add_row([cells.get(name, "") for name in COLUMNS["facts"]])
    head = building.mention(labels[0], cells["subject"], spans[0])
    tail = building.mention(labels[1], cells["object"], spans[2])
    building.relate(predicate, head, tail, row, *valid)


def _add_entity(building: _Building, cells: Mapping[str, str]) -> None:
    name, label = cells["name"], label_name(cells.get("label", ""))
    if not name:
        raise _BadRow("no name")
    written = (part.strip() for part in _ALIASES.split(cells.get("aliases", "")))
    aliases = [alias for alias in dict.fromkeys(written) if alias and alias != name]
    row, spans = building.add_row([name, cells.get("label", ""), *aliases])
    own = building.mention(label, name, spans[0])
    for alias, span in zip(reversed(aliases), reversed(spans), strict=False):
        building.relate(ALIAS_PREDICATE, building.mention(label, alias, span), own, row)


_ADDERS: dict[ListKind, Callable[[_Building, Mapping[str, str]], None]] = {
    "facts": _add_fact,
    "entities": _add_entity,
}


def predicate_name(text: str) -> str:
    """Write a predicate as the graph does: in capitals, with underscores.

    Raises ValueError when nothing is left of it.

    >>> predicate_name("starred actors"), predicate_name("主要支流"), predicate_name("2nd wife")
    ('STARRED_ACTORS', '主要支流', 'IS_2ND_WIFE')
    """
    name = _plain_name(text).upper()
    if name[:1].isdigit():
        name = f"IS_{name}"
    if name in STRUCTURE or name == ALIAS_PREDICATE:
        name = f"HAS_{name}"
    if not 0 < len(name) <= _LONGEST:
        raise _BadRow(f"the predicate {text[:40]!r} has no letters, or too many")
    return name


def label_name(text: str) -> str:
    """Write a label as the graph does; without one, that of things whose kind is not known.

    Raises ValueError when nothing is left of it.

    >>> label_name("organization"), label_name("film director"), label_name("药品"), label_name("")
    ('Organization', 'FilmDirector', '药品', 'Thing')
    """
    if not text:
        return THING
    known = {label.casefold(): label for label in (*LABELS, THING)}
    words = _plain_name(text).split("_")
    name = known.get("".join(words).casefold()) or "".join(
        word[:1].upper() + word[1:] for word in words
    )
    if not name or not name[0].isalpha() or len(name) > _LONGEST:
        raise _BadRow(f"the label {text[:40]!r} does not start with a letter")
    return name


def _plain_name(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\W_]+", "_", folded).strip("_")

"""What a run folder holds as labels, and what its readings say as labels to be corrected."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from briefbook.app.holdings import Holdings
from briefbook.app.labelled import FORMATS
from briefbook.app.stages.extracting import EXTRACT
from briefbook.app.workspace import Workspace
from briefbook.errors import LabelsError, WorkspaceError
from briefbook.ids import make_id
from briefbook.labels.building import build_example
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.formats import write_examples
from briefbook.labels.language import guess_language
from briefbook.records import Document, Reading, Relation, Span
from ingest.passages import split_passages

Unit = Literal["document", "passage", "sentence"]


def document_units(document: Document, unit: Unit, *, max_chars: int) -> list[Span]:
    """Return the parts of a document that are labelled one by one."""
    if unit == "document":
        return [Span(0, len(document.text))] if document.text else []
    if unit == "passage":
        return [one.span for one in split_passages(document, max_chars=max_chars)]
    return list(document.sentences)


def chosen_documents(workspace: Workspace, names: Sequence[str]) -> Iterator[Document]:
    """Yield the documents with these names or ids, all without any.

    Raises WorkspaceError for a name that no document has.
    """
    holdings = Holdings(workspace.catalog)
    for name in names:
        if holdings.names.get(name, name) not in holdings.sources:
            raise WorkspaceError(f"no document {name!r} in {workspace.folder}")
    keys = sorted({holdings.names.get(name, name) for name in names}) or sorted(holdings.sources)
    yield from map(holdings.load, keys)


def cut_document(document: Document, unit: Unit, *, max_chars: int) -> list[Example]:
    """Return the parts of a document as examples without labels."""
    return [
        _example(document, span, (), ())
        for span in document_units(document, unit, max_chars=max_chars)
    ]


def read_as_labels(
    workspace: Workspace, names: Sequence[str] = (), *, unit: Unit = "passage"
) -> tuple[list[Example], int]:
    """Return what the current readings say as labels, and how many labels cross units and are lost.

    Relations keep their assertions. Raises WorkspaceError when a document is not there.
    """
    examples: list[Example] = []
    lost = 0
    max_chars = workspace.settings.ingest.passage_chars
    for document in chosen_documents(workspace, names):
        reading = workspace.catalog.load(EXTRACT, document.id, Reading)
        if reading is None:
            continue
        spans = document_units(document, unit, max_chars=max_chars)
        made = [_read_unit(document, reading, span) for span in spans]
        examples += made
        held = sum(len(one.mentions) + len(one.relations) for one in made)
        lost += len(reading.mentions) + len(reading.relations) - held
    return examples, lost


def _read_unit(document: Document, reading: Reading, span: Span) -> Example:
    inside = [one for one in reading.mentions if span.contains(one.evidence.span)]
    places = {one.id: place for place, one in enumerate(inside)}
    mentions = [
        LabelledSpan(
            Span(one.evidence.span.start - span.start, one.evidence.span.end - span.start),
            one.label,
            score=one.evidence.score,
        )
        for one in inside
    ]
    ties = [
        _tie(one, places)
        for one in reading.relations
        if one.head in places and one.tail in places
    ]  # fmt: skip
    return _example(document, span, mentions, ties)


def _tie(relation: Relation, places: Mapping[str, int]) -> LabelledRelation:
    return LabelledRelation(
        places[relation.head],
        places[relation.tail],
        relation.predicate,
        relation.assertion,
        relation.evidence.score,
    )


def _example(
    document: Document,
    span: Span,
    mentions: Sequence[LabelledSpan],
    relations: Sequence[LabelledRelation],
) -> Example:
    text = document.quote(span)
    sentences = [
        Span(one.start - span.start, one.end - span.start)
        for one in document.sentences_in(span)
        if span.contains(one)
    ]
    return build_example(
        document.source,
        make_id("txt", document.id, span.start, span.end),
        text,
        mentions,
        relations,
        language=guess_language(text),
        document=document.id,
        sentences=sentences if len(sentences) > 1 else (),
    )


# What a format can hold

_COUNTS: Mapping[str, Callable[[Example], int]] = {
    "mentions": lambda one: len(one.mentions),
    "relations": lambda one: len(one.relations),
    "assertions": lambda one: sum(tie.assertion != "asserted" for tie in one.relations),
    "entities": lambda one: sum(bool(mention.entity) for mention in one.mentions),
    "scores": lambda one: sum(mention.score != 1.0 for mention in one.mentions),
    "documents": lambda one: int(bool(one.document)),
}


def export_labels(examples: Sequence[Example], format: str) -> tuple[bytes, list[str]]:
    """Return a file of `format` and what it cannot hold of the labels, such as "3 of 12 relations".

    What is lost is seen by reading the file again. Raises LabelsError when the format cannot be
    written.
    """
    with _quiet():
        data = write_examples(examples, format, formats=FORMATS)
        try:
            back = FORMATS[format].read(data, format)
        except LabelsError:
            back = []
    lost = []
    for name, count in _COUNTS.items():
        had, has = sum(map(count, examples)), sum(map(count, back))
        if has < had:
            lost.append(f"{had - has} of {had} {name}")
    return data, lost


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep writers from saying of each example what we say of all of them."""
    logger = logging.getLogger("briefbook.labels")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def write_file(path: Path, data: bytes) -> None:
    """Write what was exported.

    Raises LabelsError when the file cannot be written.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        raise LabelsError(f"cannot write {path}: {error.strerror}") from error

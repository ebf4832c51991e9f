"""The labels of a run folder: one file of JSON lines that grows, and what it replaced.

`labels/train.jsonl` can be trained on as it is. Nothing is ever lost: labels that others took the
place of are kept in `labels/replaced/`.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from briefbook.app.holdings import Holdings
from briefbook.app.workspace import Workspace
from briefbook.errors import WorkspaceError
from briefbook.ids import make_id
from briefbook.labels.examples import Example
from briefbook.labels.jsonl import read_jsonl, write_jsonl
from briefbook.records import Document
from ingest.passages import split_passages

Keep = Literal["new", "old"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One text with two sets of labels."""

    kept: Example
    other: Example
    both: bool = False  # they stand in different documents, so both stay

    def as_dict(self) -> dict[str, Any]:
        """Return what differs, by quotes."""
        kept, other = quote_labels(self.kept), quote_labels(self.other)
        return {
            "text": self.kept.text,
            "documents": sorted({self.kept.document, self.other.document}),
            "kept": "both" if self.both else self.kept.id,
            "only_kept": [one for one in kept if one not in other],
            "only_other": [one for one in other if one not in kept],
        }


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of new labels."""

    read: int
    added: int
    known: int  # the same text with the same labels was there
    in_documents: int  # of those read, the texts that stand in a document of the run
    conflicts: tuple[Conflict, ...]
    total: int  # labelled texts in the run folder now


def labels_folder(workspace: Workspace) -> Path:
    """Return where the labels of a run folder lie."""
    return workspace.folder / "labels"


def read_labels(workspace: Workspace) -> list[Example]:
    """Return the labels of a run folder; none when nothing was imported.

    Raises LabelsError when somebody edited the file into something else.
    """
    return _read(labels_folder(workspace) / "train.jsonl")


def _read(path: Path) -> list[Example]:
    try:
        return read_jsonl(path.read_bytes(), str(path))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise WorkspaceError(f"cannot read {path}: {error.strerror}") from error


def import_labels(
    workspace: Workspace, examples: Sequence[Example], *, keep: Keep = "new"
) -> Imported:
    """Add labels to those of the run folder.

    A text that is labelled already, in the same document, keeps one set of labels: the new one, or
    with `keep` "old" the one it has; the other is set aside. What is the same is not added again.
    Texts of documents of the run are told whose they are, and stand in the order of the document.
    """
    before = read_labels(workspace)
    places = _locate(workspace, {one.text for one in (*before, *examples)})
    merger = _Merger(before, keep)
    incoming = [_placed(one, places) for one in examples]
    for one in incoming:
        merger.add(one)
    _write(labels_folder(workspace), _in_order(merger.kept, places), merger.aside)
    return Imported(
        read=len(examples),
        added=len(merger.kept) - len(before),
        known=merger.known,
        in_documents=sum(one.text.strip() in places for one in incoming),
        conflicts=tuple(merger.conflicts),
        total=len(merger.kept),
    )


class _Merger:
    """Labels so far, and what happens to each that comes."""

    def __init__(self, before: Sequence[Example], keep: Keep) -> None:
        self.kept = list(before)
        self.aside: list[Example] = []
        self.conflicts: list[Conflict] = []
        self.known = 0
        self._keep = keep
        self._places = {(one.document, one.text): place for place, one in enumerate(before)}
        self._texts = {one.text: place for place, one in enumerate(before)}

    def add(self, example: Example) -> None:
        key = (example.document, example.text)
        place = self._places.get(key)
        if place is None:
            self._append(key, example)
        elif label_key(self.kept[place]) == label_key(example):
            self.known += 1
        else:
            old = self.kept[place]
            kept, other = (example, old) if self._keep == "new" else (old, example)
            self.kept[place] = kept
            self.aside.append(other)
            self.conflicts.append(Conflict(kept, other))

    def _append(self, key: tuple[str, str], example: Example) -> None:
        elsewhere = self._texts.get(example.text)
        if elsewhere is not None and not _agree(self.kept[elsewhere], example):
            self.conflicts.append(Conflict(example, self.kept[elsewhere], both=True))
        self._places[key] = self._texts[example.text] = len(self.kept)
        self.kept.append(example)


def label_key(example: Example) -> str:
    """Name the content of an example: two with one key say the same of the same text."""
    spans = [one.span for one in example.mentions]
    mentions = sorted((one.span, one.label, one.entity) for one in example.mentions)
    relations = sorted(
        (spans[one.head], spans[one.tail], one.predicate, one.assertion)
        for one in example.relations
    )
    return make_id("lab", example.text, repr((mentions, relations, sorted(example.looked_for))))


def quote_labels(example: Example) -> list[str]:
    """Return labels and relations in words, for people."""
    quotes = [f"“{example.quote(one.span)}” {one.label}" for one in example.mentions]
    ties = [
        f"“{example.quote(example.mentions[one.head].span)}” {one.predicate} "
        f"“{example.quote(example.mentions[one.tail].span)}” ({one.assertion})"
        for one in example.relations
    ]
    return quotes + ties


def _agree(one: Example, other: Example) -> bool:
    return label_key(one) == label_key(other)


# Where texts stand in the documents of the run

_Places = dict[str, tuple[str, int]]  # text without white space around it → document id, offset


def _locate(workspace: Workspace, texts: Collection[str]) -> _Places:
    """Return where texts stand that are a sentence, a passage or the whole of a document."""
    wanted = {text.strip() for text in texts} - {""}
    found: _Places = {}
    max_chars = workspace.settings.ingest.passage_chars
    for document in Holdings(workspace.catalog).documents() if wanted else ():
        for start, text in _units(document, max_chars):
            if text in wanted:
                found.setdefault(text, (document.id, start))
    return found


def _units(document: Document, max_chars: int) -> Iterator[tuple[int, str]]:
    yield 0, document.text.strip()
    for passage in split_passages(document, max_chars=max_chars):
        yield passage.span.start, passage.text.strip()
    for sentence in document.sentences:
        yield sentence.start, document.quote(sentence).strip()


def _placed(example: Example, places: _Places) -> Example:
    known = places.get(example.text.strip())
    if known is None or example.document:  # a document that is named already is not renamed
        return example
    return replace(example, document=known[0])


def _in_order(examples: Iterable[Example], places: _Places) -> list[Example]:
    """Put texts of documents where they follow each other, after all others."""
    away = ("", 0)

    def order(example: Example) -> tuple[str, int]:
        document, start = places.get(example.text.strip(), away)
        return (document, start) if document == example.document else away

    return sorted(examples, key=order)


def _write(folder: Path, kept: Sequence[Example], aside: Sequence[Example]) -> None:
    """Write what was replaced first: killed in between, it stands in both files."""
    old = folder / "replaced" / "replaced.jsonl"
    try:
        old.parent.mkdir(parents=True, exist_ok=True)
        if aside:
            _replace_file(old, write_jsonl([*_read(old), *aside]))
        _replace_file(folder / "train.jsonl", write_jsonl(kept))
    except OSError as error:
        raise WorkspaceError(f"cannot write to {folder}: {error.strerror}") from error


def _replace_file(path: Path, data: bytes) -> None:
    aside = path.with_name(f".{path.name}.part")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)

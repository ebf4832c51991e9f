"""Weak labels of a labelled file or of a run folder, and where their sources differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from briefbook.app.annotating import Unit, chosen_documents, cut_document
from briefbook.app.evaluating import encoder_of
from briefbook.app.labelled import read_labelled
from briefbook.app.workspace import Workspace, open_workspace
from briefbook.errors import LabelsError
from briefbook.labels.examples import Example
from briefbook.learn.settings import EncoderSettings
from extract.agreement import Agreement, measure_agreement
from extract.tagging.load import open_tagger
from extract.weak import Claimed, Predict, Source, WeakExample, weak_labels


@dataclass(frozen=True, slots=True)
class WeakRun:
    """What the sources say of all texts."""

    weak: tuple[WeakExample, ...]
    agreement: tuple[Agreement, ...]

    @property
    def examples(self) -> list[Example]:
        """The texts with the labels that were voted for."""
        return [one.example for one in self.weak]


def label_weakly(
    examples: Sequence[Example],
    sources: Sequence[Source],
    *,
    names: Mapping[str, str] | None = None,
    model: Path | None = None,
    encoder: EncoderSettings,
) -> WeakRun:
    """Ask all sources about the texts of `examples`.

    Raises LabelsError when a source lacks what it needs.
    """
    predict: Predict | None = None
    if "model" in sources and model is not None:
        predict = open_tagger(model, encoder_of(model, encoder)).predict
    weak = weak_labels(examples, sources, gazetteer=names, model=predict)
    return WeakRun(tuple(weak), tuple(measure_agreement(weak)))


def is_run_folder(path: Path) -> bool:
    """Tell whether `path` is a run folder rather than a file or folder of labels."""
    return (path / "catalog.db").is_file()


def read_texts(path: Path, format: str = "", *, unit: Unit = "passage") -> list[Example]:
    """Return the texts of a labelled file, or of all documents of a run folder.

    Raises LabelsError or WorkspaceError when it cannot be read.
    """
    if not is_run_folder(path):
        return read_labelled([path], format)
    with open_workspace(path) as workspace:
        return document_texts(workspace, unit=unit)


def document_texts(workspace: Workspace, *, unit: Unit) -> list[Example]:
    """Return the parts of all documents of a run, without labels."""
    max_chars = workspace.settings.ingest.passage_chars
    return [
        one
        for document in chosen_documents(workspace, ())
        for one in cut_document(document, unit, max_chars=max_chars)
    ]


def read_names(path: Path) -> dict[str, str]:
    """Read a list of names: on each line a name, a tab and its label; # begins a comment.

    Raises LabelsError, with the line, for what is not that.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelsError(f"cannot read {path}: {error}") from error
    names: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        name, label = (part.strip() for part in line.partition("\t")[::2])
        if not line.strip() or line.startswith("#"):
            continue
        if not (name and label):
            raise LabelsError(f"cannot read {path}:{number}: a line holds a name, a tab, a label")
        names[name] = label
    return names


def disagreement_rows(weak: Sequence[WeakExample]) -> list[dict[str, Any]]:
    """Return each place that two sources see differently, with their words."""
    return [
        {
            "id": one.example.id,
            "document": one.example.document,
            "kind": found.kind,
            "first": _claimed(one.example, found.first),
            "second": _claimed(one.example, found.second),
            "text": one.example.text,
        }
        for one in weak
        for found in one.disagreements
    ]


def _claimed(example: Example, claimed: Claimed) -> dict[str, Any]:
    return {
        "source": claimed.source,
        "label": claimed.label,
        "quote": example.quote(claimed.span),
        "start": claimed.span.start,
        "end": claimed.span.end,
    }


def encode_rows(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return JSON lines."""
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


def agreement_rows(agreement: Sequence[Agreement]) -> list[dict[str, Any]]:
    """Return one row for each pair of sources and label; "all" for those that both give."""
    return [
        {
            "sources": f"{one.first} - {one.second}",
            "label": one.label or "all",
            "both": one.both,
            "only_first": one.only_first,
            "only_second": one.only_second,
            "share": round(one.share, 4),
            "f1": round(one.f1, 4),
            "kappa": round(one.kappa, 4),
        }
        for one in agreement
    ]

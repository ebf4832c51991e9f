"""Classifiers at work: measured on labelled texts, asked of texts, run over a run folder."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.app.classifycontext import contexts_of_documents, contexts_of_labelled
from briefbook.app.classifydata import Layout, read_texts_with_labels
from briefbook.app.classifyscores import compare_right, measure_decisions
from briefbook.app.evaluating import encoder_of
from briefbook.app.findings import CLASSIFY, keep_findings
from briefbook.app.holdings import Holdings
from briefbook.app.progress import Reporter
from briefbook.app.workspace import Workspace
from briefbook.errors import LabelsError
from briefbook.learn.backbone import own_encoder
from briefbook.learn.encoder import open_encoder
from briefbook.learn.settings import EncoderSettings
from briefbook.records import Document, Finding, encode_lines
from decide.classify.context import Context
from decide.classify.examples import LabelledText
from decide.classify.findings import find_labels
from decide.classify.load import Classifier, Decision, open_classifier
from decide.classify.zero import zero_classifier

Json = dict[str, Any]
Judged = tuple[Document, Decision, tuple[Finding, ...]]

_TOGETHER = 32  # documents that are judged at a time


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured, and the decisions that this rests on."""

    report: Json
    decisions: tuple[Decision, ...]
    examples: tuple[LabelledText, ...]


def load_model(folder: Path, encoder: EncoderSettings | None = None) -> Classifier:
    """Open the classifier in a model folder with the encoder that it was made with.

    Raises ModelError when the folder is no classifier.
    """
    chosen = own_encoder(folder, encoder_of(folder, encoder or EncoderSettings()))
    return open_classifier(folder, open_encoder(chosen), chosen)


def load_zero(labels: Sequence[str], encoder: EncoderSettings | None = None) -> Classifier:
    """Return a classifier that knows nothing but the names of labels.

    Raises LabelsError when there are not two.
    """
    return zero_classifier(labels, open_encoder(encoder))


def evaluate_labels(
    folder: Path,
    data: Path,
    layout: Layout | None = None,
    workspace: Workspace | None = None,
    *,
    encoder: EncoderSettings | None = None,
    graph: bool | None = None,
    quiet: bool = False,
) -> Result:
    """Measure a classifier on labelled texts; the graph is asked where it learnt from one.

    Raises LabelsError when the data cannot be read, ModelError when the folder is no classifier.
    """
    reporter = Reporter(quiet=quiet)
    classifier = load_model(folder, encoder)
    chosen = layout or Layout(out_of_scope=classifier.stored.out_of_scope or "oos")
    labelled = read_texts_with_labels(data, chosen, workspace)
    asks = classifier.stored.members.context is not None if graph is None else graph
    contexts: tuple[Context, ...] = ()
    if asks:
        chosen_encoder = encoder_of(folder, encoder or EncoderSettings())
        contexts = contexts_of_labelled(labelled, workspace, chosen_encoder, reporter)
    began = time.monotonic()
    decisions = classifier.classify([one.text for one in labelled.examples], contexts)
    seconds = time.monotonic() - began
    report = {
        "model": folder.absolute().name,
        "kind": "classify",
        "version": classifier.name.rpartition("@")[2],
        **measure_decisions(labelled.examples, decisions),
        "graph": bool(contexts),
        "speed": {
            "seconds": round(seconds, 2),
            "texts_per_s": round(len(decisions) / max(seconds, 1e-9), 1),
        },
        "data": labelled.as_dict(),
    }
    return Result(report, tuple(decisions), labelled.examples)


def compare_models(first: Result, second: Result) -> Json:
    """Test whether the first of two classifiers is better on the texts that both read."""
    rights = [
        [
            set(one.labels) == set(found.labels)
            for one, found in zip(result.examples, result.decisions, strict=True)
        ]
        for result in (first, second)
    ]
    return {"model": second.report["model"], **compare_right(*rights)}


def write_decisions(result: Result, path: Path) -> None:
    """Write what each text was taken for as JSON lines.

    Raises LabelsError when the file cannot be written.
    """
    rows = (
        {
            "text": one.text,
            "label": "|".join(one.labels),
            "predicted": "|".join(found.labels),
            "score": round(found.score, 4),
        }
        for one, found in zip(result.examples, result.decisions, strict=True)
    )
    try:
        path.write_bytes(encode_lines(rows))
    except OSError as error:
        raise LabelsError(f"cannot write {path}: {error.strerror}") from error


def classify_documents(
    workspace: Workspace, classifier: Classifier, *, reporter: Reporter
) -> list[Judged]:
    """Give every document of a run folder its labels, and keep them there as findings.

    Findings of another classifier stay; those of this one, in any version, are replaced.
    """
    holdings = Holdings(workspace.catalog)
    contexts: dict[str, Context] = {}
    if classifier.stored.members.context is not None:
        contexts = contexts_of_documents(workspace)
    keys = sorted(holdings.sources)
    found: list[Judged] = []
    with reporter.stage(CLASSIFY, len(keys)) as advance:
        for start in range(0, len(keys), _TOGETHER):
            some = [holdings.load(key) for key in keys[start : start + _TOGETHER]]
            around = [contexts.get(one.id, ()) for one in some] if contexts else ()
            decided = find_labels(some, classifier, around)
            for document, (decision, findings) in zip(some, decided, strict=True):
                found.append((document, decision, findings))
                advance(document.source)
    keep_findings(
        workspace, classifier.name, {document.id: findings for document, _, findings in found}
    )
    return found

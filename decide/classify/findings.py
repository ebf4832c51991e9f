"""Documents get findings: a label, how likely it is, and the sentences that speak for it."""

from collections.abc import Sequence

import numpy as np

from briefbook.records import Document, Evidence, Finding, Span
from decide.classify.context import Context
from decide.classify.explain import word_weights
from decide.classify.load import Classifier, Decision

_QUOTED = 2  # sentences
_WEIGHED = 24  # sentences that are asked one by one where no line says which count


def find_labels(
    documents: Sequence[Document], classifier: Classifier, contexts: Sequence[Context] = ()
) -> list[tuple[Decision, tuple[Finding, ...]]]:
    """Return what each document is taken for, as findings; none for one that fits no label."""
    decisions = classifier.classify([document.text for document in documents], contexts)
    return [
        (decision, _findings(document, decision, classifier))
        for document, decision in zip(documents, decisions, strict=True)
    ]


def _findings(
    document: Document, decision: Decision, classifier: Classifier
) -> tuple[Finding, ...]:
    chances = dict(decision.chances)
    return tuple(
        Finding(
            subject=document.id,
            label=label,
            score=chances.get(label, decision.score),
            evidence=_evidence(document, label, chances.get(label, decision.score), classifier),
            producer=classifier.name,
        )
        for label in decision.labels
    )


def _evidence(
    document: Document, label: str, score: float, classifier: Classifier
) -> tuple[Evidence, ...]:
    """Quote the sentences that speak most for the label, in the order of the document."""
    sentences = document.sentences or _whole(document)
    place = classifier.labels.index(label)
    weights = _by_words(document, sentences, place, classifier)
    if weights is None:
        weights = _by_sentences(document, sentences[:_WEIGHED], place, classifier)
    order = sorted(range(len(weights)), key=lambda number: (-weights[number], number))
    chosen = sorted(number for number in order[:_QUOTED] if weights[number] > 0) or order[:1]
    return tuple(
        document.evidence(sentences[number], producer=classifier.name, score=score)
        for number in chosen
    )


def _whole(document: Document) -> tuple[Span, ...]:
    stripped = document.text.strip()
    if not stripped:
        return ()
    start = document.text.index(stripped)
    return (Span(start, start + len(stripped)),)


def _by_words(
    document: Document, sentences: Sequence[Span], place: int, classifier: Classifier
) -> list[float] | None:
    """Add up what lines say of the words of each sentence; None where no line has a say."""
    words = word_weights(classifier, document.text, place)
    if not any(one.weight for one in words):
        return None
    starts = np.array([one.span.start for one in words])
    values = np.concatenate([[0.0], np.cumsum([one.weight for one in words])])
    bounds = [np.searchsorted(starts, (span.start, span.end)) for span in sentences]
    return [float(values[last] - values[first]) for first, last in bounds]


def _by_sentences(
    document: Document, sentences: Sequence[Span], place: int, classifier: Classifier
) -> list[float]:
    """Ask the committee of each sentence alone."""
    if not sentences:
        return []
    chances, _ = classifier.chances(classifier.read([document.quote(one) for one in sentences]))
    return [float(one) for one in chances[:, place]]

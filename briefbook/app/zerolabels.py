"""Labels by their descriptions alone, for the texts of a file or of a run folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from briefbook.app.evaluating import encoder_of
from briefbook.errors import LabelsError
from briefbook.labels.examples import Example
from briefbook.learn.encoder import open_encoder
from briefbook.learn.settings import EncoderSettings
from briefbook.records import Span
from extract.tagging.load import open_tagger
from extract.tagging.zero import Descriptions, parse_descriptions, word_spans, zero_labels
from extract.weak import weak_labels

Candidates = Literal["words", "names", "model"]


def read_descriptions(path: Path) -> Descriptions:
    """Read a TOML file of labels and what they mean.

    Raises LabelsError when it cannot be read.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelsError(f"cannot read {path}: {error}") from error
    return parse_descriptions(text, str(path))


def label_by_descriptions(
    examples: Sequence[Example],
    descriptions: Descriptions,
    candidates: Candidates,
    *,
    threshold: float | None,
    model: Path | None,
    encoder: EncoderSettings,
) -> list[Example]:
    """Return the texts of `examples` with labels by their descriptions.

    Without `threshold` it is the one that suits the candidates. Raises LabelsError when candidates
    are to come from a model and there is none.
    """
    spans = _spans(examples, candidates, model, encoder)
    opened = open_encoder(encoder)
    return zero_labels(
        examples,
        spans,
        descriptions,
        lambda texts: opened.embed(texts, kind="query"),
        threshold=THRESHOLDS[candidates] if threshold is None else threshold,
    )


def _spans(
    examples: Sequence[Example],
    candidates: Candidates,
    model: Path | None,
    encoder: EncoderSettings,
) -> list[tuple[Span, ...]]:
    if candidates == "words":
        return word_spans(examples)
    if candidates == "names":
        found = [one.example for one in weak_labels(examples, ("spacy", "lac", "rules"))]
    elif model is None:
        raise LabelsError("no tagger to find the names: name one, or let words or names be tried")
    else:
        found = open_tagger(model, encoder_of(model, encoder)).predict(examples)
    return [tuple(one.span for one in each.mentions) for each in found]

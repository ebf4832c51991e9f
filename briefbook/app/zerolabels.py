"""Labels by what they mean, for the texts of a file or of a run folder."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from briefbook.app.evaluating import encoder_of
from briefbook.errors import LabelsError
from briefbook.labels.examples import Example
from briefbook.learn.encoder import open_encoder
from briefbook.learn.settings import EncoderSettings
from extract.tagging.load import open_tagger
from extract.tagging.zero import Descriptions, parse_descriptions, zero_labels
from extract.weak import weak_labels


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
    *,
    model: Path | None,
    encoder: EncoderSettings,
    min_score: float = 0.0,
) -> list[Example]:
    """Return the texts of `examples` with labels by their descriptions.

    Names are those that the tagger `model` finds; without one those of spaCy, LAC and rules.
    """
    bare = [replace(one, mentions=(), relations=()) for one in examples]
    if model is None:
        found = [one.example for one in weak_labels(bare, ("spacy", "lac", "rules"))]
    else:
        found = open_tagger(model, encoder_of(model, encoder)).predict(bare)
    opened = open_encoder(encoder)
    labelled = zero_labels(
        found,
        descriptions,
        lambda texts, kind: opened.embed(texts, kind=kind),
        min_score=min_score,
    )
    return [replace(one, looked_for=tuple(sorted(descriptions))) for one in labelled]

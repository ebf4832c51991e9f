"""A model folder becomes a relation extractor that is ready to work."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from briefbook.errors import ModelError
from briefbook.labels.examples import Example
from briefbook.learn.backbone import Backbone, open_backbone, own_encoder
from briefbook.learn.int8 import quantise
from briefbook.learn.modelfolder import load_into, read_info, version
from briefbook.learn.settings import EncoderSettings
from briefbook.records import Assertion
from extract.relating.markers import count_pieces
from extract.relating.model import PairClassifier
from extract.relating.predict import count_unreached_pairs, predict, predict_assertions
from extract.relating.reading import Reader
from extract.relating.settings import RelationSettings
from extract.relating.task import Task

KIND: Literal["relations"] = "relations"


class RelationModel:
    """A relation extractor for use; get one from `open_relations`."""

    def __init__(
        self, name: str, classifier: PairClassifier, reader: Reader, temperature: float
    ) -> None:
        """Keep the parts; `name` is "model@version"."""
        self.name = name
        self.task = reader.task
        self.classifier = classifier
        self.reader = reader
        self.temperature = temperature

    def predict(self, examples: Sequence[Example], *, pairs_given: bool = False) -> list[Example]:
        """Return the examples with the relations found between their mentions.

        Their own relations are replaced; with `pairs_given` these say which pairs to decide on.
        """
        return predict(
            self.classifier,
            self.reader,
            examples,
            temperature=self.temperature,
            pairs_given=pairs_given,
        )

    def assertions(self, examples: Sequence[Example]) -> list[tuple[Assertion | None, ...]]:
        """Return what each of the examples' own relations is said to be; None: out of reach."""
        return predict_assertions(self.classifier, self.reader, examples)

    def count_unreached(self, examples: Sequence[Example]) -> int:
        """Return how many pairs that may be tied stand too far apart to be decided on."""
        return count_unreached_pairs(self.reader, examples)


def open_relations(
    folder: Path, encoder: EncoderSettings | None = None, *, int8: bool = False
) -> RelationModel:
    """Load the relation extractor in a model folder; `int8` is about twice as fast.

    Raises ModelError when the folder holds none, is damaged, or belongs to another encoder.
    """
    if (kind := read_info(folder).kind) != KIND:
        raise ModelError(f"cannot find relations with {folder}: it holds a model of kind {kind!r}")
    backbone = open_backbone(own_encoder(folder, encoder), training=False)
    info, weights = load_into(folder, backbone)
    task, settings = read_head(info.head, folder)
    classifier = PairClassifier(backbone, task)
    classifier.head.load_state_dict(weights)
    if int8:
        quantise(backbone.model)
    classifier.eval()
    reader = make_reader(backbone, task, settings)
    temperature = info.temperatures.get(KIND, 1.0)
    return RelationModel(f"{folder.name}@{version(folder)}", classifier, reader, temperature)


def make_reader(backbone: Backbone, task: Task, settings: RelationSettings) -> Reader:
    """Return how examples are read for this encoder."""
    room = min(settings.window_pieces, backbone.max_pieces)
    return Reader(
        tokenizer=backbone.tokenizer,
        vocabulary=count_pieces(backbone),
        task=task,
        room=room,
        context=min(settings.context_pieces, room // 4),  # half is left for the text itself
        join_mentions=settings.join_mentions,
    )


def write_head(task: Task, settings: RelationSettings) -> dict[str, Any]:
    """Return all that is needed to read as in training, for JSON."""
    return {"task": msgspec.to_builtins(task), "settings": msgspec.to_builtins(settings)}


def read_head(head: Mapping[str, Any], folder: Path) -> tuple[Task, RelationSettings]:
    """Read what `write_head` wrote.

    Raises ModelError when it is not that.
    """
    try:
        task, settings = head["task"], head["settings"]
        return msgspec.convert(task, Task), msgspec.convert(settings, RelationSettings)
    except (KeyError, msgspec.ValidationError) as error:
        raise ModelError(f"cannot read the model {folder}: {error}") from error

"""A model folder becomes a tagger that is ready to work."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import msgspec
import torch

from briefbook.errors import ModelError
from briefbook.labels.examples import Example
from briefbook.learn.backbone import open_backbone, own_encoder
from briefbook.learn.int8 import quantise
from briefbook.learn.modelfolder import load_into, read_info, version
from briefbook.learn.settings import EncoderSettings
from briefbook.measure.calibration import Isotonic
from extract.tagging.dataset import Reach
from extract.tagging.model import KIND, HeadSettings, Tagger
from extract.tagging.predict import predict


class LoadedTagger:
    """A tagger for use; get one from `open_tagger`."""

    def __init__(
        self, name: str, tagger: Tagger, reach: Reach, calibration: Isotonic | None
    ) -> None:
        """Keep the parts; `name` is "model@version"."""
        self.name = name
        self.labels = tagger.labels
        self.tagger = tagger
        self.reach = reach
        self.calibration = calibration

    def predict(self, examples: Sequence[Example], *, threshold: float = 0.0) -> list[Example]:
        """Return the examples with the mentions found, each with how likely it is right.

        As many windows are read side by side as torch has threads.
        """
        return predict(
            self.tagger,
            examples,
            self.reach,
            calibration=self.calibration,
            threshold=threshold,
            threads=torch.get_num_threads(),
        )


def open_tagger(
    folder: Path, encoder: EncoderSettings | None = None, *, int8: bool = False
) -> LoadedTagger:
    """Load the tagger in a model folder; `int8` is two to three times as fast on a CPU.

    Raises ModelError when the folder holds no tagger, is damaged, or belongs to another encoder.
    """
    info = read_info(folder)
    if info.kind != KIND:
        raise ModelError(f"cannot use {folder} as a tagger: it holds a model of kind {info.kind!r}")
    backbone = open_backbone(own_encoder(folder, encoder), training=False)
    info, head = load_into(folder, backbone)
    settings = HeadSettings(**{item.name: info.head[item.name] for item in fields(HeadSettings)})
    tagger = Tagger(backbone, info.labels, settings)
    tagger.head.load_state_dict(head)
    if int8:
        quantise(backbone.model)
    tagger.eval()
    reach = Reach(backbone.max_pieces, int(info.head["context_pieces"]))
    calibration = msgspec.convert(info.head["calibration"], Isotonic)
    return LoadedTagger(f"{folder.name}@{version(folder)}", tagger, reach, calibration)

"""A model folder becomes a reader that is ready to work."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Literal

from briefbook.errors import ModelError
from briefbook.learn.backbone import open_backbone, own_encoder
from briefbook.learn.int8 import quantise
from briefbook.learn.modelfolder import load_into, read_info, version
from briefbook.learn.settings import EncoderSettings
from briefbook.records import Span
from decide.rank import Read
from decide.reading.network import ReaderNetwork
from decide.reading.predict import chance, judge, likeliest, likely_parts
from decide.reading.settings import ReaderSettings
from decide.reading.windows import Window, make_windows

KIND: Literal["read"] = "read"


class Reader:
    """A reader for use; get one from `open_reader`."""

    def __init__(
        self,
        producer: str,
        network: ReaderNetwork,
        settings: ReaderSettings,
        temperature: tuple[float, float],
    ) -> None:
        """Keep the parts; `producer` is "model@version"."""
        self.producer = producer
        self._network = network
        self._settings = settings
        self._temperature = temperature

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return for each text how likely it holds the answer, or a part of it, from 0 to 1.

        Of a long text its best window counts; a text without words is 0.
        """
        cut = self._cut(question, texts)
        flat = [window for windows in cut for window in windows]
        longest = self._settings.longest_answer
        helps = iter(judge(self._network, flat, longest=longest, answers=False))
        best = [max((next(helps).helps for _ in windows), default=None) for windows in cut]
        return [0.0 if one is None else chance(one) for one in best]

    def read(
        self, question: str, texts: Sequence[str], parts: Sequence[Sequence[Span]] = ()
    ) -> list[Read]:
        """Return for each text the likeliest answers in it, best first, three at most.

        `parts` are places in each text, of which is told how likely they hold the answer.
        """
        cut = self._cut(question, texts)
        asked = parts or [()] * len(texts)
        flat = [window for windows in cut for window in windows]
        wanted = [part for part, windows in zip(asked, cut, strict=True) for _ in windows]
        longest = self._settings.longest_answer
        judged = iter(judge(self._network, flat, longest=longest, parts=wanted))
        found = []
        for windows, some in zip(cut, asked, strict=True):
            mine = [next(judged) for _ in windows]
            found.append(Read(likeliest(mine, self._temperature), likely_parts(mine, len(some))))
        return found

    def _cut(self, question: str, texts: Sequence[str]) -> list[list[Window]]:
        backbone = self._network.backbone
        return make_windows(
            backbone.tokenizer, backbone.end, [question] * len(texts), texts, self._settings
        )


def open_reader(
    folder: Path, encoder: EncoderSettings | None = None, *, int8: bool = True
) -> Reader:
    """Load the reader in a model folder; `int8` is about twice as fast.

    Raises ModelError when the folder holds none, is damaged, or belongs to another encoder.
    """
    if (kind := read_info(folder).kind) != KIND:
        raise ModelError(f"cannot read with {folder}: it holds a model of kind {kind!r}")
    backbone = open_backbone(own_encoder(folder, encoder), training=False)
    info, weights = load_into(folder, backbone)
    settings = ReaderSettings(**{one.name: info.head[one.name] for one in fields(ReaderSettings)})
    network = ReaderNetwork(backbone, settings)
    network.head.load_state_dict(weights)
    if int8:
        quantise(backbone.model)
    network.eval()
    temperature = info.temperatures.get("slope", 1.0), info.temperatures.get("offset", 0.0)
    return Reader(f"{folder.name}@{version(folder)}", network, settings, temperature)

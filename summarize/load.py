"""A model folder becomes a writer that is ready to work."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Literal

from torch import Tensor

from briefbook.errors import ModelError
from briefbook.learn.backbone import Backbone, open_backbone, own_encoder
from briefbook.learn.batches import sorted_batches
from briefbook.learn.int8 import quantise
from briefbook.learn.modelfolder import ModelInfo, load_into, read_info, version
from briefbook.learn.settings import EncoderSettings
from summarize.dataset import ASKS, FORMS, Lesson, language_number, make_batch, read_sources
from summarize.decoding import DecodingSettings, write
from summarize.network import Decoder, NetworkSettings, Summarizer, length_class
from summarize.writing import Wish

KIND: Literal["summarize"] = "summarize"

_BATCH_PIECES = 4096  # of texts that are read at a time
_PIECES_A_WORD = 1.35  # of English, measured; a Chinese character is half a word and a piece
_PIECES_A_CHINESE_WORD = 2.0


class LoadedSummarizer:
    """A writer for use; get one from `open_summarizer`."""

    def __init__(
        self, name: str, model: Summarizer, settings: NetworkSettings, decoding: DecodingSettings
    ) -> None:
        """Keep the parts; `name` is "model@version"."""
        self.producer = name
        self.model = model
        self.settings = settings
        self.decoding = decoding

    def write(self, texts: Sequence[str], wish: Wish) -> list[str]:
        """Return what it writes of each text.

        Texts longer than it reads at once are read in parts of whole lines, and what it writes of
        those is joined; for a headline it is read again and written about once more.
        """
        parts = [_parts(self.model.backbone, text, self.settings.most_source) for text in texts]
        flat = self._write([part for some in parts for part in some], wish)
        written = iter(flat)
        found = []
        for some in parts:
            lines = [line for line in (next(written) for _ in some) if line]
            if wish.form == "headline" and len(lines) > 1:
                lines = self.write(["\n".join(lines)], wish)
            found.append("\n".join(lines))
        return found

    def _write(self, sources: Sequence[tuple[int, ...]], wish: Wish) -> list[str]:
        rate = _PIECES_A_CHINESE_WORD if wish.language == "zh" else _PIECES_A_WORD
        most = min(self.settings.most_target - 1, max(4, round(rate * wish.most_words)))
        least = min(most - 1, round(rate * wish.least_words))
        asked = length_class(most) if wish.least_words else 0
        lessons = [
            Lesson(source, (), FORMS.index(wish.form), language_number(wish.language), asked)
            for source in sources
        ]
        found = [""] * len(lessons)
        for places in sorted_batches([lesson.size + 2 for lesson in lessons], _BATCH_PIECES):
            some = [lessons[place] for place in places]
            for place, pieces in zip(places, self._pieces(some, least, most), strict=True):
                found[place] = spell(self.model.backbone, pieces)
        return found

    def _pieces(self, lessons: Sequence[Lesson], least: int, most: int) -> list[list[int]]:
        backbone = self.model.backbone
        unknown = backbone.tokenizer.token_to_id("<unk>")
        return write(
            self.model,
            make_batch(backbone, lessons),
            least=[least] * len(lessons),
            most=[most] * len(lessons),
            begin=backbone.begin,
            end=backbone.end,
            banned=[piece for piece in (unknown, backbone.padding) if piece is not None],
            settings=self.decoding,
        )


def _parts(backbone: Backbone, text: str, most: int) -> list[tuple[int, ...]]:
    """Cut a text into parts of whole lines that can be read at once; a long line is cut as well."""
    lines = read_sources(backbone, [line for line in text.split("\n") if line.strip()], 1 << 30)
    parts: list[tuple[int, ...]] = []
    part: tuple[int, ...] = ()
    for line in lines:
        if part and len(part) + 1 + len(line) > most:
            parts.append(part)
            part = ()
        part = (*part, backbone.end, *line) if part else line
        while len(part) > most:
            parts.append(part[:most])
            part = part[most:]
    return [*parts, part] if part else parts


def spell(backbone: Backbone, pieces: Sequence[int]) -> str:
    """Return the text that pieces spell."""
    tokens = [backbone.tokenizer.id_to_token(piece) for piece in pieces if piece != backbone.end]
    return " ".join("".join(token or "" for token in tokens).replace("\u2581", " ").split())


def open_summarizer(
    folder: Path,
    encoder: EncoderSettings | None = None,
    *,
    beams: int = 4,
    int8: bool = True,
) -> LoadedSummarizer:
    """Load the summarizer in a model folder; `int8` is about twice as fast on a CPU.

    Raises ModelError when the folder holds none, is damaged, or belongs to another encoder.
    """
    info = read_info(folder)
    if info.kind != KIND:
        raise ModelError(f"cannot write with {folder}: it holds a model of kind {info.kind!r}")
    backbone = open_backbone(own_encoder(folder, encoder), training=False)
    info, weights = load_into(folder, backbone)
    model = Summarizer(backbone, decoder_of(backbone, folder, weights))
    if int8:
        quantise(backbone.model)
    model.eval()
    name = f"{folder.name}@{version(folder)}"
    return LoadedSummarizer(name, model, read_network(info), DecodingSettings(beams=beams))


def read_network(info: ModelInfo) -> NetworkSettings:
    """Return the size of a model's decoder."""
    return NetworkSettings(**{item.name: info.head[item.name] for item in fields(NetworkSettings)})


def decoder_of(backbone: Backbone, folder: Path, weights: Mapping[str, Tensor]) -> Decoder:
    """Return the decoder of a model folder with its weights."""
    settings = read_network(read_info(folder))
    vocabulary: list[int] = weights["vocabulary"].tolist()
    head = Decoder(backbone, vocabulary, settings, asks=ASKS)
    try:
        head.load_state_dict(dict(weights))
    except RuntimeError as error:
        raise ModelError(f"cannot read the model {folder}: {error}") from error
    return head

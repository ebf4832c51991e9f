"""A Hugging Face sequence-to-sequence model writes digests: T5, BART, PEGASUS and their kin."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from summarize.seq2seq import (
    Seq2Seq,
    Task,
    Written,
    language_options,
    open_seq2seq,
    parts_that_fit,
    read_ids,
    write_all,
)
from summarize.trimming import whole_sentences
from summarize.words import length
from summarize.writing import Wish

#: Ordinary text, for how many pieces a model makes of a word.
_SAMPLES = {
    "en": (
        "The board of Northwind Traders approved the budget for 2024 on 12 March and asked the"
        " committee to report how the 3.5 million dollars were spent before the end of the year."
    ),
    "zh": (
        "北方贸易公司董事会于3月12日批准了2024年度预算,并要求委员会在年底之前报告350万元资金的"
        "使用情况。会议还讨论了合同的付款期限和交付日期。"
    ),
}

_SPARE = 1.3  # texts full of names and figures take more pieces a word than the sample
_REPEATED = 3  # words in a row that are written once only
_LEAST_SHARE = 15  # words; of a part of a long text fewer say nothing


@dataclass(slots=True)
class PretrainedWriter:
    """A `Writer`; get one from `open_pretrained`."""

    producer: str
    opened: Seq2Seq
    beams: int
    ratios: Mapping[str, float]  # pieces that the model makes of a word, by language
    batch_pieces: int = 0  # read at a time; 0: as `seq2seq` chooses

    def write(self, texts: Sequence[str], wish: Wish) -> list[str]:
        """Write of each text; of a longer one than the model reads in parts, and of these again.

        Nothing is cut off: every part is read, and where what was written of the parts is longer
        than wished, it is the text of another round, as long as that makes it shorter.
        """
        written = self._round(texts, wish)
        longer = [
            place
            for place, (text, digest) in enumerate(zip(texts, written, strict=True))
            if "\n" in digest and wish.most_words < length(digest) < length(text)
        ]
        if longer:
            again = self.write([written[place] for place in longer], wish)
            for place, digest in zip(longer, again, strict=True):
                written[place] = digest or written[place]
        return [_joined(digest, wish.language) for digest in written]

    def _round(self, texts: Sequence[str], wish: Wish) -> list[str]:
        """Return what is written of the parts of each text, one part a line."""
        spoken = language_options(self.opened, wish.language, wish.language)
        shown = showing(self.opened, wish.language)
        parts = [parts_that_fit(self.opened, text, shown) for text in texts]
        tasks = [task for own in parts for task in self._tasks(own, wish)]
        options = self._options(wish) | spoken
        found = iter(write_all(self.opened, tasks, options=options, batch_pieces=self.batch_pieces))
        return ["\n".join(_lines(found, len(own))) for own in parts]

    def _tasks(self, parts: Sequence[tuple[int, ...]], wish: Wish) -> Iterator[Task]:
        """Share the words that are wished among the parts of a text."""
        ratio = self._ratio(wish)
        shares = max(1, len(parts))
        most = max(min(wish.most_words, _LEAST_SHARE), wish.most_words / shares)
        least = round(min(wish.least_words / shares, most) * ratio)
        for ids in parts:
            # Who must write half of what was read begins to babble.
            asked = least if len(ids) >= 2 * least else 0
            yield Task(ids, asked, max(asked + 1, round(most * ratio * _SPARE)))

    def _options(self, wish: Wish) -> dict[str, Any]:
        """Return the settings of `generate`; the model's own say how it was trained to write.

        Repetition is counted in words: three pieces may be a single name, which may come twice.
        """
        own = _summarization(self.opened.model.config)
        kept = {name: own[name] for name in ("length_penalty", "early_stopping") if name in own}
        unique = max(_REPEATED, round(_REPEATED * self._ratio(wish)))
        asked = {"num_beams": self.beams, "no_repeat_ngram_size": unique}
        return asked | {"early_stopping": self.beams > 1} | kept

    def _ratio(self, wish: Wish) -> float:
        return self.ratios.get(wish.language, self.ratios["en"])


def open_pretrained(
    name: str, *, beams: int = 4, device: str = "cpu", allow_network: bool = False
) -> PretrainedWriter:
    """Open any Hugging Face sequence-to-sequence model by its folder or name.

    Raises ModelError when it is not on this machine and may not be fetched, or does not work.
    """
    opened = open_seq2seq(name, device=device, allow_network=allow_network)
    ratios = {
        language: len(read_ids(opened, sample)) / length(sample)
        for language, sample in _SAMPLES.items()
    }
    return PretrainedWriter(opened.name, opened, beams, ratios)


def _summarization(config: Any) -> dict[str, Any]:
    """Return the settings for summaries that a model brings, if it does many things."""
    params = getattr(config, "task_specific_params", None) or {}
    return dict(params.get("summarization") or {})


def _prefix(config: Any) -> str:
    """Return what tells a model to summarize; only T5 learnt several things at once."""
    known = _summarization(config).get("prefix") or getattr(config, "prefix", None)
    if known is not None:
        return str(known)
    return "summarize: " if config.model_type == "t5" else ""


def showing(opened: Seq2Seq, language: str) -> Callable[[str], str]:
    """Return what makes of a text what the model was trained to see: what to do, running text."""
    prefix = _prefix(opened.model.config)
    return lambda text: prefix + _joined(text, language)


def _joined(text: str, language: str) -> str:
    lines = [line.strip() for line in text.splitlines()]
    return ("" if language == "zh" else " ").join(line for line in lines if line)


def _lines(found: Iterator[Written], count: int) -> Iterator[str]:
    """Yield what was written of the next parts; what was stopped ends with a whole sentence."""
    for _ in range(count):
        written = next(found)
        text = written.text if written.ended else whole_sentences(written.text)
        if text:
            yield text

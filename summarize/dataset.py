"""Pairs of texts and summaries become what the network is tuned on."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import torch

from briefbook.errors import ModelError
from briefbook.learn.backbone import Backbone
from briefbook.records import DigestForm
from summarize.network import Batch, NetworkSettings, length_class
from summarize.pairs import Pair

FORMS: tuple[str, ...] = get_args(DigestForm)
LANGUAGES = ("en", "zh")  # any other is asked for as the first

_QUOTING = len(FORMS)  # the form of lessons that quote
ASKS = (len(FORMS) + 1, len(LANGUAGES))  # how many forms and languages can be asked for

_LEAST_QUOTED, _MOST_QUOTED = 4, 48  # pieces of a sentence that is worth quoting
_ASKED = 0.5  # share of lessons that are told how long the summary is


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text and its summary as pieces."""

    source: tuple[int, ...]  # without the pieces that begin and end
    target: tuple[int, ...]  # likewise
    form: int
    language: int
    length: int = 0  # the length class that is asked for

    @property
    def size(self) -> int:
        """Pieces to be computed."""
        return len(self.source) + 2 * len(self.target)


def read_source(backbone: Backbone, text: str, most: int) -> tuple[int, ...]:
    """Return the pieces of a text, its lines with the piece that ends between them.

    Of a text longer than `most` pieces, the first lines that go in: writing cuts it up before.
    """
    return read_sources(backbone, [text], most)[0]


def read_sources(backbone: Backbone, texts: Sequence[str], most: int) -> list[tuple[int, ...]]:
    """Return the pieces of each text, as `read_source` does."""
    cut = [[line for line in text.split("\n") if line.strip()] for text in texts]
    flat = [line for lines in cut for line in lines]
    encoded = iter(backbone.tokenizer.encode_batch(flat, add_special_tokens=False))
    found = []
    for lines in cut:
        pieces: list[int] = []
        for _ in lines:
            ids = next(encoded).ids
            pieces += [backbone.end, *ids] if pieces else ids
        found.append(tuple(pieces[:most]))
    return found


def make_lessons(
    backbone: Backbone, pairs: Sequence[Pair], settings: NetworkSettings
) -> list[Lesson]:
    """Return a lesson for each pair and each of its summaries; empty ones are left out.

    Raises ModelError when there is none.
    """
    told = [(pair, summary) for pair in pairs for summary in pair.summaries if summary.strip()]
    sources = read_sources(backbone, [_lines(pair) for pair, _ in told], settings.most_source)
    one_line = [" ".join(summary.split()) for _, summary in told]
    targets = backbone.tokenizer.encode_batch(one_line, add_special_tokens=False)
    lessons = [
        Lesson(
            source,
            tuple(target.ids[: settings.most_target - 1]),
            FORMS.index(pair.form),
            language_number(pair.language),
        )
        for (pair, _), source, target in zip(told, sources, targets, strict=True)
        if source and target.ids
    ]
    if pairs and not lessons:
        raise ModelError("cannot learn from the pairs: none has both a text and a summary")
    return lessons


def _lines(pair: Pair) -> str:
    return "\n".join(pair.sentences) if pair.sentences else pair.text


def language_number(language: str) -> int:
    """Return the number that a language is asked for by."""
    return LANGUAGES.index(language) if language in LANGUAGES else 0


def with_lengths(lessons: Sequence[Lesson], *, seed: int, epoch: int) -> list[Lesson]:
    """Tell half of the lessons, others in each epoch, how long their summary is."""
    chance = random.Random(f"{seed}/{epoch}/lengths")
    return [
        replace(lesson, length=length_class(len(lesson.target)))
        if chance.random() < _ASKED
        else lesson
        for lesson in lessons
    ]


def quoting(
    backbone: Backbone, lessons: Sequence[Lesson], share: float, *, seed: int, epoch: int
) -> list[Lesson]:
    """Return lessons that quote a line of some of the texts, other ones in each epoch."""
    chance = random.Random(f"{seed}/{epoch}/quotes")
    found = []
    for lesson in lessons:
        if chance.random() >= share:
            continue
        lines = [line for line in _split(lesson.source, backbone.end) if len(line) >= _LEAST_QUOTED]
        if lines:
            target = chance.choice(lines)[:_MOST_QUOTED]
            found.append(replace(lesson, target=target, form=_QUOTING, length=0))
    return found


def _split(pieces: Sequence[int], end: int) -> list[tuple[int, ...]]:
    lines: list[list[int]] = [[]]
    for piece in pieces:
        if piece == end:
            lines.append([])
        else:
            lines[-1].append(piece)
    return [tuple(line) for line in lines]


def choose_vocabulary(backbone: Backbone, lessons: Iterable[Lesson], most: int) -> list[int]:
    """Return the pieces that can be written without a source: the commonest of all lessons.

    Those of summaries come first; the pieces that begin and end are always among them.
    """
    counts: Counter[int] = Counter()
    for lesson in lessons:
        counts.update(lesson.source)
        for piece in lesson.target:
            counts[piece] += 100
    always = {backbone.begin, backbone.end, backbone.padding}
    chosen = [piece for piece, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
    return sorted({*always, *chosen[:most]})


def make_batch(backbone: Backbone, lessons: Sequence[Lesson]) -> Batch:
    """Put lessons together."""
    source, mask = backbone.pad([lesson.source for lesson in lessons])
    target, there = backbone.pad([lesson.target for lesson in lessons])
    return Batch(
        source=source,
        mask=mask,
        asks=torch.tensor([[one.form, one.language, one.length] for one in lessons]),
        target=target.masked_fill(~there, backbone.padding),
    )

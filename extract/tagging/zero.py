"""Labels for texts without one labelled example: spans are matched with what the labels mean.

A label comes with a description in English, Chinese or both. Spans that may name something and
the descriptions are embedded by the same encoder, and the nearest description gives the label.
The encoder's similarities lie close together, so that only their order means something: each is
taken relative to the other spans and the other labels (`standardise`).
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from briefbook.errors import LabelsError
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.labels.language import guess_language
from briefbook.records import Span
from extract.candidate import Candidate, flatten
from extract.chinese_tags import Word, tag_chinese
from extract.words import read_words

Vectors = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]  # vectors of length 1 as rows
Descriptions = Mapping[str, Sequence[str]]  # of each label, in one or more wordings

PRODUCER = "descriptions@1"

_LONGEST = 6  # words of a name
_ALIKE = 1e-6  # deviation of similarities that differ by rounding only

_CAPITAL = r"(?:[A-Z\u00c0-\u00de][\w&'’-]*(?:\.\w+)*(?:(?<=[A-Z])\.)?|\d+(?:[.,]\d+)*%?)"
_JOINERS = frozenset("of the and for in on at de la le du van von der den al bin & to".split())
_ENGLISH_RUN = re.compile(
    rf"{_CAPITAL}(?:[ ](?:(?:of|the|and|for|de|la|le|du|van|von|der|den|al|bin|&)[ ]){{0,2}}{_CAPITAL})*"
)
# Words that begin a sentence with a capital and name nothing.
_FUNCTION_WORDS = frozenset(
    "a about after all also although among an and another any are as at be because before but by can"
    " despite during each even every few for four from had has have he her here his how however i if"
    " in instead into is it its last many more most my new next no not of on once one only or other"
    " our over results she since so some such ten than that the their then there these they this"
    " those three to top two under until was we were what when where which while who why will with"
    " yesterday you your".split()
)
_COMMON = read_words("common_english")

_QUOTED_TITLE = re.compile(r"(?<=[《〈「『])[^《》〈〉「」『』\n]{1,40}(?=[》〉」』])")
#: Tags of LAC: what a name may end in, and what no name begins, ends or goes on with.
_NAMING = frozenset("n nr nz nw s f t PER LOC ORG".split())
_WITHIN = _NAMING | frozenset("m a an vn q v".split())
_EDGE = _NAMING | frozenset("a an vn".split())


def english_spans(text: str) -> Iterator[Span]:
    """Yield what may be a name in English: the parts of runs of words with capitals.

    >>> [(one.start, one.end) for one in english_spans("In York Bob won")]
    [(3, 7), (3, 11), (8, 11)]
    """
    for run in _ENGLISH_RUN.finditer(text):
        words = [
            (run.start() + one.start(), run.start() + one.end())
            for one in re.finditer(r"[^ ]+", run[0])
        ]
        for first in range(len(words)):
            for last in range(first, min(first + _LONGEST, len(words))):
                start, end = words[first][0], words[last][1]
                if _may_be_english(text[start:end]):
                    yield Span(start, end)


def _may_be_english(name: str) -> bool:
    words = name.lower().split()
    if any(words[edge] in _JOINERS or words[edge] in _FUNCTION_WORDS for edge in (0, -1)):
        return False
    return not all(one in _COMMON or not any(map(str.isalpha, one)) for one in words)


def chinese_spans(text: str, words: Sequence[Word]) -> Iterator[Span]:
    """Yield what may be a name in Chinese: titles in their marks, and neighbouring words."""
    titles = [Span(*one.span()) for one in _QUOTED_TITLE.finditer(text)]
    yield from titles
    for first in range(len(words)):
        for last in range(first, min(first + _LONGEST, len(words))):
            tag = words[last].tag
            span = Span(words[first].start, words[last].end)
            if tag not in _WITHIN or any(one.overlaps(span) for one in titles):
                break
            if (
                words[first].tag in _EDGE
                and tag in _NAMING
                and len(text[span.start : span.end].strip()) > 1
            ):
                yield span


def word_spans(examples: Sequence[Example]) -> list[tuple[Span, ...]]:
    """Return what may be a name in each text, by its words alone; spans overlap.

    English names are told by their capitals, Chinese ones by the parts of speech that LAC gives.
    """
    found: list[tuple[Span, ...]] = []
    for example in examples:
        if (example.language or guess_language(example.text)) == "zh":
            [words] = tag_chinese([example.text])
            spans = set(chinese_spans(example.text, words))
        else:
            spans = set(english_spans(example.text))
        found.append(tuple(sorted(spans, key=lambda one: (one.start, one.end))))
    return found


# Names meet descriptions


def parse_descriptions(text: str, source: str) -> dict[str, tuple[str, ...]]:
    """Read labels and what they mean from TOML; "|" stands between wordings.

    Raises LabelsError, naming `source`, for what is not that.

    >>> parse_descriptions('Person = "the name of a person | 人名"', "labels.toml")
    {'Person': ('the name of a person', '人名')}
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LabelsError(f"cannot read {source}: {error}") from error
    descriptions: dict[str, tuple[str, ...]] = {}
    for label, meaning in table.items():
        wordings = meaning.split("|") if isinstance(meaning, str) else ()
        descriptions[label] = tuple(one.strip() for one in wordings if one.strip())
        if not descriptions[label]:
            raise LabelsError(f"cannot read {source}: {label} is not described by words")
    if len(descriptions) < 2:
        raise LabelsError(f"cannot read {source}: it takes two labels to choose between them")
    return descriptions


def zero_labels(
    examples: Sequence[Example],
    spans: Sequence[Sequence[Span]],
    descriptions: Descriptions,
    embed: Embed,
    *,
    threshold: float,
) -> list[Example]:
    """Return the examples with those of `spans` that fit a description, as mentions of its label.

    A name gets the same label wherever it stands. `threshold` is how far above the other names, in
    standard deviations, it has to come near a description; minus infinity labels all. Of spans that
    overlap the nearest stays. A score of 0 to 1 orders mentions, but is no probability. What other
    names there are changes the result a little.
    """
    labels = sorted(descriptions)
    quotes = [
        [example.quote(one) for one in some] for example, some in zip(examples, spans, strict=True)
    ]
    names = sorted({quote for some in quotes for quote in some})
    found = _label_names(names, labels, descriptions, embed, threshold) if names else {}
    return [
        replace(example, mentions=_mentions(some, own, found), relations=())
        for example, some, own in zip(examples, spans, quotes, strict=True)
    ]


def _label_names(
    names: Sequence[str],
    labels: Sequence[str],
    descriptions: Descriptions,
    embed: Embed,
    threshold: float,
) -> dict[str, tuple[str, float]]:
    """Return label and score of each name that has one."""
    nearness = standardise(embed(names) @ _centres(labels, descriptions, embed).T)
    shares = _shares(nearness, threshold)
    best = nearness.argmax(axis=1)
    return {
        name: (labels[best[row]], round(float(shares[row, best[row]]), 4))
        for row, name in enumerate(names)
        if nearness[row, best[row]] >= threshold
    }


def _centres(labels: Sequence[str], descriptions: Descriptions, embed: Embed) -> Vectors:
    """Return one vector for each label, the mean of those of its wordings."""
    means = np.stack([embed(list(descriptions[label])).mean(axis=0) for label in labels])
    centres: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
    return centres


def standardise(similarities: Vectors) -> Vectors:
    """Take each similarity (names, labels) relative to the name's others and to the label's others.

    Some names are near to everything and some descriptions too; what is left says which suit. Each
    label's column gets mean 0 and, unless all are alike, deviation 1.
    """
    relative = similarities - similarities.mean(axis=1, keepdims=True)
    relative -= relative.mean(axis=0, keepdims=True)
    spread = relative.std(axis=0, keepdims=True)
    standard: Vectors = relative / np.where(spread > _ALIKE, spread, 1)
    return standard


def _shares(nearness: Vectors, threshold: float) -> Vectors:
    """Return the softmax over labels and, where there is a threshold, no label at all."""
    powers = np.exp(nearness)
    none = np.exp(threshold)  # 0 for minus infinity
    shares: Vectors = powers / (powers.sum(axis=1, keepdims=True) + none)
    return shares


def _mentions(
    spans: Sequence[Span], quotes: Sequence[str], found: Mapping[str, tuple[str, float]]
) -> tuple[LabelledSpan, ...]:
    candidates = [
        Candidate(span.start, span.end, *found[quote], PRODUCER)
        for span, quote in zip(spans, quotes, strict=True)
        if quote in found
    ]
    return tuple(LabelledSpan(one.span, one.label, score=one.score) for one in flatten(candidates))

"""Labels without one labelled example: names that others find get labels by what these mean.

A label comes with a description in English, Chinese or both. Names and descriptions are embedded by
one encoder, and the description that is nearest gives the label. Two things make up for the
encoder's similarities, which lie close together: each is taken relative to the name's others and
the label's others, and names that were found as one kind (all that a tagger calls `Person`) speak
for each other.

Likeness tells which label a name has but hardly whether words are a name at all. So names come from
a tagger or from rules; what looks like a name by its form alone is added to them.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from briefbook.errors import LabelsError
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.labels.language import guess_language
from extract.candidate import Candidate, flatten
from extract.chinese_tags import tag_chinese
from extract.words import read_words

Vectors = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str], Literal["query", "passage"]], Vectors]  # rows of length 1
Descriptions = Mapping[str, Sequence[str]]  # of each label, in one or more wordings

PRODUCER = "descriptions@1"

#: Values have rules of their own, which no description betters.
_VALUES = frozenset(("Date", "Money", "Percent", "Email", "Url", "Phone"))
#: How much the mean of its kind weighs beside a name's own likeness.
_KIND_WEIGHT = 2.0
_ALIKE = 1e-6  # deviation of similarities that differ by rounding only

_TITLE = re.compile(r"(?<=[《〈「『])[^《》〈〉「」『』\n]{1,40}(?=[》〉」』])")
_CAPITAL = r"[A-Z\u00c0-\u00de][\w&'’-]*(?:\.\w+)*(?:(?<=\b[A-Z])\.)?"
_JOINED = r"(?:(?:(?:of|for)(?: the)?|and|de|de la|du|van|van der|von|&) )?"
_RUN = re.compile(f"{_CAPITAL}(?: {_JOINED}{_CAPITAL})*")
_LONGEST = 6  # words; longer runs are headings
#: Words that stand with a capital where a sentence begins, and name nothing.
_OPENING = read_words("opening_english")
_COMMON = read_words("common_english")
_UNNAMED = frozenset(("nz", "nw"))  # LAC's tags of other proper nouns and of works


def parse_descriptions(text: str, source: str) -> dict[str, tuple[str, ...]]:
    """Read labels and what they mean from TOML; "|" stands between wordings.

    Raises LabelsError, naming `source`, for what is not that.

    >>> parse_descriptions('Firm = "a company | 公司"\\nCity = "a city"', "labels.toml")
    {'Firm': ('a company', '公司'), 'City': ('a city',)}
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
            raise LabelsError(f"cannot read {source}: {label} has no description")
    if len(descriptions) < 2:
        raise LabelsError(f"cannot read {source}: it takes two labels to choose between them")
    return descriptions


def zero_labels(
    found: Sequence[Example],
    descriptions: Descriptions,
    embed: Embed,
    *,
    min_score: float = 0.0,
) -> list[Example]:
    """Return the examples with labels of `descriptions` in place of those that names were found by.

    Values (dates, amounts) are left out: rules find them. A score orders the mentions; it is no
    probability. Which other names there are changes the result a little, their order does not.
    """
    candidates = [name_candidates(example) for example in found]
    every = [
        (example.quote(one.span), one.label)
        for example, some in zip(found, candidates, strict=True)
        for one in some
    ]
    labelled = _label_names(sorted(every), descriptions, embed) if every else {}
    return [
        replace(example, mentions=_mentions(example, some, labelled, min_score), relations=())
        for example, some in zip(found, candidates, strict=True)
    ]


# What may be a name


def name_candidates(example: Example) -> list[Candidate]:
    """Return what may be a name, without overlaps; its label is the kind it was found as.

    Titles in their marks come first, then the mentions of the example, then likely words.
    """
    text = example.text
    titles = [Candidate(*one.span(), "title", 3.0, PRODUCER) for one in _TITLE.finditer(text)]
    chinese = (example.language or guess_language(text)) == "zh"
    likely = _chinese_words(text) if chinese else _english_runs(text)
    mentions = [
        Candidate(one.span.start, one.span.end, one.label, 2.0, PRODUCER)
        for one in example.mentions
    ]
    kept = flatten([*titles, *mentions, *likely])
    return [one for one in kept if one.label not in _VALUES]


def _english_runs(text: str) -> Iterator[Candidate]:
    """Yield runs of words with capitals, without the words around them that name nothing."""
    for run in _RUN.finditer(text):
        words = list(re.finditer(r"\S+", run[0]))
        while words and words[0][0].lower() in _OPENING:
            words.pop(0)
        if not words or len(words) > _LONGEST or all(one[0].lower() in _COMMON for one in words):
            continue
        start, end = run.start() + words[0].start(), run.end()
        if end - start > 1:
            yield Candidate(start, end, "capitals", 1.0, PRODUCER)


def _chinese_words(text: str) -> Iterator[Candidate]:
    """Yield proper nouns that LAC knows no kind of."""
    for words in tag_chinese([text]):
        for word in words:
            if word.tag in _UNNAMED and len(text[word.start : word.end].strip()) > 1:
                yield Candidate(word.start, word.end, word.tag, 1.0, PRODUCER)


# Names meet descriptions

_Name = tuple[str, str]  # words and the kind they were found as


def _label_names(
    names: Sequence[_Name], descriptions: Descriptions, embed: Embed
) -> dict[_Name, tuple[str, float]]:
    """Return label and score of each name; one that occurs often counts as often."""
    labels = sorted(descriptions)
    words = sorted({quote for quote, _ in names})
    rows = {quote: row for row, quote in enumerate(words)}
    vectors = embed(words, "query")[[rows[quote] for quote, _ in names]]
    nearness = standardise(vectors @ _centres(labels, descriptions, embed).T)
    nearness = nearness + _KIND_WEIGHT * _kind_means(nearness, [kind for _, kind in names])
    powers = np.exp(nearness - nearness.max(axis=1, keepdims=True))
    scores = powers.max(axis=1) / powers.sum(axis=1)
    best = nearness.argmax(axis=1)
    return {
        name: (labels[best[row]], round(float(scores[row]), 4)) for row, name in enumerate(names)
    }


def _centres(labels: Sequence[str], descriptions: Descriptions, embed: Embed) -> Vectors:
    """Return one vector for each label, the mean of those of its wordings."""
    means = np.stack([embed(list(descriptions[one]), "passage").mean(axis=0) for one in labels])
    centres: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
    return centres


def standardise(similarities: Vectors) -> Vectors:
    """Take each similarity (names, labels) relative to the name's others and the label's others.

    Some names are near to everything and some descriptions too; what is left says which suit. Each
    label's column gets mean 0 and, unless all are alike, deviation 1.
    """
    relative = similarities - similarities.mean(axis=1, keepdims=True)
    if len(relative) > 1:  # a name alone has no others
        relative = relative - relative.mean(axis=0, keepdims=True)
    spread = relative.std(axis=0, keepdims=True)
    standard: Vectors = relative / np.where(spread > _ALIKE, spread, 1)
    return standard


def _kind_means(nearness: Vectors, kinds: Sequence[str]) -> Vectors:
    """Return for each name the mean nearness of all names of its kind."""
    means = np.zeros_like(nearness)
    for kind in sorted(set(kinds)):
        same = np.array([one == kind for one in kinds])
        means[same] = nearness[same].mean(axis=0)
    return means


def _mentions(
    example: Example,
    candidates: Sequence[Candidate],
    labelled: Mapping[_Name, tuple[str, float]],
    min_score: float,
) -> tuple[LabelledSpan, ...]:
    mentions = []
    for one in candidates:
        label, score = labelled[example.quote(one.span), one.label]
        if score >= min_score:
            mentions.append(LabelledSpan(one.span, label, score=score))
    return tuple(mentions)

"""Weak labels: what several sources that need no labelled text say of a text, and their vote.

Each source is sometimes wrong. Where they agree the vote is sure; where they differ somebody has
to look. Combining labels of such sources for training is Ratner et al. 2017, "Snorkel".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod
from typing import Literal

from briefbook.errors import LabelsError
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.labels.language import guess_language
from briefbook.records import Document, Span
from extract import chinese_tags, english_tags
from extract.candidate import Candidate, flatten
from extract.gazetteer import find_gazetteer
from extract.named import chinese_names, english_names
from extract.organizations import find_chinese_organizations, find_english_organizations
from extract.people import find_people
from extract.pieces import Piece, read_pieces
from extract.products import find_chinese_products, find_products
from extract.roles import find_roles
from extract.rules import find_values

Source = Literal["spacy", "lac", "rules", "gazetteer", "model"]
Predict = Callable[[Sequence[Example]], Sequence[Example]]
SOURCES: tuple[Source, ...] = ("spacy", "lac", "rules", "gazetteer", "model")

#: How much the silence of a source says, by the share of names that it finds; a list of names or
#: of patterns that misses one says nothing.
_SILENCE: Mapping[Source, float] = {
    "spacy": 0.35,
    "lac": 0.35,
    "rules": 0.0,
    "gazetteer": 0.0,
    "model": 0.5,
}
_LOOKS_FOR: Mapping[Source, frozenset[str]] = {
    "spacy": frozenset(("Person", "Organization", "Location")),
    "lac": frozenset(("Person", "Organization", "Location")),
}
_MAJORITY = 0.5
_BATCH = 128
_CHINESE_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Claimed:
    """A span as one source sees it."""

    source: Source
    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sources that see one place differently."""

    kind: Literal["label", "border", "label and border"]
    first: Claimed
    second: Claimed


@dataclass(frozen=True, slots=True)
class WeakExample:
    """What the sources say of one text."""

    example: Example  # with the vote as its labels, each with how sure it is
    by_source: Mapping[Source, tuple[LabelledSpan, ...]]  # only sources that read such a text
    disagreements: tuple[Disagreement, ...] = ()
    doubt: float = 0.0  # 0 where all is agreed, towards 1 where it is open
    doubted: LabelledSpan | None = None  # where it is most open


def weak_labels(
    examples: Sequence[Example],
    sources: Sequence[Source],
    *,
    gazetteer: Mapping[str, str] | None = None,
    model: Predict | None = None,
) -> list[WeakExample]:
    """Return for each example what the sources say and what they decide together.

    The labels that examples have are not looked at. `gazetteer` gives names and their labels,
    `model` what is asked for "model". Raises LabelsError when a source lacks what it needs.
    """
    if "gazetteer" in sources and not gazetteer:
        raise LabelsError('the source "gazetteer" needs a list of names')
    if "model" in sources and model is None:
        raise LabelsError('the source "model" needs a model')
    found: list[dict[Source, tuple[LabelledSpan, ...]]] = [{} for _ in examples]
    for source in SOURCES:
        if source in sources:
            spans = _ask(source, examples, gazetteer or {}, model)
            for by_source, own in zip(found, spans, strict=True):
                if own is not None:
                    by_source[source] = own
    known = _known_labels(found)
    return [_vote(example, own, known) for example, own in zip(examples, found, strict=True)]


# What each source says


def _ask(
    source: Source, examples: Sequence[Example], names: Mapping[str, str], model: Predict | None
) -> list[tuple[LabelledSpan, ...] | None]:
    """Return the spans that a source finds in each example; None where it cannot read the text."""
    if source == "model" and model is not None:
        bare = [replace(one, mentions=(), relations=()) for one in examples]
        return [one.mentions for one in model(bare)]
    if source == "gazetteer":
        return [_labelled(find_gazetteer(one.text, names)) for one in examples]
    if source == "rules":
        return [_labelled(_by_rules(one)) for one in examples]
    return list(_by_tagger(source, examples))


def _labelled(candidates: Iterable[Candidate]) -> tuple[LabelledSpan, ...]:
    return tuple(
        LabelledSpan(one.span, one.label, score=round(one.score, 4)) for one in flatten(candidates)
    )


def _by_rules(example: Example) -> list[Candidate]:
    found = find_values(example.text)
    for piece in _pieces(example):
        found += [_moved(one, piece.span.start) for one in _by_patterns(piece)]
    return found


def _by_patterns(piece: Piece) -> Iterator[Candidate]:
    """Yield names by their form; in Chinese, LAC's words show how far to the left they reach."""
    people = list(find_people(piece.text))
    yield from people
    yield from find_roles(piece.text, people)
    if piece.language == "zh":
        [words] = chinese_tags.tag_chinese([piece.text])
        yield from find_chinese_organizations(piece.text, words)
        yield from find_chinese_products(piece.text, words)
    else:
        yield from find_english_organizations(piece.text)
        yield from find_products(piece.text)


def _by_tagger(
    source: Source, examples: Sequence[Example]
) -> Iterator[tuple[LabelledSpan, ...] | None]:
    """Ask spaCy about English pieces, LAC about Chinese ones, in batches over all examples."""
    language = "en" if source == "spacy" else "zh"
    pieces = [[one for one in _pieces(each) if one.language == language] for each in examples]
    names = _names(source, [one.text for some in pieces for one in some])
    for some in pieces:
        found = [_moved(one, piece.span.start) for piece in some for one in next(names)]
        yield _labelled(found) if some else None


def _names(source: Source, texts: Sequence[str]) -> Iterator[list[Candidate]]:
    if source == "spacy":
        for tokens in english_tags.tag_english(texts, batch_size=_BATCH):
            yield list(english_names(tokens))
    else:
        for text, words in zip(texts, chinese_tags.tag_chinese(texts), strict=True):
            yield list(chinese_names(text, words))


def _moved(found: Candidate, by: int) -> Candidate:
    return replace(found, start=found.start + by, end=found.end + by)


def _pieces(example: Example) -> list[Piece]:
    if not example.text:
        return []
    document = Document(
        id=example.id,
        source=example.id,
        media_type="text/plain",
        language=example.language or guess_language(example.text),
        title="",
        text=example.text,
        sentences=example.sentences or (Span(0, len(example.text)),),
    )
    return list(read_pieces(document, chinese_share=_CHINESE_SHARE))


# The vote

_Known = Mapping[Source, frozenset[str]]


def _known_labels(found: Sequence[Mapping[Source, tuple[LabelledSpan, ...]]]) -> _Known:
    """Return which labels each source looks for: as declared, else those that it gave."""
    given: dict[Source, set[str]] = {}
    for by_source in found:
        for source, spans in by_source.items():
            given.setdefault(source, set()).update(one.label for one in spans)
    return {source: _LOOKS_FOR.get(source, frozenset(labels)) for source, labels in given.items()}


@dataclass(frozen=True, slots=True)
class _Proposal:
    """A span that a source proposed, weighed."""

    span: Span
    label: str
    share: float  # of all that was said about it that speaks for it
    score: float  # how likely it is right


def _vote(
    example: Example, by_source: Mapping[Source, tuple[LabelledSpan, ...]], known: _Known
) -> WeakExample:
    """Keep the proposals that most speaks for, without overlaps."""
    named = sorted({(one.span, one.label) for spans in by_source.values() for one in spans})
    weighed = [_weigh(span, label, by_source, known) for span, label in named]
    winners = flatten(
        Candidate(one.span.start, one.span.end, one.label, one.score, "vote")
        for one in weighed
        if one.share >= _MAJORITY
    )
    # A place is as open as its best proposal is unsure.
    best = [max(_rivals(one, weighed), key=lambda rival: rival.score) for one in weighed]
    worst = min(best, key=lambda one: (one.score, one.span), default=None)
    return WeakExample(
        example=replace(
            example,
            mentions=tuple(LabelledSpan(one.span, one.label, "", one.score) for one in winners),
            relations=(),
        ),
        by_source=by_source,
        disagreements=tuple(_disagreements(by_source)),
        doubt=round(1 - worst.score, 4) if worst else 0.0,
        doubted=LabelledSpan(worst.span, worst.label, "", worst.score) if worst else None,
    )


def _weigh(
    span: Span,
    label: str,
    by_source: Mapping[Source, tuple[LabelledSpan, ...]],
    known: _Known,
) -> _Proposal:
    speaking, against = [], 0.0
    for source, spans in by_source.items():
        there = [one for one in spans if one.span.overlaps(span)]
        same = [one.score for one in there if (one.span, one.label) == (span, label)]
        if same:
            speaking.append(max(same))
        elif there:
            against += max(one.score for one in there)
        elif label in known[source]:
            against += _SILENCE[source]
    share = sum(speaking) / (sum(speaking) + against) if sum(speaking) else 0.0
    sure = 1 - prod(1 - one for one in speaking)  # that not all of them are wrong
    return _Proposal(span, label, share, round(sure * share, 4))


def _rivals(one: _Proposal, weighed: Sequence[_Proposal]) -> list[_Proposal]:
    return [other for other in weighed if other.span.overlaps(one.span)]


def _disagreements(
    by_source: Mapping[Source, tuple[LabelledSpan, ...]],
) -> Iterator[Disagreement]:
    for first, second in combinations(by_source, 2):
        for one in by_source[first]:
            for other in by_source[second]:
                if not one.span.overlaps(other.span):
                    continue
                kind = _difference(one, other)
                if kind is not None:
                    left = Claimed(first, one.span, one.label)
                    yield Disagreement(kind, left, Claimed(second, other.span, other.label))


def _difference(
    one: LabelledSpan, other: LabelledSpan
) -> Literal["label", "border", "label and border"] | None:
    if one.span == other.span:
        return None if one.label == other.label else "label"
    return "border" if one.label == other.label else "label and border"

"""Labelled examples become windows with their true spans, and found spans become labels again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from briefbook.labels.examples import Example, LabelledSpan
from briefbook.learn.tokens import Pieces, read_pieces
from briefbook.records import Span
from extract.tagging.decode import Found, best_spans
from extract.tagging.model import Truth
from extract.tagging.windows import Window, make_windows


@dataclass(frozen=True, slots=True)
class Reach:
    """How much text is read together."""

    max_pieces: int  # of a window
    context_pieces: int = 0  # neighbours of one document are joined up to this


@dataclass(frozen=True, slots=True)
class Item:
    """One window to learn from."""

    window: Window
    truth: Truth
    unknown: frozenset[int] = frozenset()  # labels nobody looked for in it


@dataclass(frozen=True, slots=True)
class Dataset:
    """What examples became."""

    items: tuple[Item, ...]
    misfits: int  # mentions whose border lies within a word or a window's cut, widened or left out
    nested: int  # mentions left out since they lie in another, and the tagger is flat


def labels_of(examples: Sequence[Example]) -> tuple[str, ...]:
    """Return the labels that occur, sorted."""
    return tuple(sorted({one.label for example in examples for one in example.mentions}))


def read_windows(
    tokenizer: Tokenizer, examples: Sequence[Example], reach: Reach
) -> tuple[list[Pieces], list[Window]]:
    """Cut the texts of examples into pieces and windows."""
    texts = read_pieces(tokenizer, [example.text for example in examples])
    windows = make_windows(
        texts,
        [example.document for example in examples],
        max_pieces=reach.max_pieces,
        context_pieces=reach.context_pieces,
    )
    return texts, windows


def make_dataset(
    examples: Sequence[Example],
    tokenizer: Tokenizer,
    labels: Sequence[str],
    reach: Reach,
    *,
    nested: bool = False,
) -> Dataset:
    """Turn labelled examples into windows with their true spans.

    Mentions of other labels are left out.
    """
    texts, windows = read_windows(tokenizer, examples, reach)
    numbers = {label: number for number, label in enumerate(labels)}
    truths, misfits, inner = [], 0, 0
    for example, pieces in zip(examples, texts, strict=True):
        found, odd = _word_spans(example, pieces, numbers)
        kept = best_spans(found, nested=nested)
        inner += len(found) - len(kept)
        misfits += odd
        truths.append(kept)
    unknown = [_unknown(example, numbers) for example in examples]
    items = tuple(
        Item(window, _truth_in(window, truths), unknown[window.parts[0].text]) for window in windows
    )
    cut = sum(map(len, truths)) - sum(len(item.truth) for item in items)
    return Dataset(items, misfits + cut, inner)


def _unknown(example: Example, numbers: Mapping[str, int]) -> frozenset[int]:
    """Return the labels that may stand in an example without anybody having said so."""
    looked_for = example.looked_for or numbers
    return frozenset(number for label, number in numbers.items() if label not in looked_for)


def _word_spans(
    example: Example, pieces: Pieces, numbers: Mapping[str, int]
) -> tuple[list[Found], int]:
    """Return the mentions in words, longer ones with higher scores, and how many did not fit."""
    starts = {span.start: place for place, span in enumerate(pieces.words)}
    ends = {span.end: place + 1 for place, span in enumerate(pieces.words)}
    found: list[Found] = []
    misfits = 0
    for mention in example.mentions:
        if mention.label not in numbers:
            continue
        first, last = starts.get(mention.span.start), ends.get(mention.span.end)
        if first is None or last is None or first >= last:
            misfits += 1
            inside = [i for i, word in enumerate(pieces.words) if word.overlaps(mention.span)]
            if not inside:
                continue
            first, last = inside[0], inside[-1] + 1
        found.append((first, last, numbers[mention.label], float(last - first)))
    return list(dict.fromkeys(found)), misfits


def _truth_in(window: Window, truths: Sequence[Sequence[Found]]) -> Truth:
    inside: list[tuple[int, int, int]] = []
    offset = 0
    for part in window.parts:
        for first, last, label, _ in truths[part.text]:
            if part.first <= first and last <= part.last:
                shift = offset - part.first
                inside.append((first + shift, last + shift, label))
        offset += part.last - part.first
    return tuple(inside)


def spans_to_labels(
    texts: Sequence[Pieces],
    windows: Sequence[Window],
    found: Sequence[Sequence[Found]],
    labels: Sequence[str],
) -> list[tuple[LabelledSpan, ...]]:
    """Put the spans found in windows back into their texts, as characters."""
    collected: list[list[LabelledSpan]] = [[] for _ in texts]
    for window, spans in zip(windows, found, strict=True):
        offset = 0
        for part in window.parts:
            shift = part.first - offset
            offset += part.last - part.first
            words = texts[part.text].words
            for first, last, label, score in spans:
                if part.first <= first + shift and last + shift <= part.last:
                    span = Span(words[first + shift].start, words[last + shift - 1].end)
                    collected[part.text].append(LabelledSpan(span, labels[label], "", score))
    return [tuple(sorted(spans, key=lambda one: (one.span, one.label))) for spans in collected]

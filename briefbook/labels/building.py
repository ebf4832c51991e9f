"""Labels in any order to one checked Example; Examples with some of their labels left out."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.language import guess_language
from briefbook.labels.reading import reading
from briefbook.records import Span

logger = logging.getLogger(__name__)


def build_example(
    place: str,
    id: str,
    text: str,
    mentions: Sequence[LabelledSpan] = (),
    relations: Sequence[LabelledRelation] = (),
    *,
    language: str | None = None,
    document: str = "",
    tokens: Iterable[Span] = (),
    sentences: Iterable[Span] = (),
    looked_for: Iterable[str] = (),
) -> Example:
    """Return an Example with `mentions` sorted by start and end, and `relations` following them.

    `language` None: guessed. Raises LabelsError, naming `place`, when a label lies outside.
    """
    order = sorted(range(len(mentions)), key=lambda index: mentions[index].span)
    moved = {old: new for new, old in enumerate(order)}
    with reading(place):
        return Example(
            id=id,
            text=text,
            mentions=tuple(mentions[index] for index in order),
            relations=tuple(
                replace(one, head=moved.get(one.head, -1), tail=moved.get(one.tail, -1))
                for one in relations
            ),
            language=guess_language(text) if language is None else language,
            document=document,
            tokens=tuple(tokens),
            sentences=tuple(sentences),
            looked_for=tuple(looked_for),
        )


def keep_mentions(example: Example, kept: Iterable[int]) -> Example:
    """Return `example` with only the mentions at the places `kept`, and what ties two of them."""
    order = sorted(kept)
    moved = {old: new for new, old in enumerate(order)}
    return replace(
        example,
        mentions=tuple(example.mentions[index] for index in order),
        relations=tuple(
            replace(one, head=moved[one.head], tail=moved[one.tail])
            for one in example.relations
            if one.head in moved and one.tail in moved
        ),
    )


def keep_flat(example: Example) -> Example:
    """Return `example` without overlaps: of mentions that do, the longest stays, then the first.

    What is left out is logged.
    """
    return _keep(example, _longest_without(example, Span.overlaps), "overlap a longer one")


def keep_nested(example: Example) -> Example:
    """Return `example` without mentions that cross a longer one; nested ones stay.

    What is left out is logged.
    """
    return _keep(example, _longest_without(example, _cross), "cross a longer one")


def keep_visible(example: Example) -> Example:
    """Return `example` without mentions of white space alone, which no word stands for."""
    kept = [at for at, one in enumerate(example.mentions) if example.quote(one.span).strip()]
    return _keep(example, kept, "are white space")


def _longest_without(example: Example, clash: Callable[[Span, Span], bool]) -> list[int]:
    spans = [one.span for one in example.mentions]
    kept: list[int] = []
    for index in sorted(range(len(spans)), key=lambda at: (spans[at].start - spans[at].end, at)):
        if not any(clash(spans[index], spans[other]) for other in kept):
            kept.append(index)
    return kept


def _cross(one: Span, other: Span) -> bool:
    return one.overlaps(other) and not one.contains(other) and not other.contains(one)


def _keep(example: Example, kept: Sequence[int], why: str) -> Example:
    if len(kept) == len(example.mentions):
        return example
    lost = len(example.mentions) - len(kept)
    logger.warning("example %s: %d mentions left out because they %s", example.id, lost, why)
    return keep_mentions(example, kept)

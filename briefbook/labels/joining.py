"""Examples that say different things of one text, such as lines of a file of pairs, made one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from briefbook.labels.building import build_example
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.records import Span


def join_examples(examples: Iterable[Example]) -> list[Example]:
    """Return one Example for each text of each document, with all mentions and relations once.

    The first Example of a text gives the rest; `entity` is dropped, since it named the pair.
    """
    groups: dict[tuple[str, str], list[Example]] = {}
    for example in examples:
        groups.setdefault((example.document, example.text), []).append(example)
    return [_join(group) for group in groups.values()]


def _join(group: Sequence[Example]) -> Example:
    places: dict[tuple[Span, str], int] = {}
    mentions: list[LabelledSpan] = []
    relations: dict[LabelledRelation, None] = {}
    for example in group:
        for one in example.mentions:
            if (one.span, one.label) not in places:
                places[one.span, one.label] = len(mentions)
                mentions.append(replace(one, entity=""))
        own = [places[one.span, one.label] for one in example.mentions]
        for tie in example.relations:
            relations.setdefault(replace(tie, head=own[tie.head], tail=own[tie.tail]))
    first = group[0]
    joined = build_example(first.id, first.id, first.text, mentions, list(relations))
    return replace(first, mentions=joined.mentions, relations=joined.relations)

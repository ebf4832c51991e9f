"""DocRED's JSON: documents with sentences, sets of mentions, and relations between the sets.

    [{"title": "...", "sents": [[token, ...], ...],
      "vertexSet": [[{"name", "type", "sent_id", "pos": [start, end]}, ...], ...],
      "labels": [{"h": 0, "t": 2, "r": "P17", "evidence": [0, 3]}]}]

(Yao et al. 2019.) One Example a document: `entity` names the set of a mention, and a relation ties
the mentions of two sets that stand first in the text. Lost in reading: evidence. Written: one set
for each entity and each mention without one, evidence being the sentences of the two mentions;
what a mention or relation carries beyond DocRED as keys of its own, the rest in `meta`. Tools that
do not know `assertion` take every relation for asserted.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

import msgspec

from briefbook.errors import RecordError
from briefbook.labels.building import keep_visible
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.extras import build_kept, lay_words, read_extras, write_extras
from briefbook.labels.reading import make_name, read_records, reading
from briefbook.labels.words import cover_words, cut_words, is_chinese, join_words, word_range
from briefbook.records import Assertion, Span


class _Vertex(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    type: str
    sent_id: int
    pos: tuple[int, int]
    entity: str | None = None  # ours; None: the set's number
    score: float = 1.0


class _Label(msgspec.Struct, frozen=True, omit_defaults=True):
    h: int
    t: int
    r: str
    evidence: list[int] = msgspec.field(default_factory=list)
    assertion: Assertion = "asserted"
    score: float = 1.0
    mentions: tuple[int, int] | None = None  # ours: which of each set; None: the first in the text


class _Row(msgspec.Struct, frozen=True, omit_defaults=True):
    sents: list[list[str]]
    title: str = ""
    vertexSet: list[list[_Vertex]] = msgspec.field(default_factory=list)
    labels: list[_Label] = msgspec.field(default_factory=list)
    meta: Any = None


def read_docred(data: bytes, source: str) -> list[Example]:
    """Read one Example a document, with its sentences."""
    rows = enumerate(read_records(data, source, _Row), 1)
    return [
        _example(place, row, row.title or make_name(source, number))
        for number, (place, row) in rows
    ]


def _example(place: str, row: _Row, name: str) -> Example:
    with reading(place):
        extras = read_extras(row.meta)
        text, words = lay_words([word for sentence in row.sents for word in sentence], extras)
        starts = list(accumulate(map(len, row.sents), initial=0))
        sentences = [
            cover_words(words, first, end)
            for first, end in pairwise(starts)
            if any(words[first:end])
        ]
        sets = [
            [_mention(one, str(number), starts, words) for one in vertices]
            for number, vertices in enumerate(row.vertexSet)
        ]
        return build_kept(
            place,
            extras,
            name,
            text,
            [one for mentions in sets for one in mentions],
            [_relation(one, sets) for one in row.labels],
            tokens=words,
            sentences=sentences,
        )


def _mention(
    one: _Vertex, number: str, starts: Sequence[int], words: Sequence[Span | None]
) -> LabelledSpan:
    if not 0 <= one.sent_id < len(starts) - 1:
        raise RecordError(f"{one.name!r} stands in a sentence {one.sent_id} that is not there")
    start, end = (starts[one.sent_id] + at for at in one.pos)
    entity = number if one.entity is None else one.entity
    return LabelledSpan(cover_words(words, start, end), one.type, entity, one.score)


def _relation(one: _Label, sets: Sequence[Sequence[LabelledSpan]]) -> LabelledRelation:
    if not (0 <= one.h < len(sets) > one.t >= 0 and sets[one.h] and sets[one.t]):
        raise RecordError(f"the relation {one.r!r} ties sets {one.h} and {one.t}, not both there")
    in_head, in_tail = one.mentions or (_first(sets[one.h]), _first(sets[one.t]))
    if not (0 <= in_head < len(sets[one.h]) and 0 <= in_tail < len(sets[one.t])):
        raise RecordError(f"the relation {one.r!r} ties mentions that its sets do not hold")
    before = list(accumulate(map(len, sets), initial=0))
    head, tail = before[one.h] + in_head, before[one.t] + in_tail
    return LabelledRelation(head, tail, one.r, one.assertion, one.score)


def _first(mentions: Sequence[LabelledSpan]) -> int:
    return min(range(len(mentions)), key=lambda index: mentions[index].span)


def write_docred(examples: Sequence[Example]) -> bytes:
    """Write one document an Example; sentences that one mention spans become one."""
    return b"[" + b",\n".join(msgspec.json.encode(_row(one)) for one in examples) + b"]\n"


def _row(full: Example) -> _Row:
    example = keep_visible(full)
    words = cut_words(example)
    starts = _sentence_starts(example, words)
    bounds = list(pairwise((*starts, len(words))))
    tokens = [example.quote(word) for word in words]
    joined, _ = join_words(tokens, chinese=is_chinese(tokens))
    sets = _sets(example)
    return _Row(
        [tokens[first:end] for first, end in bounds],
        example.id,
        [[_vertex(example, index, words, starts) for index in members] for members in sets],
        list(_labels(example, sets, words, starts)),
        write_extras(
            example,
            words=words,
            sentences=[cover_words(words, first, end) for first, end in bounds],
            joined=joined,
        ),
    )


def _sentence_starts(example: Example, words: Sequence[Span]) -> list[int]:
    """Return the first word of each sentence; none lies inside a mention."""
    ranges = [word_range(words, one.span) for one in example.mentions]
    firsts = {word_range(words, sentence)[0] for sentence in example.sentences}
    inside = {at for first, end in ranges for at in range(first + 1, end)}
    return sorted((firsts - inside | {0}) & set(range(len(words))))


def _sets(example: Example) -> list[list[int]]:
    """Return the places of mentions by entity, those without one alone."""
    sets: dict[str | int, list[int]] = {}
    for index, one in enumerate(example.mentions):
        sets.setdefault(one.entity or index, []).append(index)
    return list(sets.values())


def _vertex(example: Example, index: int, words: Sequence[Span], starts: Sequence[int]) -> _Vertex:
    one = example.mentions[index]
    first, end = word_range(words, one.span)
    sentence = bisect_right(starts, first) - 1
    place = first - starts[sentence], end - starts[sentence]
    return _Vertex(example.quote(one.span), one.label, sentence, place, one.entity, one.score)


def _labels(
    example: Example, sets: Sequence[Sequence[int]], words: Sequence[Span], starts: Sequence[int]
) -> Iterator[_Label]:
    where = {
        index: (at, members.index(index)) for at, members in enumerate(sets) for index in members
    }
    for one in example.relations:
        (head, in_head), (tail, in_tail) = where[one.head], where[one.tail]
        ends = (word_range(words, example.mentions[at].span)[0] for at in (one.head, one.tail))
        evidence = sorted({bisect_right(starts, first) - 1 for first in ends})
        chosen = None if (in_head, in_tail) == (0, 0) else (in_head, in_tail)
        yield _Label(head, tail, one.predicate, evidence, one.assertion, one.score, chosen)

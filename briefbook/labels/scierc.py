"""SciERC (Luan et al. 2018) in the three forms it comes in; read only.

- its own JSON lines, which DyGIE++ and PURE use too: `doc_key`, `sentences`, and by sentence `ner`
  [start, end, label] and `relations` [start, end, start, end, label], `clusters`; tokens count
  through the document, ends are inclusive. One Example a document, `entity` being the cluster.
- SciBERT's lines of pairs: `text` with [[ first ]] and << second >>, `label`. One Example a line;
  the relation goes from the first to the second.
- SciBERT's columns for named entities, which are CoNLL.
"""

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

import msgspec

from briefbook.labels.building import build_example
from briefbook.labels.conll import read_conll
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.pairs import ENTITY, HEAD, TAIL, build_pair
from briefbook.labels.reading import decode_text, make_name, read_records, reading, unreadable
from briefbook.labels.words import cover_words, is_chinese, join_words
from briefbook.records import Span

_MARK = re.compile(r"\[\[|\]\]|<<|>>")


class _Row(msgspec.Struct, frozen=True):
    sentences: list[list[str]] | None = None
    ner: list[list[tuple[int, int, str]]] = []
    relations: list[list[tuple[int, int, int, int, str]]] = []
    clusters: list[list[tuple[int, int]]] = []
    doc_key: str | None = None
    text: str | None = None
    label: str | None = None


def read_scierc(data: bytes, source: str) -> list[Example]:
    """Read one Example a document, a pair or a sentence, as the form of `data` has it."""
    if not decode_text(data, source).lstrip().startswith(("{", "[")):
        return read_conll(data, source)
    rows = enumerate(read_records(data, source, _Row), 1)
    return [_example(place, row, make_name(source, number)) for number, (place, row) in rows]


def _example(place: str, row: _Row, name: str) -> Example:
    if row.sentences is not None:
        return _document(place, row, row.sentences, name)
    if row.text is None or row.label is None:
        raise unreadable(place, "neither sentences nor a text with its label")
    return _pair(place, row.text, row.label, name)


def _document(place: str, row: _Row, sentences: list[list[str]], name: str) -> Example:
    words = [word for sentence in sentences for word in sentence]
    text, spans = join_words(words, chinese=is_chinese(words))
    places: dict[tuple[int, int], int] = {}
    entities = {tuple(span): str(at) for at, cluster in enumerate(row.clusters) for span in cluster}
    mentions: list[LabelledSpan] = []
    with reading(place):
        for first, last, label in (one for part in row.ner for one in part):
            places.setdefault((first, last), len(mentions))
            span = cover_words(spans, first, last + 1)
            mentions.append(LabelledSpan(span, label, entities.get((first, last), "")))
        starts = accumulate(map(len, sentences), initial=0)
        return build_example(
            place,
            row.doc_key or name,
            text,
            mentions,
            list(_relations(place, row, places)),
            tokens=[span for span in spans if span is not None],
            sentences=[
                cover_words(spans, first, end)
                for first, end in pairwise(starts)
                if any(spans[first:end])
            ],
        )


def _relations(
    place: str, row: _Row, places: dict[tuple[int, int], int]
) -> Iterator[LabelledRelation]:
    for start, last, to_start, to_last, label in (one for part in row.relations for one in part):
        head, tail = places.get((start, last)), places.get((to_start, to_last))
        if head is None or tail is None:
            raise unreadable(place, f"a relation {label} ties words that `ner` does not label")
        yield LabelledRelation(head, tail, label)


def _pair(place: str, marked: str, label: str, name: str) -> Example:
    words, at = list[str](), dict[str, int]()
    for word in marked.split(" "):
        if _MARK.fullmatch(word):
            at[word] = len(words)
        else:
            words.append(word)
    if len(at) != 4:
        raise unreadable(place, "the text does not mark both [[ one ]] and << the other >>")
    text, spans = join_words(words, chinese=is_chinese(words))
    with reading(place):
        head = LabelledSpan(cover_words(spans, at["[["], at["]]"]), ENTITY, HEAD)
        tail = LabelledSpan(cover_words(spans, at["<<"], at[">>"]), ENTITY, TAIL)
    tokens = [span for span in spans if isinstance(span, Span)]
    return build_pair(place, name, text, (head, tail), label, tokens=tokens)

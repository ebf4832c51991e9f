"""Labelled text in spaCy's `.spacy` files (DocBin), relations in `Doc.user_data`.

Mentions are `Doc.ents`; all of them stand in the span group "sc" as well when some overlap, since
`ents` may not (the longest stay). `user_data["briefbook"]` holds what spaCy has no place for, by
characters, so that it stays right when the labels are edited. Files of others are read too: `ents`,
the group "sc", sentences, and relations of spaCy's own tutorial (`doc._.rel`: {(first token of
head, of tail): {label: score}}), those above a half.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from spacy.tokens import Doc, DocBin
from spacy.tokens import Span as TokenSpan
from spacy.vocab import Vocab

from briefbook.errors import LabelsError, RecordError
from briefbook.labels.building import build_example, keep_flat, keep_visible
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.formats import Format
from briefbook.labels.reading import make_name, reading, unreadable
from briefbook.labels.words import cut_words, word_range
from briefbook.records import Assertion, Span

_KEY = "briefbook"
_GROUP = "sc"  # where spaCy's SpanCategorizer looks
_REL = ("._.", "rel", None, None)
_LIKELY = 0.5
_ATTRIBUTES = ("ORTH", "SPACY", "ENT_IOB", "ENT_TYPE", "SENT_START")
_Place = tuple[int, int, str]  # start, end, label


class _Tie(msgspec.Struct, frozen=True, omit_defaults=True):
    head: _Place
    tail: _Place
    predicate: str
    assertion: Assertion = "asserted"
    score: float = 1.0


class _Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of an Example spaCy has no place for."""

    id: str = ""
    language: str = ""
    document: str = ""
    relations: list[_Tie] = []
    mentions: list[tuple[int, int, str, str, float]] = []  # place, entity, score
    tokens: list[tuple[int, int]] = []
    sentences: list[tuple[int, int]] = []
    looked_for: tuple[str, ...] = ()


def read_spacy(data: bytes, source: str) -> list[Example]:
    """Read one Example a Doc.

    Raises LabelsError when `data` are no DocBin.
    """
    try:
        docs = list(DocBin().from_bytes(data).get_docs(Vocab()))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise unreadable(source, f"no spaCy DocBin: {error}") from error
    return [_example(tokens, source, number) for number, tokens in enumerate(docs, 1)]


def _example(tokens: Doc, source: str, number: int) -> Example:
    place = f"{source}, document {number}"
    with reading(place):
        kept = _kept(tokens)
        own = kept or _Kept(make_name(source, number))
        known = {(start, end, label): rest for start, end, label, *rest in own.mentions}
        places = list(dict.fromkeys(_places(tokens)))
        mentions = [
            LabelledSpan(Span(start, end), label, *known.get((start, end, label), ()))
            for start, end, label in places
        ]
        relations = [
            LabelledRelation(
                places.index(tie.head),
                places.index(tie.tail),
                tie.predicate,
                tie.assertion,
                tie.score,
            )
            for tie in (*own.relations, *_tutorial_ties(tokens))
            if tie.head in places and tie.tail in places
        ]
        return build_example(
            place,
            own.id,
            tokens.text,
            mentions,
            relations,
            language=kept.language if kept else None,
            document=own.document,
            tokens=_token_spans(tokens, kept),
            sentences=_sentence_spans(tokens, kept),
            looked_for=own.looked_for,
        )


def _kept(tokens: Doc) -> _Kept | None:
    data = tokens.user_data.get(_KEY)
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=_Kept)
    except (msgspec.DecodeError, TypeError) as error:
        raise RecordError(f"user_data[{_KEY!r}]: {error}") from error


def _places(tokens: Doc) -> Iterator[_Place]:
    for span in (*tokens.ents, *tokens.spans.get(_GROUP, ())):
        yield span.start_char, span.end_char, span.label_


def _tutorial_ties(tokens: Doc) -> Iterator[_Tie]:
    starts = {span.start: (span.start_char, span.end_char, span.label_) for span in tokens.ents}
    data: dict[Any, Any] = tokens.user_data
    ties: dict[tuple[int, int], dict[str, float]] = data.get(_REL) or {}
    for (head, tail), scores in ties.items():
        for label, score in scores.items():
            if score >= _LIKELY and head in starts and tail in starts:
                yield _Tie(starts[head], starts[tail], label, score=float(score))


def _token_spans(tokens: Doc, kept: _Kept | None) -> list[Span]:
    if kept:
        return [Span(start, end) for start, end in kept.tokens]
    return [Span(one.idx, one.idx + len(one)) for one in tokens if one.text.strip()]


def _sentence_spans(tokens: Doc, kept: _Kept | None) -> list[Span]:
    if kept:
        return [Span(start, end) for start, end in kept.sentences]
    if not tokens.has_annotation("SENT_START"):
        return []
    return [Span(one.start_char, one.end_char) for one in tokens.sents if one.text]


def write_spacy(examples: Sequence[Example]) -> bytes:
    """Write one Doc an Example; loses white space at the edges of mentions.

    Read it in spaCy with `DocBin().from_disk(path).get_docs(nlp.vocab)`.
    """
    vocab = Vocab()
    docs = [_tokens(keep_visible(example), vocab) for example in examples]
    return DocBin(attrs=_ATTRIBUTES, store_user_data=True, docs=docs).to_bytes()


def _tokens(example: Example, vocab: Vocab) -> Doc:
    pieces = list(_pieces(example))
    words = [word for word, _ in pieces]
    tokens = Doc(vocab, words=words, spaces=[space for _, space in pieces])
    if tokens.text != example.text:
        raise LabelsError(f"cannot write example {example.id} as spaCy's words")
    starts = [Span(one.idx, one.idx + len(one)) for one in tokens]
    sentences = {word_range(starts, one)[0] for one in example.sentences}
    if sentences:
        for one in tokens:
            one.is_sent_start = one.i == 0 or one.i in sentences
    flat = keep_flat(example)
    tokens.ents = tuple(_token_span(tokens, starts, one) for one in flat.mentions)
    if len(flat.mentions) < len(example.mentions):
        tokens.spans[_GROUP] = [_token_span(tokens, starts, one) for one in example.mentions]
    tokens.user_data[_KEY] = msgspec.json.encode(_rest(example))
    return tokens


def _pieces(example: Example) -> Iterator[tuple[str, bool]]:
    """Yield the tokens with whether a space follows; other white space is a token of its own."""
    position = 0
    for word in (*cut_words(example), None):
        start = len(example.text) if word is None else word.start
        gap = example.text[position:start]
        if gap:
            yield gap, False
        if word is not None:
            position = word.end
            space = example.text[position : position + 1] == " "
            yield example.quote(word), space
            position += space


def _token_span(tokens: Doc, starts: Sequence[Span], one: LabelledSpan) -> TokenSpan:
    return TokenSpan(tokens, *word_range(starts, one.span), label=one.label)


def _rest(example: Example) -> _Kept:
    places: list[_Place] = [(one.span.start, one.span.end, one.label) for one in example.mentions]
    return _Kept(
        example.id,
        example.language,
        example.document,
        [
            _Tie(places[one.head], places[one.tail], one.predicate, one.assertion, one.score)
            for one in example.relations
        ],
        [
            (*place, one.entity, one.score)
            for place, one in zip(places, example.mentions, strict=True)
            if one.entity or one.score != 1
        ],
        [(span.start, span.end) for span in example.tokens],
        [(span.start, span.end) for span in example.sentences],
        example.looked_for,
    )


SPACY = Format(
    "spacy",
    "spaCy's DocBin, relations in Doc.user_data; loses nothing but edges of white space",
    (".spacy",),
    read_spacy,
    write_spacy,
)

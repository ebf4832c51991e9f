"""What a foreign format has no place for, under `meta.briefbook` where records may carry more."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from briefbook.errors import RecordError
from briefbook.labels.building import build_example
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.words import find_words, is_chinese, join_words
from briefbook.records import Span

Pairs = tuple[tuple[int, int], ...]


class Extras(msgspec.Struct, frozen=True, omit_defaults=True):
    """The fields of an Example that are neither its labels nor, as a rule, its text."""

    id: str = ""
    language: str = ""
    document: str = ""
    text: str | None = None  # None: as the format has it, or its words joined
    tokens: Pairs | None = None  # None: as the format has them
    sentences: Pairs | None = None
    looked_for: tuple[str, ...] = ()


def write_extras(
    example: Example,
    *,
    words: Sequence[Span] = (),
    sentences: Sequence[Span] = (),
    joined: str | None = None,
) -> dict[str, Extras]:
    """Return the `meta` of a record that itself holds `words`, `sentences` and text `joined`."""
    same_text = joined is None or joined == example.text
    same_tokens = example.tokens == tuple(words)
    same_sentences = example.sentences == tuple(sentences)
    return {
        "briefbook": Extras(
            id=example.id,
            language=example.language,
            document=example.document,
            text=None if same_text else example.text,
            tokens=None if same_tokens else _pairs(example.tokens),
            sentences=None if same_sentences else _pairs(example.sentences),
            looked_for=example.looked_for,
        )
    }


def read_extras(meta: Any) -> Extras | None:
    """Return what `write_extras` put into `meta`; None in a record of someone else.

    Raises RecordError when it does not have its form.
    """
    if not isinstance(meta, dict) or "briefbook" not in meta:
        return None
    try:
        return msgspec.convert(meta["briefbook"], Extras)
    except msgspec.ValidationError as error:
        raise RecordError(f"meta.briefbook: {error}") from error


def lay_words(words: Sequence[str], extras: Extras | None) -> tuple[str, tuple[Span | None, ...]]:
    """Return the text of `words` and where each stands in it; None for one of white space.

    Raises RecordError when the text kept in `extras` is not that of the words.
    """
    if extras is None or extras.text is None:
        return join_words(words, chinese=is_chinese(words))
    return extras.text, find_words(words, extras.text)


def build_kept(
    place: str,
    extras: Extras | None,
    id: str,
    text: str,
    mentions: Sequence[LabelledSpan],
    relations: Sequence[LabelledRelation],
    *,
    tokens: Iterable[Span | None] = (),
    sentences: Iterable[Span] = (),
) -> Example:
    """Return an Example with what `extras` kept of it; without, with what the format says."""
    kept = extras or Extras(id)
    return build_example(
        place,
        kept.id,
        text,
        mentions,
        relations,
        language=extras.language if extras else None,
        document=kept.document,
        tokens=_spans(kept.tokens, tokens),
        sentences=_spans(kept.sentences, sentences),
        looked_for=kept.looked_for,
    )


def _spans(kept: Pairs | None, own: Iterable[Span | None]) -> list[Span]:
    if kept is None:
        return [span for span in own if span is not None]
    return [Span(start, end) for start, end in kept]


def _pairs(spans: Sequence[Span]) -> Pairs:
    return tuple((span.start, span.end) for span in spans)

"""Makers of examples, by hand and at random."""

import random
from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.records import Assertion, Span

LABELS = ("Law", "Organization", "Person")


def make_example(
    text: str,
    mentions: Iterable[tuple[str, str]],
    relations: Iterable[tuple[int, int, str]] = (),
    *,
    assertion: Assertion = "asserted",
    name: str = "one",
    language: str = "en",
) -> Example:
    """An example whose mentions are the first places of their words."""
    spans = []
    for words, label in mentions:
        start = text.index(words)
        spans.append(LabelledSpan(Span(start, start + len(words)), label))
    tied = tuple(LabelledRelation(*relation, assertion) for relation in relations)
    return Example(name, text, tuple(spans), tied, language)


def make_spans(
    spans: Iterable[tuple[int, int, str]],
    *,
    text: str = "x" * 40,
    name: str = "one",
    score: float = 1.0,
    language: str = "",
) -> Example:
    """An example with labels at these places."""
    mentions = tuple(LabelledSpan(Span(*at), label, "", score) for *at, label in sorted(spans))
    return Example(name, text, mentions, language=language)


def random_tags(chance: random.Random, size: int) -> list[str]:
    """BIO tags in which every I- goes on from a tag of its label."""
    tags: list[str] = []
    for _ in range(size):
        options = ["O", "O", *(f"B-{label}" for label in LABELS)]
        if tags and tags[-1] != "O":
            options += [f"I-{tags[-1][2:]}"] * 2
        tags.append(chance.choice(options))
    return tags


def tagged(tags: Sequence[str], *, name: str = "one") -> Example:
    """An example of one-letter words with these BIO tags."""
    text = " ".join("x" * len(tags))
    tokens = tuple(Span(2 * place, 2 * place + 1) for place in range(len(tags)))
    mentions: list[LabelledSpan] = []
    for token, tag in zip(tokens, tags, strict=True):
        if tag.startswith("B-"):
            mentions.append(LabelledSpan(token, tag[2:]))
        elif tag.startswith("I-"):
            begun = mentions.pop()
            mentions.append(LabelledSpan(Span(begun.span.start, token.end), begun.label))
    return Example(name, text, tuple(mentions), tokens=tokens)


@st.composite
def labelled_texts(draw: st.DrawFn) -> Example:
    """Texts in both languages, with tokens, sentences and mentions that may nest."""
    piece = st.sampled_from(
        [
            "Ada",
            "said",
            "However",
            "Burns",
            "I0l",
            "the company",
            "modern",
            "北京",
            "公司",
            "的",
            "表示",
        ]
        + [
            "，",
            "。",
            ", ",
            ".",
            " ",
            " ",
            " ",
            "1,000",
            "Straße",
            "İ",
            "“",
            "０",
            "\n",
            "A.B.",
            "-",
        ]
    )
    text = "".join(draw(st.lists(piece, min_size=1, max_size=14)))
    solid = [place for place, character in enumerate(text) if not character.isspace()]
    mentions = []
    if solid:
        for _ in range(draw(st.integers(0, 4))):
            start, end = sorted((draw(st.sampled_from(solid)), draw(st.sampled_from(solid))))
            mentions.append(LabelledSpan(Span(start, end + 1), draw(st.sampled_from(LABELS))))
    mentions.sort(key=lambda one: (one.span, one.label))
    tied = (LabelledRelation(0, len(mentions) - 1, "knows"),) if mentions else ()
    tokens = tuple(Span(place, place + 1) for place in solid) if draw(st.booleans()) else ()
    sentences = (Span(0, len(text)),) if draw(st.booleans()) else ()
    return Example("one", text, tuple(mentions), tied, "", "", tokens, sentences)

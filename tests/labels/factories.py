"""Makers of examples for tests of labels: by hand, and random ones for hypothesis."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.naming import ASSERTIONS
from briefbook.records import Span

#: A busy machine is no failure, so time is not judged.
RANDOM = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])

LABELS = ("Person", "Organization", "PER.NOM", "组织", "creative-work")
PREDICATES = ("WORKS_FOR", "任职于", "located in", "P17")
_PIECES = st.one_of(
    st.sampled_from(["Helen", "Carter", "Oakfield", "Ltd", "naïve", "PO-4471", "3", "O'Neil", "_"]),
    st.sampled_from(["浙", "橡田", "海伦任", "二〇二四", "在"]),
    st.sampled_from(
        ["。", "，", ",", ".", "“", '"', "#", ">", "(", "}", "{", "{{", "|", "😀", "👩‍🚀", "é"]
    ),
)
_GAPS = st.sampled_from([" ", " ", "", "", "\n", "  ", "\u2028", "\u3000"])


def make_example(text: str, *labels: tuple[str, str], language: str = "en") -> Example:
    """An example whose mentions are the first places of the words given with their labels."""
    spans = [(text.index(words), words, label) for words, label in labels]
    mentions = [
        LabelledSpan(Span(start, start + len(words)), label) for start, words, label in spans
    ]
    return Example("made", text, tuple(mentions), language=language)


def quotes(example: Example) -> list[tuple[str, str]]:
    """The words and the label of each mention."""
    return [(example.quote(one.span), one.label) for one in example.mentions]


def ties(example: Example) -> list[tuple[str, str, str, str]]:
    """The words of head and tail of each relation, with its predicate and assertion."""
    at = [example.quote(one.span) for one in example.mentions]
    return [(at[one.head], one.predicate, at[one.tail], one.assertion) for one in example.relations]


def sort_labels(example: Example) -> Example:
    """The same example with mentions and relations in one order, for comparing."""
    keys = [(one.span, one.label, one.entity) for one in example.mentions]
    order = sorted(range(len(keys)), key=lambda index: keys[index])
    moved = {old: new for new, old in enumerate(order)}
    relations = [
        replace(one, head=moved[one.head], tail=moved[one.tail]) for one in example.relations
    ]
    return replace(
        example,
        mentions=tuple(example.mentions[index] for index in order),
        relations=tuple(
            sorted(relations, key=lambda one: (one.head, one.tail, one.predicate, one.assertion))
        ),
    )


@st.composite
def examples(draw: st.DrawFn) -> Example:
    """An example in English, Chinese or both, with flat, nested and crossing labels."""
    pieces = draw(st.lists(_PIECES, min_size=1, max_size=8))
    gaps = draw(st.lists(_GAPS, min_size=len(pieces), max_size=len(pieces)))
    text = "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=True))
    starts = [
        len("".join(map("".join, zip(pieces[:at], gaps[:at], strict=True))))
        for at in range(len(pieces))
    ]
    tokens = [Span(start, start + len(piece)) for start, piece in zip(starts, pieces, strict=True)]
    mentions = draw(_mentions(tokens))
    return Example(
        id=draw(st.sampled_from(["letter-1", "信件", "a b"])),
        text=text,
        mentions=mentions,
        relations=draw(_relations(len(mentions))),
        language=draw(st.sampled_from(["en", "zh", ""])),
        document=draw(st.sampled_from(["", "contract 7"])),
        tokens=draw(st.sampled_from([(), tuple(tokens)])),
        sentences=draw(st.sampled_from([(), *_sentences(tokens)])),
        looked_for=draw(st.sampled_from([(), ("Person", "组织")])),
    )


@st.composite
def _mentions(draw: st.DrawFn, tokens: Sequence[Span]) -> tuple[LabelledSpan, ...]:
    found: dict[tuple[Span, str], LabelledSpan] = {}
    for _ in range(draw(st.integers(0, 4))):
        first = draw(st.integers(0, len(tokens) - 1))
        last = draw(st.integers(first, len(tokens) - 1))
        start = draw(st.integers(tokens[first].start, tokens[first].end - 1))
        end = draw(st.integers(max(start, tokens[last].start) + 1, tokens[last].end))
        label = draw(st.sampled_from(LABELS))
        entity = draw(st.sampled_from(["", "", "e1", "e2"]))
        score = draw(st.sampled_from([1.0, 1.0, 0.5]))
        found.setdefault(
            (Span(start, end), label), LabelledSpan(Span(start, end), label, entity, score)
        )
    return tuple(sorted(found.values(), key=lambda one: one.span))


@st.composite
def _relations(draw: st.DrawFn, size: int) -> tuple[LabelledRelation, ...]:
    found: dict[tuple[int, int, str], LabelledRelation] = {}
    for _ in range(draw(st.integers(0, 3)) if size else 0):
        head, tail = draw(st.integers(0, size - 1)), draw(st.integers(0, size - 1))
        predicate = draw(st.sampled_from(PREDICATES))
        assertion, score = draw(st.sampled_from(ASSERTIONS)), draw(st.sampled_from([1.0, 0.25]))
        one = LabelledRelation(head, tail, predicate, assertion, score)
        found.setdefault((head, tail, predicate), one)
    return tuple(found.values())


def _sentences(tokens: Sequence[Span]) -> list[tuple[Span, ...]]:
    whole = (Span(tokens[0].start, tokens[-1].end),)
    middle = len(tokens) // 2
    if not middle:
        return [whole]
    return [
        whole,
        (Span(tokens[0].start, tokens[middle - 1].end), Span(tokens[middle].start, whole[0].end)),
    ]

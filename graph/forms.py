"""The different ways a name is written in the archive, gathered from mentions (pure).

A form is a label and a compared name; `graph.resolve` decides which forms name one thing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from briefbook.records import Mention, Reading
from briefbook.schema import ALIAS_PREDICATE, VALUE_LABELS
from graph.labels import Labels, settle_labels
from graph.names import company_parts, name_key, place_parts, plain


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """A label and a name as it is compared; `suffix` is its legal form, where that matters."""

    label: str
    key: str
    suffix: str = ""


@dataclass(slots=True)
class Uses:
    """Where a form is used."""

    mentions: dict[str, list[Mention]] = field(default_factory=dict)  # by document
    is_legal: bool = False  # some mention gives it with its legal form: a full name, never short


Forms = dict[Form, Uses]
Declared = dict[tuple[str, Form], set[Form]]  # (document, shorter form) to longer forms


def gather_forms(
    readings: Sequence[Reading], groups: Sequence[Sequence[str]]
) -> tuple[Forms, Declared]:
    """Gather the forms of all mentions, and which ones a document declares to be one thing.

    Labels are settled first, see `graph.labels`: taggers waver on single names, and the archive as
    a whole knows better.
    """
    labels = settle_labels(readings, groups)
    split = _ambiguous_stems(readings, labels)
    forms: Forms = defaultdict(Uses)
    declared: Declared = defaultdict(set)
    for reading in readings:
        by_mention = {}
        for mention in reading.mentions:
            form, is_legal = _form(mention, labels, split)
            by_mention[mention.id] = form
            forms[form].mentions.setdefault(reading.document_id, []).append(mention)
            forms[form].is_legal |= is_legal
        _declare(reading, by_mention, declared)
    return dict(forms), dict(declared)


def _declare(reading: Reading, forms: Mapping[str, Form], declared: Declared) -> None:
    for relation in reading.relations:
        if relation.predicate != ALIAS_PREDICATE or relation.assertion != "asserted":
            continue
        head, tail = forms.get(relation.head), forms.get(relation.tail)
        if head is None or tail is None or head == tail or head.label != tail.label:
            continue
        shorter, longer = sorted((head, tail), key=lambda form: (len(form.key), form))
        declared[reading.document_id, shorter].add(longer)


def _parts(label: str, text: str) -> tuple[str, str]:
    if label == "Organization":
        return company_parts(text)
    if label == "Location":
        return place_parts(text)
    return name_key(label, text), ""


def _ambiguous_stems(readings: Iterable[Reading], labels: Labels) -> frozenset[tuple[str, str]]:
    """Return stems with two legal forms ("Acme Ltd", "Acme plc"): those stay apart."""
    suffixes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for reading in readings:
        for mention in reading.mentions:
            if mention.label in ("Organization", "Location"):
                label = labels.of(mention)
                stem, suffix = _parts(label, mention.text)
                if suffix:
                    suffixes[label, stem].add(suffix)
    return frozenset(stem for stem, found in suffixes.items() if len(found) > 1)


def _form(mention: Mention, labels: Labels, split: frozenset[tuple[str, str]]) -> tuple[Form, bool]:
    """Return the form of a mention, and whether it was given with its legal form."""
    if mention.label in VALUE_LABELS:
        return Form(mention.label, mention.value or plain(mention.text)), False
    label = labels.of(mention)
    stem, suffix = _parts(label, mention.text)
    is_legal = label == "Organization" and bool(suffix)
    return Form(label, stem, suffix if (label, stem) in split else ""), is_legal

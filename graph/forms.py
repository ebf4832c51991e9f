"""The different ways a name is written in the archive, gathered from mentions (pure).

A form is a label and a compared name; `graph.resolve` decides which forms name one thing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from briefbook.records import Mention, Reading
from briefbook.schema import ALIAS_PREDICATE, NAMED_LABELS, VALUE_LABELS
from graph.names import company_parts, name_key, place_parts, plain

#: A label wins all mentions of a name when it has this share of them.
MAJORITY = 2 / 3


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

    A name with more than one label takes the label that two thirds of its mentions have: taggers
    waver on single names, and the archive as a whole knows better. Names in one of `groups` vote
    together, and the most frequent label wins.
    """
    labels = _settle_labels(readings, groups)
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


def _settle_labels(
    readings: Iterable[Reading], groups: Sequence[Sequence[str]]
) -> Mapping[str, str]:
    """Return the label of each plain name that has more than one."""
    group_of = {plain(name): plain(group[0]) for group in groups for name in group}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for reading in readings:
        for mention in reading.mentions:
            if mention.label in NAMED_LABELS:
                key = plain(mention.text)
                votes[group_of.get(key, key)][mention.label] += 1
    settled = {}
    leaders = set(group_of.values())
    for key, counts in votes.items():
        label, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if len(counts) > 1 and (key in leaders or count >= MAJORITY * counts.total()):
            settled[key] = label
    return settled | {key: settled[first] for key, first in group_of.items() if first in settled}


def _parts(label: str, text: str) -> tuple[str, str]:
    if label == "Organization":
        return company_parts(text)
    if label == "Location":
        return place_parts(text)
    return name_key(label, text), ""


def _ambiguous_stems(
    readings: Iterable[Reading], labels: Mapping[str, str]
) -> frozenset[tuple[str, str]]:
    """Return stems with two legal forms ("Acme Ltd", "Acme plc"): those stay apart."""
    suffixes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for reading in readings:
        for mention in reading.mentions:
            if mention.label in ("Organization", "Location"):
                label = labels.get(plain(mention.text), mention.label)
                stem, suffix = _parts(label, mention.text)
                if suffix:
                    suffixes[label, stem].add(suffix)
    return frozenset(stem for stem, found in suffixes.items() if len(found) > 1)


def _form(
    mention: Mention, labels: Mapping[str, str], split: frozenset[tuple[str, str]]
) -> tuple[Form, bool]:
    """Return the form of a mention, and whether it was given with its legal form."""
    if mention.label in VALUE_LABELS:
        return Form(mention.label, mention.value or plain(mention.text)), False
    label = labels.get(plain(mention.text), mention.label)
    stem, suffix = _parts(label, mention.text)
    is_legal = label == "Organization" and bool(suffix)
    return Form(label, stem, suffix if (label, stem) in split else ""), is_legal

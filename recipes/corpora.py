"""What the shipped models learn from: passages of our own, and public data named by their paths.

Only data whose licence lets a model trained on it be given away is used: our passages, Re-DocRED
(MIT, text CC BY-SA), CrossNER (MIT, text CC BY-SA) and FinRE (MIT).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.formats import read_examples
from briefbook.records import Assertion

PASSAGES = Path(__file__).parent / "passages"

#: What the tagger learns; addresses and numbers of people are left to rules, which never miss them.
LABELS = (
    "Date",
    "Event",
    "Law",
    "Location",
    "Money",
    "Organization",
    "Percent",
    "Person",
    "Product",
    "Reference",
    "Role",
)

_CROSSNER = {
    "person": "Person",
    "politician": "Person",
    "scientist": "Person",
    "researcher": "Person",
    "writer": "Person",
    "musicalartist": "Person",
    "organisation": "Organization",
    "politicalparty": "Organization",
    "university": "Organization",
    "band": "Organization",
    "location": "Location",
    "country": "Location",
    "event": "Event",
    "conference": "Event",
    "election": "Event",
}
_CROSSNER_LOOKED_FOR = ("Event", "Location", "Organization", "Person")

_REDOCRED = {"PER": "Person", "ORG": "Organization", "LOC": "Location", "TIME": "Date"}

#: Wikidata's property, our predicate, and whether head and tail change places.
_PROPERTIES = {
    "P108": ("WORKS_FOR", False),  # employer
    "P169": ("HEADS", True),  # chief executive officer
    "P488": ("HEADS", True),  # chairperson
    "P127": ("OWNS", True),  # owned by
    "P749": ("OWNS", True),  # parent organization
    "P355": ("OWNS", False),  # subsidiary
    "P112": ("FOUNDED", True),  # founded by
    "P571": ("FOUNDED_ON", False),  # inception
    "P159": ("LOCATED_IN", False),  # headquarters
    "P276": ("LOCATED_IN", False),  # location
    "P131": ("LOCATED_IN", False),  # administrative unit
    "P463": ("MEMBER_OF", False),
    "P102": ("MEMBER_OF", False),  # party
    "P361": ("MEMBER_OF", False),  # part of
}

_FINRE: Mapping[str, tuple[str, bool, Assertion]] = {
    "收购": ("ACQUIRED", False, "asserted"),
    "被收购": ("ACQUIRED", True, "asserted"),
    "拟收购": ("ACQUIRED", False, "planned"),
    "被拟收购": ("ACQUIRED", True, "planned"),
    "拥有": ("OWNS", False, "asserted"),
    "被拥有": ("OWNS", True, "asserted"),
    "持股": ("OWNS", False, "asserted"),
    "被持股": ("OWNS", True, "asserted"),
    "入股": ("INVESTED_IN", False, "asserted"),
    "被入股": ("INVESTED_IN", True, "asserted"),
    "注资": ("INVESTED_IN", False, "asserted"),
    "被注资": ("INVESTED_IN", True, "asserted"),
    "成立": ("FOUNDED", False, "asserted"),
    "被成立": ("FOUNDED", True, "asserted"),
    "合作": ("COOPERATES_WITH", False, "asserted"),
    "签约": ("COOPERATES_WITH", False, "asserted"),
}


@dataclass(frozen=True, slots=True)
class Split:
    """Examples to learn from, and those that choose the best weights."""

    train: tuple[Example, ...]
    development: tuple[Example, ...]


def read_passages(folder: Path = PASSAGES) -> Split:
    """Read our own passages; about one in ten, by its name, is kept for development."""
    paths = sorted(folder.rglob("*.txt"))
    examples = [one for path in paths for one in read_examples(path, "marked")]
    held = [one for one in examples if _lot(one.id) < 26]
    return Split(tuple(one for one in examples if _lot(one.id) >= 26), tuple(held))


def _lot(name: str) -> int:
    return hashlib.sha256(name.encode()).digest()[0]


def only(examples: Iterable[Example], labels: Sequence[str] = LABELS) -> list[Example]:
    """Leave out mentions of other labels, and their relations with them."""
    return [_kept(one, {label: label for label in labels}) for one in examples]


def _kept(example: Example, names: Mapping[str, str]) -> Example:
    """Keep the mentions whose label has a name, under that name."""
    places = [place for place, one in enumerate(example.mentions) if one.label in names]
    new = {place: number for number, place in enumerate(places)}
    mentions = [
        replace(example.mentions[place], label=names[example.mentions[place].label])
        for place in places
    ]
    relations = [
        replace(one, head=new[one.head], tail=new[one.tail])
        for one in example.relations
        if one.head in new and one.tail in new
    ]
    return replace(example, mentions=tuple(mentions), relations=tuple(relations))


def read_crossner(folder: Path) -> list[Example]:
    """Read CrossNER (Liu et al. 2021), all domains: one folder each with train and dev."""
    paths = sorted(path for path in folder.glob("*/*") if path.name.startswith(("train", "dev")))
    return [
        replace(_kept(one, _CROSSNER), looked_for=_CROSSNER_LOOKED_FOR, document="")
        for path in paths
        for one in read_examples(path, "conll")
    ]


def read_redocred(path: Path) -> list[Example]:
    """Read Re-DocRED (Tan et al. 2022): names and dates, and the relations we have a name for."""
    return [_redocred(one) for one in read_examples(path, "docred")]


def _redocred(example: Example) -> Example:
    relations = []
    for one in example.relations:
        predicate, turned = _PROPERTIES.get(one.predicate, ("", False))
        if predicate:
            head, tail = (one.tail, one.head) if turned else (one.head, one.tail)
            relations.append(LabelledRelation(head, tail, predicate))
    named = _kept(replace(example, relations=tuple(relations)), _REDOCRED)
    return replace(named, looked_for=tuple(_REDOCRED.values()))


def read_finre(path: Path) -> list[Example]:
    """Read FinRE (Li et al. 2019), rows of one sentence as one example, companies as Organization.

    Rows of relations without a name of ours are left out, but for those that say "unknown".
    """
    texts: dict[str, list[Example]] = {}
    for one in read_examples(path, "finre"):
        if all(relation.predicate in _FINRE for relation in one.relations):
            texts.setdefault(one.text, []).append(one)
    return [_finre(rows) for rows in texts.values()]


def _finre(rows: Sequence[Example]) -> Example:
    spans = sorted({one.span for row in rows for one in row.mentions})
    places = {span: place for place, span in enumerate(spans)}
    relations = set()
    for row in rows:
        for one in row.relations:
            predicate, turned, assertion = _FINRE[one.predicate]
            ends = [places[row.mentions[end].span] for end in (one.head, one.tail)]
            head, tail = reversed(ends) if turned else ends
            relations.add(LabelledRelation(head, tail, predicate, assertion))
    return replace(
        rows[0],
        mentions=tuple(LabelledSpan(span, "Organization") for span in spans),
        relations=tuple(sorted(relations, key=lambda one: (one.head, one.tail, one.predicate))),
        language="zh",
    )

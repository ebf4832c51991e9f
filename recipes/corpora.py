"""What the shipped models learn from: passages of our own, and public data named by their paths.

Only data whose licence lets a model trained on it be given away is used: our passages, Re-DocRED
and CrossNER (both MIT, text CC BY-SA).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from briefbook.labels.examples import Example
from briefbook.labels.formats import read_examples

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
    """Read names and dates of Re-DocRED (Tan et al. 2022), without its relations."""
    return [
        replace(_kept(replace(one, relations=()), _REDOCRED), looked_for=tuple(_REDOCRED.values()))
        for one in read_examples(path, "docred")
    ]

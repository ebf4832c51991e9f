"""Examples of relation classification: one pair of mentions, and how it is tied if it is.

Their mentions are labelled "Entity"; `entity` says which of the pair each is, so that the
question a line asks is known also where the answer is "no relation".
"""

import re
from collections.abc import Iterator, Sequence

from briefbook.labels.building import build_example
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.reading import unreadable
from briefbook.records import Span

ENTITY = "Entity"
HEAD, TAIL = "head", "tail"


def build_pair(
    place: str,
    id: str,
    text: str,
    pair: tuple[LabelledSpan, LabelledSpan],
    predicate: str | None,
    *,
    turned: bool = False,
    tokens: Sequence[Span] = (),
) -> Example:
    """Return an Example with the two mentions of `pair` and, unless None, a relation.

    It goes from the first to the second, or back when `turned`.
    """
    head, tail = (1, 0) if turned else (0, 1)
    relations = [] if predicate is None else [LabelledRelation(head, tail, predicate)]
    return build_example(place, id, text, pair, relations, tokens=tokens)


def find_pair(place: str, text: str, first: str, second: str) -> tuple[Span, Span]:
    """Return where `first` and `second` stand nearest to each other in `text`, apart if they can.

    Raises LabelsError when one of them does not.
    """
    firsts, seconds = list_places(place, text, first), list_places(place, text, second)
    pairs = [(one, other) for one in firsts for other in seconds]
    return min(pairs, key=lambda pair: (pair[0].overlaps(pair[1]), _distance(*pair), pair))


def list_places(place: str, text: str, name: str) -> list[Span]:
    """Return wherever `name` stands in `text`.

    Raises LabelsError when it does not.
    """
    found = re.finditer(f"(?={re.escape(name)})", text) if name else ()
    spans = [Span(match.start(), match.start() + len(name)) for match in found]
    if not spans:
        raise unreadable(place, f"{name!r} does not stand in its sentence")
    return spans


def _distance(one: Span, other: Span) -> int:
    return max(one.start, other.start) - min(one.end, other.end)


def list_pairs(example: Example) -> Iterator[tuple[LabelledSpan, LabelledSpan, str | None]]:
    """Yield (head, tail, predicate) of each asserted relation; of an untied pair, predicate None.

    Formats of pairs have no place for assertions: what is negated or planned must not become a
    relation in them, so it is no relation at all.
    """
    asserted = [one for one in example.relations if one.assertion == "asserted"]
    mentions = example.mentions
    for one in asserted:
        yield mentions[one.head], mentions[one.tail], one.predicate
    if not asserted and len(mentions) == 2:
        head, tail = sorted(mentions, key=lambda one: one.entity != HEAD)
        yield head, tail, None

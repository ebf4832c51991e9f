"""Lines of `head TAB tail TAB relation TAB sentence`: FinRE and SanWen (Li et al. 2019).

One Example a line, "unknown" being no relation. The format names the pair without saying where it
stands: of several places those nearest to each other are taken. Lost in writing: offsets, labels,
relations that are not asserted, mentions without relation (but for a pair alone), and all else.
"""

import re
from collections.abc import Sequence

from briefbook.labels.examples import Example, LabelledSpan
from briefbook.labels.pairs import ENTITY, HEAD, TAIL, build_pair, find_pair, list_pairs
from briefbook.labels.reading import decode_text, make_name, numbered_lines, reading, unreadable

_NONE = "unknown"
_BREAK = re.compile(r"[\t\n\r]")


def read_finre(data: bytes, source: str) -> list[Example]:
    """Read one Example a line; of its mentions, `entity` says which is head and which tail.

    Raises LabelsError when a line has not four columns or its pair does not stand in its sentence.
    """
    examples: list[Example] = []
    for number, line in numbered_lines(decode_text(data, source)):
        if line.strip():
            name = make_name(source, len(examples) + 1)
            examples.append(_example(f"{source}:{number}", line, name))
    return examples


def _example(place: str, line: str, name: str) -> Example:
    columns = line.split("\t")
    if len(columns) != 4:
        raise unreadable(place, f"{len(columns)} columns, not 4 (head, tail, relation, sentence)")
    head, tail, predicate, text = columns
    with reading(place):
        first, second = find_pair(place, text, head, tail)
    pair = LabelledSpan(first, ENTITY, HEAD), LabelledSpan(second, ENTITY, TAIL)
    return build_pair(place, name, text, pair, None if predicate == _NONE else predicate)


def write_finre(examples: Sequence[Example]) -> bytes:
    """Write one line a relation; what is lost stands at the top of this module."""
    lines = [
        (example.quote(head.span), example.quote(tail.span), predicate or _NONE, example.text)
        for example in examples
        for head, tail, predicate in list_pairs(example)
    ]
    rows = ("\t".join(_BREAK.sub(" ", column) for column in line) for line in lines)
    return "".join(f"{row}\n" for row in rows).encode()

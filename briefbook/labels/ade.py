"""DRUG-AE.rel of the ADE corpus (Gurulingappa et al. 2012); read only.

    PMID|sentence|adverse effect|start|end|drug|start|end

Offsets count from the start of the abstract, which is not there, so the pair is found by its words
and by how far they stand apart. The relation "Adverse-Effect" goes from the effect to the drug, as
in SpERT's version.
"""

import re

from briefbook.labels.examples import Example, LabelledSpan
from briefbook.labels.joining import join_examples
from briefbook.labels.pairs import build_pair, list_places
from briefbook.labels.reading import decode_text, numbered_lines, unreadable

EFFECT, DRUG = "Adverse-Effect", "Drug"
_OFFSET = re.compile("[0-9]{1,9}")


def read_ade(data: bytes, source: str) -> list[Example]:
    """Read one Example a line, its id the article's number and the line's.

    Raises LabelsError when a line has not eight columns or does not hold what it names.
    """
    return [
        _example(f"{source}:{number}", line, number)
        for number, line in numbered_lines(decode_text(data, source))
        if line.strip()
    ]


def read_ade_sentences(data: bytes, source: str) -> list[Example]:
    """Read one Example a sentence, with all effects and drugs that its lines tell of.

    This is what joint extraction is measured on.
    """
    return join_examples(read_ade(data, source))


def _example(place: str, line: str, number: int) -> Example:
    columns = line.split("|")
    if len(columns) != 8:
        raise unreadable(place, f"{len(columns)} columns, not 8")
    article, text, effect, effect_start, _, drug, drug_start, _ = columns
    if not (_OFFSET.fullmatch(effect_start) and _OFFSET.fullmatch(drug_start)):
        raise unreadable(place, "columns 4 and 7 are not offsets")
    apart = int(drug_start) - int(effect_start)
    effects, drugs = list_places(place, text, effect), list_places(place, text, drug)
    pairs = ((one, other) for one in effects for other in drugs)
    first, second = min(pairs, key=lambda pair: (abs(pair[1].start - pair[0].start - apart), pair))
    pair = LabelledSpan(first, EFFECT), LabelledSpan(second, DRUG)
    return build_pair(place, f"{article}:{number}", text, pair, EFFECT)

"""Whether a text is readable, and how much of its wording its evidence has (pure)."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from summarize.claims import Statement
from summarize.terms import Term

_HAN = re.compile("[\u3400-\u9fff]+")
PASSIVE = re.compile(r"\bby\b|被|由|遭")
_LEAST_TERMS, _LEAST_PAIRS, _LEAST_JUMBLED = 2, 3, 5
_THRICE = 3
# Words with which nothing ends, and those with which only a sentence that has a stop does.
_UNFINISHED = re.compile(
    r"[,;:、，；：]$|(?:\b(?:an?|the|its|their|our|my|of|and|or|but)|[的和与及或把被])\s?[.。]?$|"
    r"\b(?:his|her|to|with|in|on|at|by|for|from|that|which|who|than|as|is|are|was|were|be|has|have|"
    r"had|will|would|may|not)$"
)


def garbled(written: Statement, evidence: Sequence[Statement]) -> str:
    """Return what makes a text unreadable: it repeats itself, is cut off, or says nothing.

    >>> from summarize.claims import read_statement
    >>> garbled(read_statement("the plan the plan the plan the plan the plan"), ())
    'repeats itself'
    """
    words = [word for word in re.findall(r"\w+", written.folded) if not _HAN.search(word)]
    han = "".join(_HAN.findall(written.text))
    runs = Counter(tuple(words[i : i + 3]) for i in range(len(words) - 2))
    runs += Counter((han[i : i + 4],) for i in range(len(han) - 3))
    if any(count >= _THRICE for count in runs.values()):
        return "repeats itself"
    if any(first == second for first, second in pairwise(words) if first not in ("had", "that")):
        return "repeats itself"
    if any(written.text.count(a) != written.text.count(b) for a, b in ("()", "[]", "《》", "{}")):
        return "unbalanced"
    if len(written.terms) < _LEAST_TERMS:
        return "says nothing"
    if jumbled(written, evidence):
        return "jumbled"
    if _is_cut_off(written, evidence):
        return "cut off"
    return ""


def _is_cut_off(written: Statement, evidence: Sequence[Statement]) -> bool:
    if _UNFINISHED.search(written.text):
        return True
    last = re.search(r"[^\W\d_]+(-?)$", written.folded)
    if last is None or _HAN.search(last[0]):
        return False
    words = {word for each in evidence for word in each.words}
    begun = any(word.startswith(last[0]) and word != last[0] for word in words)
    return bool(last[1]) or (last[0] not in words and begun)


def jumbled(written: Statement, evidence: Sequence[Statement]) -> bool:
    """Tell whether a text has the words of its evidence, but hardly two of them in a row."""
    pairs = {pair for each in evidence for pair in each.pairs}
    units = {unit for pair in pairs for unit in pair}
    own = written.pairs
    if len(own) < _LEAST_JUMBLED:
        return False
    known = sum(first in units and second in units for first, second in own)
    kept = sum(pair in pairs for pair in own)
    return known >= 0.7 * len(own) and kept < 0.3 * known


def borne_terms(written: Statement, evidence: Sequence[Statement]) -> list[Term]:
    """Return the terms of `written` that stand in the evidence, or a word of the same direction.

    Two Chinese characters that are borne with their other neighbours need not stand side by side.
    """
    stems = {stem for each in evidence for stem in each.stems}
    sides = {pole[:2] for each in evidence for pole in each.poles}
    same = {term.start for axis, side, term in written.poles if (axis, side) in sides}
    sure = {term for term in written.terms if term.stem in stems or term.start in same}
    starts = {term.start for term in sure}
    return [
        term
        for term in written.terms
        if term in sure
        or (_HAN.match(term.stem) and term.start - 1 in starts and term.start + 1 in starts)
    ]


def order_kept(written: Statement, evidence: Sequence[Statement]) -> float:
    """Return which share of neighbouring terms keeps the order that it has in the evidence.

    Only pairs that stand together in a source sentence count. Where the voice may have been turned
    ("bought by"), either order is right.
    """
    if PASSIVE.search(written.folded):
        return 1.0
    kept = total = 0
    for first, second in pairwise(borne_terms(written, evidence)):
        holders = [each for each in evidence if {first.stem, second.stem} <= each.stems]
        if first.stem != second.stem and holders:
            total += 1
            kept += any(_precedes(each, first.stem, second.stem) for each in holders)
    return kept / total if total >= _LEAST_PAIRS else 1.0


def _precedes(statement: Statement, first: str, second: str) -> bool:
    firsts, lasts = statement.first_places.get(first), statement.last_places.get(second)
    return firsts is not None and lasts is not None and firsts < lasts

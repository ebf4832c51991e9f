"""Whether source sentences bear what a written sentence claims (pure).

Everything is compared as values and stems. Where the evidence offers several candidates (two
figures, a fact and its denial), the words beside a claim decide which of them is meant.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from summarize.asserting import denials, directions, left_out
from summarize.claims import Statement
from summarize.context import Failure, agrees, beside
from summarize.figures import Figure
from summarize.naming import Name
from summarize.openers import AMBIGUOUS_SURNAMES, OPENERS, SURNAME_WORDS, SURNAMES
from summarize.wording import PASSIVE

_TITLES = "mr mrs ms dr sir miss prof professor lord lady"
_HONORIFICS = frozenset(_TITLES.split())
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tomorrow|tonight|(?:last|next|this) (?:week|month|year)|last night)\b|"
    r"昨[天日晚]|今[天日晚]|明[天日]|[去今明前]年|[上下本][周月]|上个月|下个月"
)
_HAN = re.compile("[\u3400-\u9fff]+")
_ROLE_ENDS = frozenset("理长授师任记席员者士官总")  # of 总经理, 董事长, 教授 …


def failures(
    written: Statement,
    evidence: Sequence[Statement],
    *,
    near: Sequence[Sequence[bool]] = (),
    known: Iterable[str] = (),
) -> tuple[Failure, ...]:
    """Return the claims of `written` that `evidence` does not bear; none: all are borne.

    `near[i][j]` tells whether evidence i and j stand side by side; without it, none do. `known` are
    names that stand in `written` by the word of an extractor or a graph.
    """
    if not evidence:
        return (Failure("evidence", written.text),)
    known = tuple(known)
    found: list[Failure] = []
    checks = (
        *(_names, _figures, _relative, denials, left_out),
        *(directions, _orders, _roles, _invented),
    )
    for check in checks:
        found += check(written, evidence)
    found += [Failure("name", name) for name in known if not any(holds(s, name) for s in evidence)]
    found += _together(written, evidence, near, known)
    return tuple(dict.fromkeys(found))


def holds(statement: Statement, name: str) -> bool:
    """Tell whether a statement holds a `plain` name, in any case, not as a part of a word.

    >>> from summarize.claims import read_statement
    >>> holds(read_statement("The Acmes met."), "Acme")
    False
    """
    place = statement.folded.find(name.casefold())
    while place >= 0:
        if not _splits_word(statement.folded, place, place + len(name)):
            return True
        place = statement.folded.find(name.casefold(), place + 1)
    return False


def _splits_word(text: str, start: int, end: int) -> bool:
    return any(
        0 < cut < len(text)
        and text[cut - 1].isalnum()
        and text[cut].isalnum()
        and not (_HAN.match(text[cut - 1]) or _HAN.match(text[cut]))
        for cut in (start, end)
    )


# Names


def _names(written: Statement, evidence: Sequence[Statement]) -> Iterator[Failure]:
    capitals = {name.key for each in evidence for name in each.names}
    words = {word for each in evidence for word in each.words}
    small = {word for each in evidence for word in each.small_words}
    stems = {stem for each in evidence for stem in each.stems}
    chains = [chain for each in evidence for chain in _chains(each)]
    before: Name | None = None
    for name in written.names:
        if _HAN.search(name.text):
            if not any(name.text in each.text for each in evidence):
                yield Failure("name", name.text)
        elif not _is_named(name, capitals, words, stems):
            yield Failure("name", name.text)
        elif before and _are_one(before, name, small) and not _in_chain(before, name, chains):
            yield Failure("name", f"{before.text} {name.text}")
        before = name


def _are_one(first: Name, second: Name, small: set[str]) -> bool:
    """Tell whether two words are surely parts of one name."""
    sure = second.follows and _is_sure(first, small) and _is_sure(second, small)
    return sure and not {first.key, second.key} & _HONORIFICS


def _is_sure(name: Name, small: set[str]) -> bool:
    return name.certain or name.key not in small


def _is_named(name: Name, capitals: set[str], words: set[str], stems: set[str]) -> bool:
    forms = _forms(name.key)
    if name.certain and name.key not in _HONORIFICS:
        return bool(forms & capitals)
    if forms & words or name.key in OPENERS:
        return True
    return name.term_stem in stems


def _forms(key: str) -> set[str]:
    return {key, f"{key}s", key.removesuffix("s")}


def _chains(statement: Statement) -> Iterator[list[str]]:
    chain: list[str] = []
    for name in statement.names:
        if not name.follows and chain:
            yield chain
            chain = []
        chain.append(name.key)
    if chain:
        yield chain


def _in_chain(first: Name, second: Name, chains: Sequence[Sequence[str]]) -> bool:
    for chain in chains:
        firsts = [place for place, key in enumerate(chain) if key in _forms(first.key)]
        if firsts and any(key in _forms(second.key) for key in chain[firsts[0] + 1 :]):
            return True
    return False


def _invented(written: Statement, evidence: Sequence[Statement]) -> Iterator[Failure]:
    """Find Chinese names of people: a surname where the evidence has other characters."""
    pairs = {text[i : i + 2] for text in (each.text for each in evidence) for i in range(len(text))}
    for run in _HAN.finditer(written.text):
        text = run[0]
        borne = [text[i : i + 2] in pairs for i in range(len(text) - 1)]
        for place in range(len(text) - 1):
            titled = place > 0 and text[place - 1] in _ROLE_ENDS
            covered = borne[place] or (place > 0 and borne[place - 1] and not titled)
            if covered or text[place] not in SURNAMES:
                continue
            if text[place : place + 2] in SURNAME_WORDS:
                continue
            if text[place] in AMBIGUOUS_SURNAMES and not titled:
                continue
            yield Failure("name", text[place : place + 3])


# Figures and dates


def _figures(written: Statement, evidence: Sequence[Statement]) -> Iterator[Failure]:
    for figure in written.figures:
        borne = [
            (each, other)
            for each in evidence
            for other in each.figures
            if figure.is_borne_by(other)
        ]
        if not borne:
            kind = "date" if figure.unit in ("date", "month", "weekday") else "figure"
            yield Failure(kind, written.text[figure.start : figure.end])
        elif figure.unit != "date" and not (
            _fits(written, figure, borne, evidence) and _same_end(written, figure, borne)
        ):
            yield Failure("figure", _with_words(written, figure))
    for first, second in pairwise(each for each in written.figures if each.unit != "date"):
        if _is_score(written, first, second) and not any(
            _holds_score(each, first, second) for each in evidence
        ):
            yield Failure("figure", written.text[first.start : second.end])


def _same_end(
    written: Statement, figure: Figure, borne: Sequence[tuple[Statement, Figure]]
) -> bool:
    """Tell "rose from 5 to 7" from "rose from 7 to 5"."""
    end = _end_of_range(written, figure)
    ends = {_end_of_range(each, other) for each, other in borne}
    return not end or "" in ends or end in ends


def _end_of_range(statement: Statement, figure: Figure) -> str:
    found = re.search(r"(\bfrom|\bto|从|由|至|到)\s?[$£€¥]?$", statement.folded[: figure.start])
    return (
        {"从": "from", "由": "from", "至": "to", "到": "to"}.get(found[1], found[1])
        if found
        else ""
    )


def _with_words(written: Statement, figure: Figure) -> str:
    return written.text[max(0, figure.start - 12) : figure.end + 12].strip()


def _is_score(statement: Statement, first: Figure, second: Figure) -> bool:
    return bool(
        re.fullmatch(r"\s?(?:-|~|to|:|比|至|到)\s?", statement.text[first.end : second.start])
    )


def _holds_score(statement: Statement, first: Figure, second: Figure) -> bool:
    plain = [each for each in statement.figures if each.unit != "date"]
    return any(
        one.value == first.value and other.value == second.value for one, other in pairwise(plain)
    )


def _fits(
    written: Statement,
    figure: Figure,
    borne: Sequence[tuple[Statement, Figure]],
    evidence: Sequence[Statement],
) -> bool:
    """Tell whether the words beside a figure are beside it in the evidence, not beside another."""
    rivals = [
        beside(each, other.start, other.end)
        for each in evidence
        for other in each.figures
        if other.unit == figure.unit and other.value != figure.value
    ]
    return not rivals or agrees(
        beside(written, figure.start, figure.end),
        [beside(each, other.start, other.end) for each, other in borne],
        rivals,
    )


def _relative(written: Statement, evidence: Sequence[Statement]) -> Iterator[Failure]:
    for match in _RELATIVE.finditer(written.folded):
        if not any(match[0] in each.folded for each in evidence):
            yield Failure("date", match[0])


# Who did what to whom


def _orders(written: Statement, evidence: Sequence[Statement]) -> Iterator[Failure]:
    """Find names that changed places: "Acme bought Northwind", "Northwind was bought by Acme"."""
    for first, second in pairwise(_heads(written)):
        if first.key == second.key or not _says_between(written, first, second):
            continue
        turned = _turned(written, first, second)
        seen = [
            (one.start > other.start) ^ _turned(each, *sorted((one, other), key=lambda n: n.start))
            for each in evidence
            for one in each.names
            if one.key == first.key
            for other in each.names
            if other.key == second.key
        ]
        if seen and turned not in seen:
            yield Failure("together", f"{first.text} … {second.text}")


def _roles(written: Statement, evidence: Sequence[Statement]) -> Iterator[Failure]:
    """Find names that stand beside the words of another name of the same sentence."""
    heads = _heads(written)
    if len({name.key for name in heads}) < 2:
        return
    for name in heads:
        meant, rivals = [], []
        for each in evidence:
            for other in _heads(each):
                words = beside(each, other.start, other.end)
                if other.key in _forms(name.key):
                    meant.append(words)
                elif any(other.key == head.key for head in heads):
                    rivals.append(words)
        if meant and rivals and not agrees(beside(written, name.start, name.end), meant, rivals):
            yield Failure("together", name.text)


def _heads(statement: Statement) -> list[Name]:
    return [name for name in statement.names if not name.follows]


def _says_between(statement: Statement, first: Name, second: Name) -> bool:
    names = {name.start for name in statement.names}
    return any(
        first.end <= term.start < second.start and term.start not in names
        for term in statement.terms
    )


def _turned(statement: Statement, first: Name, second: Name) -> bool:
    return bool(PASSIVE.search(statement.folded, first.end, second.start))


def _together(
    written: Statement,
    evidence: Sequence[Statement],
    near: Sequence[Sequence[bool]],
    known: Sequence[str],
) -> Iterator[Failure]:
    """Find claims that come from places which have nothing to do with each other."""
    places: list[tuple[str, set[int]]] = [
        (name.text, {i for i, each in enumerate(evidence) if _is_in(name, each)})
        for name in written.names
        if name.certain
    ]
    places += [
        (
            written.text[figure.start : figure.end],
            {i for i, e in enumerate(evidence) if any(figure.is_borne_by(o) for o in e.figures)},
        )
        for figure in written.figures
    ]
    places += [
        (name, {i for i, each in enumerate(evidence) if holds(each, name)}) for name in known
    ]
    for place, (text, held) in enumerate(places):
        for other, others in places[place + 1 :]:
            if held and others and not _touch(held, others, near):
                yield Failure("together", f"{text} … {other}")


def _is_in(name: Name, statement: Statement) -> bool:
    if _HAN.search(name.text):
        return name.text in statement.text
    return bool(_forms(name.key) & {other.key for other in statement.names})


def _touch(held: set[int], others: set[int], near: Sequence[Sequence[bool]]) -> bool:
    return any(i == j or (bool(near) and near[i][j]) for i in held for j in others)

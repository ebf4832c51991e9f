"""The names of a question are linked to nodes of the graph, exactly or by likeness (pure)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from decide.retrieve.graph import PassageGraph, row
from decide.retrieve.names import Found, name_key, without_bracket, words_of, written_as_name
from decide.terms import is_chinese

_CAPITALS = re.compile(
    r"[^\W\d_a-zß-ÿ][\w.'’-]*(?:\s+(?:(?:of|the|and|de|von|van|la)\s+)*(?:[^\W\d_a-zß-ÿ][\w.'’-]*|\d+))*"
)
_RARE = 300  # a word that more names hold says little
_ALIKE = 0.72  # likeness from which a name written otherwise is taken for another
_SAME_LETTERS = 0.8
#: Words that questions are made of; a name of nothing else must be written as a title.
_ASKING = frozenset(
    (  # noqa: SIM905
        "a about after an and any are as at be because been before both by came can come could "
        "country did do does film for first from had has have he her him his how i in into is it "
        "its last later many me movie much name of on one or our out person place same she should "
        "so song than that the their them there these they this to was we were what when where "
        "which who whom whose why will with would year you your"
    ).split()
)
_MOST_MEANT = 6  # things that one name may mean


@dataclass(frozen=True, slots=True)
class Linked:
    """A name in a question and what it may mean."""

    text: str
    start: int
    end: int
    nodes: tuple[int, ...]  # the likeliest first
    likeness: float  # 1: written as it is known

    @property
    def node(self) -> int:
        """What the name most likely means."""
        return self.nodes[0]


def link_names(question: str, graph: PassageGraph) -> tuple[Linked, ...]:
    """Return the names of a question that the graph knows, in order, none inside another."""
    words = words_of(question)
    found = [name for name in graph.dictionary.find_all(words) if _is_name(question, name, graph)]
    taken: list[Linked] = []
    for name in sorted(found, key=lambda each: (-each.words, each.start)):
        if _is_free(name.start, name.end, taken):
            nodes = likeliest(graph, graph.keys[name.key], name.key, question, name.start)
            end = name.end + (question[name.end : name.end + 1] in (")", "）"))
            taken.append(Linked(question[name.start : end], name.start, end, nodes, 1.0))
    taken += _alike(question, graph, taken)
    return tuple(sorted(taken, key=lambda linked: linked.start))


def _is_free(start: int, end: int, taken: Iterable[Linked]) -> bool:
    return all(end <= known.start or start >= known.end for known in taken)


def _is_name(question: str, found: Found, graph: PassageGraph) -> bool:
    parts = found.key.split(" ")
    if all(part in _ASKING for part in parts):
        # "Who Are You" is a film, "who are" is not: such a name is written with capitals
        # throughout.
        return found.words > 2 and question[found.start : found.end].istitle()
    if written_as_name(question, found, graph.plain):
        return True
    return found.words > 1 and not all(part in graph.plain for part in parts)


def likeliest(
    graph: PassageGraph, nodes: Sequence[int], name: str, text: str, start: int
) -> tuple[int, ...]:
    """Order what a name may mean: by what `text` says of its kind, then by having a passage."""
    if len(nodes) == 1:
        return tuple(nodes)
    around = {word.folded for word in words_of(text)}
    before = [word.folded for word in words_of(text[:start])][-1:]
    written, folded = name_key(name), text.casefold()

    def fit(node: int) -> tuple[float, ...]:
        bare, bracket = without_bracket(graph.names[node])
        kind = name_key(bracket).split()
        rest = name_key(bare.partition(",")[2]).split()
        shared = sum(word in around for word in rest) / (len(rest) or 1)
        next_to = float(bool(kind) and kind[-1] in before)
        same = float(name_key(graph.names[node]) == written)
        literal = float(graph.names[node].casefold() in folded)
        titled = float(len(row(graph.about, node)) > 0)
        alike = sum(word in around for word in kind)
        return (-same, -literal, -next_to, -shared, -alike, -titled, len(kind), node)

    return tuple(sorted(nodes, key=fit)[:_MOST_MEANT])


def _alike(question: str, graph: PassageGraph, taken: Sequence[Linked]) -> list[Linked]:
    """Link the capitals that are left to names that are written nearly so."""
    found = []
    first = re.match(r"\s*\w+", question)
    for match in _CAPITALS.finditer(question, first.end() if first else 0):
        start, end = _trim(question, match.start(), match.end())
        if end - start < 4 or not _is_free(start, end, taken):
            continue
        key, likeness = nearest_key(question[start:end], graph)
        if key:
            nodes = likeliest(graph, graph.keys[key], key, question, start)
            found.append(Linked(question[start:end], start, end, nodes, likeness))
    return found


def _trim(question: str, start: int, end: int) -> tuple[int, int]:
    text = question[start:end]
    text = re.sub(r"['’]s$", "", text.rstrip(".'’"))
    return start, start + len(text)


def nearest_key(name: str, graph: PassageGraph) -> tuple[str, float]:
    """Return the known name that is written most like `name`; empty when none is near.

    >>> from decide.retrieve.build import graph_of_titles
    >>> nearest_key("Frank Tutle", graph_of_titles(["Frank Tuttle", "Frank Capra"]))[0]
    'frank tuttle'
    """
    if is_chinese(name[0]):
        return "", 0.0
    words = name_key(name).split()
    candidates = {
        key
        for word in words
        if len(graph.by_word.get(word, ())) <= _RARE
        for key in graph.by_word.get(word, ())
    }
    scored = [(_likeness(words, key.split()), key) for key in candidates]
    best = max(scored, key=lambda pair: (pair[0], pair[1]), default=(0.0, ""))
    return (best[1], best[0]) if best[0] >= _ALIKE else ("", 0.0)


def _likeness(words: Sequence[str], others: Sequence[str]) -> float:
    """Return the share of words that both have, or nearly; 0 where figures differ."""
    if {word for word in words if word.isdigit()} != {word for word in others if word.isdigit()}:
        return 0.0  # "Super Bowl 50" is not "Super Bowl 51"
    left = list(others)
    shared = 0.0
    for word in words:
        near = [(_same(word, other), other) for other in left]
        score, other = max(near, default=(0.0, ""))
        if score >= _SAME_LETTERS:
            shared += score
            left.remove(other)
    return 2 * shared / (len(words) + len(others))


def _same(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if min(len(word), len(other)) < 4:
        return 0.0
    return SequenceMatcher(None, word, other).ratio()

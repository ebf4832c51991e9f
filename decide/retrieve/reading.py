"""The names in one passage, and what the words around each say of it (pure).

"It was directed by Y and stars Z": the words before Y fit a question for a director, those before Z
do not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from decide.retrieve.graph import PassageGraph
from decide.retrieve.link import likeliest, nearest_key
from decide.retrieve.names import Found, name_key, without_bracket, words_of, written_as_name
from decide.retrieve.relations import RELATIONS, Relation
from decide.terms import is_chinese

_CAPITALS = re.compile(
    r"[^\W\d_a-zß-ÿ][\w.'’-]*(?:\s+(?:(?:of|the|de|von|van|la)\s+)?[^\W\d_a-zß-ÿ][\w.'’-]*)*"
)
_SENTENCE = re.compile(r"(?<=[\w)\]\"”][.!?])\s+(?=[\"“(]?[^\W\d_a-zß-ÿ])|(?<=[。！？])|\n")
_INITIALS = re.compile(r"(?:^|[\s.])[^\W\d_]\.$|\b(?:Dr|Mr|Mrs|Ms|St|Jr|Sr|No|vs)\.$")
_SMALL = re.compile(r"(?<![\w'’])[a-zß-ÿ][\w'’-]*|[\u4e00-\u9fff]{2}")
_GLUE = frozenset(
    (
        "and",
        "or",
        "the",
        "a",
        "an",
        "of",
        "by",
        "with",
        "to",
        "in",
        "his",
        "her",
        "its",
        "their",
        "both",
    )
)
_BEFORE, _AFTER = 120, 50  # characters around a name that speak of it
_SLOPE = 0.25  # how fast words between the cue and the name take it away
_BEHIND = 0.6  # what a cue after the name counts beside one before it
_ANOTHER = 0.4  # what it counts when a cue for something else is nearer
_LEAST_LIKE = 0.8
_COMMA = re.compile("[，；,;]")
_ROOT = 6  # letters by which "director" and "directed" are alike
_RARE = 60  # names that hold a word for it to tell names apart


@dataclass(frozen=True, slots=True)
class Naming:
    """A name in a passage."""

    start: int
    end: int
    nodes: tuple[int, ...]  # what it may mean, the likeliest first


@dataclass(frozen=True, slots=True)
class Page:
    """A passage read for its names."""

    text: str
    namings: tuple[Naming, ...]
    bounds: tuple[int, ...]  # where sentences start


def read_page(text: str, graph: PassageGraph) -> Page:
    """Find the names in a passage, known ones and those written nearly so."""
    words = words_of(text)
    around = frozenset(word.folded for word in words)
    roots = frozenset(word[:_ROOT] for word in around)
    namings = []
    for found in graph.dictionary.find(words):
        if written_as_name(text, found, graph.plain):
            meant = [
                node
                for node in graph.keys[found.key]
                if _may_be_meant(graph, node, found, around, roots)
            ]
            if meant:
                nodes = likeliest(graph, meant, found.key, text, found.start)
                namings.append(Naming(found.start, found.end, nodes))
    bounds = [0, *(match.end() for match in _SENTENCE.finditer(text) if _ends(text, match.start()))]
    return Page(text, tuple(namings), tuple(bounds))


def _may_be_meant(
    graph: PassageGraph, node: int, found: Found, around: frozenset[str], roots: frozenset[str]
) -> bool:
    """Tell whether a short form of a name may mean this one here.

    One word may mean a name told apart in brackets ("Steno (director)") where the text speaks of
    such a thing; a name without what follows its comma ("Henry II, Lord of Ligny") where a rare
    word of that stands in the text.
    """
    bare, bracket = without_bracket(graph.names[node])
    if found.words == 1 and bracket and name_key(bare) == found.key:
        return any(word[:_ROOT] in roots for word in name_key(bracket).split())
    short, _, rest = bare.partition(",")
    if rest and name_key(short) == found.key:
        return any(
            word in around and len(graph.by_word.get(word, ())) <= _RARE
            for word in name_key(rest).split()
        )
    return True


def _ends(text: str, place: int) -> bool:
    return not _INITIALS.search(text[max(0, place - 6) : place])


def fit(page: Page, naming: Naming, relation: Relation) -> float:
    """Return how well the words around a name say the relation, from 0 to 1."""
    low = max([bound for bound in page.bounds if bound <= naming.start], default=0)
    high = min([bound for bound in page.bounds if bound > naming.start], default=len(page.text))
    before = page.text[max(low, naming.start - _BEFORE) : naming.start]
    after = page.text[naming.end : min(high, naming.end + _AFTER)]
    if is_chinese(page.text[naming.start]):
        # "由X执导，Y主演": what is said of a name follows it, and a comma ends it.
        before, after = _COMMA.split(before)[-1], _COMMA.split(after)[0]
        return max(_fit_before(before, relation), _fit_after(after, relation))
    return max(_fit_before(before, relation), _BEHIND * _fit_after(after, relation))


def _fit_before(text: str, relation: Relation) -> float:
    cues = list(relation.said.finditer(text))
    if not cues:
        return 0.0
    between = text[cues[-1].end() :]
    return _decay(between) * (_ANOTHER if _other_cue(between, relation) else 1.0)


def _fit_after(text: str, relation: Relation) -> float:
    cue = relation.said.search(text)
    if cue is None:
        return 0.0
    between = text[: cue.start()]
    return _decay(between) * (_ANOTHER if _other_cue(between, relation) else 1.0)


def _decay(between: str) -> float:
    words = [word for word in _SMALL.findall(between) if word not in _GLUE]
    return 1 / (1 + _SLOPE * len(words))


#: What is no other thing: "the son of X and his wife Y" names parents.
_SAID_ALIKE = {"parent": ("child", "spouse"), "child": ("parent",)}


def _other_cue(between: str, relation: Relation) -> bool:
    """Tell whether words for something else come between, after a name.

    "Directed and written by Y" says both of Y, "directed by X and written by Y" does not.
    """
    name = _CAPITALS.search(between)
    if name is None and between.isascii():
        return False
    rest = between[name.end() :] if name else between
    return any(
        other.asked.search(rest)
        for other in RELATIONS.values()
        if other.name != relation.name and other.name not in _SAID_ALIKE.get(relation.name, ())
    )


def unknown_names(
    page: Page, relation: Relation, graph: PassageGraph
) -> list[tuple[Naming, float]]:
    """Return names after words that say the relation that are known only under a like name."""
    found = []
    for cue in relation.said.finditer(page.text):
        match = _CAPITALS.search(page.text, cue.end(), min(len(page.text), cue.end() + 60))
        if match is None or is_chinese(match.group()[0]):
            continue
        naming = _near_name(page, match.start(), match.end(), graph)
        if naming:
            found.append((naming, fit(page, naming, relation)))
    return found


def _near_name(page: Page, start: int, end: int, graph: PassageGraph) -> Naming | None:
    if any(naming.start < end and start < naming.end for naming in page.namings):
        return None
    name = page.text[start:end].rstrip(".'’")
    if len(name.split()) < 2:
        return None
    key, likeness = nearest_key(name, graph)
    if likeness < _LEAST_LIKE:
        return None
    return Naming(start, end, likeliest(graph, graph.keys[key], key, page.text, start))


def sources_of(page: Page, nodes: Sequence[int]) -> list[Naming]:
    """Return where a passage names one of `nodes`."""
    wanted = set(nodes)
    return [naming for naming in page.namings if wanted & set(naming.nodes[:2])]

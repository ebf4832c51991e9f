"""The graph of a briefing drawn as inline SVG: labelled boxes, and lines that say their facts."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from briefbook.records import Fact
from briefbook.schema import PREDICATES
from reports.book import Book, Name, fact_anchor, fact_of, fact_phrase, name_entity
from reports.layout import (
    Curve,
    Point,
    Rectangle,
    close_gaps,
    free_place,
    place_labels,
    route,
    text_width,
)
from reports.readable import shortened
from reports.words import name_of, percent, say

_WIDTH = 980.0
_HEIGHT_PER_NODE, _LEAST_HEIGHT = 20.0, 260.0
_TEXT, _TEXT_HEIGHT, _PADDING = 13.0, 28.0, 13.0
_EDGE_TEXT, _EDGE_TEXT_HEIGHT = 10.5, 14.0
_LABEL_CHARACTERS = 30


@dataclass(frozen=True, slots=True)
class _Edge:
    """All facts that tie one pair of entities, drawn as one line."""

    tail: int
    head: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """What a colour of the drawing stands for."""

    kind: str
    label: str


def draw_graph(book: Book) -> Markup:
    """Draw the briefing's graph; nothing when it has fewer than two entities."""
    drawing = book.briefing.drawing
    if len(drawing.entities) < 2:
        return Markup("")
    names = [name_entity(book, entity_id) for entity_id in drawing.entities]
    texts = [shortened(name.text, _LABEL_CHARACTERS).replace(" […]", "…") for name in names]
    sizes = [(text_width(text, _TEXT) + 2 * _PADDING, _TEXT_HEIGHT) for text in texts]
    height = _LEAST_HEIGHT + _HEIGHT_PER_NODE * len(names)
    labels, height = place_labels(drawing.positions, sizes, width=_WIDTH, height=height)
    labels, height = close_gaps(labels, height)
    edges = _edges(book)
    parts = [
        _opening(book, height, nodes=len(names), edges=len(drawing.facts)),
        *_draw_edges(book, edges, labels, height),
        *(_draw_node(name, text, at) for name, text, at in zip(names, texts, labels, strict=True)),
        Markup("</svg>"),
    ]
    return Markup("").join(parts)


def legend(book: Book) -> tuple[Legend, ...]:
    """Name the colours of the drawing, in the order in which they first appear."""
    names = [name_entity(book, entity_id) for entity_id in book.briefing.drawing.entities]
    kinds = {name.kind: name.label for name in reversed(names)}
    return tuple(Legend(kind, kinds[kind]) for kind in dict.fromkeys(name.kind for name in names))


def _opening(book: Book, height: float, *, nodes: int, edges: int) -> Markup:
    return Markup(
        '<svg class="graph" viewBox="0 0 {} {}" role="group" aria-label="{}">'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 .8 7.5 4 0 7.2z"/></marker></defs>'
    ).format(
        _decimal(_WIDTH),
        _decimal(height),
        say("connections.drawing", book.language, nodes=nodes, edges=edges),
    )


def _edges(book: Book) -> tuple[_Edge, ...]:
    places = {entity_id: index for index, entity_id in enumerate(book.briefing.drawing.entities)}
    groups: dict[frozenset[str], list[Fact]] = {}
    for fact_id in book.briefing.drawing.facts:
        fact = fact_of(book, fact_id)
        if fact.subject != fact.object and fact.subject in places and fact.object in places:
            groups.setdefault(frozenset((fact.subject, fact.object)), []).append(fact)
    return tuple(
        _Edge(places[facts[0].subject], places[facts[0].object], tuple(facts))
        for facts in map(_facts_first, groups.values())
    )


def _facts_first(facts: list[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: fact.assertion != "asserted")


def _draw_edges(
    book: Book, edges: Sequence[_Edge], labels: Sequence[Rectangle], height: float
) -> list[Markup]:
    taken = list(labels)
    drawn = []
    for edge in edges:
        curve = route(labels, edge.tail, edge.head)
        words = fact_phrase(book, edge.facts[0])
        size = (text_width(words, _EDGE_TEXT) + 6, _EDGE_TEXT_HEIGHT)
        room = free_place(curve, size, taken, width=_WIDTH, height=height)
        if room is not None:
            taken.append(room)
        drawn.append(_draw_edge(book, edge, curve, words, room))
    return drawn


def _draw_edge(book: Book, edge: _Edge, curve: Curve, words: str, room: Rectangle | None) -> Markup:
    path = "M{} {}Q{} {} {} {}".format(
        *(_decimal(number) for point in (curve.start, curve.control, curve.end) for number in point)
    )
    first = edge.facts[0]
    asserted = first.assertion == "asserted"
    return Markup(
        '<a class="edge{}" href="#{}" tabindex="-1"><title>{}</title>'
        '<path class="reach" d="{}"/><path class="line" d="{}"{}/>{}</a>'
    ).format(
        "" if asserted else " unsure",
        fact_anchor(first.id),
        "\n".join(_sentence(book, fact) for fact in edge.facts),
        path,
        path,
        Markup(' marker-end="url(#arrow)"') if _is_directed(edge) else "",
        _text(words, (room.x, room.y + 3.5)) if room else "",
    )


def _is_directed(edge: _Edge) -> bool:
    known = PREDICATES.get(edge.facts[0].predicate)
    same_way = all(fact.subject == edge.facts[0].subject for fact in edge.facts)
    return same_way and not (known is not None and known.symmetric)


def _sentence(book: Book, fact: Fact) -> str:
    subject, object_ = name_entity(book, fact.subject).text, name_entity(book, fact.object).text
    said = f"{subject} {fact_phrase(book, fact)} {object_}"
    if fact.assertion != "asserted":
        return f"{said} ({name_of('assertion', fact.assertion, book.language)})"
    return f"{said} · {percent(fact.confidence)} %"


def _draw_node(name: Name, text: str, at: Rectangle) -> Markup:
    radius = at.height / 2 if name.kind == "person" else 5
    node = Markup(
        '<g class="node kind-{}"><title>{} · {}</title>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>{}</g>'
    ).format(
        name.kind,
        name.text,
        name.label,
        *(_decimal(n) for n in (at.x - at.width / 2, at.y - at.height / 2, at.width, at.height)),
        _decimal(radius),
        _text(text, (at.x, at.y + 4.5)),
    )
    return Markup('<a href="{}">{}</a>').format(name.href, node) if name.href else node


def _text(text: str, at: Point) -> Markup:
    return Markup('<text x="{}" y="{}">{}</text>').format(_decimal(at[0]), _decimal(at[1]), text)


def _decimal(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

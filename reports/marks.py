"""Quoted places in a stretch of text: cut where they begin and end, marked and anchored (pure).

Places may overlap, lie in one another or run over several stretches, such as the cells of a row.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from briefbook.records import Span
from reports.anchors import anchor


def homes(stretches: Sequence[Span], spans: Iterable[Span]) -> dict[Span, Span]:
    """Tell which stretch holds the anchor of each span: the first they share, else the one before.

    `stretches` are in order and do not overlap.

    >>> homes([Span(0, 5), Span(7, 9)], [Span(3, 8), Span(5, 7)])
    {Span(start=3, end=8): Span(start=0, end=5), Span(start=5, end=7): Span(start=0, end=5)}
    """
    found: dict[Span, Span] = {}
    for span in spans:
        before = bisect_right(stretches, span.start, key=lambda stretch: stretch.start) - 1
        candidates = stretches[max(0, before) : before + 2]
        shared = [stretch for stretch in candidates if stretch.overlaps(span)]
        if candidates:
            found[span] = (shared or candidates)[0]
    return found


def mark(text: str, stretch: Span, spans: Iterable[Span], anchored: Iterable[Span]) -> Markup:
    """Write `stretch` of `text` with the parts of `spans` in it marked.

    `anchored` are the spans whose anchor belongs into this stretch.

    >>> mark("Ada met Bo", Span(0, 10), [Span(0, 3)], [Span(0, 3)])
    Markup('<mark class="q-0-3" id="q-0-3">Ada</mark> met Bo')
    """
    inside = sorted(span for span in spans if span.overlaps(stretch))
    waiting = sorted(anchored)
    bounds = {stretch.start, stretch.end}
    bounds |= {max(span.start, stretch.start) for span in inside}
    bounds |= {min(span.end, stretch.end) for span in inside}
    edges = sorted(bounds)
    pieces = [_loose_anchor(span) for span in waiting if not span.overlaps(stretch)]
    for start, end in zip(edges, edges[1:], strict=False):
        covering = [span for span in inside if span.overlaps(Span(start, end))]
        starting = [span for span in waiting if max(span.start, stretch.start) == start]
        pieces.append(_piece(text[start:end], covering, [s for s in starting if s in covering]))
    return Markup("").join(pieces)


def _piece(text: str, covering: Sequence[Span], starting: Sequence[Span]) -> Markup:
    if not covering:
        return escape(text)
    pieces = [_loose_anchor(span) for span in starting[1:]]
    identity = Markup(' id="{}"').format(anchor(starting[0])) if starting else ""
    classes = " ".join(anchor(span) for span in covering)
    pieces.append(Markup('<mark class="{}"{}>{}</mark>').format(classes, identity, text))
    return Markup("").join(pieces)


def _loose_anchor(span: Span) -> Markup:
    return Markup('<span class="anchor" id="{}"></span>').format(anchor(span))

"""Which places a briefing quotes: what its source pages must show, and who needs an image."""

from collections.abc import Iterable, Iterator, Mapping

from briefbook.records import Box, Briefing, Digest, Document, Evidence, Sentence, Span
from reports.settings import ReportSettings

#: The quoted places of each document that has a source page, and the page each stands on.
Places = Mapping[str, Mapping[Span, int | None]]


def strongest(evidence: Iterable[Evidence], limit: int) -> tuple[Evidence, ...]:
    """Return the first `limit` pieces of evidence, each place once, in the order given."""
    places: dict[tuple[str, Span], Evidence] = {}
    for piece in evidence:
        places.setdefault((piece.document_id, piece.span), piece)
    return tuple(places.values())[:limit]


def grounds(sentence: Sentence, limit: int) -> tuple[Evidence, ...]:
    """Return the places a sentence leads to: all of them where a model wrote it, else `limit`."""
    everything = len(sentence.evidence)
    return strongest(sentence.evidence, everything if sentence.origin == "written" else limit)


def sentences_of(briefing: Briefing) -> Iterator[Sentence]:
    """Yield every sentence of the briefing's digests, timeline and answers."""
    digests: list[Digest] = [*briefing.digests]
    digests += [card.digest for card in briefing.documents if card.digest is not None]
    for digest in digests:
        yield from digest.sentences
    for entry in briefing.timeline:
        yield entry.sentence
    for answer in briefing.answers:
        yield from answer.sentences


def cited_places(
    briefing: Briefing, *, settings: ReportSettings | None = None
) -> dict[str, tuple[Evidence, ...]]:
    """Return the evidence that the briefing quotes, by document, each place once.

    Documents in the order of their ids, places in the order of the text.
    """
    limit = (settings or ReportSettings()).max_quotes
    places: dict[str, dict[Span, Evidence]] = {}
    for piece in _shown(briefing, limit):
        places.setdefault(piece.document_id, {}).setdefault(piece.span, piece)
    return {
        document_id: tuple(piece for _, piece in sorted(pieces.items()))
        for document_id, pieces in sorted(places.items())
    }


def cited_pages(document: Document, evidence: Iterable[Evidence]) -> tuple[int, ...]:
    """Return the numbers of the pages on which quotes have boxes, in order.

    These are the pages whose image the source page can show.
    """
    sized = {page.number for page in document.pages if page.width > 0 and page.height > 0}
    return tuple(sorted({box.page for piece in evidence for box in piece.boxes} & sized))


def places_in(document: Document, evidence: Iterable[Evidence]) -> dict[Span, int | None]:
    """Return the page each quoted place of `document` starts on; None where there are no pages."""
    return {
        piece.span: _first_page(piece.boxes) or document.page_of(piece.span) for piece in evidence
    }


def page_of(piece: Evidence, places: Places | None) -> int | None:
    """Return the page a quote stands on, as far as is known."""
    known = (places or {}).get(piece.document_id, {})
    return known.get(piece.span) or _first_page(piece.boxes)


def _first_page(boxes: tuple[Box, ...]) -> int | None:
    return min((box.page for box in boxes), default=None)


def _shown(briefing: Briefing, limit: int) -> Iterator[Evidence]:
    """Yield the grounds that are shown of every claim."""
    for fact in briefing.facts:
        yield from strongest(fact.evidence, limit)
    for finding in briefing.findings:
        yield from strongest(finding.evidence, limit)
    for sentence in sentences_of(briefing):
        yield from grounds(sentence, limit)

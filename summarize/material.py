"""What a digest is chosen from: the sentences of a document and how they were measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefbook.records import Document, Reading, Span
from summarize.prose import telling_sentences
from summarize.salience import MEASURES, Bags, bags_of, measures, speaks, weigh
from summarize.sections import sections
from summarize.select import Array, rarities, unit_rows
from summarize.settings import SummarizeSettings
from summarize.weights import SENTENCES
from summarize.words import length

#: Which measures a setting makes stronger or weaker.
_OF_SETTINGS: Mapping[str, Sequence[str]] = {
    "centrality": ("centrality", "typical", "common"),
    "position": ("opening", "early", "first", "second", "third", "place", "last", "paragraph"),
    "heading": ("heading", "title"),
    "density": ("density",),
}

# What a sentence loses that cannot be read alone at all. People who wrote the summaries that the
# weights were learned from did not quote, so this was not learned; it changes ROUGE by nothing.
_ALONE = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """The sentences of a document worth choosing from, in order."""

    document: Document
    spans: tuple[Span, ...]
    texts: tuple[str, ...]
    sizes: tuple[int, ...]  # in words
    bags: Bags
    parts: tuple[range, ...]  # its sections, as places in `spans`
    columns: Array  # a row of MEASURES for each
    speaks: bool  # a letter or talk
    names: frozenset[str]  # all that the reading found, as it stands in the text

    @property
    def size(self) -> int:
        """Words of all sentences."""
        return sum(self.sizes)

    def rows(self, places: Sequence[int]) -> Array:
        """Return the sentences at `places` as vectors, to tell which repeat each other."""
        bags = [self.bags.each[place] for place in places]
        return unit_rows(bags, rarities(self.bags.holders, len(self.spans)))


def read_material(
    document: Document,
    reading: Reading | None = None,
    settings: SummarizeSettings | None = None,
    *,
    query: str = "",
    weights: Mapping[str, float] | None = None,
) -> Material:
    """Measure the sentences of a document; there are none only in one without sentences.

    `weights` say how much each mention and relation of the reading matters, by id.
    """
    spans = telling_sentences(document)
    texts = tuple(document.quote(span) for span in spans)
    bags = bags_of(texts)
    parts = sections(document, spans, whole=(settings or SummarizeSettings()).compared)
    columns = measures(document, spans, bags, parts, reading=reading, weights=weights, query=query)
    return Material(
        document,
        spans,
        texts,
        tuple(map(length, texts)),
        bags,
        parts,
        columns,
        speaks(document, texts),
        frozenset(mention.evidence.quote for mention in reading.mentions)
        if reading
        else frozenset(),
    )


def salience(material: Material, kind: str, settings: SummarizeSettings) -> Array:
    """Return how much each sentence matters, from 0 to 1.

    `kind` names the weights that were learned (`summarize.weights`). A setting that is twice its
    default doubles the weights of its measures.
    """
    usual = SummarizeSettings()
    weights = dict(SENTENCES[kind])
    for name, changed in _OF_SETTINGS.items():
        times = getattr(settings, name) / (getattr(usual, name) or 1.0)
        weights |= {measure: weights.get(measure, 0.0) * times for measure in changed}
    worth = weigh(material.columns, MEASURES, weights)
    if kind != "report":  # in talk hardly anything can be, and a headline is cut out of it
        return worth
    telling = material.columns[:, MEASURES.index("telling")]
    return worth * (1 - _ALONE + _ALONE * telling)

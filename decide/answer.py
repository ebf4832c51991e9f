"""A question gets an answer made of quoted sentences and facts of the graph, or none at all.

"The archive does not say" is an answer without sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from briefbook.records import Answer, Document, Mention, Neighbourhood, Sentence, Span
from decide.question import Question, read_question
from decide.rank import Hit, TextEncoder
from decide.settings import DecideSettings
from decide.statements import fitting_statements
from decide.support import Measures, cover, fits, likelihood, names_cover, term_weights
from decide.terms import terms

PRODUCER = "decide.answer@1"
_MOST_SENTENCES = 80  # compared with the question; each costs an embedding


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an answer may be drawn from."""

    hits: Sequence[Hit]  # passages found for the question, best first
    documents: Mapping[str, Document]  # by id; those of the hits, others are not needed
    neighbourhoods: Sequence[Neighbourhood] = ()  # of the entities that the question names
    mentions: Mapping[str, Sequence[Mention]] = field(default_factory=dict)  # by document id


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer."""

    document_id: str
    span: Span
    measures: Measures
    likelihood: float


def answer(
    question: str,
    grounds: Grounds,
    encoder: TextEncoder,
    settings: DecideSettings | None = None,
) -> Answer:
    """Answer with sentences quoted word for word, after facts of the graph that say it.

    An answer without sentences means that the archive does not say. `confidence` is the likelihood
    of the best sentence or the confidence of the best fact; of an abstention, what was not enough.
    """
    settings = settings or DecideSettings()
    entities = [entity for around in grounds.neighbourhoods for entity in around.entities]
    asked = read_question(question, entities)
    stated = fitting_statements(asked, grounds.neighbourhoods, settings)
    found = find_candidates(asked, grounds, encoder, settings)
    chosen = _choose(found, grounds.documents, settings)
    best = max(
        [statement.confidence for statement in stated]
        + [candidate.likelihood for candidate in found[:1]],
        default=0.0,
    )
    sentences = [statement.sentence for statement in stated]
    sentences += [_quote(candidate, grounds.documents) for candidate in chosen]
    return Answer(question, tuple(sentences), best, f"{PRODUCER}+{encoder.name}")


def find_candidates(
    question: Question, grounds: Grounds, encoder: TextEncoder, settings: DecideSettings
) -> list[Candidate]:
    """Return the sentences of the best passages, the likeliest to answer first."""
    hits = [hit for hit in grounds.hits if hit.passage.document_id in grounds.documents]
    hits = hits[: settings.passages]
    places = _places(hits, grounds.documents)
    if not places or not question.terms:
        return []
    texts = [grounds.documents[hit.passage.document_id].quote(span) for hit, span in places]
    vectors = encoder.embed(texts, kind="passage")
    likeness = vectors @ encoder.embed([question.text], kind="query")[0]
    passage_terms = {
        hit.passage.id: _context_terms(hit, grounds.documents[hit.passage.document_id])
        for hit in hits
    }
    weights = term_weights(question, list(passage_terms.values()))
    found = [
        _candidate(question, grounds, hit, span, float(like), weights, passage_terms)
        for (hit, span), like in zip(places, likeness, strict=True)
    ]
    return sorted(found, key=lambda each: (-each.likelihood, each.document_id, each.span))


def _places(hits: Sequence[Hit], documents: Mapping[str, Document]) -> list[tuple[Hit, Span]]:
    """Return each sentence of the passages once, with the best passage that holds it."""
    places: dict[tuple[str, Span], Hit] = {}
    for hit in hits:
        document = documents[hit.passage.document_id]
        for span in document.sentences_in(hit.passage.span):
            places.setdefault((document.id, span), hit)
    return [(hit, span) for (_, span), hit in places.items()][:_MOST_SENTENCES]


def _context_terms(hit: Hit, document: Document) -> frozenset[str]:
    return frozenset(terms(f"{document.title}\n{hit.passage.heading}\n{hit.passage.text}"))


def _candidate(
    question: Question,
    grounds: Grounds,
    hit: Hit,
    span: Span,
    likeness: float,
    weights: Mapping[str, float],
    passage_terms: Mapping[str, frozenset[str]],
) -> Candidate:
    document = grounds.documents[hit.passage.document_id]
    text = document.quote(span)
    context = passage_terms[hit.passage.id]
    labels = _labels(grounds.mentions.get(document.id), span)
    measures = Measures(
        likeness=likeness,
        cover=cover(weights, frozenset(terms(text)), context),
        names=names_cover(question, context),
        fits=fits(question, text, labels),
    )
    return Candidate(document.id, span, measures, likelihood(measures))


def _labels(mentions: Sequence[Mention] | None, span: Span) -> dict[str, str] | None:
    if mentions is None:
        return None
    return {
        mention.text: mention.label for mention in mentions if span.contains(mention.evidence.span)
    }


def _choose(
    found: Sequence[Candidate], documents: Mapping[str, Document], settings: DecideSettings
) -> list[Candidate]:
    """Keep the likeliest, each wording once."""
    if not found or found[0].likelihood < settings.min_confidence:
        return []
    least = max(settings.min_confidence, settings.min_share * found[0].likelihood)
    wordings: dict[str, Candidate] = {}
    for candidate in found:
        if candidate.likelihood >= least:
            words = " ".join(terms(documents[candidate.document_id].quote(candidate.span)))
            wordings.setdefault(words, candidate)
    return list(wordings.values())[: settings.sentences]


def _quote(candidate: Candidate, documents: Mapping[str, Document]) -> Sentence:
    document = documents[candidate.document_id]
    score = round(candidate.likelihood, 4)
    evidence = document.evidence(candidate.span, producer=PRODUCER, score=score)
    return Sentence(evidence.quote, (evidence,))

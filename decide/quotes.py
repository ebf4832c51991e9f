"""Sentences of the passages that were found, the likeliest to answer first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefbook.records import Document, Mention, Sentence, Span
from decide.grounds import Asked, Grounds
from decide.lexicon import KIND_NOUNS, WORDINGS, family_of
from decide.naming import Named, fold
from decide.posts import posts_in
from decide.question import content_terms
from decide.rank import Hit, TextEncoder
from decide.settings import DecideSettings
from decide.support import (
    LOOKED_FOR,
    Measures,
    cover,
    fits,
    likelihood,
    names_cover,
    promise,
    read_likelihood,
    term_weights,
)
from decide.terms import terms

PRODUCER = "decide.answer@3"
_MOST_SENTENCES = 12  # compared with the question; each costs an embedding
_WE = re.compile(r"\b(?:we|us|our|ours|i|my)\b|我(?:公司|司|们|方|厂|院|校)|本公司|本院")
_ENDS = 300  # characters of a document in which it says whose it is
_LEAST_NAMES = 0.6  # of the names of a question, in a passage that answers
_DOUBT = 0.3  # of the likelihood left to a sentence that lacks what is asked for
_SLIGHT_DOUBT = 0.5  # the same where other words may say it


PlaceKey = tuple[str, Span]  # id of its document, and its place


@dataclass(frozen=True, slots=True)
class _Context:
    """The passage around a sentence, with the title and headings above it."""

    terms: frozenset[str]
    folded: str
    names: float  # share of the names of the question that it names
    place: int  # among the passages that were found, from 1


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence and where it stands."""

    document: Document
    span: Span
    context: _Context
    text: str
    terms: frozenset[str]
    labels: Mapping[str, str] | None  # of the names in it, by name; None: nobody has looked

    @property
    def key(self) -> PlaceKey:
        """Return what tells it from others."""
        return self.document.id, self.span

    @property
    def marked(self) -> bool:
        """Tell whether the names in it are known."""
        return self.labels is not None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer."""

    document_id: str
    span: Span
    measures: Measures
    likelihood: float  # to answer as a whole
    doubt: float  # what it is taken times where something that is asked for is missing; else 1


def find_candidates(
    asked: Asked,
    grounds: Grounds,
    encoder: TextEncoder,
    read: Mapping[PlaceKey, float] | None = None,
) -> list[Candidate]:
    """Return the sentences of the passages that were found, the likeliest to answer first.

    `read` says how likely a reader finds each to hold the answer. Of very many sentences those that
    cover most of the question are weighed, and those that it finds likeliest.
    """
    hits = [hit for hit in grounds.hits if hit.passage.document_id in grounds.documents]
    if not hits or not asked.question.terms:
        return []
    contexts = {
        hit.passage.id: _context(asked, hit, grounds, place) for place, hit in enumerate(hits, 1)
    }
    weights = term_weights(asked.question, [context.terms for context in contexts.values()])
    places = [
        _place(asked, grounds, hit, span, contexts[hit.passage.id])
        for hit, span in _spans(hits, grounds.documents)
    ]
    places = _promising(places, weights, read or {})
    vectors = encoder.embed([place.text for place in places], kind="passage")
    question = grounds.vector
    if question is None:
        question = encoder.embed([asked.question.text], kind="query")[0]
    likeness = vectors @ question
    found = [
        _candidate(asked, place, float(like), weights, read)
        for place, like in zip(places, likeness, strict=True)
    ]
    return sorted(found, key=lambda each: (-each.likelihood, each.document_id, each.span))


def _context(asked: Asked, hit: Hit, grounds: Grounds, place: int) -> _Context:
    document = grounds.documents[hit.passage.document_id]
    text = f"{document.title}\n{hit.passage.heading}\n{hit.passage.text}"
    folded = fold(text)
    meant = _meant(asked, folded, document)
    held = _terms(asked, text, meant)
    if not asked.things:
        return _Context(held, folded, names_cover(asked.question, held), place)
    shares = [
        1.0 if each in meant or _writes(each, document) else _share(asked, each, held)
        for each in asked.things
    ]
    return _Context(held, folded, sum(shares) / len(shares), place)


def _share(asked: Asked, named: Named, held: frozenset[str]) -> float:
    """Return what share of a name's terms a passage holds, where the graph knows nothing of it."""
    wanted = set(terms(asked.folded[named.start : named.end]))
    return 0.0 if asked.knows(named) or not wanted else len(wanted & held) / len(wanted)


def _place(asked: Asked, grounds: Grounds, hit: Hit, span: Span, context: _Context) -> _Place:
    document = grounds.documents[hit.passage.document_id]
    text = document.quote(span)
    held = _terms(asked, text, _meant(asked, fold(text), document))
    labels = _labels(grounds.mentions.get(document.id), span)
    return _Place(document, span, context, text, held, labels)


def _meant(asked: Asked, folded: str, document: Document) -> list[Named]:
    """Return the names of a question that a text speaks of, whatever it calls them.

    Who writes "we" is one of those that head or sign the document.
    """
    we = bool(_WE.search(folded))
    return [
        each for each in asked.things if each.stands_in(folded) or (we and _writes(each, document))
    ]


def _writes(named: Named, document: Document) -> bool:
    """Tell whether a document may be by one of these: it is named at its head or foot."""
    ends = document.text[:_ENDS] + document.text[-_ENDS:] + (document.meta("author") or "")
    return any(name in ends for one in named.entities for name in (one.name, *one.aliases))


def _terms(asked: Asked, text: str, meant: Sequence[Named]) -> frozenset[str]:
    """Return the terms of a text, with those in the question of the names it speaks of."""
    written = (asked.folded[each.start : each.end] for each in meant)
    return frozenset(terms(text)).union(*(terms(name) for name in written))


def _spans(hits: Sequence[Hit], documents: Mapping[str, Document]) -> list[tuple[Hit, Span]]:
    """Return each sentence of the passages once, with the best passage that holds it."""
    places: dict[tuple[str, Span], Hit] = {}
    for hit in hits:
        document = documents[hit.passage.document_id]
        for span in document.sentences_in(hit.passage.span):
            places.setdefault((document.id, span), hit)
    return [(hit, span) for (_, span), hit in places.items()]


def _promising(
    places: Sequence[_Place], weights: Mapping[str, float], read: Mapping[PlaceKey, float]
) -> list[_Place]:
    """Keep those most promising, in the order of the passages where they tie."""
    likely = [
        promise(read.get(place.key, 0.0), cover(weights, place.terms, place.context.terms))
        for place in places
    ]
    order = sorted(range(len(places)), key=lambda at: (-round(likely[at], 4), at))
    return [places[at] for at in sorted(order[:_MOST_SENTENCES])]


def _candidate(
    asked: Asked,
    place: _Place,
    likeness: float,
    weights: Mapping[str, float],
    read: Mapping[PlaceKey, float] | None,
) -> Candidate:
    measures = Measures(
        likeness=likeness,
        cover=cover(weights, place.terms, place.context.terms),
        names=place.context.names,
        fits=fits(asked.question, place.text, place.labels),
    )
    doubt = 1.0
    if _cannot_answer(asked, place, measures):
        doubt = _DOUBT
    elif _says_nothing_of_it(asked, place):
        doubt = _SLIGHT_DOUBT
    if read is None:
        likely = doubt * likelihood(measures)
    else:
        likely = read_likelihood(read.get(place.key, 0.0), measures, place.context.place, doubt)
    return Candidate(place.document.id, place.span, measures, likely, doubt)


def _cannot_answer(asked: Asked, place: _Place, measures: Measures) -> bool:
    """Tell whether a sentence lacks a name, the kind of value asked for, or what has to happen.

    Of "who founded X?" a passage that names X and says nothing of founding is no answer.
    """
    expects, said = asked.question.expects, place.context.folded
    if asked.things and measures.names < _LEAST_NAMES:
        return True
    if measures.fits == 0.0 and (expects <= LOOKED_FOR or place.marked):
        return True
    if _is_about_another(asked, place):
        return True
    posts = posts_in(asked.masked)
    if posts and "Person" in expects and not any(post in fold(place.text) for post in posts):
        return True
    contract = KIND_NOUNS["Reference"]
    if expects == {"Reference"} and contract.search(asked.masked) and not contract.search(said):
        return True
    return not _says_it_happened(asked, said)


def _says_it_happened(asked: Asked, folded: str) -> bool:
    """Tell whether a text has a word for what a question says happens; so if it says nothing."""
    happened = [name for name, each in WORDINGS.items() if each.verb.search(asked.masked)]
    family = frozenset().union(*map(family_of, happened))
    return not happened or any(WORDINGS[name].said_in(folded) for name in family)


def _is_about_another(asked: Asked, place: _Place) -> bool:
    """Tell whether a sentence names something of the kind of what is asked about, and not that.

    Of "when was A founded?" a sentence on when B was founded is no answer. Who asks for such a
    thing may be given it in a sentence that goes on about the one that was named before.
    """
    if len(asked.things) != 1 or asked.things[0].stands_in(fold(place.text)):
        return False
    kinds = {entity.label for entity in asked.things[0].entities} - asked.question.expects
    return any(label in kinds for label in (place.labels or {}).values())


def _says_nothing_of_it(asked: Asked, place: _Place) -> bool:
    """Tell whether a sentence lacks a word for what happens, or its passage for all else."""
    if not _says_it_happened(asked, fold(place.text)):
        return True
    happened = [each for each in WORDINGS if WORDINGS[each].verb.search(asked.masked)]
    asked_for = _asked_for(asked, happened)
    return bool(asked.things and asked_for) and not asked_for & place.context.terms


def _asked_for(asked: Asked, happened: Sequence[str]) -> set[str]:
    """Return what a question says besides names, figures and what happened."""
    rest = asked.masked
    for name in happened:
        rest = WORDINGS[name].cue.sub(" ", WORDINGS[name].verb.sub(" ", rest))
    wanted = {term for term in content_terms(rest) if len(term) > 1}
    return {term for term in wanted if not term[0].isdigit()}


def _labels(mentions: Sequence[Mention] | None, span: Span) -> dict[str, str] | None:
    if mentions is None:
        return None
    return {
        mention.text: mention.label for mention in mentions if span.contains(mention.evidence.span)
    }


def choose(
    found: Sequence[Candidate], documents: Mapping[str, Document], settings: DecideSettings
) -> list[Candidate]:
    """Keep the likeliest, each wording once; none where the best is not likely enough."""
    if not found or found[0].likelihood < settings.min_confidence:
        return []
    least = max(settings.min_confidence, settings.min_share * found[0].likelihood)
    wordings: dict[str, Candidate] = {}
    for candidate in found:
        if candidate.likelihood >= least:
            words = " ".join(terms(documents[candidate.document_id].quote(candidate.span)))
            wordings.setdefault(words, candidate)
    return list(wordings.values())[: settings.sentences]


def quote(candidate: Candidate, documents: Mapping[str, Document], role: str = "") -> Sentence:
    """Quote a sentence word for word."""
    document = documents[candidate.document_id]
    score = round(candidate.likelihood, 4)
    evidence = document.evidence(candidate.span, producer=PRODUCER, score=score)
    return Sentence(evidence.quote, (evidence,), role=role)

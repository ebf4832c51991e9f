"""A span of a document becomes a sentence that carries its grounds; a written text does so too."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from briefbook.records import Document, Reading, Sentence, Span
from summarize.bearing import failures
from summarize.claims import Statement, read_statement
from summarize.context import Failure
from summarize.known import known_names, qualified
from summarize.stems import is_content
from summarize.telling import number_length
from summarize.unsupported import unsupported
from summarize.wording import borne_terms, garbled, order_kept
from summarize.written import cut

__all__ = ["PRODUCER", "Grounded", "align", "cite", "ground", "sentence_of", "unsupported"]

PRODUCER = "summarize.select@3"

Candidate = tuple[Document, Span]

_MOST_EVIDENCE = 3  # source sentences that one written sentence may rest on
_LEAST_GAIN = 0.1  # of a written sentence's weight, for a further source sentence
_LEAST_BORNE = 0.75  # of the content words of a written sentence
_LEAST_ORDER = 0.6  # of its neighbouring content words, in the order of the evidence
_OPENING = 2  # words with which a sentence names who it is about
_NEIGHBOURS = 1  # sentences of a document so far apart still speak of the same


@dataclass(frozen=True, slots=True)
class Grounded:
    """A written text after each of its sentences was checked."""

    sentences: tuple[Sentence, ...]
    faithfulness: float  # from 0 to 1; see `ground`
    replaced: int  # sentences that gave way to a quote
    dropped: int = 0  # sentences that failed and whose best quote was told already


@dataclass(frozen=True, slots=True)
class _Check:
    """What was found out about one written sentence."""

    chosen: tuple[Candidate, ...]
    failures: tuple[Failure, ...]
    share: float  # of its content words, borne by the evidence
    scores: tuple[float, ...]  # how much of it each piece of evidence holds


@dataclass(slots=True)
class _Draft:
    """A digest while it grows; `used` are the places of candidates that it shows or tells."""

    sentences: list[Sentence] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    replaced: int = 0
    dropped: int = 0

    def add(self, sentence: Sentence, place: int) -> None:
        """Add a sentence that tells what the candidate at `place` says, unless it is there."""
        if sentence.text not in {each.text for each in self.sentences}:
            self.sentences.append(sentence)
        self.used.add(place)

    def replace(self, check: _Check, candidates: Sequence[Candidate]) -> None:
        """Add the quote nearest to a sentence that failed, unless the digest tells that already."""
        free = (place for place in range(len(candidates)) if place not in self.used)
        best = candidates.index(check.chosen[0]) if check.chosen else next(free, None)
        if best is None or best in self.used:
            self.dropped += 1
            return
        quote = cite(*candidates[best], score=check.scores[0] if check.scores else 0.0)
        self.add(Sentence(quote.text, quote.evidence, "replaced"), best)
        self.replaced += 1


def cite(document: Document, span: Span, *, score: float) -> Sentence:
    """Quote `span` word for word, without the bullet or number of a clause before it.

    `score` is how telling it is, cut to 0…1.
    """
    span = _said(document, span)
    within = round(float(min(1.0, max(0.0, score))), 4)
    evidence = document.evidence(span, producer=PRODUCER, score=within)
    return Sentence(evidence.quote, (evidence,))


def _said(document: Document, span: Span) -> Span:
    return Span(span.start + number_length(document.quote(span)), span.end)


def _quote(candidate: Candidate) -> str:
    document, span = candidate
    return document.quote(_said(document, span))


def sentence_of(document: Document, span: Span) -> Span | None:
    """Return the sentence that holds the start of `span`, or None where there is none."""
    found = document.sentences_in(span)
    return found[0] if found else None


def align(text: str, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Choose the source sentences that `text` was most likely written from, at most three.

    Greedy: each adds most of the content words still missing, rare ones and figures first; empty
    where no candidate shares a word with the text.
    """
    said = [read_statement(_quote(candidate)) for candidate in candidates]
    return tuple(candidates[place] for place in _places(read_statement(text), said))


def _places(written: Statement, said: Sequence[Statement]) -> list[int]:
    spread = Counter(stem for each in said for stem in each.stems & written.stems)
    names = {name.term_stem for name in written.names if name.certain}
    weights = {
        stem: log(1 + len(said) / count) * (2 if stem in names or stem[0] == "#" else 1)
        for stem, count in sorted(spread.items())
    }
    total = sum(weights.values())
    chosen: list[int] = []
    while len(chosen) < _MOST_EVIDENCE and weights:
        wanted = {stem for stem in weights if stem in names or stem[0] == "#"}
        gains = [
            round(sum(weights.get(stem, 0.0) for stem in sorted(each.stems & weights.keys())), 9)
            for each in said
        ]
        # Of equals, the shorter says less besides; then the earlier.
        best = max(range(len(said)), key=lambda at: (gains[at], -len(said[at].terms), -at))
        needed = _LEAST_GAIN * total if chosen and not (wanted & said[best].stems) else 1e-9
        if gains[best] < needed:
            break
        chosen.append(best)
        for stem in said[best].stems:
            weights.pop(stem, None)
    return chosen


def ground(
    text: str,
    candidates: Sequence[Candidate],
    *,
    producer: str,
    readings: Mapping[str, Reading] | None = None,
    names: Collection[str] = (),
) -> Grounded:
    """Cut a written text into sentences and keep those that the candidates bear.

    `producer` is whose text it is; `candidates` are the source sentences it was written from. A
    sentence that stands so in a source is "quoted". Any other is aligned with at most three, and
    every name, figure, date, denial, doubt and direction in it must be borne by those: it stays,
    as "written", or gives way to the candidate nearest to it, as "replaced", or is dropped where
    that one is in the digest already. Names of `readings` (by id of the document) and of the graph
    (`names`) are looked for as well, so pass a frozenset where there are many.

    `faithfulness` is taken before anything is replaced: the mean over the sentences of the text of
    the share of content words that stand in the evidence and in no claim that failed; 0 for a
    garbled sentence, 1 for a quoted one, and 1 for a text without sentences.
    """
    quotes = [_quote(candidate) for candidate in candidates]
    shares: list[float] = []
    draft = _Draft()
    for piece, place in cut(text, quotes):
        if place is not None:
            shares.append(1.0)
            draft.add(cite(*candidates[place], score=1.0), place)
            continue
        check = _checked(piece, candidates, readings or {}, names)
        shares.append(check.share)
        sentence = _written(piece, check, producer) if not check.failures else None
        # The last look is an independent one.
        if sentence is not None and not unsupported(sentence):
            draft.add(sentence, candidates.index(check.chosen[0]))
        else:
            draft.replace(check, candidates)
    faithfulness = round(sum(shares) / len(shares), 4) if shares else 1.0
    return Grounded(tuple(draft.sentences), faithfulness, draft.replaced, draft.dropped)


def _checked(
    piece: str,
    candidates: Sequence[Candidate],
    readings: Mapping[str, Reading],
    names: Collection[str],
) -> _Check:
    written = read_statement(piece)
    chosen = align(piece, candidates)
    evidence = [read_statement(_quote(candidate)) for candidate in chosen]
    documents = list({document.id: document for document, _ in candidates}.values())
    known = known_names(written, documents, readings, names)
    found = list(failures(written, evidence, near=_near(written, chosen, evidence), known=known))
    cited = [document.evidence(span, producer="", score=0.0) for document, span in chosen]
    found += qualified(written, cited, readings)
    borne = borne_terms(written, evidence)
    if len(borne) < _LEAST_BORNE * len(written.terms):
        found.append(Failure("words", f"{len(borne)} of {len(written.terms)} borne"))
    fault = garbled(written, evidence)
    if not fault and order_kept(written, evidence) < _LEAST_ORDER:
        fault = "out of order"
    share = _share(written, evidence, found)
    if fault:
        found.append(Failure("garbled", fault))
    scores = tuple(
        len(borne_terms(written, [each])) / max(1, len(written.terms)) for each in evidence
    )
    return _Check(chosen, tuple(found), 0.0 if fault else share, scores)


def _share(written: Statement, evidence: Sequence[Statement], found: Sequence[Failure]) -> float:
    wrong = {
        stem
        for failure in found
        if failure.kind != "words"
        for stem in read_statement(failure.text).stems
    }
    borne = [term for term in borne_terms(written, evidence) if term.stem not in wrong]
    return len(borne) / len(written.terms) if written.terms else 0.0


def _near(
    written: Statement, chosen: Sequence[Candidate], evidence: Sequence[Statement]
) -> list[list[bool]]:
    """Tell which pieces of evidence speak of the same.

    Those of one document that share a name with the text, and neighbours, unless the later of two
    opens with somebody whom the text leaves out: "Brown left. Acme bought Zenith."
    """
    spoken = {name.key for name in written.names}
    shared = [{name.key for name in each.names} & spoken for each in evidence]
    places = [
        (document.id, bisect_right(document.sentences, span.start, key=lambda each: each.start))
        for document, span in chosen
    ]
    strange = [_opens_with_stranger(each, spoken) for each in evidence]
    near = [[False] * len(chosen) for _ in chosen]
    for i, (document_id, place) in enumerate(places):
        for j, (other_id, other) in enumerate(places):
            later = i if place > other else j
            beside = abs(place - other) <= _NEIGHBOURS and not strange[later]
            near[i][j] = document_id == other_id and (beside or bool(shared[i] & shared[j]))
    return near


def _opens_with_stranger(statement: Statement, spoken: set[str]) -> bool:
    """Tell whether a name is among the first words that a text does not speak of."""
    opening = [start for _, start, _ in statement.units[:_OPENING]]
    leading = [name for name in statement.names if name.start in opening and is_content(name.text)]
    return bool(leading) and not any(name.key in spoken for name in leading)


def _written(piece: str, check: _Check, producer: str) -> Sentence:
    evidence = tuple(
        document.evidence(_said(document, span), producer=producer, score=round(score, 4))
        for (document, span), score in zip(check.chosen, check.scores, strict=True)
    )
    return Sentence(piece, evidence, "written")

"""Yes or no, with what speaks for it and what against it (pure).

"Yes" needs a fact or a sentence that asserts what is asked, "no" one that denies it, names another
value where there can be one only, or says the opposite. What is merely planned, supposed or made a
condition decides nothing (but a plan answers a question about the future). Silence is no "no".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from briefbook.records import Document, Fact, Sentence
from briefbook.schema import PREDICATES
from decide.grounds import Asked
from decide.lexicon import WORDINGS
from decide.naming import fold
from decide.polarity import Side, says_opposite, side_of
from decide.quotes import Candidate, quote
from decide.settings import DecideSettings
from decide.statements import asks_for, ties, word
from decide.terms import terms

PRODUCER = "decide.verdict@1"
#: What follows from a fact of another predicate.
_IMPLIED = {"OWNS": ("ACQUIRED",), "WORKS_FOR": ("HEADS",)}
_FUTURE = re.compile(r"^(?:will|shall|is .* going to)\b|(?:将|要|会|打算|计划).*吗|会不会|要不要")
#: Of the question's terms, in a sentence that decides: where it has a word for what is asked about,
#: and where there is none to look for.
_LEAST_COVER = {True: 0.3, False: 0.6}
#: Share of the usual confidence: a sentence that says the opposite lacks the question's own word.
_OPPOSITE = 0.7
_NEARLY = 0.5  # share of the confidence of the surest that what was said later needs
_MOST_SHOWN = 3  # sentences for and against


@dataclass(frozen=True, slots=True)
class Weighed:
    """A fact or sentence and which side it is on."""

    side: Side
    sentence: Sentence
    confidence: float
    seen: str = ""  # the latest date on which a document says it


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the grounds come to."""

    answer: Literal["yes", "no"] | None  # None: they do not decide
    confidence: float
    supporting: tuple[Sentence, ...]  # what the verdict rests on
    opposing: tuple[Sentence, ...]


def decide_yes_no(
    asked: Asked,
    candidates: Sequence[Candidate],
    documents: Mapping[str, Document],
    settings: DecideSettings,
) -> Verdict:
    """Weigh facts and sentences for and against what a question asks.

    The surest decides, unless the other side is nearly as sure and was said later: what had not
    happened in September may have happened in November.
    """
    weighed = [*_facts(asked, settings), *_sentences(asked, candidates, documents, settings)]
    deciding = [each for each in weighed if each.side in ("for", "against")]
    if not deciding:
        return Verdict(None, 0.0, (), ())
    best = _deciding(deciding)
    supporting = [each for each in deciding if each.side == best.side]
    opposing = [each for each in deciding if each.side != best.side]
    disputed = max((each.confidence for each in opposing), default=0.0)
    confidence = round(best.confidence * (1 - disputed / 2), 4)
    return Verdict(
        "yes" if best.side == "for" else "no",
        confidence,
        _shown([best, *supporting]),
        _shown(opposing),
    )


def _deciding(weighed: Sequence[Weighed]) -> Weighed:
    best = max(weighed, key=lambda each: (each.confidence, each.seen))
    later = [
        each
        for each in weighed
        if each.side != best.side
        and best.seen
        and each.seen > best.seen
        and each.confidence >= _NEARLY * best.confidence
    ]
    return max(later, key=lambda each: (each.seen, each.confidence), default=best)


def _shown(weighed: Sequence[Weighed]) -> tuple[Sentence, ...]:
    first, rest = weighed[:1], sorted(weighed[1:], key=lambda each: -each.confidence)
    texts = {each.sentence.text: each.sentence for each in (*first, *rest)}
    return tuple(texts.values())[:_MOST_SHOWN]


def _facts(asked: Asked, settings: DecideSettings) -> Iterator[Weighed]:
    future = bool(_FUTURE.search(asked.folded))
    for fact in asked.facts:
        if fact.confidence < settings.min_fact_confidence or len(asked.things) < 1:
            continue
        if (side := _side(asked, fact, future=future)) is not None:
            role = {"for": "for", "against": "against"}.get(side, "")
            seen = fact.last_seen or ""
            yield Weighed(side, word(asked, fact, role), fact.confidence, seen)


def _side(asked: Asked, fact: Fact, *, future: bool) -> Side | None:
    """Tell which side a fact is on; None when the question is not about it."""
    if not any(ties(asked, fact, each) for each in _asked_for(asked, fact.predicate)):
        return None
    if len(asked.things) == 1:
        return _by_value(asked, fact)
    if fact.assertion == "negated":
        return "against" if asks_for(asked, fact.predicate) else None
    if fact.assertion == "asserted" or (future and fact.assertion == "planned"):
        return "for"
    return "open"


def _asked_for(asked: Asked, predicate: str) -> list[str]:
    """Return what a question asks for that a fact of `predicate` speaks to."""
    implied = (other for other, means in _IMPLIED.items() if predicate in means)
    return [each for each in (predicate, *implied) if asks_for(asked, each)]


def _by_value(asked: Asked, fact: Fact) -> Side | None:
    """Hold a date or sum in the question against that of a fact that can have one only."""
    known = PREDICATES.get(fact.predicate)
    if known is None or not known.one_object or not asked.values or fact.assertion != "asserted":
        return None
    value = asked.entities[fact.object]
    for named in asked.values:
        if any(_agree(value.name, entity.name) for entity in named.entities):
            return "for"
    return "against" if value.label in {e.label for n in asked.values for e in n.entities} else None


def _agree(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) if short[:1].isdigit() else one == other


def _sentences(
    asked: Asked,
    candidates: Sequence[Candidate],
    documents: Mapping[str, Document],
    settings: DecideSettings,
) -> Iterator[Weighed]:
    cues = [
        wording.cue
        for predicate, wording in WORDINGS.items()
        if wording.verb.search(asked.masked) and predicate in PREDICATES
    ]
    for candidate in candidates:
        document = documents[candidate.document_id]
        text = document.quote(candidate.span)
        opposite = says_opposite(asked.masked, fold(text))
        least = settings.min_confidence * (_OPPOSITE if opposite else 1.0)
        if candidate.likelihood < least:
            continue
        if candidate.measures.names < 1.0 or not _speaks_of(asked, text, candidate, bool(cues)):
            continue
        side = side_of(asked.masked, fold(text), cues, future=bool(_FUTURE.search(asked.folded)))
        if side in ("for", "against"):
            seen = document.meta("date") or ""
            sentence = quote(candidate, documents, role=side)
            yield Weighed(side, sentence, candidate.likelihood, seen)


def _speaks_of(asked: Asked, text: str, candidate: Candidate, has_cue: bool) -> bool:
    """Tell whether a sentence names what the question names, and says enough of the rest.

    Where a word for what is asked about is looked for, all names beside it are enough.
    """
    folded = fold(text)
    held = [named.stands_in(folded) for named in asked.things]
    if has_cue and len(held) > 1 and all(held):
        return True
    if candidate.measures.cover < _LEAST_COVER[has_cue]:
        return False
    if not held:
        said = set(terms(text))
        return sum(term in said for term in asked.question.terms) > len(asked.question.terms) / 2
    return any(held) and sum(held) >= len(held) - 1

"""Rows of a query become things with their places, and those an answer (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from briefbook.records import Answer, AnswerKind, Document, Evidence, Sentence, Span
from decide.counting import CountQuery
from decide.posts import post_names
from decide.terms import is_chinese, terms
from decide.wording import name_for, shortened, value_for, word_fact

PRODUCER = "decide.count@1"
_MOST_EVIDENCE = 3  # places shown of one thing


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a query found, with the places that say so."""

    names: tuple[str, ...]  # the first is its own, then others
    values: tuple[str, ...]  # names of what stands at the other end, the surest first
    value_names: tuple[str, ...]  # all names of the first of them
    evidence: tuple[Evidence, ...]  # the strongest first
    confidence: float


def read_things(
    query: CountQuery, rows: Sequence[Mapping[str, Any]], documents: Mapping[str, Document]
) -> tuple[Thing, ...]:
    """Group the rows of a query by what they are about; the same thing named twice is one.

    Rows whose document is gone are left out, so that every thing has evidence.
    """
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["document"] in documents:
            grouped.setdefault(row["id"], []).append(row)
    things = [_thing(group, documents) for group in grouped.values()]
    return merge_things(
        [each for each in things if query.predicate != "PARTY_TO" or _signed(each, documents)]
    )


def _thing(rows: Sequence[Mapping[str, Any]], documents: Mapping[str, Document]) -> Thing:
    ordered = sorted(rows, key=lambda row: (-row["confidence"], -row["score"]))
    evidence: dict[tuple[str, int], Evidence] = {}
    for row in ordered:
        document = documents[row["document"]]
        span = Span(row["start"], row["end"])
        evidence.setdefault(
            (document.id, span.start),
            document.evidence(span, producer=row["producer"], score=row["score"]),
        )
    best = ordered[0]
    return Thing(
        (best["name"], *(best["aliases"] or ())),
        tuple(dict.fromkeys(row["value"] for row in ordered)),
        (best["value"], *(best["value_aliases"] or ())),
        tuple(evidence.values())[:_MOST_EVIDENCE],
        max(row["confidence"] for row in rows),
    )


_CONTRACT_WORDS = frozenset(terms("contract agreement licence facility lease 合同 协议 签订 签署"))
_OTHER_WORDS = frozenset(
    terms("complaint invoice order delivery note report 投诉 发票 订单 对账 登记")
)


def _signed(thing: Thing, documents: Mapping[str, Document]) -> bool:
    """Tell a contract from a complaint or an invoice, which have numbers and parties too."""
    said = {term for piece in thing.evidence for term in terms(piece.quote)}
    titles = {
        term for piece in thing.evidence for term in terms(documents[piece.document_id].title)
    }
    return bool((said | titles) & _CONTRACT_WORDS) or not (said | titles) & _OTHER_WORDS


def merge_things(things: Sequence[Thing]) -> tuple[Thing, ...]:
    """Join things that are one under two names; in the order of their names."""
    kept: list[Thing] = []
    for thing in sorted(things, key=lambda each: (-each.confidence, each.names)):
        place = next((at for at, other in enumerate(kept) if _same(thing, other)), None)
        if place is None:
            kept.append(thing)
        else:
            kept[place] = _joined(kept[place], thing)
    return tuple(sorted(kept, key=lambda thing: thing.names[0]))


def _joined(first: Thing, second: Thing) -> Thing:
    return Thing(
        tuple(dict.fromkeys((*first.names, *second.names))),
        tuple(dict.fromkeys((*first.values, *second.values))),
        first.value_names,
        (*first.evidence, *second.evidence)[:_MOST_EVIDENCE],
        first.confidence,
    )


def _same(one: Thing, other: Thing) -> bool:
    """Tell whether two names are of one thing that was not recognised as such.

    Either a name holds one of the other's whole ("Renbo of Kunshan", "Renbo"), or they are of two
    scripts with the same figures ("Corvane 300", "柯维300").
    """
    if post_names(one.names) & post_names(other.names):
        return True
    return any(_alike(mine, theirs) for mine in one.names for theirs in other.names)


def _alike(mine: str, theirs: str) -> bool:
    chinese = any(map(is_chinese, mine)), any(map(is_chinese, theirs))
    if chinese[0] != chinese[1]:
        figures = [[each for each in terms(name) if each.isdigit()] for name in (mine, theirs)]
        return figures[0] == figures[1] != []
    short, long = sorted((mine, theirs), key=len)
    if all(chinese):
        return len(short) >= 2 and short in long
    words, held = terms(short), terms(long)
    if any(each.isdigit() for each in held) or any("-" in each for each in held):
        return words == held
    return words == held[: len(words)] != []


def to_answer(question: str, query: CountQuery, things: Sequence[Thing]) -> Answer:
    """Word what a query found: the count, list, sum or extreme, and one sentence for each thing.

    No sentences when it found nothing: of what the archive does not name, it does not say how many.
    """
    chinese = any(map(is_chinese, question))
    chosen = list(things)
    if query.kind == "extreme":
        chosen = _extremes(query, chosen)
    kind: AnswerKind = "list" if query.kind in ("list", "extreme") else "count"
    if not chosen:
        return Answer(question, (), 0.0, PRODUCER, kind=kind, query=query.shown)
    return Answer(
        question,
        tuple(_sentence(query, thing, chinese=chinese) for thing in chosen),
        round(min(thing.confidence for thing in chosen), 4),
        PRODUCER,
        kind=kind,
        values=_values(query, chosen, chinese=chinese),
        query=query.shown,
        route=f"graph: counted by a query over {query.predicate or 'what documents name'}",
    )


def _values(query: CountQuery, things: Sequence[Thing], *, chinese: bool) -> tuple[str, ...]:
    if query.kind == "count":
        return (str(len(things)),)
    if query.kind == "sum":
        return tuple(
            value_for("Money", [f"{currency} {total.normalize():f}"], chinese=chinese)
            for currency, total in sorted(_totals(things).items())
        )
    return tuple(name_for(thing.names, chinese=chinese) for thing in things)


def _totals(things: Sequence[Thing]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for thing in things:
        currency, amount = _money(thing.values[0])
        totals[currency] = totals.get(currency, Decimal(0)) + amount
    return totals


def _money(value: str) -> tuple[str, Decimal]:
    currency, _, amount = value.partition(" ")
    try:
        return currency, Decimal(amount)
    except InvalidOperation:
        return value, Decimal(0)


def _extremes(query: CountQuery, things: Sequence[Thing]) -> list[Thing]:
    """Return what is at the end of the order; sums of different currencies do not compare."""
    if query.predicate != "WORTH":
        ranked = sorted(things, key=lambda thing: thing.values[0], reverse=query.high)
        return [thing for thing in ranked if thing.values[0] == ranked[0].values[0]]
    found = []
    for currency in sorted({_money(thing.values[0])[0] for thing in things}):
        same = [thing for thing in things if _money(thing.values[0])[0] == currency]
        pick = max if query.high else min
        found.append(pick(same, key=lambda thing: _money(thing.values[0])[1]))
    return found


def _sentence(query: CountQuery, thing: Thing, *, chinese: bool) -> Sentence:
    name = name_for(thing.names, chinese=chinese)
    quote = thing.evidence[0].quote
    if not query.predicate:
        return Sentence(f"{name}: “{shortened(quote)}”", thing.evidence)
    money = "Money" if query.predicate == "WORTH" else "Organization"
    label = "Date" if query.predicate.endswith("_ON") else money
    value = value_for(label, thing.value_names, chinese=chinese)
    ends = (name, value) if query.thing == "subject" else (value, name)
    text = word_fact(ends[0], query.predicate, ends[1], quote, chinese=chinese)
    return Sentence(text, thing.evidence)

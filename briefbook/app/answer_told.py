"""An answer as lines for a reader and as JSON for programs."""

from collections.abc import Iterator, Sequence
from typing import Any

from briefbook.app.asking import Documents, sentence_rows
from briefbook.records import Answer

Json = dict[str, Any]

_SILENT = "The archive does not say."
_PLACES = 2  # shown of one sentence; the rest is told as a number
_PLAIN = ("count", "list", "yes_no", "path", "span")  # kinds whose values stand for themselves


def answer_json(answer: Answer, documents: Documents) -> Json:
    """Return all of an answer for JSON; what is not there is left out, but for the first fields."""
    return {
        "question": answer.question,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "answer": sentence_rows(answer.sentences, documents),
        "kind": None if answer.abstained else answer.kind,
        "values": list(answer.values),
        "against": sentence_rows(answer.against, documents),
        "route": answer.route,
        **({"query": answer.query} if answer.query else {}),
        **({"worded": answer.worded} if answer.worded else {}),
        "producer": answer.producer,
    }


def answer_lines(answer: Answer, documents: Documents, *, verbose: bool = False) -> Iterator[str]:
    """Yield the lines of an answer: what it is, what it rests on, what speaks against it, how."""
    if answer.abstained:
        yield _SILENT
    elif answer.worded:
        yield answer.worded
    elif answer.values and answer.kind in _PLAIN:
        yield ", ".join(answer.values)
    rows = sentence_rows(answer.sentences, documents)
    headed = bool(answer.worded or (answer.values and answer.kind in _PLAIN))
    yield from _sentences(rows, indent="  " if headed else "", verbose=verbose)
    if answer.against:
        yield "Against it:" if not answer.abstained else "It says:"
        yield from _sentences(
            sentence_rows(answer.against, documents), indent="  ", verbose=verbose
        )
    if answer.route:
        yield f"({answer.route}; confidence {answer.confidence:.2f})"
    if verbose and answer.query:
        yield from answer.query.split("\n")


def _sentences(rows: Sequence[Json], *, indent: str, verbose: bool) -> Iterator[str]:
    for row in rows:
        yield f"{indent}{' '.join(row['text'].split())}"
        places = list(dict.fromkeys(map(_place, row["evidence"])))
        shown = places if verbose else places[:_PLACES]
        yield from (f"{indent}    {place}" for place in shown)
        if len(places) > len(shown):
            yield f"{indent}    and {len(places) - len(shown)} more"


def _place(place: Json) -> str:
    page = f", page {place['page']}" if place["page"] else ""
    return f"{place['source']}{page}"

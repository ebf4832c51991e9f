"""What the extractors and the graph know of the words of a written sentence (pure)."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from briefbook.records import Document, Evidence, Reading
from summarize.bearing import holds
from summarize.claims import Statement
from summarize.context import Failure
from summarize.figures import plain

_UNIT = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff]|[^\\W_\u3040-\u9fff]+(?:['.&-][^\\W_\u3040-\u9fff]+)*"
)
_MOST_UNITS = 12  # words, or Chinese characters, of a name that is looked up


def known_names(
    written: Statement,
    documents: Sequence[Document],
    readings: Mapping[str, Reading],
    names: Collection[str],
) -> tuple[str, ...]:
    """Return the names in `written` that a reading of `documents` mentions or the graph has."""
    mentioned = frozenset(
        mention.text
        for document in documents
        if (reading := readings.get(document.id))
        for mention in reading.mentions
    )
    return tuple(dict.fromkeys((*_found(written, mentioned), *_found(written, frozenset(names)))))


def _found(written: Statement, names: frozenset[str]) -> Iterator[str]:
    folded = _folded(names)
    units = list(_UNIT.finditer(written.text)) if folded else []
    for place, first in enumerate(units):
        for last in units[place : place + _MOST_UNITS]:
            text = written.text[first.start() : last.end()]
            if len(text) > 1 and text.casefold() in folded and _looks_named(text):
                yield text


def _looks_named(text: str) -> bool:
    """Tell a name from a common word that some name is folded to."""
    return text != text.lower() or not text.isascii() or any(map(str.isdigit, text))


@lru_cache(maxsize=8)
def _folded(names: frozenset[str]) -> frozenset[str]:
    return frozenset(plain(name).casefold() for name in names)


def qualified(
    written: Statement, evidence: Sequence[Evidence], readings: Mapping[str, Reading]
) -> Iterator[Failure]:
    """Find ties that the extractor read as denied, doubted or planned and `written` states."""
    if written.stances():
        return
    for piece in evidence:
        reading = readings.get(piece.document_id)
        texts = {mention.id: mention.text for mention in reading.mentions} if reading else {}
        for relation in reading.relations if reading else ():
            if relation.assertion == "asserted" or not piece.span.overlaps(relation.evidence.span):
                continue
            ends = [plain(texts.get(end, "")) for end in (relation.head, relation.tail)]
            if all(ends) and all(holds(written, end) for end in ends):
                yield Failure("doubt", f"{ends[0]} … {ends[1]}: {relation.assertion}")

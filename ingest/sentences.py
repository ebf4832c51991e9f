"""Blocks become sentences, in English and Chinese alike, with exact offsets."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sentencex import get_sentence_boundaries

from briefbook.records import Block, Span, Table
from ingest.language import detect_block_language, is_cjk

_LONGEST = 600  # characters of a sentence; text without full stops is cut at weaker places
_LONGEST_CJK = 300
_GLANCE = 40  # characters looked at on either side of a cut: enough for any abbreviation

# After these a full stop does not end a sentence that goes on in lower case …
_WORDS = (
    "approx art assoc attn ave b.v bros c ca cf ch cl co corp dept div dr e.g ed eds eq esp est etc"
    " exh ext fig figs fl fn gmbh hon i.e inc incl jr k.k lit llc ll.p ltd m max mfg min misc mr"
    " mrs ms n.v no nos op p para paras pg plc pp prof pt pty pvt ref refs reg rev s sec sect sr"
    " st ste subpara tab tel u.k u.s u.s.a v viz vol vols vs mon tue tues wed thu thur thurs fri"
    " sat sun"
)
# … nor after these one that goes on with a digit.
_WORDS_BEFORE_NUMBERS = (
    "approx art c ca ch cl eq exh fig figs fn jan feb mar apr jun jul aug sep sept oct nov dec no"
    " nos p para paras pg pp ref sec sect tab tel v vol vols"
)
_BEFORE_NUMBERS = frozenset(_WORDS_BEFORE_NUMBERS.split())
_ABBREVIATIONS = _BEFORE_NUMBERS | frozenset(_WORDS.split())
_LAST_WORD = re.compile(r"([^\W\d_][\w.]*)\.\Z")
_MARKER = re.compile(r"[(（\[]?(?:\d+(?:\.\d+)*|[A-Za-z]|[ivxIVX]{1,5})[.)）\]]?")  # "1.", "(a)"
_CLOSING = "”’」』）】》〉〕)]}\"'"
# Where the splitter overlooks an end: （……。）下一句, (…….) The next, ……。2. 乙方
_OVERLOOKED = re.compile(
    r"[。！？][）】〕](?=[^，。、；：！？）】〕”’])|[.!?]\)(?=\s+[A-Z])|。(?=\d)"
)
_LINE = re.compile(r"[^\n]+")
# Where a text without full stops is cut, best first: after these, or else anywhere.
_WEAK_STOPS = (re.compile(r"[;；\t]"), re.compile(r"[,，:：、]"), re.compile(r"\s"))


def split_sentences(
    text: str, blocks: Sequence[Block], tables: Sequence[Table], language: str
) -> Iterator[Span]:
    """Yield the sentences of each block in order, without the white space around them.

    A sentence never crosses a block or a line feed inside one; a heading and each row of a table
    count as one. What has no full stop for very long is cut at weaker places. The splitting is
    sentencex's (Wikimedia), mended where it cuts after an abbreviation or before a closing quote.
    """
    rows = {table.span for table in tables}
    for block in blocks:
        whole = block.kind == "heading" or block.span in rows
        for start, end in _lines(text, block.span):
            bounds = [(start, end)] if whole else _mended(text, start, end, language)
            for piece in _trimmed(text, bounds):
                yield from _trimmed(text, _shortened(text, piece.start, piece.end))


def _lines(text: str, span: Span) -> Iterator[tuple[int, int]]:
    for found in _LINE.finditer(text, span.start, span.end):
        yield found.span()


def _mended(text: str, start: int, end: int, document_language: str) -> list[tuple[int, int]]:
    line = text[start:end]
    language = detect_block_language(line, document_language)
    bounds: list[tuple[int, int]] = []
    for first, last in _raw_bounds(line, "en" if language == "und" else language):
        if bounds and _belong_together(line, bounds[-1], first):
            bounds[-1] = (bounds[-1][0], last)
        else:
            bounds.append((first, last))
    return [(start + first, start + last) for first, last in _with_closers(line, bounds)]


def _raw_bounds(line: str, language: str) -> Iterator[tuple[int, int]]:
    for found in get_sentence_boundaries(language, line):
        first, last = found["start_index"], found["end_index"]
        for missed in _OVERLOOKED.finditer(line, first, last):
            if missed.group()[-1] != ")" or line[first] == "(":
                yield first, missed.end()
                first = missed.end()
        if first < last:
            yield first, last


def _belong_together(line: str, before: tuple[int, int], start: int) -> bool:
    """Tell whether the splitter cut inside a sentence that began at `before`."""
    head = line[max(before[0], start - _GLANCE) : start].strip()
    tail = line[start : start + _GLANCE].lstrip()
    if not head or not tail or _MARKER.fullmatch(head):
        return True
    word = _LAST_WORD.search(head)
    if word is None or not (tail[0].islower() or tail[0].isdigit()):
        return False
    known = _ABBREVIATIONS if tail[0].islower() else _BEFORE_NUMBERS
    return word.group(1).lower() in known or (tail[0].islower() and "." in word.group(1))


def _with_closers(line: str, bounds: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give each sentence the closing quotes and brackets that follow its full stop."""
    moved = 0
    for index, (start, end) in enumerate(bounds):
        start = max(start, moved)
        if index + 1 < len(bounds) and not line[end - 1].isspace():
            while end < bounds[index + 1][1] and line[end] in _CLOSING:
                end += 1
        moved = end
        if start < end:
            yield start, end


def _shortened(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    longest = _longest(text, start, end)
    while end - start > longest:
        cut = _weak_stop(text, start + longest // 3, start + longest)
        yield start, cut
        start = cut
    yield start, end


def _longest(text: str, start: int, end: int) -> int:
    sample = text[start : min(end, start + _LONGEST)]
    cjk = sum(map(is_cjk, sample))
    return _LONGEST_CJK if cjk > len(sample) / 3 else _LONGEST


def _weak_stop(text: str, start: int, end: int) -> int:
    for pattern in _WEAK_STOPS:
        found = max((match.end() for match in pattern.finditer(text, start, end)), default=None)
        if found is not None:
            return found
    return end


def _trimmed(text: str, bounds: Iterable[tuple[int, int]]) -> Iterator[Span]:
    for start, end in bounds:
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield Span(start, end)

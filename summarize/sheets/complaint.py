"""A complaint: who complains of what, what is asked for, when, how urgent, what was promised."""

import re
from collections.abc import Iterator, Sequence

from briefbook.records import Digest, Document, Mention, Reading, Span
from summarize.settings import SummarizeSettings
from summarize.sheets.complaint_cues import (
    ABOUT_FIELDS,
    FINDING,
    FULL_DATE,
    GENERIC,
    HEADER,
    NO_PROBLEM,
    NO_PROMISE,
    NO_REQUEST,
    PROBLEM,
    PROMISE,
    REQUEST,
    REQUEST_LEAD,
    SIGNED,
    URGENT,
    WHEN_FIELDS,
    WHO_FIELDS,
    WHOLE_DATE,
)
from summarize.sheets.fields import find_fields
from summarize.sheets.sheet import Line, in_order, make_sheet, mentions_in
from summarize.sheets.statements import Statement, read_statements, within
from summarize.sheets.tasks import find_dues
from summarize.words import length

WANTED = ("who", "problem", "request", "when", "urgency", "promise")
_MOST = {"who": 3, "when": 1, "problem": 4, "request": 6, "urgency": 3, "promise": 3}
_HEAD, _FOOT = 250, 400  # characters in which a letter is dated, and signed
_SHORTEST, _SHORTEST_ITEM = 3, 1  # words that say something
_DATES = 3  # of one problem that are shown at most
_FOOT_BLOCKS, _SHORT = 4, 14  # blocks at the end, and words of each, that a signature may take
_SIGNATORIES = ("Person", "Organization")


def complaint(
    document: Document,
    reading: Reading | None = None,
    settings: SummarizeSettings | None = None,
) -> Digest:
    """Digest a complaint: who, when, problem, request, urgency, promise, in this order.

    A problem is followed by its dates ("when"), a request by its deadline ("due"). What was refused
    ("did not promise") is no promise. A note says which of the roles nothing fills.
    """
    mentions = in_order(reading)
    statements = [one for one in read_statements(document) if one.text.strip()]
    lines = (
        *_who(document, mentions),
        *_when(document),
        *_problems(document, statements),
        *_requests(statements),
        *_urgency(statements),
        *_promises(statements),
    )
    return make_sheet(document, "complaint", lines, wanted=WANTED)


def _who(document: Document, mentions: Sequence[Mention]) -> Iterator[Line]:
    """Yield the one who complains: of the head of the letter, else of its foot."""
    found = [
        field.span
        for field in find_fields(document, WHO_FIELDS)
        if len(document.quote(field.value)) > 1
    ][: _MOST["who"]]
    if not found:
        found = _signatory(document, mentions)
    for span in found:
        yield Line("who", span, 0.9)


def _signatory(document: Document, mentions: Sequence[Mention]) -> list[Span]:
    """Return who signed: the names in the short lines at the end, or the line after "Yours"."""
    size = len(document.text)
    closing = max(
        (match.end() for match in SIGNED.finditer(document.text, max(0, size - _FOOT))), default=-1
    )
    start = closing if closing >= 0 else _foot(document)
    named = mentions_in(mentions, Span(start, size), _SIGNATORIES) if start < size else ()
    if named or closing < 0:
        return [mention.evidence.span for mention in named[: _MOST["who"]]]
    line = re.compile(r"\s*([^\n]{2,60})").match(document.text, closing)
    return [Span(*line.span(1))] if line and line.group(1).strip() else []


def _foot(document: Document) -> int:
    """Return where the short blocks begin that a letter ends with."""
    start = len(document.text)
    for block in reversed(document.blocks[-_FOOT_BLOCKS:]):
        text = document.quote(block.span)
        if length(text) > _SHORT or text.rstrip().endswith((".", "。", "；")):
            break
        start = block.span.start
    return start


def _when(document: Document) -> Iterator[Line]:
    for field in find_fields(document, WHEN_FIELDS):
        found = WHOLE_DATE.search(document.quote(field.value))
        if found:
            yield Line("when", Span(field.span.start, field.value.start + found.end()), 0.95)
            return
    # A Chinese letter is dated in its last line; others where they begin.
    last = document.text.rstrip().rsplit("\n", 1)[-1].strip()
    if WHOLE_DATE.fullmatch(last):
        start = document.text.rindex(last)
        yield Line("when", Span(start, start + len(last)), 0.9)
        return
    opening = FULL_DATE.search(document.text[:_HEAD])
    if opening:
        yield Line("when", Span(*opening.span()), 0.7)


def _problems(document: Document, statements: Sequence[Statement]) -> Iterator[Line]:
    labelled = [
        field.span
        for field in find_fields(document, ABOUT_FIELDS)
        if _worth(document.quote(field.span))
    ][:1]
    for span in labelled:
        yield Line("problem", span, 0.9)
    scored = [
        (-_worth(one.text), place, one)
        for place, one in enumerate(_told(document, statements))
        if _worth(one.text)
        and not _is_request(one)
        and not any(span.overlaps(one.span) for span in labelled)
    ]
    chosen = sorted(scored, key=lambda each: each[:2])[: _MOST["problem"]]
    for _, _, one in sorted(chosen, key=lambda each: each[1]):
        yield Line("problem", one.span, 0.85)
        for match in list(WHOLE_DATE.finditer(one.text))[:_DATES]:
            yield Line("when", within(one, *match.span()), 0.85)


def _told(document: Document, statements: Sequence[Statement]) -> Iterator[Statement]:
    """Yield the statements of the letter, and of its tables the rows with a finding in them."""
    for one in statements:
        found = any(
            FINDING.fullmatch(header) and _worth(document.quote(span)) for header, span in one.cells
        )
        if found or _is_told(one):
            yield one


def _worth(text: str) -> int:
    """Return how much of a trouble a sentence tells, 0 for none: its words for it, and figures."""
    told = NO_PROBLEM.sub(" ", text)
    troubles = {match.group().casefold() for match in PROBLEM.finditer(told)} - GENERIC
    if not troubles:
        return 0
    return 2 * len(troubles) + bool(WHOLE_DATE.search(text)) + bool(re.search(r"\d", text))


def _is_told(statement: Statement) -> bool:
    """Tell whether a statement is part of the letter: not a row of a register, not a label."""
    text = statement.text
    short = length(text) < (_SHORTEST_ITEM if statement.is_item else _SHORTEST) or text.endswith(
        (":", "：", ",")
    )
    return not statement.cells and not short and not HEADER.match(text)


def _is_request(statement: Statement) -> bool:
    if NO_REQUEST.search(statement.text):
        return False
    listed = statement.is_item and REQUEST_LEAD.search(statement.heading.split("\n")[-1])
    return bool(listed) or (
        REQUEST.search(statement.text) is not None and not _is_promise(statement.text)
    )


def _is_promise(text: str) -> bool:
    """Tell whether a sentence says what was promised, not what was refused or is asked for."""
    return PROMISE.search(text) is not None and NO_PROMISE.search(text) is None


def _requests(statements: Sequence[Statement]) -> Iterator[Line]:
    asked = [one for one in statements if _is_told(one) and _is_request(one)]
    for one in asked[: _MOST["request"]]:
        yield Line("request", one.span, 0.9)
        for start, end in find_dues(one.text):
            yield Line("due", within(one, start, end), 0.9)


def _urgency(statements: Sequence[Statement]) -> Iterator[Line]:
    urgent = [
        one
        for one in statements
        if _is_told(one) and URGENT.search(one.text) and not _is_promise(one.text)
    ]
    for one in urgent[: _MOST["urgency"]]:
        yield Line("urgency", one.span, 0.85)


def _promises(statements: Sequence[Statement]) -> Iterator[Line]:
    promised = [one for one in statements if _is_told(one) and _is_promise(one.text)]
    for one in promised[: _MOST["promise"]]:
        yield Line("promise", one.span, 0.85)
        cue = PROMISE.search(one.text)
        for start, end in find_dues(one.text):
            if cue and start > cue.start():  # a date before it says when it was promised
                yield Line("due", within(one, start, end), 0.85)

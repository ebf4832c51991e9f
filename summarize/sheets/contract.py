"""A contract sheet: parties, subject, amount, date, term and termination, each word for word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from briefbook.records import Digest, Document, Mention, Reading, Span
from summarize.settings import SummarizeSettings
from summarize.sheets.contract_cues import (
    AMOUNT,
    AMOUNT_FIELDS,
    AMOUNT_HEADING,
    DECLARED,
    GOODS,
    MONEY,
    NO_AMOUNT,
    NO_TERMINATION,
    NOT_SUBJECT,
    NOT_TERM,
    PARTY_FIELDS,
    PERCENT_PAY,
    PREAMBLE,
    SIGNATURE,
    SIGNED_FIELDS,
    SUBJECT,
    SUBJECT_FIELDS,
    SUBJECT_HEADING,
    SUBJECT_TITLE,
    TERM,
    TERM_FIELDS,
    TERM_HEADING,
    TERMINATION,
    TERMINATION_FIELDS,
    TIME,
    TOTAL,
    UNLESS_TERMINATED,
)
from summarize.sheets.fields import find_fields
from summarize.sheets.sheet import Line, in_order, make_sheet, mentions_in
from summarize.sheets.statements import Statement, read_statements
from summarize.sheets.tasks import DATE, ZH_DATE

WANTED = ("party", "subject", "amount", "term", "termination")
_MOST = {"party": 6, "subject": 2, "amount": 4, "signed": 1, "term": 3, "termination": 4}
_HEAD_SHARE, _HEAD = 0.3, 3_000  # where parties are named: of the characters, and at most
_SHORTEST_CLAUSE = 12  # characters
_HEADED = 2  # what standing under a heading such as "Purpose" counts for
_LABELLED = re.compile(r"[^.。]{1,24}[:：]\s*\S{1,20}$")  # "Reference: WVW-2024-07"
_BEFORE_ALIAS = 260  # characters: a name, what kind of company it is, its seat
_WHO = ("Organization", "Person")
#: Where the clauses begin: what is given a name from there on is no party.
_CLAUSES = re.compile(
    r"\n\W*(?:1\.1\b|1\. |article (?:1|i)\b|section 1\b|definitions|background|recitals|whereas|"
    r"第一条|一、|1[、．]|鉴于|总则)",
    re.IGNORECASE,
)


def contract(
    document: Document,
    reading: Reading | None = None,
    settings: SummarizeSettings | None = None,
) -> Digest:
    """Digest a contract: party, subject, amount, signed, term and termination, in this order.

    Parties are names with what the contract calls them; the rest are clauses. A note says which
    of the roles the contract does not fill.
    """
    mentions = in_order(reading)
    statements = [one for one in read_statements(document) if not SIGNATURE.match(one.text)]
    lines = (
        *_parties(document, mentions, reading),
        *_subjects(document, statements),
        *_amounts(document, statements),
        *_signed(document),
        *_terms(document, statements),
        *_terminations(document, statements),
    )
    return make_sheet(document, "contract", _few(document, lines), wanted=WANTED)


def _few(document: Document, lines: Sequence[Line]) -> Iterator[Line]:
    """Keep the first lines of each role, none that lies in another of its role."""
    taken: Counter[str] = Counter()
    kept: list[Line] = []
    for line in lines:
        within = any(other.role == line.role and other.span.overlaps(line.span) for other in kept)
        if not within and taken[line.role] < _MOST[line.role]:
            taken[line.role] += 1
            kept.append(line)
            yield line


def _parties(
    document: Document, mentions: Sequence[Mention], reading: Reading | None
) -> Iterator[Line]:
    head = min(len(document.text), max(_HEAD, int(_HEAD_SHARE * len(document.text))))
    told: set[str] = set()
    found: list[Line] = []
    for field in find_fields(document, PARTY_FIELDS):
        if field.span.start < head and not SIGNATURE.search(document.quote(field.span)):
            names = mentions_in(mentions, field.value, _WHO)
            end = names[0].evidence.span.end if names else field.value.end
            end = _with_alias(document, end)
            if names or reading is None:
                found.append(Line("party", Span(field.span.start, end), 0.95))
    clauses = _CLAUSES.search(document.text)
    found += _declared(document, mentions, min(head, clauses.start() if clauses else head))
    if len(found) < 2:
        found += _related(mentions, reading)
    for line in sorted(found, key=lambda line: line.span):
        held = mentions_in(mentions, line.span, _WHO)
        name = _bare(held[0].text if held else document.quote(line.span))
        if name not in told:
            told.add(name)
            yield line


def _declared(document: Document, mentions: Sequence[Mention], head: int) -> Iterator[Line]:
    """Yield names that the preamble calls something: Acme plc (the "Supplier")."""
    for match in DECLARED.finditer(document.text, 0, head):
        before = max(0, match.start() - _BEFORE_ALIAS)
        last = max(
            (m.end() for m in DECLARED.finditer(document.text, before, match.start())),
            default=before,
        )
        if last < match.start():
            names = mentions_in(mentions, Span(last, match.start()), _WHO)
            preamble = document.text[max(0, last - 200) : match.start()]
            if names and (PREAMBLE.search(preamble) or _numbered(document, names[0])):
                start = names[0].evidence.span.start
                yield Line("party", Span(start, match.end()), 0.9)


def _numbered(document: Document, name: Mention) -> bool:
    """Tell whether a name opens its line, as those of parties do: "(1) Acme plc, a company …"."""
    start = name.evidence.span.start
    line = document.text[document.text.rfind("\n", 0, start) + 1 : start]
    return re.fullmatch(r"\s*(?:[(（]?[\dA-Za-z]{1,2}[)）.]?\s*)?(?:and )?", line) is not None


def _related(mentions: Sequence[Mention], reading: Reading | None) -> Iterator[Line]:
    """Yield those whom the reading found to be parties."""
    named = {mention.id: mention for mention in mentions}
    for relation in reading.relations if reading else ():
        if relation.predicate == "PARTY_TO" and relation.head in named:
            yield Line("party", named[relation.head].evidence.span, 0.8)


def _with_alias(document: Document, end: int) -> int:
    """Return where a name ends with what it is called from there on: （以下简称“甲方”）."""
    found = DECLARED.match(document.text, end) or re.compile(
        r"[(（][\"“][^\"”]{1,20}[\"”][)）]"
    ).match(document.text, end)
    return found.end() if found else end


def _bare(name: str) -> str:
    return re.sub(r"\W+", "", name).casefold()


def _subjects(document: Document, statements: Sequence[Statement]) -> Iterator[Line]:
    yield from _fields(document, SUBJECT_FIELDS, "subject", shortest=6)
    ranked = sorted(
        (-_subject_strength(one), place, one.span) for place, one in enumerate(statements)
    )
    best = [each for each in ranked if each[0] < -_HEADED] or [r for r in ranked if r[0] < 0][:1]
    for worth, _, span in best[: _MOST["subject"]]:
        yield Line("subject", span, min(1.0, 0.5 - worth / 12))
    title = _title(document)
    if title is not None and SUBJECT_TITLE.search(document.quote(title)):
        yield Line("subject", title, 0.6)


def _subject_strength(statement: Statement) -> int:
    """Return how much a statement says of what a contract is about; 0: nothing."""
    text = statement.text
    heading = statement.heading.split("\n")[0]
    if statement.cells:
        return 3 * bool(GOODS.search(heading) and not TOTAL.match(text))
    if NOT_SUBJECT.search(text) or _LABELLED.match(text) or text.endswith(("：", ":")):
        return 0
    strength = next((worth for worth, cue in SUBJECT if cue.search(text)), 0)
    headed = SUBJECT_HEADING.search(heading) is not None
    return strength + _HEADED * headed if strength or len(text) > _SHORTEST_CLAUSE else 0


def _title(document: Document) -> Span | None:
    for block in document.blocks:
        if block.kind == "heading":
            return block.span
    return None


def _amounts(document: Document, statements: Sequence[Statement]) -> Iterator[Line]:
    yield from _money_fields(document)
    ranked = []
    for place, one in enumerate(statements):
        has_money = MONEY.search(one.text) or PERCENT_PAY.search(one.text)
        if one.cells or not has_money or NO_AMOUNT.search(one.text):
            continue
        strength = next((worth for worth, cue in AMOUNT if cue.search(one.text)), 0)
        if strength:
            headed = AMOUNT_HEADING.search(one.heading.split("\n")[0]) is not None
            ranked.append((-(strength + headed), place, one.span))
    strong = [each for each in ranked if each[0] <= -3]
    for worth, _, span in sorted(strong or ranked):
        yield Line("amount", span, min(1.0, 0.6 - worth / 10))


def _money_fields(document: Document) -> Iterator[Line]:
    for line in _fields(document, AMOUNT_FIELDS, "amount", shortest=1):
        if MONEY.search(document.quote(line.span)):
            yield line


def _signed(document: Document) -> Iterator[Line]:
    dated = re.compile(rf"{DATE}|{ZH_DATE}")
    for line in _fields(document, SIGNED_FIELDS, "signed", shortest=6):
        found = dated.search(document.quote(line.span))
        if found:
            yield Line("signed", Span(line.span.start, line.span.start + found.end()), 0.9)
    said = re.compile(
        rf"\b(?:dated|signed on|made on|entered into on)\s+(?:the )?{DATE}|(?:于|"
        rf"在){ZH_DATE}[^，。]{{0,12}}(?:签订|签署|订立)",
        re.IGNORECASE,
    )
    for match in said.finditer(document.text):
        yield Line("signed", Span(*match.span()), 0.8)


def _terms(document: Document, statements: Sequence[Statement]) -> Iterator[Line]:
    for line in _fields(document, TERM_FIELDS, "term", shortest=2):
        if TIME.search(document.quote(line.span)):
            yield line
    ranked = []
    for place, one in enumerate(statements):
        strength = next((worth for worth, cue in TERM if cue.search(one.text)), 0)
        headed = TERM_HEADING.search(one.heading) is not None
        if not strength or one.cells or (NOT_TERM.search(one.text) and not headed):
            continue
        if strength > 2 or headed:
            ranked.append((-(strength + headed), place, one.span))
    for worth, _, span in sorted(ranked):
        yield Line("term", span, min(1.0, 0.5 - worth / 10))


def _terminations(document: Document, statements: Sequence[Statement]) -> Iterator[Line]:
    yield from _fields(document, TERMINATION_FIELDS, "termination", shortest=6)
    for one in statements:
        text = one.text
        if one.cells or NO_TERMINATION.search(text) or not TERMINATION.search(text):
            continue
        if not UNLESS_TERMINATED.search(text) or re.search(r"\bmay terminate\b", text):
            yield Line("termination", one.span, 0.9)


def _fields(
    document: Document, labels: re.Pattern[str], role: str, *, shortest: int
) -> Iterator[Line]:
    """Yield labelled values with their labels; a value of fewer characters says too little."""
    for field in find_fields(document, labels):
        if len(document.quote(field.value)) >= shortest:
            yield Line(role, field.span, 0.95)

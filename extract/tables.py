"""Relations between the cells of a table row, by what the column headers say."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefbook.records import Document, Mention, Span, Table
from briefbook.schema import ALIAS_PREDICATE
from extract.candidate import PATTERNS
from extract.claims import Claim
from extract.positions import position

_SCORE = 0.85
_REST_OF_HEADING = 12  # characters beside a name in a heading: "Staff of …", "…人员名单"
_COLUMNS = {
    "employer": r"company|employer|organi[sz]ation|firm|affiliation|entity|公司|单位|机构|企业|"
    r"任职单位|所属公司",
    "party": r"supplier|customer|counterparty|party|parties|vendor|client|buyer|seller|contractor|"
    r"供应商|客户|对方|相对方|签约方|甲方|乙方|买方|卖方|供方|需方|合同方|往来单位",
    "seller": r"supplier|vendor|seller|manufacturer|供应商|供方|卖方|供货商",
    "buyer": r"customer|buyer|client|supplies to|delivered to|sold to|客户|买方|需方|采购方|"
    r"供货对象",
    "signed": r"(?:date )?signed(?: on)?|signing date|contract date|签订日期|签署日期|签约日期|"
    r"签订时间",
    "complaint": r"(?:complaint|ticket|case|claim|incident|report)s?"
    r"(?: (?:no\.?|number|id|ref\.?))?|"
    r"(?:投诉|工单|案件|报告)(?:编号|号|单号)?|受理编号",
    "ends": r"ends?(?: on| date)?|expir(?:y|es|ation)(?: date)?|valid until|termination(?: date)?|"
    r"到期日|到期日期|终止日期|有效期至|截止日期",
    "worth": r"(?:contract |order |total |invoice )?(?:value|amount|total|price|sum)|worth|"
    r"金额|合同金额|总金额|合同额|价款|合同总额|订单金额",
    "place": r"head ?quarters|head office|location|city|country|site|registered office|seat|"
    r"based in|address|"
    r"总部|所在地|注册地|地点|城市|地址|国家|总部所在地",
    "owner": r"parent|owner|shareholder|held by|owned by|parent company|holder|investor|"
    r"股东|母公司|控股股东|持股人|股东名称|出资人",
    "owned": r"subsidiary|subsidiaries|name of subsidiary|undertaking|investee|子公司|被投资单位|"
    r"附属公司|公司名称|子公司名称",
    "translation": r"(?:chinese|english) name.*|.*(?:中文名|英文名)称?|中文称呼|name in (?:chinese|"
    r"english)",
    "founded": r"founded|established|incorporated|year founded|成立日期|成立时间|设立日期|注册日期",
}
_HEADERS = {
    name: re.compile(rf"(?:{words})\s*(?:[(（].*[)）])?", re.IGNORECASE)
    for name, words in _COLUMNS.items()
}


@dataclass(frozen=True, slots=True)
class _Row:
    span: Span
    cells: Mapping[int, tuple[Mention, ...]]  # by column
    kinds: Mapping[int, frozenset[str]]  # what the header of a column says it holds

    def of(self, label: str, kind: str | None = None) -> list[Mention]:
        """Return the row's mentions with a label, in columns of a kind."""
        return [
            mention
            for column, mentions in sorted(self.cells.items())
            for mention in mentions
            if mention.label == label
            and (kind is None or kind in self.kinds.get(column, frozenset()))
        ]


def read_tables(
    document: Document, mentions: Sequence[Mention], house: Mention | None = None
) -> Iterator[Claim]:
    """Yield what rows of tables say: staff lists, contract registers, lists of companies.

    A list of staff that names no employer is that of the organization in the line above it, or of
    `house`, whose document it is.
    """
    for table in document.tables:
        employer = _heading_above(document, table, mentions) or house
        inside = [one for one in mentions if table.span.contains(one.evidence.span)]
        for row in _rows(document, table, inside):
            for predicate, head, tail in (
                *_staff(row, employer),
                *_register(row),
                *_companies(row),
                *_trade(row),
            ):
                yield Claim(predicate, head, tail, _SCORE, PATTERNS, span=row.span)


def _rows(document: Document, table: Table, mentions: Sequence[Mention]) -> Iterator[_Row]:
    kinds = _header_kinds(document, table)
    spans: dict[int, list[Span]] = defaultdict(list)
    cells: dict[int, dict[int, tuple[Mention, ...]]] = defaultdict(dict)
    for cell in table.cells:
        if cell.span is None or cell.is_header:
            continue
        spans[cell.row].append(cell.span)
        found = tuple(one for one in mentions if cell.span.contains(one.evidence.span))
        if found:
            cells[cell.row][cell.column] = found
    for row in sorted(cells):
        span = Span(spans[row][0].start, spans[row][-1].end)
        yield _Row(span, cells[row], kinds)


def _header_kinds(document: Document, table: Table) -> dict[int, frozenset[str]]:
    headed = [cell for cell in table.cells if cell.is_header and cell.span is not None]
    if not headed and table.cells:
        headed = [cell for cell in table.cells if cell.row == table.cells[0].row and cell.span]
    kinds: dict[int, frozenset[str]] = {}
    for cell in headed:
        if cell.span is not None:
            words = " ".join(document.quote(cell.span).split())
            names = {name for name, pattern in _HEADERS.items() if pattern.fullmatch(words)}
            kinds[cell.column] = kinds.get(cell.column, frozenset()) | names
    return kinds


def _heading_above(document: Document, table: Table, mentions: Sequence[Mention]) -> Mention | None:
    """Return the organization that is the whole line above a table."""
    line = document.text[: table.span.start].rstrip()
    start = line.rfind("\n") + 1
    for mention in mentions:
        span = mention.evidence.span
        if mention.label == "Organization" and start <= span.start and span.end <= len(line):
            rest = line[start : span.start] + line[span.end :]
            return mention if len(rest.strip(" :：")) <= _REST_OF_HEADING else None
    return None


def _staff(row: _Row, house: Mention | None) -> Iterator[tuple[str, Mention, Mention]]:
    people = row.of("Person")
    person = people[0] if people else None
    if person is None or not all(_are_one(person, other) for other in people[1:]):
        return
    for other in people[1:]:
        yield ALIAS_PREDICATE, person, other
    organizations = row.of("Organization", "employer") or row.of("Organization", "seller")
    roles: Sequence[Mention | None] = row.of("Role")[:1] or [None]
    titled = bool(row.of("Role"))
    at_home = [house] if titled and not row.of("Organization") else [None]
    employers: Sequence[Mention | None] = organizations[:1] or at_home
    for role in roles:
        for organization in employers:
            yield from position(person, role, organization)
    for label, predicate in (("Email", "HAS_EMAIL"), ("Phone", "HAS_PHONE")):
        for value in row.of(label)[:1]:
            yield predicate, person, value


def _are_one(name: Mention, other: Mention) -> bool:
    """Tell whether two names of a row are one thing's, in English and in Chinese."""
    return name.text.isascii() != other.text.isascii()


def _register(row: _Row) -> Iterator[tuple[str, Mention, Mention]]:
    complaints = row.of("Reference", "complaint")
    numbers = [one for one in row.of("Reference") if one not in complaints]
    for number in numbers[:1]:
        for party in row.of("Organization", "party"):
            yield "PARTY_TO", party, number
        for date in row.of("Date", "signed")[:1]:
            yield "SIGNED_ON", number, date
        for date in row.of("Date", "ends")[:1]:
            yield "ENDS_ON", number, date
        for money in row.of("Money", "worth")[:1]:
            yield "WORTH", number, money


def _trade(row: _Row) -> Iterator[tuple[str, Mention, Mention]]:
    for seller in row.of("Organization", "seller")[:1]:
        for buyer in row.of("Organization", "buyer"):
            yield "SUPPLIES", seller, buyer


def _companies(row: _Row) -> Iterator[tuple[str, Mention, Mention]]:
    organizations = row.of("Organization")
    for other in row.of("Organization", "translation"):
        if other is not organizations[0] and _are_one(organizations[0], other):
            yield ALIAS_PREDICATE, organizations[0], other
    owners = [*row.of("Organization", "owner"), *row.of("Person", "owner")]
    for organization in organizations[:1]:
        if organization not in owners:
            for place in row.of("Location", "place"):
                yield "LOCATED_IN", organization, place
            for date in row.of("Date", "founded")[:1]:
                yield "FOUNDED_ON", organization, date
            for owner in owners:
                yield "OWNS", owner, organization

"""What a contract, order or invoice says of itself: its number, parties, dates and amount.

The number is that of the document; its parties and terms stand in other sentences, where the paper
is called "this Agreement" and the parties "the Buyer" or 甲方.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefbook.records import Document, Mention, Span
from extract.candidate import PATTERNS
from extract.claims import Claim, covering_span
from extract.masks import Place
from extract.widths import fold_width

_KIND = re.compile(
    r"\b(?:agreement|contract|invoice|purchase order|order confirmation|framework order|lease|"
    r"amendment|addendum)\b|合同|协议|发票|订单|补充协议",
    re.IGNORECASE,
)
_OWN_NUMBER = re.compile(
    r"(?:contract|agreement|invoice|order|lease|po|document|our|ref(?:erence)?)"
    r"\s*(?:no\.?|number|ref\.?|#|id)?"
    r"\s*[:.\t#(]?\s*(?:no\.?\s*)?$|(?:编号|合同号|协议号|订单号|发票号码?|号码|单号)"
    r"\s*(?:为|是)?\s*[:\t]?\s*[(\[]?$|\bno\.?\s*[:\t]?\s*$",
    re.IGNORECASE,
)
_IS_INVOICE = re.compile(r"\binvoice\b|发票|\bdraft\b|草案|草稿", re.IGNORECASE)
_TITLE_CHARACTERS = 120
_HEAD_SHARE = 0.2  # of a document's characters: where it says which paper it is
_HEAD_CHARACTERS = 1_200

_SELLER = (
    r"seller|supplier|vendor|contractor|service provider|licensor|lessor|landlord|manufacturer|"
    r"issued by|卖方|供方|供货方|供应商|出卖人|销售方|承包方|服务方|出租方|收款方|"
    r"卖方名称|销售方名称"
)
_BUYER = (
    r"buyer|purchaser|customer|bill(?:ed)? to|invoice to|sold to|client|licensee|lessee|tenant|"
    r"买方|需方|采购方|买受人|购买方|发包方|承租方|委托方|付款方|客户|买方名称|购买方名称"
)
_PARTY = r"party [abc]|parties|first party|second party|甲方|乙方|丙方"
_SIGNED = (
    r"date|date of (?:signing|signature|agreement|contract)|"
    r"sign(?:ing|ature) date|"
    r"signed(?: on)?|contract date|agreement date|dated|"
    r"签订日期|签署日期|签订时间|日期|合同日期|签约日期"
)
_ENDS = (
    r"expiry(?: date)?|expiration(?: date)?|end date|valid until|expires(?: on)?|termination date|"
    r"contract end|term ends|有效期至|到期日|到期日期|终止日期|截止日期|合同终止日|"
    r"有效期限?至|合同到期日"
)
_WORTH = (
    r"(?:grand |invoice |order |contract )?total(?: amount| price| value| due| payable|"
    r"\s*\(incl[^)]*\))?|"
    r"(?:total )?(?:contract|order|agreement) (?:value|price|amount|sum)|amount due|balance due|"
    r"合同总金额|合同总价|合同金额|合同总额|总金额|金额合计|价税合计|总价|合计|合同价款|"
    r"订单金额|应付总额|总计"
)
_FIELDS = {
    name: re.compile(
        rf"(?<![A-Za-z\u4e00-\u9fff])(?P<key>{keys})\s?(?:\([^()\n\t]{{0,30}}\)\s?)?[:\t]\s*",
        re.IGNORECASE,
    )
    for name, keys in (
        ("seller", _SELLER),
        ("buyer", _BUYER),
        ("party", _PARTY),
        ("signed", _SIGNED),
        ("ends", _ENDS),
        ("worth", _WORTH),
    )
}
# "A Limited, a company incorporated in England (the “Seller”)"
# "The Contract Price for all goods is £1,200"; "“Expiry Date” means 31 December 2027"
_TERMS = {
    "worth": re.compile(
        r"(?:contract (?:price|value|sum)|purchase price|total (?:price|consideration|value)|"
        r"consideration|facility (?:amount|limit)|licen[cs]e fee)[\"”]?(?:\s[^.;:\n£$€¥]{0,50}?)?"
        r"\s(?:is|means|shall be|will be|of|amounts to)\s(?:the sum of\s|a total of\s)?|"
        r"(?:合同总?价款?|总价款?|合同总?金额|转让价款|交易对价)(?:共计|合计|总计|为|是|"
        r"人民币){1,3}",
        re.IGNORECASE,
    ),
    "ends": re.compile(
        r"(?:expiry|expiration|termination|end|maturity) date[\"”]?\s(?:is|means|shall be)\s|"
        r"(?:expires?|ends?|terminates?|in force until|continues? until|repayable (?:in "
        r"full )?(?:on|by))"
        r"\s(?:on\s|at the end of\s)?|(?:有效期|期限)[^。；\n]{0,20}?(?:至|到)",
        re.IGNORECASE,
    ),
}
_DECLARED = re.compile(
    r"[^\n\"“]{0,260}?[(（](?:hereinafter |the |referred to as |以下简称)"
    r"{0,3}[\"“'‘]?(?P<key>Buyer|Seller|Supplier|"
    r"Purchaser|Customer|Client|Vendor|Contractor|Licensor|Licensee|Company|Distributor|"
    r"Manufacturer|Lender|"
    r"Borrower|Landlord|Tenant|甲方|乙方|丙方|买方|卖方|供方|需方)[\"”'’]?[)）]"
)
_TRADERS = frozenset(("seller", "buyer", "purchaser", "vendor"))
_SCORE_FIELD = 0.88
_SCORE_ROLE = 0.8


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that is itself a contract, order or invoice."""

    number: Mention
    parties: tuple[tuple[str, Mention], ...]  # what the paper calls them, in lower case


def read_paper(document: Document, mentions: Sequence[Mention]) -> Paper | None:
    """Tell which paper a document is; None when it is none, or has no number of its own."""
    head = min(len(document.text), max(_HEAD_CHARACTERS, int(_HEAD_SHARE * len(document.text))))
    opening = f"{document.title}\n{document.text[: min(head, 300)]}"
    if not _KIND.search(opening):
        return None
    plain = fold_width(document.text[:head])
    references = [
        one for one in mentions if one.label == "Reference" and one.evidence.span.start < head
    ]
    own = [one for one in references if _is_own(document, plain, one)]
    if not own:
        return None
    return Paper(own[0], tuple(_parties(document, mentions)))


def _is_own(document: Document, plain: str, mention: Mention) -> bool:
    if mention.text in document.title:
        return True
    start = mention.evidence.span.start
    line = plain[plain.rfind("\n", 0, start) + 1 : start]
    is_short = len(line) <= 60 and not re.search(r"\b(?:under|pursuant|to our|your|amend)", line)
    return is_short and _OWN_NUMBER.search(line) is not None


def _parties(document: Document, mentions: Sequence[Mention]) -> Iterator[tuple[str, Mention]]:
    for name in ("seller", "buyer", "party"):
        for key, mention in _field_values(document, mentions, name, ("Organization", "Person")):
            yield key, mention
    plain = fold_width(document.text)
    starts = [one.evidence.span.start for one in mentions if one.label == "Organization"]
    for mention in mentions:
        if mention.label == "Organization":
            end = mention.evidence.span.end
            following = next((start for start in starts if start >= end), len(plain))
            translation = following - end <= 3  # "B Co., Ltd. (乙公司), of … (the “Buyer”)"
            match = _DECLARED.match(plain, end, len(plain) if translation else following)
            if match:
                yield match["key"].lower(), mention


def _field_values(
    document: Document, mentions: Sequence[Mention], name: str, labels: tuple[str, ...]
) -> Iterator[tuple[str, Mention]]:
    """Yield key and value of "Seller: X", whether in a line, a cell beside it, or running text."""
    starts = {one.evidence.span.start: one for one in mentions if one.label in labels}
    plain = fold_width(document.text)
    yield from _first_after(_FIELDS[name].finditer(plain), starts, len(plain))


def _term_values(
    document: Document, mentions: Sequence[Mention], name: str, label: str
) -> Iterator[Mention]:
    """Yield the value of "The contract price is X" in running text."""
    starts = {one.evidence.span.start: one for one in mentions if one.label == label}
    plain = fold_width(document.text)
    for match in _TERMS[name].finditer(plain):
        if match.end() in starts:
            yield starts[match.end()]


def _first_after(
    matches: Iterator[re.Match[str]], starts: Mapping[int, Mention], size: int
) -> Iterator[tuple[str, Mention]]:
    for match in matches:
        for start in range(match.end(), min(match.end() + 4, size)):
            if start in starts:
                yield match["key"].lower(), starts[start]
                break


def stand_ins(document: Document, paper: Paper) -> Iterator[Place]:
    """Yield the places of "this Agreement", "the Buyer", 本合同, 甲方 with what they mean."""
    text = document.text
    for match in _THIS_PAPER.finditer(text):
        yield Place(*match.span(), paper.number)
    called = dict(reversed(paper.parties))  # the first declaration of a name holds
    for name, mention in sorted(called.items(), key=lambda item: item[0]):
        title = re.escape(name.title())
        words = rf"\b[Tt]he {title}\b(?!['’]s)|\b{title}\b(?= shall| will| agrees)"
        pattern = words if name.isascii() else f"{name}(?![:：\\t（(])"
        for match in re.finditer(pattern, text):
            yield Place(*match.span(), mention)


_THIS_PAPER = re.compile(
    r"\b[Tt]h(?:is|e present) (?:[A-Z]\w+ )?(?:[Aa]greement|[Cc]ontract|[Ii]nvoice|"
    r"[Oo]rder|[Pp]urchase [Oo]rder)\b|"
    r"\b[Tt]he (?:Agreement|Contract)\b|"
    r"\b[Tt]he (?:total )?(?:[Cc]ontract|[Oo]rder|[Aa]greement)(?= (?:value|price|sum|amount)\b)|"
    r"本合同|本协议|本订单|(?<![\u4e00-\u9fff])合同(?=总|金额|有效|自|期限|价款)"
)


def paper_claims(document: Document, paper: Paper, mentions: Sequence[Mention]) -> Iterator[Claim]:
    """Yield what the fields and the preamble of a paper say of it."""
    number = paper.number
    called = {key for key, _ in paper.parties}
    for key, party in paper.parties:
        if key == "company" and called & _TRADERS:
            continue  # the company that is sold, whose seller and buyer sign
        yield _claim(document, "PARTY_TO", party, number, party)
    for name, predicate, labels in (
        ("signed", "SIGNED_ON", ("Date",)),
        ("ends", "ENDS_ON", ("Date",)),
        ("worth", "WORTH", ("Money",)),
    ):
        if name == "signed" and not _is_signed(document):
            continue
        values = [value for _, value in _field_values(document, mentions, name, labels)]
        if not values and name in _TERMS:
            values = list(_term_values(document, mentions, name, labels[0]))
        # The last total stands below its parts; the first date is that of the paper.
        chosen = values[-1:] if predicate == "WORTH" else values[:1]
        for value in chosen:
            yield _claim(document, predicate, number, value, value)
    yield from _trade(document, paper)


def _is_signed(document: Document) -> bool:
    """Tell whether a paper's date is that of its signing: not of an invoice, a draft or a mail."""
    opening = document.title + document.text[:_TITLE_CHARACTERS]
    return document.meta("from") is None and _IS_INVOICE.search(opening) is None


def _trade(document: Document, paper: Paper) -> Iterator[Claim]:
    """The seller supplies the buyer: that is what the paper is about."""
    sellers = [one for key, one in paper.parties if re.fullmatch(_SELLER, key, re.IGNORECASE)]
    buyers = [one for key, one in paper.parties if re.fullmatch(_BUYER, key, re.IGNORECASE)]
    for seller in sellers[:1]:
        for buyer in buyers[:1]:
            span = covering_span(document, seller, buyer)
            yield Claim("SUPPLIES", seller, buyer, _SCORE_ROLE, PATTERNS, span=span)


def _claim(
    document: Document, predicate: str, head: Mention, tail: Mention, shown: Mention
) -> Claim:
    span: Span = covering_span(document, shown)
    return Claim(predicate, head, tail, _SCORE_FIELD, PATTERNS, span=span)

"""Numbers by which papers are known: contracts, orders, invoices, complaints, cases, patents."""

import re
from collections.abc import Iterator

from extract.candidate import RULES, Candidate
from extract.widths import compile_mixed

# A keyword makes a reference of whatever stands behind it, as long as it holds a digit.
_KIND = (
    r"contract|agreement|invoice|credit\s+note|purchase\s+order|order|po|p\.o\.|quotation|quote|"
    r"complaint|case|claim|ticket|report|project|tender|bid|policy|delivery\s+note|work\s+order|"
    r"patent|application|document|file|lot|licen[cs]e|certificate|our|your|account\s+reference"
)
_NUMBER_WORD = (
    r"(?:no\s?\.|nos\s?\.|number|num\.|n°|nr\.|#|id|ref(?:erence)?(?:\s+(?:no\.?|number))?\.?)"
)
_CODE = r"(?P<code>[A-Z0-9][A-Z0-9]*(?:[-/._][A-Z0-9]+)*)"
_AFTER_KEYWORD = compile_mixed(
    rf"\b(?:{_KIND})\s*{_NUMBER_WORD}[\s:]{{0,3}}(?:is\s+|of\s+)?{_CODE}(?![\w%])", re.IGNORECASE
)
_AFTER_REF = compile_mixed(
    rf"\b(?:ref|reference)(?:\s*(?:no\.?|number))?\s?[.:]\s{{0,2}}{_CODE}(?![\w%])", re.IGNORECASE
)
_AFTER_CHINESE = compile_mixed(
    r"(?:合同|协议|发票|订单|采购单|采购|投诉|案件|工单|报告|项目|文件|报价单?|专利|"
    r"申请|证书|招标|许可证|送货单|单据|"
    r"质检|批次|框架协议)(?:编号|号码|号|单号)(?:为|是)?\s?:?\s?[(\[]?" + _CODE + r"(?![\w%])",
    re.IGNORECASE,
)
_AFTER_PLAIN_CHINESE = compile_mixed(
    r"(?:编号|案号|单号|文号|发票号码)(?:为|是)?\s?:?\s?[(\[]?" + _CODE + r"(?![\w%])",
    re.IGNORECASE,
)
# "PO 4500012345", "Invoice 10023", "order #4711": letters and digits are one name.
_SHORT = compile_mixed(r"\b(?P<code>(?:PO|INV|SO|RFQ)[\s#-]{1,2}\d{4,12})(?![\w-])")
_KIND_THEN_DIGITS = compile_mixed(
    r"\b(?:[Ii]nvoice|[Pp]urchase [Oo]rder|[Oo]rder|[Cc]ontract|[Cc]omplaint|[Tt]icket|[Cc]ase)"
    r"\s#?(?P<code>\d{5,12})(?![\w%.,-]*\d)"
)
# Letters, then a year and a running number (or the other way round): "MFG-2024-017".
_DATED_CODE = compile_mixed(
    r"(?<![\w/.@-])(?P<code>[A-Z]{1,6}(?:[-/][A-Z]{1,6}){0,2}[-/](?:19|20)\d{2}(?:[-/]?[A-Z]{1,4})?"
    r"[-/]\d{1,7}(?:[-/][A-Z0-9]{1,6})?|[A-Z]{1,6}[-/]\d{2,6}[-/](?:19|20)\d{2})(?![\w/-])"
)
# The same with two digits for the year, "DN-24-0312"; or letters twice and a year, "MOU-AB-2024".
_SHORT_YEAR_CODE = compile_mixed(
    r"(?<![\w/.@-])(?P<code>[A-Z]{2,6}(?:-[A-Z]{2,6}){0,2}-\d{2}-\d{2,6}|"
    r"[A-Z]{2,6}(?:-[A-Z]{2,6}){1,2}-(?:19|20)\d{2})(?![\w/-]|\.\d)"
)
# Known kinds of paper in front of digits: "INV-20391", "PO-45001/2".
_TYPED_CODE = compile_mixed(
    r"(?<![\w/.@-])(?P<code>(?:INV|PO|SO|CR|CN|RFQ|RFP|QTN|CMP|COMP|CASE|TKT|TICKET|ORD|"
    r"CON|CTR|AGR|"
    r"NCR|CAPA|REQ|DN|GRN|WO)-\d{3,10}(?:[-/][A-Z0-9]{1,6})?)(?![\w/-])"
)
# （2024）沪01民终1234号 · 国发〔2023〕12号
_CHINESE_CASE = compile_mixed(
    r"(?P<code>\((?:19|20)\d{2}\)[\u4e00-\u9fff]{1,3}\d{0,4}[\u4e00-\u9fff]{1,4}\d{1,6}号|"
    r"[\u4e00-\u9fff]{2,6}[〔\[](?:19|20)\d{2}[〕\]]\d{1,5}号)"
)
_PATENT = compile_mixed(
    r"(?<![\w.-])(?P<code>(?:ZL|CN)\s?(?:19|20)?\d{8,10}(?:\.[\dX]|\s?[ABUCYS]\d?)?|"
    r"(?:US|EP|WO|GB|DE|JP)\s?(?:\d{1,2},\d{3},\d{3}|\d{7,10}|\d{4}/\d{6,7})"
    r"\s?[ABCSUT]\d?)(?![\w-])"
)
_PATTERNS = (
    (_AFTER_KEYWORD, 0.93),
    (_AFTER_REF, 0.85),
    (_AFTER_CHINESE, 0.95),
    (_AFTER_PLAIN_CHINESE, 0.85),
    (_SHORT, 0.93),
    (_KIND_THEN_DIGITS, 0.9),
    (_DATED_CODE, 0.9),
    (_SHORT_YEAR_CODE, 0.88),
    (_TYPED_CODE, 0.92),
    (_CHINESE_CASE, 0.95),
    (_PATENT, 0.9),
)
# What looks like a code and names something else.
_NOT_A_REFERENCE = compile_mixed(
    r"(?:ISO|IEC|EN|BS|DIN|ASTM|ANSI|IEEE|API|ASME|UTF|SHA|RFC|CVE|COVID|GB/T|GB|JB/T|"
    r"HG/T|ISBN|ISSN|"
    r"FY|Q[1-4]|H[12]|SARS)[-/ ]?\d.*|(?:19|20)\d{2}(?:[-/.]\d{1,2}){0,2}|"
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|"
    r"\d+\.\d+|\d{1,2}(?:ST|ND|RD|TH)"
)


def find_references(text: str) -> Iterator[Candidate]:
    """Yield the numbers of papers; `text` has plain widths.

    The value is in upper case, with a hyphen for each space: "PO 45001" and "po-45001" are one.

    >>> [found.value for found in find_references("Order no. ab-12, see MFG-2024-017 and ISO-9001")]
    ['AB-12', 'MFG-2024-017']
    """
    for pattern, score in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("code")
            code = match["code"].upper()
            if _is_reference(code):
                value = re.sub(r"[\s#-]+", "-", code)
                yield Candidate(start, end, "Reference", score, RULES, value)


def _is_reference(code: str) -> bool:
    digits = sum(character.isdigit() for character in code)
    return digits > 0 and len(code) >= 3 and not _NOT_A_REFERENCE.fullmatch(code)

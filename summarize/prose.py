"""Which sentences of a document say something of their own, and which are furniture (pure).

Letter heads, salutations, signatures, disclaimers, table rows and page headers are what sentence
selection must not pick up.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from briefbook.records import BlockKind, Document, Span
from summarize.words import length

_LEAST_WORDS = 5
_UNENDED_WORDS = 14  # without a stop at the end it takes so many to look like prose
_MOST_WORDS = 120  # longer ones are lists and tables that lost their shape
_REPEATED = 3  # a sentence that stands this often in a document is a header

_FURNITURE = re.compile(
    r"^\s*(?:"
    # e-mail headers and quoted replies
    r"(?:from|to|cc|bcc|sent|date|subject|reply-to|attachments?|re|fw|fwd)\s*[:：]|>|"
    r"(?:发件人|收件人|抄送|主题|日期|发送时间|附件|主送|答复|转发)\s*[:：]|"
    r"on .{4,60} wrote:$|"
    # heads of minutes, contracts and notices
    r"(?:present|in attendance|attending|apologies|on the line|chair|minutes by|auditors?|press|"
    r"media|contacts?|enquiries|buyer|seller|customer|supplier|client|venue|prepared by)\b"
    r"[^:]{0,20}:|"
    r"(?:出席|列席|参会|参加|缺席|主持|记录|与会|编制|审核|抄报|通话人|联系人|时间|地点|住所|名称|"
    r"地址|开户行|法定代表人|[甲乙丙丁买卖供需]方)[^：:，。]{0,8}[:：]|"
    # salutations
    r"(?:dear|hi|hello|good (?:morning|afternoon|evening))\b.{0,60}[,:!，]?$|"
    r"(?:尊敬的|敬启者|您好|你好|亲爱的|各位).{0,25}[：:，,！!。]?$|"
    # endings
    r"(?:yours|sincerely|best|kind|warm|many|with)\b.{0,20}\b(?:regards|sincerely|faithfully|truly|"
    r"wishes|thanks)\b|(?:sincerely|regards|cheers|thanks|thank you)\b.{0,30}[,.!]?$|"
    r"(?:此致|敬礼|顺祝|顺颂|祝好|谨上|特此|签字|盖章|（盖章）)|"
    # places of pages and signatures
    r"page \d+|第\s*\d+\s*页|signed\s*:|signed (?:for|on behalf)\b|for and on behalf|"
    r"signature|by:\s*_"
    r")",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"all rights reserved|intended (?:solely|only) for|if you (?:are not the|have received this)|"
    r"privileged (?:and|or) confidential|confidential(?:ity)? notice|strictly confidential|"
    r"without (?:the )?prior written|please consider the environment|unsubscribe|"
    r"forward-looking statements|click here|terms and conditions apply|"
    r"版权所有|保密声明|本邮件(?:及|仅|可能|含)|仅供收件人|如您误收|免责声明|未经.{0,12}(?:许可|同意).{0,6}不得",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b(?:tel|phone|fax|mobile)\b\s*[.:：]|(?:电话|传真|邮编|地址|手机|邮箱)\s*[:：]|https?://|www\.|"
    r"\S+@\S+\.\w+|\bp\.?\s?o\.? box\b",
    re.IGNORECASE,
)
# A form whose fields ran together: blanks to fill in, labels inside a line, one of several parties.
_FORM = re.compile(
    r"_{3,}|[;；,，]\s*(?:and|or|及|和|或)$|"
    r"\w[,.]? (?:To|From|Cc|Attn|Buyer|Seller|Subject|Tel|Telephone|Phone|Fax|E-?mail|Contact|"
    r"Invoice|Ref|Address)\s?: ?[A-Z\d]"
)
# Marked-up text and data: tags, keys with their values, braces, paths.
_CODE = re.compile(r"</?\w[^<>]*>|[\"'\w]\s?[\"']\s*:\s*[\"'\[{\d]|[{}\\]|\w=[\"']|::|=>|\|.*\|")
# An entry of a list of references, or the line of a journal.
_REFERENCE = re.compile(
    r"^\s*\[\d{1,3}\]\s*\w\.|\bpp?\.\s?\d+\s?[–-]\s?\d|\bpages \d+\s?[–-]\s?\d|\bvol\. ?\d",
    re.IGNORECASE,
)
_ENDING = re.compile(r"[.!?。！？…；;][\"'”’)）」』\]]*$")
_SMALL_WORD = re.compile(r"\b[a-z]{2,}")
_WORD = re.compile(r"\w[\w'’-]*")
_CHINESE = re.compile("[\u3400-\u9fff]")
_TEXT_KINDS: frozenset[BlockKind] = frozenset({"paragraph", "list_item"})


def telling_sentences(document: Document) -> tuple[Span, ...]:
    """Return the sentences worth choosing from, in order.

    Where a document has no prose at all, its list items, captions, headings and rows of tables
    stand in; the result is empty only for a document without sentences.
    """
    kinds = _kinds(document)
    texts = Counter(_folded(document.quote(span)) for span in document.sentences)
    once = [
        (span, kind)
        for span, kind in zip(document.sentences, kinds, strict=True)
        if texts[_folded(document.quote(span))] < _REPEATED
    ]
    prose = [span for span, kind in once if kind in _TEXT_KINDS and is_prose(document.quote(span))]
    return tuple(prose or _stand_ins(document, once) or document.sentences)


def is_prose(text: str) -> bool:
    """Tell whether a sentence reads like running text rather than furniture.

    >>> is_prose("The board approved the budget on Monday."), is_prose("Dear Ms Novak,")
    (True, False)
    >>> is_prose("董事会于周一批准了明年的预算。"), is_prose("此致敬礼")
    (True, False)
    """
    size = length(text)
    if not _LEAST_WORDS <= size <= _MOST_WORDS or "\t" in text:
        return False
    if _FURNITURE.search(text) or _LEGAL.search(text) or _CODE.search(text):
        return False
    if _REFERENCE.search(text) or _FORM.search(text) or (_ADDRESS.search(text) and size < 25):
        return False
    if text.endswith((":", "：")):  # it announces a list and says nothing without it
        return False
    chinese = mostly_chinese(text)
    if not _ENDING.search(text) and (chinese or size < _UNENDED_WORDS or _mostly_names(text)):
        return False  # Chinese prose always ends with a stop; labels and parties do not
    if not chinese and len(_SMALL_WORD.findall(text)) < 2:
        return False  # names and numbers only: an address, a list of those present
    letters = sum(character.isalpha() for character in text)
    capitals = sum(character.isupper() for character in text)
    return letters >= 0.6 * len(text.replace(" ", "")) and capitals <= 0.5 * letters


def _mostly_names(text: str) -> bool:
    """Tell whether many words begin with a capital or a digit, as in lists of who and where."""
    starts = [match.group()[0] for match in _WORD.finditer(text)]
    named = sum(1 for start in starts if start.isupper() or start.isdigit())
    return named >= 0.4 * len(starts)


def mostly_chinese(text: str) -> bool:
    """Tell whether more than half of what is not white space is Chinese characters."""
    return 2 * len(_CHINESE.findall(text)) > len(text.replace(" ", ""))


def is_running_text(document: Document, span: Span) -> bool:
    """Tell whether a sentence of `document` reads like prose and stands in a paragraph or list."""
    place = bisect_right(document.blocks, span.start, key=lambda block: block.span.start) - 1
    held = place >= 0 and span.start < document.blocks[place].span.end
    kind = document.blocks[place].kind if held else "paragraph"
    return kind in _TEXT_KINDS and is_prose(document.quote(span))


def _stand_ins(document: Document, once: Sequence[tuple[Span, BlockKind]]) -> list[Span]:
    """Anything but headers and footers that has a letter, longer pieces before mere labels."""
    shown = [
        span
        for span, kind in once
        if kind not in ("header", "footer")
        and any(character.isalpha() for character in document.quote(span))
        and not _FURNITURE.search(document.quote(span))
    ]
    long = [span for span in shown if length(document.quote(span)) >= _LEAST_WORDS]
    return long or shown


def _kinds(document: Document) -> list[BlockKind]:
    """Return for each sentence the kind of the block it starts in."""
    starts = {
        span: block.kind for block in document.blocks for span in document.sentences_in(block.span)
    }
    return [starts.get(span, "paragraph") for span in document.sentences]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())

"""What kind of paper a document is, as far as its title and first lines tell."""

import re

from briefbook.records import DigestForm, Document

_HEAD = 250  # characters
_FORMS: tuple[tuple[DigestForm, re.Pattern[str]], ...] = (
    (
        "minutes",
        re.compile(
            r"\bminutes of\b|\bmeeting (?:minutes|notes|summary)\b|^\W*(?:board )?minutes\b|"
            r"\bboard call\b|会议纪要|例会纪要|纪要|会议记录|会谈备忘|董事会决议",
            re.IGNORECASE,
        ),
    ),
    (
        "complaint",
        re.compile(
            r"\b(?:letter of complaint|formal complaint|complaint (?:about|regarding|form|no)|"
            r"complaints?)\b|投诉|申诉",
            re.IGNORECASE,
        ),
    ),
    (
        "contract",
        re.compile(
            r"\b(?:agreement|contract|lease|deed|terms of engagement|purchase order|"
            r"memorandum of understanding)\b|合同|协议|订购单|采购订单",
            re.IGNORECASE,
        ),
    ),
)


def likely_form(document: Document) -> DigestForm:
    """Return the form that fits a document best; "abstract" unless its head says otherwise.

    The title counts before the headings, those before the first lines.
    """
    headings = [document.quote(b.span) for b in document.blocks if b.kind == "heading"]
    name = document.source.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for text in (document.title, *headings[:2], name, document.text[:_HEAD]):
        for form, pattern in _FORMS:
            if pattern.search(text):
                return form
    return "abstract"

"""E-mail addresses, web addresses and phone numbers."""

import re
from collections.abc import Iterator

from extract.candidate import RULES, Candidate
from extract.widths import compile_mixed

_EMAIL = compile_mixed(
    r"(?<![\w.+@-])[A-Za-z0-9][\w.+%-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z]{2,24}(?![A-Za-z0-9-]|\.[A-Za-z0-9])",
)
_URL = compile_mixed(
    r"(?<![\w@.])(?:(?:https?|ftp)://|www\.)[A-Za-z0-9][^\s\u3000-\u9fff<>\"'“”‘’|\\^`{}]*[A-Za-z0-9/=_-]",
    re.IGNORECASE,
)
# Names without a scheme only under a few top domains: "e.g.This" is none.
_BARE_URL = compile_mixed(
    r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|co\.uk|org\.uk|com\.cn|cn|de|eu|example)"
    r"(?:/[\w./?=&%-]*[\w/])?(?![\w@-]|\.\w)"
)
_SCORE = 0.98
_SCORE_BARE = 0.9

_EXTENSION = r"(?:\s?(?:ext\.?|x|转|分机)\s?(?P<extension>\d{1,5}))?"
_PHONES = (
    # +44 (0)20 7946 0123, 0086-512-6288 0000
    (
        compile_mixed(
            r"(?<![\w+])(?:\+|00)(?P<number>[1-9]\d{0,2}[\s.-]?(?:\(0?\d{0,4}\)[\s.-]?)?"
            rf"\d{{1,5}}(?:[\s.-]?\d{{2,8}}){{1,4}}){_EXTENSION}(?![\w-]?\d)"
        ),
        "",
    ),
    # 138 1234 5678
    (
        compile_mixed(r"(?<![\w.-])(?P<number>1[3-9]\d[\s-]?\d{4}[\s-]?\d{4})(?![\w-]?\d|\.\d)"),
        "86",
    ),
    # 0512-62880000, (021) 6288 0000, 021 62880000
    (
        compile_mixed(
            r"(?<![\w.-])\(?(?P<number>0(?:10|2\d|[3-9]\d{2})\)?(?:-|\s?-\s?|\)\s?)\d{4}\s?\d{3,4})"
            rf"{_EXTENSION}(?![\w-]?\d|\.\d)"
        ),
        "86",
    ),
    (
        compile_mixed(r"(?<![\w.-])(?P<number>[48]00-\d{3}-?\d{4}|[48]00-\d{4}-\d{3})(?![\w-]?\d)"),
        "86",
    ),
    # 020 7946 0123, 0113 496 0000, 01632 960123, 07700 900123, (0113) 496 0000
    (
        compile_mixed(
            r"(?<![\w.-])\(?(?P<number>0(?:2\d\)?\s\d{4}\s\d{4}|1\d1\)?\s\d{3}\s\d{4}|11\d\)?\s\d{3}\s"
            r"\d{4}|1\d{3}\)?\s\d{5,6}|1\d{3}\)?\s\d{3}\s\d{3}|7\d{3}\s\d{6}|7\d{3}\s\d{3}\s\d{3}|"
            rf"[38]\d{{2}}\s\d{{3}}\s\d{{4}})){_EXTENSION}(?![\w-]?\d|\.\d)"
        ),
        "44",
    ),
    # (212) 555-0123, 212-555-0123
    (
        compile_mixed(
            r"(?<![\w.-])(?P<number>\([2-9]\d{2}\)\s?\d{3}-\d{4}|"
            r"(?![48]00-)[2-9]\d{2}-[2-9]\d{2}-\d{4})"
            rf"{_EXTENSION}(?![\w-]?\d)"
        ),
        "1",
    ),
)
_PHONE_AFTER_WORD = compile_mixed(
    r"(?:\b(?:tel|telephone|phone|mobile|cell|fax|call)\b[.:]{0,2}|\b[tm]:|电话|手机|传真|联系方式)"
    r"[\s:]{0,3}(?P<number>\(?\d[\d\s()-]{6,16}\d)(?![\w-]?\d)",
    re.IGNORECASE,
)


def find_emails(text: str) -> Iterator[Candidate]:
    """Yield e-mail addresses; the value is in lower case."""
    for match in _EMAIL.finditer(text):
        yield Candidate(*match.span(), "Email", _SCORE, RULES, match[0].lower())


def find_urls(text: str) -> Iterator[Candidate]:
    """Yield web addresses; the value has no scheme, no "www." and no slash at its end."""
    for pattern, score in ((_URL, _SCORE), (_BARE_URL, _SCORE_BARE)):
        for match in pattern.finditer(text):
            yield Candidate(*match.span(), "Url", score, RULES, _plain_url(match[0]))


def _plain_url(url: str) -> str:
    rest = re.sub(r"^(?:https?|ftp)://", "", url, flags=re.IGNORECASE)
    host, slash, path = rest.partition("/")
    host = host.lower().removeprefix("www.")
    return (host + slash + path).rstrip("/")


def find_phones(text: str) -> Iterator[Candidate]:
    """Yield phone numbers; the value is "+", country code and digits, as far as they can be told.

    National numbers are read as Chinese, British or American by how their digits are grouped.

    >>> [found.value for found in find_phones("London 020 7946 0123; 苏州 0512-62880000")]
    ['+8651262880000', '+442079460123']
    """
    for pattern, country in _PHONES:
        for match in pattern.finditer(text):
            value = _phone_value(match["number"], country)
            if 8 <= len(value) <= 16:
                yield Candidate(*match.span(), "Phone", 0.93, RULES, value)
    for match in _PHONE_AFTER_WORD.finditer(text):
        digits = re.sub(r"\D", "", match["number"])
        if 7 <= len(digits) <= 15:
            yield Candidate(*match.span("number"), "Phone", 0.9, RULES, digits)


def _phone_value(number: str, country: str) -> str:
    # "(0)" is dialled only inside the country
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    if country == "86" and digits[:3] in ("400", "800"):
        return f"+86{digits}"
    return f"+{country}{digits.removeprefix('0') if country else digits}"

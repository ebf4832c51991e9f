"""Facts and names are put into words, in the language of the question (pure)."""

from collections.abc import Iterable, Iterator

from briefbook.records import Assertion
from briefbook.schema import PREDICATES
from decide.terms import is_chinese

#: What stands before a fact that is not asserted, in English and in Chinese.
_MARKS: dict[bool, dict[Assertion, str]] = {
    False: {
        "negated": "Denied: ",
        "hedged": "Supposed: ",
        "planned": "Planned: ",
        "conditional": "On a condition: ",
    },
    True: {
        "negated": "否认：",
        "hedged": "据说：",
        "planned": "计划：",
        "conditional": "有条件：",
    },
}
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
_QUOTE_LENGTH = 240  # characters of a quote that are worded; the evidence keeps all of it


def word_fact(
    subject: str,
    predicate: str,
    object_: str,
    quote: str,
    *,
    chinese: bool,
    assertion: Assertion = "asserted",
    valid_from: str | None = None,
    valid_to: str | None = None,
) -> str:
    """Word a fact with its quote; the quote keeps its own language.

    >>> word_fact("Ada", "HEADS", "Acme", "Ada heads it.", chinese=False, valid_from="2024")
    'Ada heads Acme (from 2024): “Ada heads it.”'
    """
    known = PREDICATES.get(predicate)
    quote = shortened(quote)
    mark = _MARKS[chinese].get(assertion, "")
    plain = predicate.lower().replace("_", " ")
    if chinese:
        times = "，".join(_times(valid_from, valid_to, "自", "至"))
        phrase = known.phrase_zh if known else plain
        return f"{mark}{subject}{phrase}{object_}{f'（{times}）' if times else ''}：“{quote}”"
    times = ", ".join(_times(valid_from, valid_to, "from ", "until "))
    phrase = known.phrase if known else plain
    return f"{mark}{subject} {phrase} {object_}{f' ({times})' if times else ''}: “{quote}”"


def shortened(quote: str) -> str:
    """Return a quote in one line, cut where it is long."""
    quote = " ".join(quote.split())
    return quote if len(quote) <= _QUOTE_LENGTH else quote[: _QUOTE_LENGTH - 1] + "…"


def _times(since: str | None, until: str | None, start: str, end: str) -> Iterator[str]:
    if since:
        yield f"{start}{since}"
    if until:
        yield f"{end}{until}"


def name_for(names: Iterable[str], *, chinese: bool) -> str:
    """Return the name to show in an answer: the first, or the fullest in the question's script.

    >>> name_for(["Acme Ltd", "Acme", "华信", "华信公司"], chinese=True)
    '华信公司'
    """
    names = list(names)
    if _is_chinese(names[0]) == chinese:
        return names[0]
    same = [name for name in names if _is_chinese(name) == chinese]
    return max(same, key=len, default=names[0])


def value_for(label: str, names: Iterable[str], *, chinese: bool) -> str:
    """Return a value as a reader would write it.

    >>> value_for("Money", ["GBP 1960000"], chinese=False)
    '£1,960,000'
    >>> value_for("Date", ["2026-03-31", "31 March 2026", "2026年3月31日"], chinese=True)
    '2026年3月31日'
    >>> value_for("Phone", ["+441144960163", "0114 496 0163"], chinese=False)
    '0114 496 0163'
    """
    names = list(names)
    if label == "Money":
        return _money(names[0], chinese=chinese)
    if label == "Phone":
        return names[1] if len(names) > 1 else names[0]
    if label == "Date":
        written = [name for name in names[1:] if _is_chinese(name) == chinese]
        return written[0] if written else names[0]
    if label in ("Percent", "Email", "Url", "Reference"):
        return names[0]
    return name_for(names, chinese=chinese)


def _money(value: str, *, chinese: bool) -> str:
    currency, _, amount = value.partition(" ")
    whole, point, cents = amount.partition(".")
    if not whole.isdigit():
        return value
    figure = f"{int(whole):,}{point}{cents}"
    if currency == "CNY" and chinese:
        return f"{figure}元"
    sign = _SIGNS.get(currency)
    return f"{sign}{figure}" if sign else f"{currency} {figure}"


def _is_chinese(text: str) -> bool:
    return any(map(is_chinese, text))

"""Values with units become limits that can be compared (pure).

>>> [limit] = read_limits("last at least 60 days without charging")
>>> limit.dimension, limit.low, limit.high, limit.words
('time', 5184000.0, None, 'at least 60 days')
"""

import re
from collections.abc import Iterator
from typing import Literal

from decide.requirements.records import Limit
from decide.requirements.units import CURRENCIES, MULTIPLES, UNITS
from decide.terms import stem

_SPOKEN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_ONES = {word: value for value, word in enumerate(_SPOKEN.split(), start=1)}
_SPOKEN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * value for value, word in enumerate(_SPOKEN_TENS.split(), start=2)}
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}

_SIGNS = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
_FIGURE = r"[-−+±]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-−+±]?\d+(?:\.\d+)?"
_SMALL = "|".join(sorted(_ONES, key=len, reverse=True))
_ENGLISH = rf"\b(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_SMALL}))?|{_SMALL})(?: hundred)?\b"
_NUMBER = rf"(?:{_FIGURE}|{_ENGLISH}(?:\s*\(\d+\))?|[零一二两三四五六七八九十]{{1,3}})"
_LATIN_UNITS = "|".join(
    sorted((re.escape(unit) for unit in UNITS if unit.isascii()), key=len, reverse=True)
)
_OTHER_UNITS = "|".join(
    sorted((re.escape(unit) for unit in UNITS if not unit.isascii()), key=len, reverse=True)
)
_UNIT = rf"(?:(?:{_LATIN_UNITS})(?![A-Za-z])|{_OTHER_UNITS})"
_MONTHS = "January February March April May June July August September October November December"
_COUNTED = (
    rf"(?!(?:{'|'.join(_MONTHS.split())}|(?:and|or|of|to|the|in|by|for|with|at|on|is|are)\b))"
    r"(?:[A-Za-z]{3,}\s(?=[A-Za-z]{3,}s\b))?[A-Za-z]{3,}|[个名台人份套种件家][一-鿿]{0,2}"
)
_RANGE = r"(?:to|and|–|—|-|~|～|至|到|和)"
_VALUE = re.compile(
    rf"(?P<sign>(?:{_SIGNS})\s?)?(?<![\d.第])(?P<first>{_NUMBER})"
    rf"(?:\s?(?:{_UNIT})?\s?{_RANGE}\s?(?P<second>{_NUMBER}))?"
    rf"\s?-?(?P<multiple>{'|'.join(MULTIPLES)})?\s?"
    rf"(?:(?P<unit>{_UNIT})|(?P<counted>{_COUNTED}))?",
    re.IGNORECASE,
)
#: Words before a value that bound it, and which way; a denial before the first two turns them.
_ABOVE = (
    r"(?:more|greater|longer|later|higher|larger) than|over|above|exceed(?:s|ing)?|beyond|>|"
    r"超过|大于|高于|多于|长于|晚于|迟于|超出"
)
_BELOW = (
    r"(?:less|fewer|shorter|smaller|lower|earlier|sooner) than|under|below|fall below|<|"
    r"少于|低于|小于|短于|早于"
)
_BEFORE = re.compile(
    rf"(?:(?P<every>every|each|每隔?)|"
    rf"(?P<least>at least|(?:a )?minimum(?: of)?|≥|>=|(?:至少|最少)[^，。；\d]{{0,6}}?)"
    rf"|(?P<most>at most|(?:a )?maximum(?: of)?|up to|within|not to exceed|≤|<=|最多|至多|最长)"
    rf"|(?P<above>{_ABOVE})|(?P<below>{_BELOW}))\s*(?:a (?:period|total) of |为|是|有|达)?\s*$",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"(?:\bno|\b(?:not|never|cannot)\b[^,;.]{0,60}|不(?:得|应当?|可|能|宜|会|允许)?)\s*$", re.I
)
_LEAST_EVERY = re.compile(
    r"(?:at least|至少)\s*(?:once\s+)?(?:every|each|每隔?)\s*$", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_AFTER = re.compile(
    r"\s*(?:(?P<most>以内|之内|内|以下|or (?:less|fewer|sooner|shorter))|"
    r"(?P<least>以上|及以上|or (?:more|longer|later|higher)))",
    re.IGNORECASE,
)
_LEAST_AFTER = re.compile(r"至少")
#: Before the number of a clause, or of a day in a date.
_NO_VALUE = re.compile(
    rf"(?:clauses?|sections?|articles?|paragraphs?|§|第|月|\b(?:{'|'.join(_MONTHS.split())}))\s*$",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?:\b(?:no|not)|不(?:得|应当?|可|能|宜|会|允许)?)\s*$", re.IGNORECASE)


Bound = Literal["least", "most", "exactly"]


def read_limits(text: str) -> tuple[Limit, ...]:
    """Return the limits that the words of a demand set, in the order of the text.

    A number without a unit counts when it counts something ("2 technicians"); numbers of clauses
    and years do not.
    """
    return tuple(_limits(text))


def _limits(text: str) -> Iterator[Limit]:
    for match in _VALUE.finditer(text):
        before, rest = text[: match.start()], text[match.end() :]
        bound = _BEFORE.search(before)
        measured = _measured(match, is_bound=bound is not None)
        if measured is None or _NO_VALUE.search(before):
            continue
        dimension, factor = measured
        after = _AFTER.match(rest)
        low, high = _interval(match, _way(before, rest))
        start = _start(before, bound)
        end = match.end() + (after.end() if after else 0)
        words = " ".join(text[start:end].split())
        yield Limit(dimension, _scaled(low, factor), _scaled(high, factor), words)


def _start(before: str, bound: re.Match[str] | None) -> int:
    """Return where the words begin that set the limit: "no more than", 不得超过."""
    if bound is None:
        return len(before)
    denial = _BESIDE.search(before, 0, bound.start())
    return denial.start() if denial else bound.start()


def _measured(match: re.Match[str], *, is_bound: bool) -> tuple[str, float] | None:
    """Return what a value measures and the factor to its base unit; None for a bare number."""
    multiple = MULTIPLES.get((match["multiple"] or "").lower(), 1.0)
    if match["sign"]:
        return f"money {CURRENCIES[match['sign'].strip().lower()]}", multiple
    if match["unit"]:
        if match["unit"] == "年" and _YEAR.fullmatch(match["first"]):
            return None
        dimension, factor = UNITS[" ".join(match["unit"].lower().split())]
        return dimension, factor * multiple
    counted = match["counted"]
    if not counted or _YEAR.fullmatch(match["first"]):
        return None
    if counted.isascii() and not is_bound and not counted.endswith("s"):
        return None
    return f"count {stem(counted.lower().split()[-1]) if counted.isascii() else counted}", multiple


def _way(before: str, rest: str) -> Bound:
    """Tell which way the words around a value bound it."""
    bound, after = _BEFORE.search(before), _AFTER.match(rest)
    if _LEAST_EVERY.search(before) or (bound and bound["every"] and _LEAST_AFTER.match(rest)):
        return "most"  # at least every 60 seconds: at most 60 seconds between two
    if bound and (bound["above"] or bound["below"]):
        is_denied = bool(_DENIAL.search(before[: bound.start()]))
        return "least" if bool(bound["above"]) != is_denied else "most"
    if bound and not bound["every"]:
        return "least" if bound["least"] else "most"
    if after:
        return "least" if after["least"] else "most"
    return "exactly"


def _interval(match: re.Match[str], way: Bound) -> tuple[float | None, float | None]:
    first = _number(match["first"])
    if match["second"]:
        second = _number(match["second"])
        return min(first, second), max(first, second)
    if match["first"].startswith("±"):
        return -abs(first), abs(first)
    return (None if way == "most" else first), (None if way == "least" else first)


def _number(word: str) -> float:
    """Read a number in figures or in words.

    >>> _number("1,200.5"), _number("five (5)"), _number("十五"), _number("−30")
    (1200.5, 5.0, 15.0, -30.0)
    """
    word = word.lower().replace(",", "").replace("−", "-").lstrip("±+")
    if word[-1].isdigit():
        return float(word)
    return float(_english(word) if word.isascii() else _chinese(word))


def _english(word: str) -> int:
    total = 0
    for part in re.findall("[a-z]+", word):
        total = total * 100 if part == "hundred" else total + _ONES.get(part, _TENS.get(part, 0))
    return total


def _chinese(word: str) -> int:
    tens, ten, ones = word.rpartition("十")
    count = _DIGITS.get(tens, 1) * 10 if ten else 0
    return count + _DIGITS.get(ones, 0)


def _scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else round(value * factor, 9)

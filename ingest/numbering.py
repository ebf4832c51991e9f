"""The numbers that Word shows before list items and headings; its files do not hold them."""

import re
from dataclasses import dataclass, field

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%(\d)")
_DIGITS = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_CHINESE = ("chineseCounting", "japaneseCounting", "taiwaneseCounting", "ideographDigital")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str = "decimal"
    pattern: str = ""  # such as "%1.%2"
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has been counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # by list id
    groups: dict[str, str] = field(default_factory=dict)  # lists that count on from each other
    counts: dict[str, dict[int, int]] = field(default_factory=dict)  # by group


def read_numbering(root: etree._Element | None) -> Numbering:
    """Read the part "numbering.xml"; None gives no lists."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {
        element.get(f"{_W}abstractNumId", ""): _levels(element)
        for element in root.findall(f"{_W}abstractNum")
    }
    for element in root.findall(f"{_W}num"):
        list_id = element.get(f"{_W}numId", "")
        group = _value(element, "abstractNumId")
        overrides = element.findall(f"{_W}lvlOverride")
        numbering.levels[list_id] = dict(abstract.get(group, {}))
        for override in overrides:
            _override(numbering.levels[list_id], override)
        numbering.groups[list_id] = f"{group}/{list_id}" if overrides else group
    return numbering


def next_number(numbering: Numbering, list_id: str, level: int) -> str:
    """Count the next item of a list and return its number as shown; "" for a bullet.

    >>> numbering = Numbering(levels={"1": {0: Level("chineseCounting", "第%1条")}})
    >>> next_number(numbering, "1", 0), next_number(numbering, "1", 0)
    ('第一条', '第二条')
    """
    levels = numbering.levels.get(list_id, {})
    if level not in levels:
        return ""
    counts = numbering.counts.setdefault(numbering.groups.get(list_id, list_id), {})
    counts[level] = counts.get(level, levels[level].start - 1) + 1
    for deeper in [other for other in counts if other > level]:
        del counts[deeper]
    if levels[level].form in ("bullet", "none"):
        return ""

    def shown(place: re.Match[str]) -> str:
        wanted = int(place.group(1)) - 1
        return format_number(
            counts.get(wanted, levels.get(wanted, Level()).start), levels.get(wanted, Level()).form
        )

    return _PLACE.sub(shown, levels[level].pattern).strip()


def format_number(number: int, form: str) -> str:
    """Write a number in one of Word's forms; plain digits where the form is not known.

    >>> format_number(14, "upperRoman"), format_number(28, "lowerLetter")
    ('XIV', 'bb')
    >>> format_number(23, "chineseCounting"), format_number(3, "decimalEnclosedCircle")
    ('二十三', '③')
    """
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form.startswith(_CHINESE) and 0 < number < 100:
        return _chinese(number)
    if form == "ideographTraditional" and 0 < number <= len(_STEMS):
        return _STEMS[number - 1]
    if form.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _levels(element: etree._Element) -> dict[int, Level]:
    return {_index(level): _level(level) for level in element.findall(f"{_W}lvl")}


def _level(element: etree._Element) -> Level:
    return Level(
        form=_value(element, "numFmt") or "decimal",
        pattern=_value(element, "lvlText"),
        start=_number(_value(element, "start"), 1),
    )


def _override(levels: dict[int, Level], override: etree._Element) -> None:
    index, level = _index(override), override.find(f"{_W}lvl")
    if level is not None:
        levels[index] = _level(level)
    start = _value(override, "startOverride")
    if start and index in levels:
        before = levels[index]
        levels[index] = Level(before.form, before.pattern, _number(start, 1))


def _index(element: etree._Element) -> int:
    return _number(element.get(f"{_W}ilvl", ""), 0)


def _value(element: etree._Element, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return child.get(f"{_W}val", "") if child is not None else ""


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() else otherwise


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value if number < 4000 else 0)
        number %= value
    return written


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")

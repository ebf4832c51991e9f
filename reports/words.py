"""How a page names things: labels, predicates, kinds of file, languages, numbers and dates."""

import datetime
import re
from collections.abc import Sequence

from briefbook.schema import PREDICATES
from reports.strings import STRINGS

MEDIA_KINDS = {
    "application/pdf": "pdf",
    "application/msword": "word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "slides",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "sheet",
    "application/vnd.ms-excel": "sheet",
    "application/vnd.ms-powerpoint": "slides",
    "application/zip": "archive",
    "message/rfc822": "mail",
    "text/csv": "sheet",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/json": "json",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/html": "web",
    "application/xhtml+xml": "web",
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LONG_NUMBER = re.compile(r"(?<![\d.,])\d{4,}", re.ASCII)
_FOLDER_NAME = re.compile(r"[a-z0-9_. -]*[a-z0-9]", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?", re.ASCII)


def say(key: str, language: str, *, count: int | None = None, **values: str | int) -> str:
    """Return what the strings table of `language` says for `key`, filled in.

    With a `count` of one the key's `.one` form is taken.

    >>> say("more.quotes", "en", count=1), say("more.quotes", "zh", count=3)
    ('1 more quote', '另有 3 处引文')
    """
    table = STRINGS[language]
    if count is not None:
        values["count"] = number(count)
        key = f"{key}.one" if count == 1 else key
    return table[key].format(**values) if values else table[key]


def name_of(family: str, key: str, language: str) -> str:
    """Return the name of `key` in a family of the strings table; an unknown key names itself.

    >>> name_of("label", "Person", "zh"), name_of("label", "Vessel", "zh")
    ('人物', 'Vessel')
    """
    return STRINGS[language].get(f"{family}.{key}", key)


def role_name(role: str, language: str) -> str:
    """Return what stands before what fills a role of a sheet; an unknown role names itself.

    >>> role_name("owner", "zh"), role_name("notice_period", "en"), role_name("", "en")
    ('负责人', 'Notice period', 'In short')
    """
    if not role:
        return say("summary", language)
    plain = " ".join(role.replace("_", " ").split())
    return STRINGS[language].get(f"role.{role}", plain[:1].upper() + plain[1:])


def phrase(predicate: str, language: str) -> str:
    """Return how a statement is said between its subject and its object.

    >>> phrase("WORKS_FOR", "en"), phrase("WORKS_FOR", "zh"), phrase("CHARTERED_BY", "en")
    ('works for', '任职于', 'chartered by')
    """
    known = PREDICATES.get(predicate)
    if known is None:
        return predicate.replace("_", " ").lower()
    return known.phrase_zh if language == "zh" else known.phrase


def phrase_before(predicate: str, object_name: str, language: str) -> str:
    """Return how a statement is said before its object: "on" a day, "in" a month or year.

    >>> phrase_before("FOUNDED_ON", "1961", "en"), phrase_before("ENDS_ON", "2025-05-31", "en")
    ('was founded in', 'ends on')
    """
    said = phrase(predicate, language)
    if said.endswith(" on") and re.fullmatch(r"\d{4}(?:-\d{2})?", object_name, re.ASCII):
        return f"{said[:-3]} in"
    return said


def inverse_phrase(predicate: str, language: str) -> str:
    """Return how a statement is said from its object: "<object> phrase <subject>".

    >>> inverse_phrase("WORKS_FOR", "en"), inverse_phrase("COOPERATES_WITH", "en")
    ('employs', 'cooperates with')
    >>> inverse_phrase("CHARTERED_BY", "en")
    '← chartered by'
    """
    known = PREDICATES.get(predicate)
    if known is not None and known.symmetric:
        return phrase(predicate, language)
    said = STRINGS[language].get(f"inverse.{predicate}")
    return said or f"← {phrase(predicate, language)}"


def value_text(label: str, name: str, language: str) -> str:
    """Write the name of a value as people do: dates in words, amounts with thousands apart.

    >>> value_text("Money", "GBP 1960000", "en"), value_text("Date", "2024-06", "en")
    ('GBP 1,960,000', 'June 2024')
    """
    if label == "Date":
        return date_text(name, language)
    if label == "Money":
        return _LONG_NUMBER.sub(lambda match: number(int(match.group())), name)
    return name


def joined(names: Sequence[str], language: str) -> str:
    """Write names in a row.

    >>> joined(["a", "b", "c"], "en"), joined(["甲", "乙"], "zh")
    ('a, b and c', '甲和乙')
    """
    if len(names) < 2:
        return "".join(names)
    comma, last = say("join", language), say("join.last", language)
    return comma.join(names[:-1]) + last + names[-1]


def heading_text(title: str) -> str:
    """Write the name of a folder as a heading; a title that somebody wrote stays as it is.

    >>> heading_text("board_papers-2024"), heading_text("The Northwind archive")
    ('Board Papers 2024', 'The Northwind archive')
    """
    if not _FOLDER_NAME.fullmatch(title):
        return title
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_. ]+", title) if word)


def media_name(media_type: str, language: str) -> str:
    """Return what people call a kind of file.

    >>> media_name("application/pdf", "en"), media_name("image/png", "zh")
    ('PDF', '图像')
    """
    kind = _media_kind(media_type)
    return name_of("media", kind, language) if kind else media_type


def unit_of(media_type: str) -> str:
    """Return what the pages of a kind of file are: "page", "slide" or "sheet".

    >>> unit_of("application/pdf"), unit_of("text/csv")
    ('page', 'sheet')
    """
    return {"slides": "slide", "sheet": "sheet"}.get(_media_kind(media_type), "page")


def _media_kind(media_type: str) -> str:
    family = media_type.split("/", 1)[0]
    return MEDIA_KINDS.get(media_type) or (family if family in ("text", "image") else "")


def tongue_name(code: str, language: str) -> str:
    """Return the name of the language `code`.

    >>> tongue_name("zh", "en"), tongue_name("sw", "en")
    ('Chinese', 'sw')
    """
    return name_of("tongue", code, language)


def number(value: int) -> str:
    """Write a count with thousands apart.

    >>> number(1204817)
    '1,204,817'
    """
    return f"{value:,}"


def percent(value: float) -> int:
    """Return a score as whole per cent; what is not certain is never rounded up to 100.

    >>> percent(0.876), percent(0.999), percent(1.0)
    (88, 99, 100)
    """
    return 100 if value == 1.0 else min(99, round(value * 100))


def date_text(date: str, language: str) -> str:
    """Write an ISO 8601 date, month or year as people do; anything else stays as it is.

    >>> date_text("2025-03-01", "en"), date_text("2025-03", "zh"), date_text("spring", "en")
    ('1 March 2025', '2025年3月', 'spring')
    """
    match = _DATE.fullmatch(date)
    if match is None or not _exists(date[: match.end(match.lastindex or 0)]):
        return date
    year, month, day = (int(part) if part else None for part in match.groups())
    if language == "zh":
        return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")
    return " ".join(str(part) for part in (day, MONTHS[month - 1] if month else None, year) if part)


def machine_date(date: str) -> str:
    """Return the part of `date` that HTML's `datetime` attribute may hold; else nothing."""
    match = _DATE.fullmatch(date)
    plain = date[: match.end(match.lastindex or 0)] if match else ""
    return plain if plain and _exists(plain) else ""


def _exists(plain: str) -> bool:
    try:
        datetime.date.fromisoformat(plain + "-01-01"[len(plain) - 4 :])
    except ValueError:
        return False
    return True

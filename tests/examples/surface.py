"""How a value of the gold may stand in a text: dates, sums and roles in both languages."""

import calendar
from decimal import Decimal

MONTHS = tuple(calendar.month_name)  # "" first, so that January is 1


def surfaces(value: str, roles: dict[str, tuple[str, ...]]) -> set[str]:
    """Return the ways to write "Label:value"; a role may also stand in small letters."""
    label, _, text = value.partition(":")
    if label == "Date":
        return _dates(text)
    if label == "Money":
        return _sums(text)
    if label == "Role":
        return {form for name in roles[text] for form in (name, name.lower())}
    return {text}


def _dates(text: str) -> set[str]:
    year, month, day = [*(int(part) for part in text.split("-")), 0, 0][:3]
    if not month:
        return {str(year)}
    name = MONTHS[month]
    if not day:
        return {f"{name} {year}", f"{year}年{month}月"}
    return {text, f"{day} {name} {year}", f"{year}年{month}月{day}日", f"{day} {name}"}


def _sums(text: str) -> set[str]:
    currency, amount = text.split()
    value = Decimal(amount)
    sign = {"GBP": "£", "CNY": "¥"}[currency]
    plain = {f"{value:,}", f"{value:,.2f}"}
    millions = f"{value / 1_000_000:.2f}".rstrip("0").rstrip(".")
    tens_of_thousands = f"{value / 10_000:,.2f}".rstrip("0").rstrip(".")
    forms = (
        plain
        | {f"{sign}{form}" for form in plain}
        | {f"{sign}{millions}m", f"{sign}{millions} million"}
    )
    if currency == "GBP":
        return forms
    return forms | {f"{tens_of_thousands}万元"}

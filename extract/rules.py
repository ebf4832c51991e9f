"""What rules find without any model: values, identifiers and laws, over a whole document."""

from collections.abc import Callable, Iterable

from extract.candidate import Candidate, flatten
from extract.contacts import find_emails, find_phones, find_urls
from extract.dates import find_dates
from extract.laws import find_laws
from extract.money import find_money, find_percentages
from extract.references import find_references
from extract.widths import fold_width

_FINDERS: tuple[Callable[[str], Iterable[Candidate]], ...] = (
    find_dates,
    find_money,
    find_percentages,
    find_emails,
    find_urls,
    find_phones,
    find_references,
    find_laws,
)


def find_values(text: str) -> list[Candidate]:
    """Return what rules find in `text`, without overlaps, sorted by start.

    >>> [(found.label, found.value) for found in find_values("Paid £5m (12%) on 1 March 2025.")]
    [('Money', 'GBP 5000000'), ('Percent', '12%'), ('Date', '2025-03-01')]
    """
    plain = fold_width(text)
    return flatten(found for find in _FINDERS for found in find(plain))

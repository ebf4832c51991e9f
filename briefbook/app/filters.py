"""Which documents and passages a search may find: by entity, type, date, source and label."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from briefbook.app.catalog import Catalog
from briefbook.app.findings import load_findings
from briefbook.app.holdings import Holdings
from briefbook.app.periods import Period, document_date
from briefbook.app.stages.building import load_built
from briefbook.app.stages.extracting import EXTRACT
from briefbook.errors import WorkspaceError
from briefbook.records import Entity, Passage, Reading, Span
from decide.watch.watches import entities_named

_BEGINNING = "0001"  # before any document

_Places = Mapping[str, tuple[Span, ...]]  # document id → mentions in it


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to: one of each kind that is given, and all kinds at once."""

    entities: tuple[str, ...] = ()  # names; the passage names one of them
    types: tuple[str, ...] = ()  # labels of entities; the passage names one of such a label
    since: str = ""  # year, year-month or date; documents without a date are left out
    until: str = ""
    sources: tuple[str, ...] = ()  # patterns of paths in the archive, "*" also across folders
    labels: tuple[str, ...] = ()  # that a classifier gave to the document

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is narrowed."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Allowed:
    """What filters let through."""

    documents: frozenset[str] | None  # ids; None: all
    #: For each filter of passages, the places of which a passage must hold one.
    places: tuple[_Places, ...] = ()

    def holds(self, passage: Passage) -> bool:
        """Tell whether a passage may be found."""
        if self.documents is not None and passage.document_id not in self.documents:
            return False
        return all(
            any(passage.span.contains(span) for span in places.get(passage.document_id, ()))
            for places in self.places
        )


def work_out(catalog: Catalog, holdings: Holdings, filters: Filters) -> Allowed:
    """Work out what filters let through.

    Raises WorkspaceError for an entity, a type, a label or a source that the archive does not have,
    and BriefbookError for what is no date.
    """
    documents = [
        _by_source(holdings, filters.sources),
        _by_label(catalog, filters.labels),
        _by_date(catalog, holdings, filters),
    ]
    places: list[_Places] = []
    if filters.entities:
        places.append(_places(catalog, holdings, _mentions_of(catalog, filters.entities)))
    if filters.types:
        places.append(_places(catalog, holdings, _mentions_like(catalog, filters.types)))
    documents += [frozenset(each) for each in places]
    given = [each for each in documents if each is not None]
    return Allowed(frozenset.intersection(*given) if given else None, tuple(places))


def _by_source(holdings: Holdings, patterns: Iterable[str]) -> frozenset[str] | None:
    found: set[str] = set()
    for pattern in patterns:
        some = {
            key
            for key, names in holdings.sources.items()
            if any(_fits(name, pattern) for name in names)
        }
        if not some:
            raise WorkspaceError(f"no file of the archive is called {pattern!r}")
        found |= some
    return frozenset(found) if found else None


def _fits(name: str, pattern: str) -> bool:
    """Tell whether a file is meant: by its path, a pattern of paths, or a folder it is in.

    >>> _fits("mail/a.eml", "*.eml"), _fits("mail/a.eml", "mail"), _fits("mail/a.eml", "ma")
    (True, True, False)
    """
    return fnmatchcase(name, pattern) or name.startswith(pattern.rstrip("/") + "/")


def _by_label(catalog: Catalog, labels: Iterable[str]) -> frozenset[str] | None:
    wanted = {label.casefold(): label for label in labels}
    if not wanted:
        return None
    given: dict[str, set[str]] = {}
    for key, findings in load_findings(catalog).items():
        for finding in findings:
            given.setdefault(finding.label, set()).add(key)
    found = {key for label, keys in given.items() if label.casefold() in wanted for key in keys}
    unknown = wanted.keys() - {label.casefold() for label in given}
    if unknown:
        known = ", ".join(sorted(given)) or "none: see briefbook classify"
        raise WorkspaceError(
            f"no document has the label {wanted[min(unknown)]!r}; labels are: {known}"
        )
    return frozenset(found)


def _by_date(catalog: Catalog, holdings: Holdings, filters: Filters) -> frozenset[str] | None:
    if not filters.since and not filters.until:
        return None
    period = Period(filters.since or _BEGINNING, filters.until)
    dates = {key: date_of(catalog, holdings, key) for key in holdings.sources}
    return frozenset(key for key, date in dates.items() if date and period.holds(date))


def date_of(catalog: Catalog, holdings: Holdings, key: str) -> str | None:
    """Return when a document was written, as far as it says."""
    return document_date(holdings.load(key), catalog.load(EXTRACT, key, Reading))


def _mentions_of(catalog: Catalog, names: Iterable[str]) -> frozenset[str]:
    entities = load_built(catalog).entities
    found: list[Entity] = []
    for name in names:
        named = entities_named(name, entities)
        if not named:
            raise WorkspaceError(f"no entity is called {name!r}")
        found += named
    return frozenset(mention for entity in found for mention in entity.mentions)


def _mentions_like(catalog: Catalog, labels: Iterable[str]) -> frozenset[str]:
    entities = load_built(catalog).entities
    known = {entity.label.casefold(): entity.label for entity in entities}
    wanted = set()
    for label in labels:
        if label.casefold() not in known:
            types = ", ".join(sorted(known.values())) or "none"
            raise WorkspaceError(f"no entity is of the type {label!r}; types are: {types}")
        wanted.add(known[label.casefold()])
    return frozenset(
        mention for entity in entities if entity.label in wanted for mention in entity.mentions
    )


def _places(catalog: Catalog, holdings: Holdings, mentions: frozenset[str]) -> _Places:
    """Return where these mentions stand, by document."""
    found: dict[str, tuple[Span, ...]] = {}
    for key in holdings.sources:
        reading = catalog.load(EXTRACT, key, Reading)
        spans = tuple(
            mention.evidence.span
            for mention in (reading.mentions if reading else ())
            if mention.id in mentions
        )
        if spans:
            found[key] = spans
    return found

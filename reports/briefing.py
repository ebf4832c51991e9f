"""A briefing becomes one self-contained HTML file: this module prepares every value in it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from briefbook.records import Briefing, Chart
from briefbook.schema import PREDICATES
from reports.book import Book, name_entity, open_book
from reports.charts import Bar, are_years, draw_bars, draw_columns
from reports.cited import Places, cited_places, sentences_of
from reports.drawing import draw_graph, legend
from reports.listings import (
    view_answers,
    view_documents,
    view_findings,
    view_problems,
    view_timeline,
)
from reports.pages import render_page
from reports.sections import (
    view_connections,
    view_contradictions,
    view_entities,
    view_facts,
    view_said,
)
from reports.sentences import CitedText, view_digest
from reports.settings import ReportSettings
from reports.strings import STRINGS
from reports.words import (
    date_text,
    heading_text,
    joined,
    machine_date,
    media_name,
    name_of,
    number,
    phrase,
    say,
    tongue_name,
)

#: In the order in which they stand on the page.
SECTIONS = (
    "charts",
    "entities",
    "connections",
    "facts",
    "said",
    "contradictions",
    "timeline",
    "answers",
    "findings",
    "documents",
    "problems",
    "notes",
)
_MOST_TONGUES, _MOST_NAMED = 3, 3  # in the line below the title
_ALWAYS = ("contradictions", "problems", "notes")  # that there are none is worth saying


@dataclass(frozen=True, slots=True)
class ChartView:
    """Counts as a table with bars, or as columns by year."""

    title: str
    bars: tuple[Bar, ...]
    columns: Markup  # SVG; empty when the bars stand in the table
    rows: tuple[tuple[str, str], ...]  # what the columns say, for those who cannot see them


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in the table of contents."""

    name: str
    title: str
    count: str


def render_briefing(
    briefing: Briefing,
    *,
    places: Places | None = None,
    settings: ReportSettings | None = None,
) -> str:
    """Render a briefing as one HTML file that needs nothing else to be read.

    `places` holds the quoted places of each document that has a source page, with their page
    numbers (`reports.cited.places_in`); quotes from other documents are shown without a link.
    Without `places` every quoted document is taken to have one.

    Raises RecordError when the briefing names a record that it does not hold.
    """
    settings = settings or ReportSettings()
    book = open_book(briefing, places, settings)
    sections = _sections(book)
    return render_page(
        "briefing.html",
        language=settings.language,
        title=heading_text(briefing.title),
        holds=_holds(book),
        date=date_text(briefing.date, settings.language),
        machine_date=machine_date(briefing.date),
        counts=_counts(briefing, settings.language),
        summary=_archive_digest(book),
        entries=_entries(book, sections),
        graph=draw_graph(book),
        legend=legend(book),
        origins=_origins(briefing),
        producers=_producers(book),
        **sections,
    )


def _sections(book: Book) -> dict[str, tuple[object, ...]]:
    language = book.language
    charts = tuple(_view_chart(chart, language) for chart in book.briefing.charts if chart.bars)
    return {
        "charts": charts,
        "entities": view_entities(book),
        "connections": view_connections(book),
        "facts": view_facts(book),
        "said": view_said(book),
        "contradictions": view_contradictions(book),
        "timeline": view_timeline(book),
        "answers": view_answers(book),
        "findings": view_findings(book),
        "documents": view_documents(book),
        "problems": view_problems(book),
    }


def _counts(briefing: Briefing, language: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (number(value), name_of("count", name, language)) for name, value in briefing.counts
    )


def _archive_digest(book: Book) -> CitedText | None:
    digests = (each for each in book.briefing.digests if each.kind == "archive")
    digest = next(digests, None)
    return view_digest(book, digest) if digest else None


def _view_chart(chart: Chart, language: str) -> ChartView:
    title = name_of("chart", chart.title, language)
    if are_years(chart.bars):
        rows = tuple((label, number(count)) for label, count in chart.bars)
        return ChartView(title, (), draw_columns(chart.bars, title), rows)
    named: Counter[str] = Counter()
    for label, count in chart.bars:
        named[_bar_name(label, language)] += count  # the old and the new Word are both "Word"
    bars = draw_bars(named.most_common(), STRINGS[language]["others"])
    return ChartView(title, bars, Markup(""), ())


def _holds(book: Book) -> str:
    """Say in a line how much the archive holds, in what languages, of what time and about whom."""
    cards, language = book.briefing.documents, book.language
    if not cards:
        return ""
    tongues = Counter(card.language for card in cards if card.language != "und")
    line = say("holds", language, count=len(cards))
    if tongues:
        names = [tongue_name(code, language) for code, _ in tongues.most_common(_MOST_TONGUES)]
        line = say("holds.in", language, documents=line, languages=joined(names, language))
    years = sorted(card.date[:4] for card in cards if card.date)
    if years and years[0] == years[-1]:
        line = say("holds.dated.one", language, documents=line, first=years[0])
    elif years:
        line = say("holds.dated", language, documents=line, first=years[0], last=years[-1])
    about = [name_entity(book, key).text for key in book.briefing.key_entities[:_MOST_NAMED]]
    if about:
        line = say("holds.about", language, documents=line, names=joined(about, language))
    return line


def _bar_name(label: str, language: str) -> str:
    """Name what a bar counts, when it is a kind of file, a language, a label or a predicate."""
    if label in PREDICATES:
        return phrase(label, language)
    for family in ("tongue", "label"):
        if f"{family}.{label}" in STRINGS[language]:
            return name_of(family, label, language)
    return media_name(label, language)


def _entries(book: Book, sections: Mapping[str, tuple[object, ...]]) -> tuple[Entry, ...]:
    briefing = book.briefing
    asserted = sum(fact.assertion == "asserted" for fact in briefing.facts)
    sizes = {
        "entities": len(briefing.key_entities),
        "connections": len(briefing.drawing.facts),
        "facts": asserted,
        "said": len(briefing.facts) - asserted,
        "contradictions": len(briefing.contradictions),
        "timeline": len(briefing.timeline),
        "answers": len(briefing.answers),
        "findings": len(briefing.findings),
        "documents": len(briefing.documents),
        "problems": len(briefing.problems),
    }
    return tuple(
        Entry(name, say(name, book.language), number(sizes[name]) if sizes.get(name) else "")
        for name in SECTIONS
        if sections.get(name) or name in _ALWAYS
    )


def _origins(briefing: Briefing) -> tuple[str, ...]:
    """Return what marks sentences carry on the page, and so need a word on how to read them."""
    used = {sentence.origin for sentence in sentences_of(briefing)}
    return tuple(origin for origin in ("written", "replaced") if origin in used)


def _producers(book: Book) -> tuple[str, ...]:
    """Name everything that found or wrote something shown here, sorted."""
    briefing = book.briefing
    quoted = cited_places(briefing, settings=book.settings).values()
    names = {piece.producer for pieces in quoted for piece in pieces}
    names |= {digest.producer for digest in briefing.digests}
    names |= {finding.producer for finding in briefing.findings}
    names |= {answer.producer for answer in briefing.answers}
    return tuple(sorted(names))

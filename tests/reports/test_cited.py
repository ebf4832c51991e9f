"""The app can ask what a briefing quotes."""

from briefbook.records import Sentence, TimelineEntry
from reports.cited import cited_pages, cited_places, places_in, strongest
from reports.settings import ReportSettings
from tests.reports.factories import (
    make_briefing,
    make_card,
    make_digest,
    make_document,
    make_entity,
    make_fact,
    make_text,
    quote,
)

REPORT = make_document(
    ["Annual report", "Northwind owns Tarn."], [], ["北风集团位于赫尔。", "Northwind is in Hull."]
)
NORTHWIND, TARN = make_entity("Northwind"), make_entity("Tarn")


def test_each_place_is_cited_once_and_in_the_order_of_the_text() -> None:
    late, early = quote(REPORT, "Northwind is in Hull."), quote(REPORT, "Northwind owns Tarn.")
    fact = make_fact(NORTHWIND, "OWNS", TARN, late, early)
    digest = make_digest("archive", "archive", early)

    cited = cited_places(make_briefing(entities=[NORTHWIND, TARN], facts=[fact], digests=(digest,)))

    assert cited == {REPORT.id: (early, late)}


def test_every_kind_of_claim_is_cited() -> None:
    places = [quote(REPORT, words) for words in ("Annual report", "北风集团位于赫尔。", "Hull")]
    card = make_card(REPORT, digest=make_digest("document", REPORT.id, places[0]))
    entry = TimelineEntry("2025", Sentence("x", (places[1],)))
    fact = make_fact(NORTHWIND, "OWNS", TARN, places[2])

    cited = cited_places(
        make_briefing(documents=[card], entities=[NORTHWIND, TARN], facts=[fact], timeline=(entry,))
    )

    assert set(cited[REPORT.id]) == set(places)


def test_no_more_quotes_are_cited_than_are_shown() -> None:
    pieces = [quote(REPORT, words) for words in ("Annual", "report", "owns", "Hull")]
    fact = make_fact(NORTHWIND, "OWNS", TARN, *pieces)

    cited = cited_places(
        make_briefing(entities=[NORTHWIND, TARN], facts=[fact]),
        settings=ReportSettings(max_quotes=2),
    )

    assert cited == {REPORT.id: tuple(pieces[:2])}
    assert strongest([pieces[0], pieces[0], pieces[1]], 2) == (pieces[0], pieces[1])


def test_the_pages_that_need_an_image_are_those_with_boxes() -> None:
    pieces = [quote(REPORT, "北风集团"), quote(REPORT, "Annual report")]

    assert cited_pages(REPORT, pieces) == (1, 3)
    assert cited_pages(make_text("Northwind is in Hull."), []) == ()


def test_places_know_their_page() -> None:
    paged, unpaged = quote(REPORT, "北风集团"), quote(make_text("One. Two."), "Two.")

    assert places_in(REPORT, [paged]) == {paged.span: 3}
    assert places_in(make_text("One. Two."), [unpaged]) == {unpaged.span: None}

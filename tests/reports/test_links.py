"""Every claim of a briefing opens at its words."""

from urllib.parse import urldefrag

from briefbook.records import Document
from reports.anchors import source_name
from reports.briefing import render_briefing
from reports.cited import cited_pages, cited_places, places_in
from reports.sources import render_source
from tests.reports.archive import DOCUMENTS, FACTS, make_full_briefing
from tests.reports.page import parse

BY_ID: dict[str, Document] = {document.id: document for document in DOCUMENTS}


def _site() -> dict[str, str]:
    """Make the whole report, as the app does: paths and pages."""
    briefing = make_full_briefing()
    pages, places = {}, {}
    for document_id, evidence in cited_places(briefing).items():
        document = BY_ID[document_id]
        images = {page: f"images/{page}.png" for page in cited_pages(document, evidence)}
        pages[source_name(document_id)] = render_source(document, evidence, images=images)
        places[document_id] = places_in(document, evidence)
    return {"briefing.html": render_briefing(briefing, places=places), **pages}


def test_every_link_of_the_briefing_leads_to_a_place_that_exists() -> None:
    site = _site()
    ids = {path: set(parse(page).xpath("//@id")) for path, page in site.items()}

    hrefs = parse(site["briefing.html"]).xpath("//a/@href")

    assert sum("#q-" in href for href in hrefs) > 15
    for href in hrefs:
        path, fragment = urldefrag(href)
        assert path in site or not path
        assert not fragment or fragment in ids[path or "briefing.html"]


def test_every_quote_of_every_fact_leads_to_its_own_words() -> None:
    site = _site()
    tree = parse(site["briefing.html"])

    for fact in FACTS:
        links = tree.xpath(f"//li[@id='f-{fact.id}']//blockquote/a/@href")
        assert len(links) == len(fact.evidence)
        for link, piece in zip(links, fact.evidence, strict=True):
            path, fragment = urldefrag(link)
            source = parse(site[path])
            marks = source.xpath(f"//mark[contains(concat(' ', @class, ' '), ' {fragment} ')]")
            assert "".join(mark.text_content() for mark in marks) == piece.quote


def test_every_claim_in_a_section_of_claims_has_a_link() -> None:
    tree = parse(_site()["briefing.html"])

    claims = tree.xpath(
        "//blockquote | //ol[@class='timeline']/li | //p[@class='digest']"
        " | //ul[@class='digest']/li"
    )

    assert len(claims) > 12
    for claim in claims:
        assert claim.xpath(".//a[contains(@href, 'sources/')]")

"""The briefing is written into the run folder, with the pages it quotes."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from briefbook.app import compose
from briefbook.app.findings import load_findings
from briefbook.app.holdings import INGEST, Holdings
from briefbook.app.progress import Reporter
from briefbook.app.stages.building import (
    ARCHIVE,
    Built,
    build_fingerprint,
    document_card,
    load_built,
    load_readings,
)
from briefbook.app.stages.extracting import count_readings
from briefbook.app.stages.summarizing import load_digests, summary_fingerprint
from briefbook.app.workspace import Workspace
from briefbook.ids import make_id
from briefbook.records import Briefing, Evidence, Finding, encode
from graph.view import draw, rank_entities
from ingest.render import DRAWABLE
from ingest.worker import PageRequest, draw_pages
from reports.anchors import image_name, source_name
from reports.briefing import render_briefing
from reports.cited import cited_pages, cited_places, places_in
from reports.sources import render_source
from summarize.timeline import timeline

REPORT = "report"
_VERSION = 1  # of what is written for the same records; raise it when that changes

Quoted = Mapping[str, tuple[Evidence, ...]]  # by document


@dataclass(frozen=True, slots=True)
class ReportCounts:
    """Where the briefing is."""

    briefing: str
    sources: int  # documents that it quotes, each with a page of its own


def write_report(workspace: Workspace, *, reporter: Reporter) -> ReportCounts:
    """Write the briefing into the run folder, unless it is there and nothing has changed."""
    holdings = Holdings(workspace.catalog)
    folder = workspace.report_folder / "briefing"
    page = folder / "briefing.html"
    fingerprint = _fingerprint(workspace, holdings)
    if workspace.catalog.done(REPORT).get(ARCHIVE) != fingerprint or not page.exists():
        made = folder.with_name("briefing.new")
        shutil.rmtree(made, ignore_errors=True)
        _write(workspace, holdings, made, reporter)
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)
        workspace.catalog.finish(REPORT, ARCHIVE, fingerprint)
    return ReportCounts(str(page), len(list((folder / "sources").glob("*.html"))))


def _fingerprint(workspace: Workspace, holdings: Holdings) -> str:
    catalog, settings = workspace.catalog, workspace.settings
    return make_id(
        "fp",
        _VERSION,
        encode((settings.reports, settings.briefing, _title(workspace))).decode(),
        build_fingerprint(workspace, holdings),
        summary_fingerprint(catalog),
        encode(_findings(workspace, holdings)).decode(),
        encode(holdings.problems()).decode(),
    )


def _write(workspace: Workspace, holdings: Holdings, folder: Path, reporter: Reporter) -> None:
    briefing = compose_briefing(workspace, holdings)
    settings = workspace.settings.reports
    quoted = cited_places(briefing, settings=settings)
    (folder / "sources" / "images").mkdir(parents=True)
    images = _draw_pages(workspace, holdings, quoted, folder, reporter)
    places = {}
    with reporter.stage("report", len(quoted) + 1) as advance:
        for key, evidence in quoted.items():
            document = holdings.load(key)
            places[key] = places_in(document, evidence)
            html = render_source(document, evidence, images=images.get(key), settings=settings)
            (folder / source_name(key)).write_text(html, encoding="utf-8")
            advance(document.source)
        html = render_briefing(briefing, places=places, settings=settings)
        (folder / "briefing.html").write_text(html, encoding="utf-8")
        advance("briefing")


def _draw_pages(
    workspace: Workspace, holdings: Holdings, quoted: Quoted, folder: Path, reporter: Reporter
) -> dict[str, dict[int, str]]:
    """Draw the quoted pages; return their URLs by document, relative to its source page.

    A page that cannot be drawn is shown as text.
    """
    if workspace.archive is None:
        return {}
    settings = workspace.settings
    wanted = list(_wanted_pages(holdings, quoted))
    requests = [
        PageRequest(holdings.sources[key][0], page, settings.briefing.page_width_px)
        for key, page in wanted
    ]
    drawn = draw_pages(workspace.archive, requests, settings=settings.ingest)
    urls: dict[str, dict[int, str]] = {}
    with reporter.stage("draw", len(wanted)) as advance:
        for (key, page), image in zip(wanted, drawn, strict=True):
            if isinstance(image, bytes):
                name = image_name(key, page)
                (folder / name).write_bytes(image)
                urls.setdefault(key, {})[page] = name.removeprefix("sources/")
            advance(holdings.sources[key][0])
    return urls


def _wanted_pages(holdings: Holdings, quoted: Quoted) -> Iterator[tuple[str, int]]:
    for key, evidence in quoted.items():
        document = holdings.load(key)
        if document.media_type in DRAWABLE:
            yield from ((key, page) for page in cited_pages(document, evidence))


def compose_briefing(workspace: Workspace, holdings: Holdings) -> Briefing:
    """Choose what the briefing shows."""
    catalog, settings = workspace.catalog, workspace.settings.briefing
    built, readings, digests = load_built(catalog), load_readings(catalog), load_digests(catalog)
    cards = tuple(
        document_card(holdings, document, digests.get(document.id))
        for document in holdings.documents()
    )
    importance = rank_entities(built.entities, built.facts)
    key_entities = compose.choose_entities(built.entities, importance, limit=settings.max_entities)
    drawing = draw(compose.drawn_entities(built.entities), built.facts, limit=settings.max_drawn)
    needed = {fact for contradiction in built.contradictions for fact in contradiction.facts}
    needed |= set(drawing.facts)
    facts = compose.choose_facts(built.facts, key_entities, needed, importance, settings)
    return Briefing(
        title=_title(workspace),
        date=date.today().isoformat(),
        counts=_counts(workspace, holdings, built),
        charts=compose.charts(cards, built.entities, built.facts),
        documents=compose.documents_shown(cards, digests=settings.document_digests),
        entities=compose.entities_shown(built.entities, key_entities, facts, drawing),
        key_entities=tuple(entity.id for entity in key_entities),
        facts=facts,
        drawing=drawing,
        digests=compose.digests_shown(digests, key_entities),
        timeline=timeline(holdings.by_id(), readings, limit=settings.max_timeline),
        contradictions=built.contradictions,
        findings=_findings(workspace, holdings),
        answers=(),
        problems=holdings.problems(),
    )


def _findings(workspace: Workspace, holdings: Holdings) -> tuple[Finding, ...]:
    """Return what classifiers said of the documents that are there."""
    found = load_findings(workspace.catalog)
    return tuple(one for key in found if key in holdings.sources for one in found[key])


def _title(workspace: Workspace) -> str:
    archive = workspace.archive
    return workspace.settings.briefing.title or (archive.name if archive else workspace.folder.stem)


def _counts(workspace: Workspace, holdings: Holdings, built: Built) -> tuple[tuple[str, int], ...]:
    failed = workspace.catalog.failed(INGEST)
    asserted = sum(fact.assertion == "asserted" for fact in built.facts)
    return (
        ("files", len(holdings.names)),
        ("documents", len(holdings.sources)),
        ("failed", sum(key in failed for key in holdings.names.values())),
        ("mentions", count_readings(workspace.catalog)[0]),
        ("entities", len(built.entities)),
        ("facts", asserted),
        ("contradictions", len(built.contradictions)),
    )

"""The whole flow, from archive to briefing, on one screen.

Each stage takes up only what is not done yet; what is done is known from the catalog alone, so a
process may be killed anywhere and the next one ends with the same result.
"""

from dataclasses import dataclass
from pathlib import Path

from briefbook.app.progress import Reporter
from briefbook.app.retrieving import link_passages
from briefbook.app.stages.building import build_graph
from briefbook.app.stages.extracting import extract_readings
from briefbook.app.stages.indexing import index_passages
from briefbook.app.stages.ingesting import ingest_archive
from briefbook.app.stages.reporting import write_report
from briefbook.app.stages.summarizing import write_digests
from briefbook.app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What a run came to; `files` is the sum of the three that follow it."""

    files: int  # in the archive, those inside containers included
    read: int  # by this run
    unchanged: int  # read by an earlier run
    failed: int  # cannot be read; each has a Problem
    mentions: int
    relations: int
    entities: int
    facts: int
    graph_changes: int  # nodes and relationships made, changed or deleted
    briefing: str  # path of the page


def run(workspace: Workspace, archive: Path | None, *, reporter: Reporter) -> RunCounts:
    """Bring everything in the run folder up to date with the archive."""
    files = ingest_archive(workspace, archive, reporter=reporter)
    said = extract_readings(workspace, reporter=reporter)
    built = build_graph(workspace, reporter=reporter)
    index_passages(workspace, reporter=reporter)
    link_passages(workspace, reporter=reporter)
    write_digests(workspace, reporter=reporter)
    written = write_report(workspace, reporter=reporter)
    counts = RunCounts(
        files=files.files,
        read=files.read,
        unchanged=files.unchanged,
        failed=files.failed,
        mentions=said.mentions,
        relations=said.relations,
        entities=built.entities,
        facts=built.facts,
        graph_changes=built.graph_changes,
        briefing=written.briefing,
    )
    workspace.catalog.save_run(counts)
    return counts

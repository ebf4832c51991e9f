"""The run folder a case works on: the user's own, or one made of the small archive beside this."""

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

from briefbook.app.holdings import Holdings
from briefbook.app.progress import Reporter
from briefbook.app.stages.building import build_graph
from briefbook.app.stages.extracting import extract_readings
from briefbook.app.stages.indexing import index_passages
from briefbook.app.stages.ingesting import ingest_archive
from briefbook.app.workspace import Workspace, create_workspace, open_workspace
from briefbook.records import Document

HERE = Path(__file__).parent
ARCHIVE = HERE / "archive"
INPUTS = HERE / "inputs"


@contextmanager
def open_case(folder: Path | None, out: Path) -> Iterator[Workspace]:
    """Open a run folder; without one, read the small archive into `out` first."""
    out.mkdir(parents=True, exist_ok=True)
    if folder is not None:
        with open_workspace(folder) as workspace:
            yield workspace
        return
    with create_workspace(out / "cases.briefbook") as workspace:
        read_archive(workspace, ARCHIVE)
        yield workspace


def read_archive(workspace: Workspace, archive: Path) -> None:
    """Do of `briefbook run` what the cases need: no digests and no briefing."""
    reporter = Reporter()
    ingest_archive(workspace, archive, reporter=reporter)
    extract_readings(workspace, reporter=reporter)
    build_graph(workspace, reporter=reporter)
    index_passages(workspace, reporter=reporter)


def choose_documents(holdings: Holdings, pattern: str) -> list[Document]:
    """Return the documents whose name fits, such as "customers/*", in order of names."""
    found = [
        document
        for document in holdings.documents()
        if any(fnmatchcase(name, pattern) for name in holdings.sources[document.id])
    ]
    return sorted(found, key=lambda document: document.source)

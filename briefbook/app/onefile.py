"""One file on disk, or the text on stdin, becomes a document without any run folder."""

import sys
from dataclasses import replace
from pathlib import Path

from briefbook.errors import ArchiveError, UnreadableSource
from briefbook.records import Document, Problem
from ingest.archive import walk
from ingest.parse import parse
from ingest.settings import IngestSettings
from ingest.worker import read_sources

STDIN = "-"


def read_one(path: str, settings: IngestSettings) -> Document:
    """Read a file in a child process with limits, of a container the first; "-" is stdin.

    Raises ArchiveError when there is no such file, UnreadableSource when it holds no document.
    """
    if path == STDIN:
        return _read_stdin(settings)
    if not Path(path).is_file():
        raise ArchiveError(f"cannot read {path}: no such file")
    root = Path(path).absolute()
    sources = [item for item in walk(root) if not isinstance(item, Problem)]
    told: list[str] = []
    for outcome in read_sources(root, sources, settings=replace(settings, workers=1)):
        if outcome.document is not None:
            return outcome.document
        told += [problem.message for problem in outcome.problems]
    raise UnreadableSource(told[0] if told else f"cannot read {path}: it holds no text")


def _read_stdin(settings: IngestSettings) -> Document:
    document = parse(sys.stdin.buffer.read(), "stdin.txt", settings=settings).document
    if document is None:
        raise UnreadableSource("cannot read stdin: it holds no text")
    return document

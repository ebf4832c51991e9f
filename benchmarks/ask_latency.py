"""How long `briefbook ask` takes over a large archive, with everything open: p50, p95, memory.

    python benchmarks/ask_latency.py [--passages N] [--questions N] [--folder FOLDER]
    [--without-reader] [--threads N] [--json FILE]

The archive is made up (see `benchmarks/made_archive.py`), a passage has about 350 characters, and
its documents enter the catalog with what they say, so that no model has to read them; the graph,
the passage index and the passage graph are then built as a run builds them. The vectors of the
passages are random ones of the encoder's dimension: what they cost does not depend on what they
are. So search by meaning finds anything, and whether an answer is right, which is told too, says
little of how good answers are. Questions are embedded and read by the real models.

The folder is made in a process of its own, so that the peak memory is that of asking alone; with
--folder it is kept for the next time. Memory is that of the process that asks, and of the embedded
graph server. Prints Markdown tables.
"""

import argparse
import json
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch
from made_archive import (
    PRODUCER,
    SECTIONS,
    Company,
    Question,
    make_companies,
    make_documents,
    make_questions,
)

from briefbook.app.asking import Asker, open_asker
from briefbook.app.catalog import SourceRow
from briefbook.app.holdings import INGEST, Holdings
from briefbook.app.progress import Reporter
from briefbook.app.readers import open_running_reader
from briefbook.app.retrieving import open_retrieval
from briefbook.app.stages.building import build_graph
from briefbook.app.stages.extracting import EXTRACT, reading_fingerprints
from briefbook.app.stages.indexing import INDEX, index_fingerprints
from briefbook.app.workspace import Workspace, create_workspace, open_workspace
from briefbook.ids import checksum, make_id
from briefbook.learn.encoder import describe
from decide.rank import Reader
from decide.search import open_index
from graph.server import open_server, stop_server
from ingest.passages import split_passages

Json = dict[str, Any]

_WRITTEN = 1000  # documents in a transaction, and in a write to the index
_WARMING = 14  # questions before those that count: one of each kind and language
_DONE = "made.json"  # in the folder, when all of it is there


@dataclass(slots=True)
class RandomVectors:
    """Unit vectors that say nothing, under the name of the encoder whose place they take."""

    name: str
    dimension: int
    chance: np.random.Generator

    def embed(
        self, texts: Sequence[str], *, kind: Literal["query", "passage"]
    ) -> npt.NDArray[np.float32]:
        """Draw a vector of length 1 for each text."""
        drawn = self.chance.standard_normal((len(texts), self.dimension), np.float32)
        vectors: npt.NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        return vectors


def make_folder(folder: Path, passages: int) -> Json:
    """Make the run folder; return how large it is and how long each step took, in seconds."""
    companies = _companies(passages)
    told: Json = {"companies": len(companies), "seconds": {}}
    with create_workspace(folder) as workspace:
        steps: dict[str, Callable[[], Json]] = {
            "documents": lambda: _save_documents(workspace, companies),
            "graph": lambda: _build(workspace),
            "index": lambda: _index(workspace),
            "passage graph": lambda: _prepare_retrieval(workspace),
        }
        for name, step in steps.items():
            start = time.monotonic()
            told |= step()
            told["seconds"][name] = round(time.monotonic() - start, 1)
            Reporter().say(f"{name}: {told['seconds'][name]} s")
    (folder / _DONE).write_text(json.dumps(told), "utf-8")
    return told


def _companies(passages: int) -> list[Company]:
    """Make companies for this many passages; each has two documents."""
    return make_companies(max(100, passages // (2 * SECTIONS)) // 2 * 2)


def _save_documents(workspace: Workspace, companies: Sequence[Company]) -> Json:
    """Write documents and readings into the catalog, as the import of a list does."""
    catalog = workspace.catalog
    with catalog.transaction():
        for document, _ in make_documents(companies):
            sha256 = checksum(document.title.encode())
            catalog.save_source(SourceRow(document.source, len(document.text), 0, sha256))
            catalog.finish(INGEST, document.id, make_id("fp", PRODUCER, sha256), document)
        wanted = reading_fingerprints(workspace, Holdings(catalog))
        for document, reading in make_documents(companies):
            catalog.finish(EXTRACT, document.id, wanted[document.id], reading)
    return {"documents": len(wanted)}


def _build(workspace: Workspace) -> Json:
    built = build_graph(workspace, reporter=Reporter())
    return {"entities": built.entities, "facts": built.facts}


def _index(workspace: Workspace) -> Json:
    """Fill the index as the stage does, but with random vectors."""
    holdings = Holdings(workspace.catalog)
    wanted = index_fingerprints(workspace, holdings)
    vectors = RandomVectors(*describe(workspace.settings.encoder), np.random.default_rng(1))
    max_chars = workspace.settings.ingest.passage_chars
    with open_index(workspace.index_folder) as index, workspace.catalog.transaction():
        for keys in _batches(sorted(wanted)):
            loaded = map(holdings.load, keys)
            index.add(
                {each.id: split_passages(each, max_chars=max_chars) for each in loaded}, vectors
            )
            for key in keys:
                workspace.catalog.finish(INDEX, key, wanted[key])
        index.finish()
        return {"passages": index.count()}


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + _WRITTEN] for start in range(0, len(keys), _WRITTEN))


def _prepare_retrieval(workspace: Workspace) -> Json:
    with open_retrieval(workspace):
        return {}


@dataclass(slots=True)
class TimedReader:
    """A reader that tells how long it has read."""

    reader: Reader
    producer: str
    seconds: float = 0.0

    def read(self, *given: Any, **named: Any) -> Any:
        """Read as the reader does, and add the time that takes."""
        return self._timed(self.reader.read, *given, **named)

    def relevance(self, *given: Any, **named: Any) -> Any:
        """Tell how much texts help as the reader does, and add the time that takes."""
        return self._timed(self.reader.relevance, *given, **named)

    def _timed(self, work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return work(*given, **named)
        finally:
            self.seconds += time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Taken:
    """What one question took."""

    kind: str
    language: str
    question: str
    seconds: float
    reading: float  # of these, by the reader
    answered: str  # the kind of answer, or "" where the archive does not say
    right: bool


def measure(folder: Path, count: int, *, read: bool, companies: Sequence[Company]) -> Json:
    """Open the folder, ask, and return what it took."""
    with (
        open_workspace(folder) as workspace,
        open_server(workspace.graph_folder, settings=workspace.settings.graph) as server,
    ):
        start = time.perf_counter()
        opened = open_running_reader(workspace) if read else None
        reader = TimedReader(opened, opened.producer) if opened else None
        with open_asker(workspace, reader=reader, warm=True) as asker:
            opening_s = time.perf_counter() - start
            questions = make_questions(companies, count + _WARMING)
            for question in questions[:_WARMING]:
                asker.ask(question.text)
            start_cpu = time.process_time()
            taken = [_ask(asker, reader, question) for question in questions[_WARMING:]]
            cpu_s = time.process_time() - start_cpu
        return {
            "opening_s": round(opening_s, 1),
            "cpu_s_each": round(cpu_s / len(taken), 3),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "server_peak_mb": _peak_mb(server.pid),
            "cores": os.cpu_count(),
            "threads": torch.get_num_threads(),
            "reader": opened.producer if opened else "",
            "taken": [asdict(one) for one in taken],
        }


def _ask(asker: Asker, reader: TimedReader | None, question: Question) -> Taken:
    read_before, start = reader.seconds if reader else 0.0, time.perf_counter()
    answer, _ = asker.ask(question.text)
    seconds = time.perf_counter() - start
    said = " ".join((*answer.values, *(one.text for one in answer.sentences)))
    return Taken(
        kind=question.kind,
        language=question.language,
        question=question.text,
        seconds=seconds,
        reading=(reader.seconds if reader else 0.0) - read_before,
        answered="" if answer.abstained else answer.kind,
        right=question.wanted in said if question.wanted else answer.abstained,
    )


def _peak_mb(pid: int) -> int:
    """Return the peak memory of another process; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) // 1024 if found else 0


def table(taken: Sequence[Json]) -> Iterator[str]:
    """Yield the lines of the table: a row for each kind of question, each language, and all."""
    groups = {kind: [one for one in taken if one["kind"] == kind] for kind in _in_order(taken)}
    for language in ("en", "zh"):
        groups[f"all {language}"] = [one for one in taken if one["language"] == language]
    groups["**all**"] = list(taken)
    yield "| questions | n | p50 ms | p95 ms | max ms | p50 of it reading | answered | right |"
    yield "| --- " * 8 + "|"
    for name, some in groups.items():
        p50, p95, most = 1000 * np.percentile([one["seconds"] for one in some], (50, 95, 100))
        reading = 1000 * np.median([one["reading"] for one in some])
        answered = np.mean([bool(one["answered"]) for one in some])
        right = np.mean([one["right"] for one in some])
        yield (
            f"| {name} | {len(some)} | {p50:.0f} | {p95:.0f} | {most:.0f} | {reading:.0f} "
            f"| {answered:.2f} | {right:.2f} |"
        )


def _in_order(taken: Sequence[Json]) -> list[str]:
    return list(dict.fromkeys(one["kind"] for one in taken))


def main() -> None:
    """Make the folder where it is not there, ask, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=210)
    parser.add_argument("--folder", type=Path, help="keeps the archive; made where it is missing")
    parser.add_argument("--without-reader", action="store_true")
    parser.add_argument("--threads", type=int, help="of torch; its own choice unless told")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary) / "made.briefbook").absolute()
        made = _made(folder, options.passages)
        companies = make_companies(made["companies"])
        found = measure(
            folder, options.questions, read=not options.without_reader, companies=companies
        )
        stop_server(folder / "graph")
    sys.stdout.write("\n".join([*_told(made, found), "", *table(found["taken"])]) + "\n")
    if options.json:
        report = {"made": made, **found}
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")


def _made(folder: Path, passages: int) -> Json:
    """Return what the folder holds, made in another process where it is not there."""
    if not (folder / _DONE).exists():
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            pool.submit(make_folder, folder, passages).result()
    made: Json = json.loads((folder / _DONE).read_text("utf-8"))
    return made


def _told(made: Json, found: Json) -> Iterator[str]:
    yield (
        f"{made['passages']:,} passages of {made['documents']:,} documents, "
        f"{made['entities']:,} entities, {made['facts']:,} facts; made in "
        + ", ".join(f"{name} {seconds} s" for name, seconds in made["seconds"].items())
    )
    yield (
        f"{found['cores']} cores, {found['threads']} threads, reader {found['reader'] or 'none'}; "
        f"opened in {found['opening_s']} s; {found['cpu_s_each']} CPU s a question; peak "
        f"{found['peak_mb']:,} MB, graph server {found['server_peak_mb']:,} MB"
    )


if __name__ == "__main__":
    main()

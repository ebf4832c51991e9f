"""How well search finds the passages that questions need: words, vectors, both, and the graph."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from briefbook.app.embedding import open_encoders
from briefbook.app.progress import Reporter
from briefbook.app.search_data import Asked, Text
from briefbook.ids import make_id
from briefbook.learn.settings import EncoderSettings
from briefbook.records import Passage, Span
from decide.rank import Hit, TextEncoder
from decide.retrieve.build import graph_of_passages
from decide.retrieve.find import Retrieval, retrieve
from decide.retrieve.graph import PassageGraph, load_graph, save_graph
from decide.retrieve.settings import RetrieveSettings
from decide.search import PassageIndex, open_index

Json = dict[str, Any]

#: The rows of the table, in order, and how they are shown.
ROWS = {"bm25": "BM25", "vectors": "vectors", "hybrid": "hybrid", "graph": "+graph"}
_BATCH = 256  # texts indexed together
_VERSION = 1  # of the graph of the same corpus; raise it when that changes
_GRAPH = "passages.graph.npz"


@dataclass(frozen=True, slots=True)
class Scored:
    """One question, what was found for it in each row, and how."""

    asked: Asked
    titles: Mapping[str, tuple[str, ...]]  # by row, best first, each once
    retrieval: Retrieval
    seconds: float  # of the search with the graph, without embedding the question


class _Known:
    """The vectors of questions embedded before, all at once, to be used as an encoder."""

    def __init__(
        self, encoder: TextEncoder, texts: Sequence[str], vectors: npt.NDArray[np.float32]
    ) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self._vectors = dict(zip(texts, vectors, strict=True))

    def embed(
        self, texts: Sequence[str], *, kind: Literal["query", "passage"]
    ) -> npt.NDArray[np.float32]:
        """Return the vectors of questions."""
        return np.stack([self._vectors[text] for text in texts])


def measure_search(
    corpus: Sequence[Text],
    asked: Sequence[Asked],
    folder: Path,
    *,
    cutoffs: Sequence[int],
    encoder: EncoderSettings,
    settings: RetrieveSettings | None = None,
    reporter: Reporter,
) -> tuple[Json, tuple[Scored, ...]]:
    """Index a corpus in `folder`, search it for each question; return the report and each question.

    What `folder` holds of the corpus already is not embedded again. Recall at k is the share of a
    question's titles among the first k titles found, its mean over the questions; `all` is the
    share of questions with every title found.

    Raises WorkspaceError when the folder cannot be written, ModelError for the encoder.
    """
    passages = passages_of(corpus)
    with open_index(folder / "passages.lance") as index:
        with open_encoders(encoder) as pool:
            _index(index, passages, pool, reporter)
            questions = [each.question for each in asked]
            known = _Known(pool, questions, pool.embed(questions, kind="query"))
        begun = time.monotonic()
        graph = _graph(passages, folder)
        built_s = time.monotonic() - begun
        most = max(cutoffs)
        with reporter.stage("search", len(asked)) as advance:
            scored = []
            for each in asked:
                scored.append(_score(each, index, known, graph, most, settings))
                advance(each.question)
    report = _report(scored, cutoffs, corpus)
    report["encoder"] = known.name
    report["graph"] = {
        "names": len(graph.names),
        "ties": int(graph.named.nnz),
        "seconds": round(built_s, 2),
    }
    return report, tuple(scored)


def passages_of(corpus: Iterable[Text]) -> tuple[Passage, ...]:
    """Return each text as one passage with its title as heading; the same text counts once."""
    found = {}
    for text in corpus:
        key = make_id("doc", text.title, text.text)
        span = Span(0, len(text.text))
        passage = Passage(make_id("pas", key, 0, span.end), key, span, text.text, text.title)
        found[passage.id] = passage
    return tuple(found.values())


def _index(
    index: PassageIndex, passages: Sequence[Passage], encoder: TextEncoder, reporter: Reporter
) -> None:
    wanted = {passage.document_id: (passage,) for passage in passages}
    index.remove(index.document_ids() - wanted.keys())
    keys = sorted(wanted)
    with reporter.stage("index", len(keys)) as advance:
        for start in range(0, len(keys), _BATCH):
            batch = {key: wanted[key] for key in keys[start : start + _BATCH]}
            index.add(batch, encoder)
            for (passage,) in batch.values():
                advance(passage.heading)
    index.finish()


def _graph(passages: Sequence[Passage], folder: Path) -> PassageGraph:
    fingerprint = make_id("fp", _VERSION, *sorted(passage.id for passage in passages))
    graph = load_graph(folder / _GRAPH, fingerprint)
    if graph is None:
        titles = {passage.id: passage.heading for passage in passages}
        graph = graph_of_passages(passages, titles=titles, fingerprint=fingerprint)
        save_graph(graph, folder / _GRAPH)
    return graph


def _score(
    asked: Asked,
    index: PassageIndex,
    encoder: TextEncoder,
    graph: PassageGraph,
    most: int,
    settings: RetrieveSettings | None,
) -> Scored:
    ranked = index.rank(asked.question, encoder)
    begun = time.monotonic()
    # More than is asked for: several passages may have one title.
    found = retrieve(asked.question, index, encoder, graph, limit=3 * most, settings=settings)
    seconds = time.monotonic() - begun
    rows = {
        "bm25": ranked.worded,
        "vectors": ranked.near,
        "hybrid": ranked.fused(),
        "graph": found.hits,
    }
    return Scored(asked, {name: _titles(hits, most) for name, hits in rows.items()}, found, seconds)


def _titles(hits: Iterable[Hit], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.passage.heading for hit in hits))[:most]


def _report(scored: Sequence[Scored], cutoffs: Sequence[int], corpus: Sequence[Text]) -> Json:
    titles = {text.title for text in corpus}
    gold = {title for each in scored for title in each.asked.gold_titles}
    seconds = sorted(each.seconds for each in scored)
    return {
        "questions": len(scored),
        "passages": len(corpus),
        "gold_titles": len(gold),
        "gold_titles_missing": sorted(gold - titles),
        "cutoffs": list(cutoffs),
        "scores": {row: row_scores(scored, row, cutoffs) for row in ROWS},
        "routes": dict(sorted(Counter(each.retrieval.route.kind for each in scored).items())),
        "latency_ms": {
            name: round(1000 * seconds[min(len(seconds) - 1, int(share * len(seconds)))], 1)
            for name, share in (("p50", 0.5), ("p95", 0.95))
        },
    }


def row_scores(scored: Sequence[Scored], row: str, cutoffs: Sequence[int]) -> dict[str, float]:
    """Return recall and the share of questions with all titles found, at each cut-off."""
    found: dict[str, float] = {}
    for k in cutoffs:
        recalls = [_recall(each.asked.gold_titles, each.titles[row][:k]) for each in scored]
        found[f"recall@{k}"] = round(fmean(recalls), 4)
        found[f"all@{k}"] = round(fmean(recall == 1.0 for recall in recalls), 4)
    return found


def _recall(gold: Sequence[str], titles: Sequence[str]) -> float:
    return len({*gold} & {*titles}) / len({*gold})


def scored_rows(scored: Iterable[Scored]) -> list[Json]:
    """Return what was found for each question, fit for JSON."""
    return [
        {
            "question": each.asked.question,
            "gold_titles": list(each.asked.gold_titles),
            "route": each.retrieval.route.kind,
            "why": each.retrieval.route.why,
            "found": {row: list(titles) for row, titles in each.titles.items()},
            "reasons": list(each.retrieval.reasons),
            "missed": [t for t in each.asked.gold_titles if t not in each.titles["graph"]],
        }
        for each in scored
    ]

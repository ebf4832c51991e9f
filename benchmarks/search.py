"""Search by words, vectors, both, and with the graph, over all public sets in one table.

    python benchmarks/search.py DATA --work FOLDER [--sets 2wiki xquad_en ...] [--wiki
    questions.json]

DATA holds the sets as published: `qa_2wiki_retrieval` (its corpus; questions by
`benchmarks/search_questions.py`, given with --wiki), `qa_multihop_samples` (HotpotQA and MuSiQue:
the paragraphs of all questions are one corpus), `qa_xquad` (a question has one paragraph, in
English and Chinese) and `qa_financebench` (the pages of ten filings; gold are the pages of the
evidence). Indices are kept in the work folder, so that a second run embeds questions alone.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pymupdf

from briefbook.app.progress import Reporter
from briefbook.app.search_data import Asked, Text, read_asked, read_corpus
from briefbook.app.search_scores import ROWS, measure_search
from briefbook.learn.settings import EncoderSettings

Set = tuple[Sequence[Text], Sequence[Asked]]

_CUTOFFS = (2, 5)


def _json(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def _pooled(texts: Iterable[Text]) -> list[Text]:
    return [text for text in dict.fromkeys(texts) if text.text.strip()]


def wiki(data: Path, questions: Path | None) -> Set:
    """Return the corpus of 2WikiMultihopQA with questions of our own."""
    if questions is None:
        raise SystemExit("2wiki needs --wiki: make questions with benchmarks/search_questions.py")
    folder = data / "qa_2wiki_retrieval" / "corpus"
    return read_corpus(folder / "2wikimultihopqa_corpus.json.gz"), read_asked(questions)


def hotpot(data: Path, _: Path | None) -> Set:
    """Return the developer part of the sample of HotpotQA."""
    entries = _json(data / "qa_multihop_samples" / "dev" / "hotpotqa_first70.json.gz")
    texts = [Text(title, "".join(said)) for entry in entries for title, said in entry["context"]]
    asked = [
        Asked(entry["question"], tuple(dict.fromkeys(one[0] for one in entry["supporting_facts"])))
        for entry in entries
    ]
    return _pooled(texts), asked


def musique(data: Path, _: Path | None) -> Set:
    """Return the developer part of the sample of MuSiQue."""
    entries = _json(data / "qa_multihop_samples" / "dev" / "musique_first70.json.gz")
    parts = [(entry["question"], part) for entry in entries for part in entry["paragraphs"]]
    gold: dict[str, list[str]] = {}
    for question, part in parts:
        if part["is_supporting"]:
            gold.setdefault(question, []).append(part["title"])
    texts = [Text(part["title"], part["paragraph_text"]) for _, part in parts]
    return _pooled(texts), [Asked(question, tuple(titles)) for question, titles in gold.items()]


def xquad(language: str) -> Callable[[Path, Path | None], Set]:
    """Return the reader of XQuAD in a language: each paragraph has a title of its own."""

    def read(data: Path, _: Path | None) -> Set:
        texts, asked = [], []
        articles = _json(data / "qa_xquad" / "dev" / f"xquad.{language}.dev.json.gz")["data"]
        for article in articles:
            for number, paragraph in enumerate(article["paragraphs"], start=1):
                title = f"{article['title']} {number}"
                texts.append(Text(title, paragraph["context"]))
                asked += [Asked(one["question"], (title,)) for one in paragraph["qas"]]
        return texts, asked

    return read


def finance(data: Path, _: Path | None) -> Set:
    """Return the pages of the filings, and the questions whose filing is there."""
    folder = data / "qa_financebench" / "dev"
    with gzip.open(folder / "financebench.dev.jsonl.gz", "rt", encoding="utf-8") as file:
        entries = [json.loads(line) for line in file.read().split("\n") if line]
    paths = {path.stem: path for path in sorted((folder / "pdfs").glob("*.pdf"))}
    asked = [
        Asked(entry["question"], tuple(dict.fromkeys(_pages_of(entry, paths))))
        for entry in entries
        if entry["doc_name"] in paths
    ]
    return [text for path in paths.values() for text in _filing(path)], asked


def _pages_of(entry: Any, paths: dict[str, Path]) -> Iterator[str]:
    for piece in entry["evidence"]:
        if piece.get("doc_name", entry["doc_name"]) in paths:
            yield _page_title(entry["doc_name"], piece["evidence_page_num"])


def _page_title(name: str, number: int) -> str:
    return f"{name.replace('_', ' ')} page {number + 1}"


def _filing(path: Path) -> Iterator[Text]:
    with pymupdf.open(path) as file:
        for number, page in enumerate(file):
            if text := page.get_text().strip():
                yield Text(_page_title(path.stem, number), text)


SETS: dict[str, Callable[[Path, Path | None], Set]] = {
    "2wiki": wiki,
    "hotpot": hotpot,
    "musique": musique,
    "xquad_en": xquad("en"),
    "xquad_zh": xquad("zh"),
    "financebench": finance,
}


def main() -> None:
    """Measure the sets and print one table in Markdown; with --json, write all figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="keeps the indices")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--wiki", type=Path, help="questions over the corpus of 2wiki")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    reports = {}
    for name in options.sets:
        corpus, asked = SETS[name](options.data, options.wiki)
        folder = options.work / name
        folder.mkdir(parents=True, exist_ok=True)
        reports[name], _ = measure_search(
            corpus,
            asked,
            folder,
            cutoffs=_CUTOFFS,
            encoder=EncoderSettings(),
            reporter=Reporter(),
        )
    sys.stdout.write("\n".join(table(reports)) + "\n")
    if options.json:
        options.json.write_text(json.dumps(reports, ensure_ascii=False, indent=1), "utf-8")


def table(reports: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of the table: a row for each set and way to search."""
    heads = [f"{name}@{k}" for k in _CUTOFFS for name in ("recall", "all")]
    yield f"| set | questions | texts | search | {' | '.join(heads)} | routes |"
    yield "| --- " * (5 + len(heads)) + "|"
    for name, report in reports.items():
        for row, shown in ROWS.items():
            figures = " | ".join(f"{report['scores'][row][head]:.3f}" for head in heads)
            counts = f"{report['questions']:,} | {report['passages']:,}"
            routes = ", ".join(f"{kind} {count:,}" for kind, count in report["routes"].items())
            told = routes if row == "graph" else ""
            yield f"| {name} | {counts} | {shown} | {figures} | {told} |"


if __name__ == "__main__":
    main()

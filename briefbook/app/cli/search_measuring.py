"""The command `briefbook evaluate search`: how much of what questions need is found."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from briefbook.app.cli.model_options import encoder_option, path_type
from briefbook.app.cli.options import json_option, print_json, quiet_option

_DONE = 0


@click.command("search")
@click.option(
    "--corpus", type=path_type, required=True, metavar="FILE", help="Texts: JSON, title and text."
)
@click.option(
    "--data",
    type=path_type,
    required=True,
    metavar="FILE",
    help="Questions: JSON or JSON lines, question and gold_titles.",
)
@click.option(
    "--k", "cutoffs", default="2,5", show_default=True, metavar="N,N", help="Titles looked at."
)
@click.option("--out", type=path_type, metavar="FILE", help="Write what was found, as JSON lines.")
@click.option(
    "--folder",
    type=path_type,
    metavar="DIR",
    help="Keep the index of the corpus here for the next time; else it is thrown away.",
)
@encoder_option
@json_option
@quiet_option
def evaluate_search(cutoffs: str, **options: Any) -> int:
    """Measure how much of what questions need is found: by words, vectors, both, and the graph.

    The corpus is indexed, and its graph built from titles and names. Recall at k is the share of a
    question's titles among the first k; "all" is the share of questions with every one of them.
    Both files may be packed with gzip.

    \b
    briefbook evaluate search --corpus wiki.json.gz --data questions.json --k 2,5 --json
    briefbook evaluate search --corpus wiki.json --data dev.jsonl --folder wiki-index --out
    found.jsonl
    """
    from briefbook.app.progress import Reporter
    from briefbook.app.search_data import read_asked, read_corpus
    from briefbook.app.search_scores import measure_search, scored_rows
    from briefbook.learn.settings import EncoderSettings
    from briefbook.records import encode_lines

    kept = _cutoffs(cutoffs)
    corpus, asked = read_corpus(options["corpus"]), read_asked(options["data"])
    with _index_folder(options["folder"]) as folder:
        report, scored = measure_search(
            corpus,
            asked,
            folder,
            cutoffs=kept,
            encoder=EncoderSettings(model=options["encoder"] or ""),
            reporter=Reporter(quiet=options["quiet"]),
        )
    if options["out"]:
        _write(options["out"], encode_lines(scored_rows(scored)))
    if options["as_json"]:
        print_json(report)
    else:
        for line in report_lines(report):
            click.echo(line)
    return _DONE


def _cutoffs(text: str) -> tuple[int, ...]:
    try:
        found = tuple(sorted({int(part) for part in text.split(",")}))
    except ValueError:
        found = ()
    if not found or found[0] < 1:
        raise click.BadParameter(f"{text!r} is not a list like 2,5", param_hint="--k")
    return found


@contextmanager
def _index_folder(named: Path | None) -> Iterator[Path]:
    from briefbook.errors import WorkspaceError

    if named is None:
        with TemporaryDirectory(prefix="briefbook-search-") as folder:
            yield Path(folder)
        return
    if (named / "catalog.db").exists():
        raise WorkspaceError(f"{named} is a run folder: name another one for the index")
    try:
        named.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"cannot write to {named}: {error.strerror}") from error
    yield named


def _write(path: Path, data: bytes) -> None:
    from briefbook.errors import WorkspaceError

    try:
        path.write_bytes(data)
    except OSError as error:
        raise WorkspaceError(f"cannot write {path}: {error.strerror}") from error


def report_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that a person reads: a row for each way to search, routes, speed."""
    from briefbook.app.search_scores import ROWS

    heads = [f"{name}@{k}" for k in report["cutoffs"] for name in ("recall", "all")]
    yield " " * 8 + "".join(f"{head:>11}" for head in heads)
    for row, shown in ROWS.items():
        found = report["scores"][row]
        yield f"{shown:<8}" + "".join(f"{found[head]:11.4f}" for head in heads)
    routes = ", ".join(f"{name} {count:,}" for name, count in report["routes"].items())
    yield f"{report['questions']:,} questions over {report['passages']:,} texts; routes: {routes}"
    if missing := report["gold_titles_missing"]:
        yield f"not in the corpus: {len(missing):,} titles, such as {missing[0]}"
    speed = report["latency_ms"]
    yield f"a search with the graph takes {speed['p50']} ms, 95 % of them at most {speed['p95']} ms"

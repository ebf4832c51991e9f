"""The command `briefbook evaluate answer`: how right answers are, and what they rest on."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from briefbook.app.cli.model_options import (
    encoder_option,
    encoder_settings,
    path_type,
    workspace_if_any,
)
from briefbook.app.cli.options import folder_option, json_option, print_json, quiet_option

if TYPE_CHECKING:
    from briefbook.app.progress import Reporter
    from briefbook.app.workspace import Workspace
    from decide.rank import Reader

Json = dict[str, Any]

#: Written out so that `--help` loads nothing; a test holds them to what there is.
FORMATS = ("squad", "hotpot", "musique", "metaqa", "nlpcc", "briefbook")
_DONE = 0


@click.command("answer")
@click.option("--data", type=path_type, required=True, metavar="FILE", help="The questions.")
@click.option(
    "--format",
    "layout",
    type=click.Choice(FORMATS),
    required=True,
    help="squad (also CMRC, DRCD, XQuAD), hotpot and musique give paragraphs; metaqa and nlpcc ask"
    " a graph; briefbook asks the run folder.",
)
@click.option(
    "--triples", type=path_type, metavar="FILE", help="The graph of metaqa: a list of triples."
)
@click.option(
    "--paths",
    type=path_type,
    metavar="MODEL",
    help="Of metaqa and nlpcc: a model that reads questions as paths, in place of our own.",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Ask the first N alone.")
@click.option("--open", "everywhere", is_flag=True, help="Of squad: search all paragraphs first.")
@click.option(
    "--reader",
    metavar="MODEL",
    help='A model that reads, as a folder or by name; "none" for quotes alone; the one in use if'
    " left out.",
)
@click.option("--out", type=path_type, metavar="FILE", help="Write each answer, as JSON lines.")
@encoder_option
@folder_option
@json_option
@quiet_option
def evaluate_answer(layout: str, **options: Any) -> int:
    """Measure answers: exact match and F1, what is refused, and risk against coverage.

    Chinese is compared by characters, as CMRC does. Answers are scored however unsure they are;
    "answered" is the share that is sure enough to be given. Files may be packed with gzip.

    Of a graph (metaqa, nlpcc) the share of right first answers is given, by hops; of a run folder
    (briefbook) what is right, rightly refused and well founded, by kind of question.

    \b
    briefbook evaluate answer --data dev.json --format squad --json
    briefbook evaluate answer --data qa_dev.txt --format metaqa --triples kb.csv
    briefbook evaluate answer --data examples/gold/questions.jsonl --format briefbook
    """
    from briefbook.app.progress import Reporter

    _check(layout, options)
    reporter = Reporter(quiet=options["quiet"])
    measure = _MEASURES[layout]
    report, rows = measure(layout, options, reporter)
    report = {"kind": "answer", "format": layout, **report}
    if options["out"]:
        _write(options["out"], rows)
    if options["as_json"]:
        print_json(report)
    else:
        for line in report_lines(report):
            click.echo(line)
    return _DONE


def _check(layout: str, options: Mapping[str, Any]) -> None:
    if options["triples"] and layout not in ("metaqa", "nlpcc"):
        raise click.UsageError("--triples goes with metaqa or nlpcc")
    if layout == "metaqa" and not options["triples"]:
        raise click.UsageError("metaqa needs --triples")
    if options["everywhere"] and layout != "squad":
        raise click.UsageError("--open is for squad")


def _measure_paragraphs(
    layout: str, options: Mapping[str, Any], reporter: "Reporter"
) -> tuple[Json, list[Json]]:
    from briefbook.app.answer_data import ReadingSet, read_questions
    from briefbook.app.answer_scores import answer_rows, measure_reading_set
    from briefbook.learn.encoder import open_encoder

    data = read_questions(options["data"], layout)  # type: ignore[arg-type]
    if options["limit"]:
        data = _first(data, options["limit"])
    assert isinstance(data, ReadingSet)
    searched = layout != "squad" or options["everywhere"]
    with workspace_if_any(options["folder"]) as workspace:
        encoder = open_encoder(encoder_settings(workspace, options["encoder"]))
        reader = open_reader_meant(options["reader"], workspace)
        settings = workspace.settings.decide if workspace else None
    with (
        TemporaryDirectory(prefix="briefbook-answer-") if searched else nullcontext() as folder,
        reporter.stage("answer", len(data.questions)) as advance,
    ):
        report, scored = measure_reading_set(
            data,
            encoder=encoder,
            reader=reader,
            index_folder=Path(folder) if folder else None,
            everywhere=options["everywhere"],
            settings=settings,
            advance=advance,
        )
    return {**report, "reader": reader.producer if reader else None}, answer_rows(scored)


def _first(data: Any, limit: int) -> Any:
    """Keep the first questions and the paragraphs they are over."""
    from dataclasses import replace

    questions = data.questions[:limit]
    kept = sorted({place for question in questions for place in question.texts})
    places = {old: new for new, old in enumerate(kept)}
    moved = tuple(replace(q, texts=tuple(places[at] for at in q.texts)) for q in questions)
    return replace(data, questions=moved, texts=tuple(data.texts[at] for at in kept))


def open_reader_meant(name: str | None, workspace: "Workspace | None") -> "Reader | None":
    """Open the reader meant: the one named, none for "none", else the one in use."""
    from briefbook.app.evaluating import encoder_of
    from briefbook.app.modelstore import find_model, running_model, shipped_model
    from briefbook.learn.settings import EncoderSettings
    from decide.reading.load import open_reader

    if name == "none":
        return None
    if name:
        folder = find_model(name, workspace, "read")
    else:
        in_use = running_model(workspace, "read") if workspace else shipped_model("read")
        if in_use is None:
            return None
        folder = in_use
    encoder = workspace.settings.encoder if workspace else EncoderSettings()
    return open_reader(folder, encoder_of(folder, encoder))


def _measure_paths(
    layout: str, options: Mapping[str, Any], reporter: "Reporter"
) -> tuple[Json, list[Json]]:
    from decide.paths.evaluate import score_path_questions
    from decide.paths.files import load_path_questions, load_triples
    from decide.paths.graph import make_fact_graph
    from decide.paths.load import open_path_parser

    questions, own = load_path_questions(options["data"], layout)  # type: ignore[arg-type]
    questions = questions[: options["limit"]]
    graph = make_fact_graph(load_triples(options["triples"]) if options["triples"] else own)
    parser = open_path_parser(graph, folder=options["paths"])
    with reporter.stage("answer", len(questions)) as advance:
        report = score_path_questions(graph, parser, questions, advance=advance)
    return {**report, "parser": parser.producer, "facts": len(graph.triples)}, []


def _measure_archive(
    layout: str, options: Mapping[str, Any], reporter: "Reporter"
) -> tuple[Json, list[Json]]:
    from briefbook.app.answer_data import read_gold_questions
    from briefbook.app.answer_gold import measure_gold
    from briefbook.app.asking import open_asker
    from briefbook.app.cli.options import named_folder
    from briefbook.app.workspace import open_workspace

    questions = read_gold_questions(options["data"])[: options["limit"]]
    with open_workspace(named_folder(options["folder"], None)) as workspace:
        reader = open_reader_meant(options["reader"], workspace)
        with (
            open_asker(workspace, reader=reader, warm=True) as asker,
            reporter.stage("answer", len(questions)) as advance,
        ):
            report = measure_gold(questions, asker.ask_named, advance=advance)
    rows = report.pop("answers")
    told = {} if options["out"] else {"answers": rows}
    return {**report, **told, "reader": reader.producer if reader else None}, rows


_MEASURES: dict[str, Callable[[str, Mapping[str, Any], Any], tuple[Json, list[Json]]]] = {
    "squad": _measure_paragraphs,
    "hotpot": _measure_paragraphs,
    "musique": _measure_paragraphs,
    "metaqa": _measure_paths,
    "nlpcc": _measure_paths,
    "briefbook": _measure_archive,
}


def _write(path: Path, rows: list[Json]) -> None:
    from briefbook.errors import WorkspaceError
    from briefbook.records import encode_lines

    try:
        path.write_bytes(encode_lines(rows))
    except OSError as error:
        raise WorkspaceError(f"cannot write {path}: {error.strerror}") from error


def report_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that a person reads."""
    lines = {"briefbook": _archive_lines, "metaqa": _path_lines, "nlpcc": _path_lines}
    yield from lines.get(report["format"], _paragraph_lines)(report)


def _paragraph_lines(report: Mapping[str, Any]) -> Iterator[str]:
    yield f"{'':<6}{'questions':>10}{'exact':>9}{'F1':>9}{'95 %':>18}{'answered':>10}"
    for name, part in (("all", report), *report["languages"].items()):
        if "f1" in part:
            low, high = part["f1_interval"]["low"], part["f1_interval"]["high"]
            yield (
                f"{name:<6}{part['answerable']:>10,}{part['exact']:9.4f}{part['f1']:9.4f}"
                f"{f'{low:.4f} to {high:.4f}':>18}{part['answered']:10.4f}"
            )
    yield f"the quoted sentence holds the answer: {report.get('sentence_holds_answer', 0):.4f}"
    if "refused_rightly" in report:
        yield f"without an answer, and refused: {report['refused_rightly']:.4f}"
    yield f"F1 of what is answered: {report['f1_of_answered']:.4f}"
    yield from _risk_lines(report["risk_coverage"])


def _risk_lines(curve: Mapping[str, Any]) -> Iterator[str]:
    shares = ", ".join(
        f"{float(risk):.0%} of the surest {coverage:.0%}"
        for risk, coverage in curve["coverage_at_risk"].items()
    )
    best = curve["aurc_of_the_best_order"]
    yield f"risk and coverage: area {curve['aurc']:.4f} (at best {best:.4f}); wrong: {shares}"


def _path_lines(report: Mapping[str, Any]) -> Iterator[str]:
    yield f"{'':<6}{'questions':>10}{'hits@1':>9}{'exact':>9}{'F1':>9}"
    for name, part in (("all", report), *report.get("hops", {}).items()):
        figures = f"{part['hits@1']:9.4f}{part['exact']:9.4f}{part['f1']:9.4f}"
        yield f"{name if name == 'all' else f'{name}-hop':<6}{part['questions']:>10,}{figures}"
    speed = report["ms"]
    yield f"{report['facts']:,} facts; {speed['p50']} ms a question, 95 % at most {speed['p95']} ms"


def _archive_lines(report: Mapping[str, Any]) -> Iterator[str]:
    yield f"{'':<9}{'questions':>10}{'right':>7}{'refused':>9}{'evidence right':>16}"
    for name, part in (*report["kinds"].items(), *report["languages"].items()):
        yield (
            f"{name:<9}{part['questions']:>10,}{part['right']:>7,}{part['refused']:>9,}"
            f"{part['evidence_right']:>16,}"
        )
    low, high = report["right_interval"]["low"], report["right_interval"]["high"]
    yield f"right {report['right']:.4f} (95 %: {low:.4f} to {high:.4f})"
    for key, shown in (
        ("answerable_right", "of those with an answer"),
        ("unanswerable_refused", "of those without one refused"),
        ("evidence_right", "right answers whose evidence is right"),
    ):
        if report[key] is not None:
            yield f"{shown}: {report[key]:.4f}"
    yield from _risk_lines(report["risk_coverage"])

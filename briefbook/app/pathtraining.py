"""A parser of questions that are paths is tuned on files of questions and facts."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from briefbook.app.progress import Reporter
from briefbook.app.stages.building import load_built
from briefbook.app.workspace import Workspace
from briefbook.errors import LabelsError
from briefbook.ids import make_id
from decide.paths.evaluate import score_path_questions
from decide.paths.files import PathQuestion, load_path_questions, load_triples
from decide.paths.graph import FactGraph, Triple, fact_graph_of, make_fact_graph
from decide.paths.learn import learn_parser
from decide.paths.load import TunedFirst
from decide.paths.tuned import save_parser
from decide.paths.worded import WordedParser

_HELD_OUT = 10  # one in so many questions


def train_path_parser(
    data: Sequence[Path],
    triples: Path | None,
    layout: str,
    out: Path,
    *,
    workspace: Workspace | None = None,
    reporter: Reporter,
) -> dict[str, Any]:
    """Learn a parser, measure it on a tenth of the questions, write both; return the report.

    Where neither a list nor the questions give facts, they are those of the run folder. Raises
    LabelsError when a file cannot be read or no facts are given, ModelError when the
    questions teach nothing.
    """
    questions: list[PathQuestion] = []
    facts: list[Triple] = load_triples(triples) if triples else []
    for path in data:
        some, own = load_path_questions(path, layout)  # type: ignore[arg-type]
        questions += some
        facts += [] if triples else own
    graph = make_fact_graph(facts) if facts else _graph_of(workspace)
    held = [question for question in questions if _is_held(question)]
    kept = [question for question in questions if not _is_held(question)]
    parser = learn_parser(kept, graph)
    with reporter.stage("evaluate", len(held)) as advance:
        both = TunedFirst(parser, WordedParser())
        scores = score_path_questions(graph, both, held, advance=advance)
    save_parser(parser, out)
    report = {
        "folder": str(out),
        "learnt_from": len(kept),
        "paths": len(parser.paths),
        "runs": len(parser.runs),
        "scores": scores,
    }
    (out / "metrics.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return report


def _graph_of(workspace: Workspace | None) -> FactGraph:
    built = load_built(workspace.catalog) if workspace else None
    if built is None or not built.facts:
        raise LabelsError("no facts to learn with: name them with --triples FILE or --folder")
    return fact_graph_of(built.entities, built.facts)


def _is_held(question: PathQuestion) -> bool:
    """Choose by the question itself: the order of a file does not matter."""
    return int(make_id("q", question.text)[2:10], 16) % _HELD_OUT == 0

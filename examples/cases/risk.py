"""Risk of counterparties: a score that is the sum of its points, each with its evidence.

python -m examples.cases.risk --us "Aldermoor Cold Chain Ltd" --as-of 2025-03-15 --out risk
"""

import csv
import json
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from briefbook.app.asking import sentence_rows
from briefbook.app.holdings import Holdings
from briefbook.app.stages.building import load_built, load_readings
from briefbook.app.workspace import Workspace
from briefbook.records import Sentence
from decide.risk.records import Listed, RiskGround, RiskScore
from decide.risk.rules import read_rules
from decide.risk.score import find_counterparties, score_risks
from examples.cases.page import Documents, cite, plain, table, write_page
from examples.cases.run_folder import INPUTS, open_case

US = ("Aldermoor Cold Chain Ltd", "奥德摩尔冷链（无锡）有限公司")


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="A run folder; else the sample.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write.")
@click.option("--us", multiple=True, default=US, help="A name of our own; may be repeated.")
@click.option("--rules", type=click.Path(path_type=Path), default=INPUTS / "risk_rules.toml")
@click.option("--listed", type=click.Path(path_type=Path), default=INPUTS / "listed.csv")
@click.option("--as-of", default=date.today().isoformat(), help="The day the score is for.")
def main(
    folder: Path | None, out: Path, us: tuple[str, ...], rules: Path, listed: Path, as_of: str
) -> None:
    """Score everyone we deal with."""
    with open_case(folder, out) as workspace:
        ground = read_ground(workspace, listed)
        chosen = read_rules(tomllib.loads(rules.read_text("utf-8")))
        parties = find_counterparties(ground, us)
        scores = score_risks(parties, ground, chosen, as_of=as_of, ours=us)
        write_scores(scores, ground.documents, out, as_of)
    for score in scores:
        click.echo(f"{score.score:5.0f}  {score.band:8}  {score.entity.name}")
    click.echo(out / "page.html")


def read_ground(workspace: Workspace, listed: Path) -> RiskGround:
    """Gather what the run folder knows, and the list of names to be careful with."""
    built = load_built(workspace.catalog)
    with listed.open(encoding="utf-8", newline="") as file:
        names = [Listed(row["name"], row["reason"]) for row in csv.DictReader(file)]
    return RiskGround(
        entities=built.entities,
        facts=built.facts,
        contradictions=built.contradictions,
        readings={reading.document_id: reading for reading in load_readings(workspace.catalog)},
        documents=Holdings(workspace.catalog).by_id(),
        listed=names,
    )


def write_scores(scores: Sequence[RiskScore], documents: Documents, out: Path, as_of: str) -> None:
    """Write the scores as JSON and as a page."""
    rows = [
        {
            "name": score.entity.name,
            "score": score.score,
            "band": score.band,
            "points": [
                {"rule": point.rule, "points": point.points, **row}
                for point in score.points
                for row in sentence_rows([Sentence(point.reason, point.evidence)], documents)
            ],
        }
        for score in scores
    ]
    text = json.dumps(rows, ensure_ascii=False, indent=2)
    (out / "risk.json").write_text(text + "\n", encoding="utf-8")
    summary = ((plain(each.entity.name), f"{each.score:.0f}", each.band) for each in scores)
    lines = [f"As of {as_of}. The score is the sum of the points below, at most 100."]
    lines += table(("counterparty", "score", "risk"), summary)
    for score in scores:
        lines += [f"## {plain(score.entity.name)}: {score.score:.0f}", ""]
        lines += _points(score, documents)
    evidence = [piece for score in scores for point in score.points for piece in point.evidence]
    write_page(out, "Risk of counterparties", lines, evidence, documents)


def _points(score: RiskScore, documents: Documents) -> list[str]:
    if not score.points:
        return ["Nothing speaks against it."]
    rows = (
        (
            point.rule,
            f"{point.points:g}",
            plain(point.reason),
            " · ".join(cite(piece, documents) for piece in point.evidence),
        )
        for point in score.points
    )
    return table(("rule", "points", "why", "where it says so"), rows)


if __name__ == "__main__":
    main()

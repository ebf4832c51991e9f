"""Requirement documents become one list of requirements, with their conflicts.

python -m examples.cases.requirements --documents "specifications/*" --out requirements
"""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from briefbook.app.asking import sentence_rows
from briefbook.app.holdings import Holdings
from briefbook.learn.encoder import open_encoder
from briefbook.records import Sentence
from decide.requirements.conflicts import find_conflicts
from decide.requirements.find import find_requirements, is_demanding
from decide.requirements.records import Conflict, Requirement
from examples.cases.page import Documents, cite, plain, table, write_page
from examples.cases.run_folder import choose_documents, open_case


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="A run folder; else the sample.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write.")
@click.option("--documents", "pattern", default="*", help="Files to read; else all that demand.")
def main(folder: Path | None, out: Path, pattern: str) -> None:
    """List what documents demand, and what does not go together."""
    with open_case(folder, out) as workspace:
        holdings = Holdings(workspace.catalog)
        found: list[Requirement] = []
        for document in choose_documents(holdings, pattern):
            demands = find_requirements(document)
            if pattern != "*" or is_demanding(document, demands):
                found += demands
        conflicts = find_conflicts(found, open_encoder(workspace.settings.encoder))
        write_all(found, conflicts, holdings.by_id(), out)
    click.echo(f"{len(found)} requirements, {len(conflicts)} conflicts")
    click.echo(out / "page.html")


def write_all(
    found: Sequence[Requirement], conflicts: Sequence[Conflict], documents: Documents, out: Path
) -> None:
    """Write the list as CSV and JSON, and both list and conflicts as a page."""
    rows = [as_row(each, documents) for each in found]
    with (out / "requirements.csv").open("w", encoding="utf-8-sig", newline="") as file:
        names = [name for name in (rows[0] if rows else {}) if name != "evidence"]
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    clashes = [
        {"kind": each.kind, "first": each.first, "second": each.second, "reason": each.reason}
        for each in conflicts
    ]
    data = {"requirements": rows, "conflicts": clashes}
    text = json.dumps(data, ensure_ascii=False, indent=2)
    (out / "requirements.json").write_text(text + "\n", encoding="utf-8")
    lines = [*_conflict_lines(found, conflicts, documents), "## Requirements", ""]
    lines += table(
        ("number", "kind", "priority", "limits", "requirement"),
        (
            (
                plain(each.number),
                each.kind,
                f"{each.priority} not" if each.negative else each.priority,
                "; ".join(plain(limit.words) for limit in each.limits),
                cite(each.evidence[-1], documents),
            )
            for each in found
        ),
    )
    evidence = [piece for each in found for piece in each.evidence]
    write_page(out, "Requirements and their conflicts", lines, evidence, documents)


def as_row(each: Requirement, documents: Documents) -> dict[str, Any]:
    """Return a requirement fit for CSV and JSON."""
    [place] = sentence_rows([Sentence(each.text, each.evidence)], documents)
    return {
        "id": each.id,
        "number": each.number,
        "source": documents[each.evidence[-1].document_id].source,
        "page": place["evidence"][-1]["page"],
        "kind": each.kind,
        "priority": each.priority,
        "forbids": each.negative,
        "subject": each.subject,
        "action": each.action,
        "condition": each.condition,
        "limits": "; ".join(limit.words for limit in each.limits),
        "text": each.text,
        "evidence": place["evidence"],
    }


def _conflict_lines(
    found: Sequence[Requirement], conflicts: Sequence[Conflict], documents: Documents
) -> list[str]:
    by_id = {each.id: each for each in found}
    rows = (
        (
            each.kind,
            plain(each.reason),
            cite(by_id[each.first].evidence[-1], documents),
            cite(by_id[each.second].evidence[-1], documents),
        )
        for each in conflicts
    )
    lines = [f"{len(found)} requirements, {len(conflicts)} conflicts.", "", "## Conflicts", ""]
    return lines + table(("kind", "why", "here", "there"), rows)


if __name__ == "__main__":
    main()

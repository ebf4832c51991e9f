"""Public opinion: watches over the press, and alerts with their evidence.

python -m examples.cases.watch --since 2025-03-01 --out watch
"""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

import click

from briefbook.app.holdings import Holdings
from briefbook.app.progress import Reporter
from briefbook.app.watching import add_watch, list_watches, run_watches, show_watch
from briefbook.app.watchstate import load_alerts
from briefbook.app.workspace import Workspace
from briefbook.records import Evidence
from decide.watch.alerts import Alert
from examples.cases.page import Documents, cite, plain, table, write_page
from examples.cases.run_folder import INPUTS, open_case

_BAR = 24  # signs of the longest bar


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="A run folder; else the sample.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write.")
@click.option("--watches", type=click.Path(path_type=Path), default=INPUTS / "watches.toml")
@click.option("--since", default="2025-03-01", help="Documents from this date on count as new.")
def main(folder: Path | None, out: Path, watches: Path, since: str) -> None:
    """Watch what is said, and show what changed."""
    reporter = Reporter()
    with open_case(folder, out) as workspace, workspace.writing():
        known = {row["name"] for row in list_watches(workspace)}
        for row in tomllib.loads(watches.read_text("utf-8"))["watch"]:
            if row["name"] not in known:
                add_watch(workspace, row["text"], row.get("kind"), row["name"])
        run_watches(workspace, since=since, reporter=reporter)
        alerts = [told.alert for told in load_alerts(workspace.catalog)]
        documents = Holdings(workspace.catalog).by_id()
        write_alerts(alerts, _volumes(workspace, reporter), documents, out)
    for alert in alerts:
        click.echo(f"{alert.severity:8} {alert.kind:13} {alert.title}")
    click.echo(out / "page.html")


def _volumes(workspace: Workspace, reporter: Reporter) -> list[str]:
    """Return tables of how often each watch was spoken of, period by period."""
    lines = []
    for row in list_watches(workspace):
        if row["kind"] in ("query", "predicate"):
            continue
        shown = show_watch(workspace, row["name"], reporter=reporter)
        points = shown.series.points
        most = max((point.count for point in points), default=0) or 1
        bars = (
            (
                point.period,
                f"{point.count} of {point.exposure}",
                "" if point.tone is None else f"{point.tone:+.1f}",
                "█" * round(_BAR * point.count / most),
            )
            for point in points
        )
        header = ("period", "documents", "tone", "")
        lines += [f"### {plain(row['name'])}", *table(header, bars)]
    return lines


def write_alerts(
    alerts: Sequence[Alert], volumes: Sequence[str], documents: Documents, out: Path
) -> None:
    """Write the alerts as JSON lines and as a page."""
    quoted: list[Evidence] = []
    lines = [f"{len(alerts)} alerts.", ""]
    rows = []
    for alert in alerts:
        quoted += alert.evidence
        lines += [f"## {alert.severity}: {plain(alert.title)}", ""]
        if alert.trial is not None:
            trial = alert.trial
            lines += [
                f"{alert.kind}, {alert.period}: {trial.observed:g} where {trial.expected:.3g} were"
                f" to be expected (p = {trial.p:.2g}, {plain(trial.method)})",
                "",
            ]
        lines += [f"- {cite(piece, documents)}" for piece in alert.evidence] + [""]
        rows.append(
            {
                "severity": alert.severity,
                "kind": alert.kind,
                "title": alert.title,
                "period": alert.period,
                "quotes": [piece.quote for piece in alert.evidence],
            }
        )
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (out / "alerts.jsonl").write_text(text, encoding="utf-8")
    lines += ["## Over time", "", *volumes]
    write_page(out, "What is said of us", lines, quoted, documents)


if __name__ == "__main__":
    main()

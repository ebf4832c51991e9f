"""How alerts and series are printed."""

from typing import TYPE_CHECKING, Any

import click

from briefbook.app.cli.options import print_json

if TYPE_CHECKING:
    from briefbook.app.watching import Shown, Watched

_BAR = 20  # characters of the longest bar


def print_found(found: "Watched", options: dict[str, Any]) -> None:
    """Print what one look came to: problems on stderr, alerts on stdout."""
    from briefbook.app.alerts import told_row
    from decide.watch.alerts import SEVERITIES

    for problem in found.problems:
        click.echo(f"{problem.source}: {problem.message}", err=True)
    grave = SEVERITIES[SEVERITIES.index(options["least"]) :]
    rows = [row for row in found.alerts if row["severity"] in grave]
    if options["as_json"]:
        print_json(
            {
                "run": found.run,
                "watches": found.watches,
                "new_documents": found.new_documents,
                "alerts": rows,
                "deliveries": found.sent,
                "problems": [f"{one.source}: {one.message}" for one in found.problems],
            }
        )
    elif "-" not in options["files"]:  # else stdout is for JSON lines alone
        for row in rows:
            click.echo(told_row(row))
        if not rows:
            click.echo(f"No alerts; {found.new_documents} new documents.")


def series_row(shown: "Shown") -> dict[str, Any]:
    """Return a watch over time, fit for JSON."""
    tests = {signal.period: signal.trial for signal in shown.signals}
    points = []
    for point in shown.series.points:
        test = tests.get(point.period)
        points.append(
            {
                "period": point.period,
                "documents": point.count,
                "of": point.exposure,
                "tone": None if point.tone is None else round(point.tone, 4),
                "expected": test.expected if test else None,
                "p": test.p if test else None,
                "q": test.q if test else None,
            }
        )
    series = shown.series
    return {
        "name": shown.watch.name,
        "kind": shown.watch.kind,
        "period": series.unit,
        "of": series.exposure,
        "undated": series.undated,
        "points": points,
    }


def print_series(shown: "Shown", least: float) -> None:
    """Print a watch over time, a line a period; `least` is the q that makes a burst."""
    row = series_row(shown)
    points = row["points"]
    first = next((at for at, point in enumerate(points) if point["documents"]), len(points))
    most = max((point["documents"] for point in points), default=0)
    for point in points[max(0, first - 1) :]:
        bar = "█" * round(_BAR * point["documents"] / most) if most else ""
        tone = "      " if point["tone"] is None else f"{point['tone']:+.2f} "
        burst = "  burst" if point["q"] is not None and point["q"] <= least else ""
        p = "" if point["p"] is None else f"  p {point['p']:.2g}"
        click.echo(
            f"{point['period']:<10} {point['documents']:>5} of {point['of']:<5} {tone} "
            f"{bar:<{_BAR}}{p}{burst}"
        )
    if row["undated"]:
        click.echo(f"{row['undated']} more bear no date.")
    if not most and not row["undated"]:
        click.echo("No document speaks of it.")

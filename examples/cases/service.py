"""Customer service: what a request wants, the best known answer, and when a person takes over.

python -m examples.cases.service --pairs pairs.csv --requests requests.csv --out service
"""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import click

from briefbook.learn.encoder import open_encoder
from decide.service.desk import Desk, open_desk, reply
from decide.service.records import Pair, Reply, ServiceSettings
from examples.cases.page import plain, table, write_page
from examples.cases.run_folder import INPUTS


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write.")
@click.option("--pairs", type=click.Path(path_type=Path), default=INPUTS / "service_pairs.csv")
@click.option(
    "--requests", "asked", type=click.Path(path_type=Path), default=INPUTS / "service_requests.csv"
)
@click.option("--most-wrong", default=0.1, help="Share of the answers given that may be wrong.")
@click.option("--people", multiple=True, help="An intent that people always take.")
def main(out: Path, pairs: Path, asked: Path, most_wrong: float, people: tuple[str, ...]) -> None:
    """Answer requests from past pairs, or hand them over."""
    settings = ServiceSettings(most_wrong=most_wrong, people=people)
    desk = open_desk(read_pairs(pairs), open_encoder(), settings)
    replies = reply(desk, [row["request"] for row in _rows(asked)])
    write_replies(desk, replies, out)
    for each in replies:
        done = "to a person" if each.hand_over else each.nearest[0].pair.intent
        click.echo(f"{each.likelihood:.2f}  {done:20}  {each.request}")
    click.echo(out / "page.html")


def read_pairs(path: Path) -> list[Pair]:
    """Read past requests with their answers: columns id, intent, request, answer."""
    return [Pair(row["id"], row["request"], row["answer"], row["intent"]) for row in _rows(path)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_replies(desk: Desk, replies: Sequence[Reply], out: Path) -> None:
    """Write the replies as JSON and as a page."""
    out.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "request": each.request,
            "intents": dict(each.chances),
            "answer": each.answer,
            "ticket": each.nearest[0].pair.id,
            "likelihood": each.likelihood,
            "hand_over": each.hand_over,
            "reasons": each.reasons,
        }
        for each in replies
    ]
    text = json.dumps(rows, ensure_ascii=False, indent=2)
    (out / "replies.json").write_text(text + "\n", encoding="utf-8")
    given = sum(not each.hand_over for each in replies)
    lines = [
        f"{given} of {len(replies)} requests answered, {len(replies) - given} handed over. The"
        f" threshold is a likelihood of {desk.threshold:.2f}: on past requests, held out, this"
        " would have come to:",
        *table(
            ("threshold", "answered", "of these wrong"),
            (
                (f"{each.threshold:.2f}", f"{each.answered:.0%}", f"{each.wrong:.0%}")
                for each in desk.levels
                if abs(each.threshold * 100 % 10) < 0.5 or each.threshold == desk.threshold
            ),
        ),
    ]
    for each in replies:
        lines += [f"## {plain(each.request)}", "", _told(each), ""]
        lines += [f"- {plain(reason)}" for reason in each.reasons] + [""]
    write_page(out, "Requests and replies", lines)


def _told(each: Reply) -> str:
    if each.answer is None:
        return "**To a person.**"
    return f"**{plain(each.nearest[0].pair.intent)}** — {plain(each.answer)}"


if __name__ == "__main__":
    main()

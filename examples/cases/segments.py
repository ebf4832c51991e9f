"""Customers in segments, by what is written about them and what the graph says.

python -m examples.cases.segments --documents "customers/*" --out segments
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click
import numpy as np

from briefbook.app.holdings import Holdings
from briefbook.app.stages.building import Built, load_built, load_readings
from briefbook.app.workspace import Workspace
from briefbook.learn.encoder import Encoder, open_encoder
from briefbook.records import Entity
from briefbook.schema import NAMED_LABELS
from decide.segments.cluster import find_segments
from decide.segments.records import Item, Segmentation, SegmentSettings, Vectors
from examples.cases.page import plain, table, write_page
from examples.cases.run_folder import choose_documents, open_case
from ingest.passages import split_passages

US = ("Aldermoor Cold Chain Ltd", "奥德摩尔冷链（无锡）有限公司")


@dataclass(slots=True)
class Told:
    """What documents tell of one organisation."""

    entity: Entity
    texts: list[str] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)
    features: Counter[str] = field(default_factory=Counter)


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="A run folder; else the sample.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write.")
@click.option("--documents", "pattern", default="customers/*", help="Files about customers.")
@click.option("--us", multiple=True, default=US, help="A name of our own; may be repeated.")
@click.option("--graph-weight", default=0.5, help="Of the graph; the text has 1. 0: text only.")
def main(
    folder: Path | None, out: Path, pattern: str, us: tuple[str, ...], graph_weight: float
) -> None:
    """Put customers into segments."""
    with open_case(folder, out) as workspace:
        told = gather(workspace, load_built(workspace.catalog), pattern, us)
        encoder = open_encoder(workspace.settings.encoder)
    items = [
        Item(
            id=each.entity.id,
            texts=tuple(each.texts),
            language=each.languages.most_common(1)[0][0],
            features=tuple(sorted(each.features.items())),
        )
        for each in told.values()
    ]
    vectors = embed_items(items, encoder)
    found = find_segments(items, vectors, SegmentSettings(graph_weight=graph_weight))
    write_segments(found, {key: each.entity.name for key, each in told.items()}, out)
    for segment in found.segments:
        click.echo(f"{len(segment.items):3}  {', '.join(segment.words)}")
    click.echo(out / "page.html")


def gather(
    workspace: Workspace, built: Built, pattern: str, us: tuple[str, ...]
) -> dict[str, Told]:
    """Collect for each organisation the passages that name it, and what else they name."""
    holdings = Holdings(workspace.catalog)
    owners = {
        mention: entity
        for entity in built.entities
        if entity.label in NAMED_LABELS and not {entity.name, *entity.aliases} & set(us)
        for mention in entity.mentions
    }
    readings = {reading.document_id: reading for reading in load_readings(workspace.catalog)}
    told: dict[str, Told] = {}
    for document in choose_documents(holdings, pattern):
        mentions = readings[document.id].mentions if document.id in readings else ()
        for passage in split_passages(document, max_chars=workspace.settings.ingest.passage_chars):
            inside = [each for each in mentions if passage.span.contains(each.evidence.span)]
            named = {owners[each.id].id: owners[each.id] for each in inside if each.id in owners}
            for entity in named.values():
                if entity.label != "Organization":
                    continue
                own = told.setdefault(entity.id, Told(entity))
                own.texts.append(f"{passage.heading}\n{passage.text}")
                own.languages[document.language] += 1
                own.features.update(
                    f"names {other.name}" for other in named.values() if other.id != entity.id
                )
    _add_facts(told, built)
    return {key: each for key, each in told.items() if key in _leading(told)}


def _leading(told: Mapping[str, Told]) -> set[str]:
    """Return one organisation for each set of passages: that with the longest name.

    "Lindholm" and "Lindholm Vaccines Ltd" are one customer, where they are named together only.
    """
    best: dict[tuple[str, ...], Told] = {}
    for each in told.values():
        texts = tuple(each.texts)
        if texts not in best or len(each.entity.name) > len(best[texts].entity.name):
            best[texts] = each
    return {each.entity.id for each in best.values()}


def _add_facts(told: Mapping[str, Told], built: Built) -> None:
    names = {entity.id: entity.name for entity in built.entities}
    for fact in built.facts:
        if fact.assertion != "asserted":
            continue
        phrase = fact.predicate.lower().replace("_", " ")
        if fact.subject in told:
            told[fact.subject].features[f"{phrase} {names[fact.object]}"] += 1
        if fact.object in told:
            told[fact.object].features[f"{names[fact.subject]} {phrase} it"] += 1


def embed_items(items: list[Item], encoder: Encoder) -> Vectors:
    """Return the mean of the vectors of each item's texts."""
    rows = [encoder.embed(item.texts, kind="query").mean(axis=0) for item in items]
    return np.stack(rows)


def write_segments(found: Segmentation, names: Mapping[str, str], out: Path) -> None:
    """Write the segments as JSON and as a page."""
    out.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "segment": each.number,
            "words": each.words,
            "graph": each.features,
            "stability": each.stability,
            "silhouette": each.silhouette,
            "members": [names[key] for key in each.items],
        }
        for each in found.segments
    ]
    data = {"segments": rows, "tried": found.silhouettes, "agreement": found.agreement}
    text = json.dumps(data, ensure_ascii=False, indent=2)
    (out / "segments.json").write_text(text + "\n", encoding="utf-8")
    lines = [
        f"{len(found.segments)} segments; in samples drawn anew they come back with an agreement"
        f" of {found.agreement:.2f} (1 is best). A segment with a stability below 0.6 should not be"
        " relied on.",
    ]
    for each in found.segments:
        lines += [f"## Segment {each.number}: {plain(', '.join(each.words[:3]))}", ""]
        lines += [f"- words: {plain(', '.join(each.words))}"]
        lines += [f"- in the graph: {plain(', '.join(each.features))}"] if each.features else []
        lines += [f"- stability {each.stability:.2f}, silhouette {each.silhouette:.2f}", ""]
        lines += [f"    - {plain(names[key])}" for key in each.items] + [""]
    lines += ["## How many segments", ""]
    lines += table(
        ("segments", "silhouette"), ((str(n), f"{value:.3f}") for n, value in found.silhouettes)
    )
    write_page(out, "Customer segments", lines)


if __name__ == "__main__":
    main()

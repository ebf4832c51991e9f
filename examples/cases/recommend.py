"""Documents you should read: near in the graph to what you follow, and near in meaning.

python -m examples.cases.recommend --follow "Meddow Pharma Wholesale Ltd" --out reading
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import click

from briefbook.app.asking import sentence_rows
from briefbook.app.holdings import Holdings
from briefbook.app.stages.building import Built, load_built, load_readings
from briefbook.app.workspace import Workspace
from briefbook.errors import WorkspaceError
from briefbook.learn.encoder import Encoder, open_encoder
from briefbook.records import Evidence, Sentence
from briefbook.schema import NAMED_LABELS, PREDICATES
from decide.recommend import Profile, Reason, Recommendation, Shelf, recommend
from examples.cases.page import Documents, cite, plain, write_page
from examples.cases.run_folder import open_case

_READ = 1500  # characters of a document that its vector stands for


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="A run folder; else the sample.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write.")
@click.option("--follow", multiple=True, help="A name that you follow; may be repeated.")
@click.option("--read", "sources", multiple=True, help="A file that you found good.")
@click.option("--question", default="", help="What you would like to know.")
def main(
    folder: Path | None, out: Path, follow: tuple[str, ...], sources: tuple[str, ...], question: str
) -> None:
    """Recommend documents that you have not read yet."""
    with open_case(folder, out) as workspace:
        encoder = open_encoder(workspace.settings.encoder)
        holdings, built = Holdings(workspace.catalog), load_built(workspace.catalog)
        profile = Profile(
            entities=tuple(find_entity(built, name) for name in follow),
            documents=tuple(holdings.names[source] for source in sources),
            question=encoder.embed([question], kind="query")[0] if question else None,
        )
        shelf = fill_shelf(workspace, built, encoder)
        chosen = recommend(profile, shelf)
        write_list(chosen, shelf, holdings.by_id(), out)
    for each in chosen:
        click.echo(holdings.sources[each.document][0])
    click.echo(out / "page.html")


def find_entity(built: Built, name: str) -> str:
    """Return the id of the entity with this name; of several that which is mentioned most."""
    wanted = name.casefold()
    named = [
        entity
        for entity in built.entities
        if wanted in {each.casefold() for each in (entity.name, *entity.aliases)}
    ]
    if not named:
        raise WorkspaceError(f"the graph knows no {name!r}")
    return min(named, key=lambda entity: (-len(entity.mentions), entity.id)).id


def fill_shelf(workspace: Workspace, built: Built, encoder: Encoder) -> Shelf:
    """Gather all documents with their vectors and the things they name."""
    holdings = Holdings(workspace.catalog)
    documents = list(holdings.documents())
    texts = [f"{document.title}\n{document.text[:_READ]}" for document in documents]
    entities = {each.id: each for each in built.entities if each.label in NAMED_LABELS}
    owners = {mention: each.id for each in entities.values() for mention in each.mentions}
    named: dict[str, dict[str, list[Evidence]]] = defaultdict(lambda: defaultdict(list))
    for reading in load_readings(workspace.catalog):
        for mention in reading.mentions:
            if mention.id in owners:
                named[reading.document_id][owners[mention.id]].append(mention.evidence)
    return Shelf(
        documents=tuple(document.id for document in documents),
        vectors=encoder.embed(texts, kind="query"),
        named={
            key: {entity: tuple(places) for entity, places in each.items()}
            for key, each in named.items()
        },
        entities=entities,
        facts=built.facts,
    )


def tell(reason: Reason, shelf: Shelf, documents: Documents) -> str:
    """Say a reason in a sentence."""
    if reason.kind == "question":
        return f"it is near your question (likeness {reason.strength:.2f})"
    if reason.kind == "read":
        return f"it is like {documents[reason.subject].source}, which you read"
    name = shelf.entities[reason.subject].name
    if reason.kind == "names":
        return f"it names {name}, which you follow"
    if reason.kind == "shared" or reason.via is None:
        return f"it names {name}, as a document does that you read"
    fact = reason.via
    known = PREDICATES.get(fact.predicate)
    phrase = known.phrase if known else fact.predicate.lower().replace("_", " ")
    subject, other = shelf.entities[fact.subject].name, shelf.entities[fact.object].name
    return f"it names {name}, and {subject} {phrase} {other}"


def write_list(
    chosen: Sequence[Recommendation], shelf: Shelf, documents: Documents, out: Path
) -> None:
    """Write the recommendations as JSON and as a page."""
    rows, lines, quoted = [], [], []
    for place, each in enumerate(chosen, start=1):
        document = documents[each.document]
        lines += [f"## {place}. {plain(document.title)}", "", plain(document.source), ""]
        reasons = []
        for reason in each.reasons:
            told = tell(reason, shelf, documents)
            places = [_sentence(piece, documents) for piece in reason.evidence]
            quoted += places
            reasons.append(_reason_row(told, places, documents))
            lines.append(f"- because {plain(told)}")
            lines += [f"    - {cite(piece, documents)}" for piece in places]
        lines.append("")
        rows.append({"source": document.source, "title": document.title, "because": reasons})
    text = json.dumps(rows, ensure_ascii=False, indent=2)
    (out / "reading.json").write_text(text + "\n", encoding="utf-8")
    write_page(out, "You should read", lines or ["Nothing fits."], quoted, documents)


def _reason_row(told: str, places: Sequence[Evidence], documents: Documents) -> dict[str, object]:
    if not places:
        return {"text": told, "evidence": []}
    return sentence_rows([Sentence(told, tuple(places))], documents)[0]


def _sentence(piece: Evidence, documents: Documents) -> Evidence:
    """Return the sentence around a name."""
    document = documents[piece.document_id]
    spans = document.sentences_in(piece.span) or (piece.span,)
    return document.evidence(spans[0], producer=piece.producer, score=piece.score)


if __name__ == "__main__":
    main()
